"""What a failure of AccountView concerns: calls of one business object, or the connection; its gate hears which."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.sandboxes.accountview import Behaviour, Fault
from handlers.vendors.accountview.auth.access_tokens import AccessTokens
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.protocol import Query
from relay.errors import Barred, RunEnd, Scope, Transient
from tests.handlers.vendors.accountview.office import ARTICLES, DEBTOR, Office, office, read_codes
from tests.stand_ins import OpenGate


def at(gate: OpenGate, o: Office) -> AccountViewClient:
    return AccountViewClient(
        "books", o.settings, o.session, AccessTokens("books", o.settings, o.session, o.tokens), gate
    )


async def test_a_right_that_lacks_concerns_calls_of_that_object_alone() -> None:
    gate = OpenGate()
    async with office(behaviour=Behaviour(unreadable=frozenset({"AK1"}))) as o:
        with pytest.raises(Barred, match="Geen rechten") as barred:
            await read_codes(at(gate, o), ARTICLES, "ARTICLE")
        await at(gate, o).insert("AR1", DEBTOR)
    assert barred.value.scope is Scope.CALL
    assert [about for about in gate.about if about] == ["GET AK1", "POST AR1"]


@pytest.mark.parametrize(
    ("table", "query", "changes"),
    [("SO_HDR", ARTICLES, {}), ("ARTICLE", Query("AK1", ("ART_CODE",)), {"page_size": 3})],
    ids=["no table", "no key to page by"],
)
async def test_what_the_settings_name_wrong_of_an_object_is_judged_by_the_gate(
    table: str, query: Query, changes: dict[str, Any]
) -> None:
    gate = OpenGate()
    async with office(**changes) as o:
        with pytest.raises(Barred):
            await read_codes(at(gate, o), query, table)
    [end] = gate.ends
    assert isinstance(end, Barred)
    assert end.scope is Scope.CALL


async def test_an_answer_that_takes_too_long_concerns_calls_of_that_object_alone() -> None:
    gate = OpenGate()
    async with office(total_timeout="300ms") as o:
        client = at(gate, o)
        await client.companies()
        o.sandbox.faults.delay = timedelta(seconds=30)
        with pytest.raises(Transient):
            await read_codes(client, ARTICLES, "ARTICLE")
        o.sandbox.faults.delay = timedelta()
    assert [end.scope for end in gate.ends if isinstance(end, RunEnd)][-1] is Scope.CALL


@pytest.mark.parametrize("fault", [Fault.OFFLINE, Fault.BAD_GATEWAY, Fault.UNAVAILABLE])
async def test_an_office_that_is_closed_concerns_the_connection(fault: Fault) -> None:
    gate = OpenGate()
    async with office() as o:
        o.sandbox.faults.next(fault)
        with pytest.raises(Transient) as caught:
            await read_codes(at(gate, o), ARTICLES, "ARTICLE")
    assert caught.value.scope is Scope.CONNECTION


async def test_an_authorisation_that_was_withdrawn_concerns_the_connection() -> None:
    gate = OpenGate()
    async with office() as o:
        o.sandbox.authority.withdraw()
        with pytest.raises(Barred, match="relay connect books") as barred:
            await read_codes(at(gate, o), ARTICLES, "ARTICLE")
    assert barred.value.scope is Scope.CONNECTION


async def test_a_company_that_the_user_may_not_work_in_concerns_the_connection_and_is_judged_by_the_gate() -> None:
    gate = OpenGate()
    async with office() as o:
        o.sandbox.company_code = "OTHER"
        with pytest.raises(Barred, match="may not work in the company") as barred:
            await at(gate, o).identify()
    assert barred.value.scope is Scope.CONNECTION
    assert gate.ends == [barred.value]
