"""A refusal that tells that a record is there already, or is not there, is told from one of its data."""

import json

import pytest

from handlers.contracts.records import AlreadyThere, NotThere
from handlers.exchange.reply import Reply
from handlers.vendors.accountview.protocol import Call, Effect, Rules, decipher
from relay.errors import Hold
from tests.handlers.vendors.accountview.office import some_settings

INSERT = Call(Effect.INSERT, "/api/v3/accountviewdata", "AR1")
UPDATE = Call(Effect.UPDATE, "/api/v3/accountviewdata", "AR1")
RULES = Rules.of("books", some_settings())


def refusal(message: str) -> bytes:
    return json.dumps({"ErrorType": "AccountViewError", "ErrorNumbers": None, "ErrorMessage": message}).encode()


@pytest.mark.parametrize(
    ("call", "message", "kind"),
    [
        (INSERT, "CONTACT.SUB_NR: dit nummer bestaat al.", AlreadyThere),
        (UPDATE, "SUB_NR: het record bestaat niet.", NotThere),
        (INSERT, "CONTACT.ACCT_NR: de waarde bestaat niet.", Hold),
        (UPDATE, "CONTACT.ACCT_NR: de waarde bestaat niet.", Hold),
        (UPDATE, "CONTACT.SRC_CODE: deze zoekcode bestaat al.", Hold),
    ],
)
def test_a_record_that_is_there_already_or_not_there_is_told_from_other_refusals(
    call: Call, message: str, kind: type[Hold]
) -> None:
    with pytest.raises(Hold) as caught:
        decipher(call, Reply(200, refusal(message)), RULES)
    assert type(caught.value) is kind
