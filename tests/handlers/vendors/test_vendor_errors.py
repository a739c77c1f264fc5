"""The 111 errors of both vendors that are known from public pages: what happens next to a read and to a write.

``vendor_errors.tsv`` has a line for each wording. Its ends are kinds of ``relay.errors``, or ``rows`` where nothing
ends. Its scopes say what is left alone because of it: the ``connection``, one kind of ``call``, what one ``flow`` asks
for, or nothing, as it is about one ``record``. A line without words of the vendor is the answer as which such a
situation comes in; ``connector`` as its door means that AFAS takes the token otherwise.
"""

import csv
import errno
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from handlers.exchange.reply import Reply
from handlers.exchange.transport import failure_of
from handlers.vendors.accountview.auth.token_endpoint import read_tokens
from handlers.vendors.accountview.protocol import Call, Effect, NoSuchYear, Rules, decipher
from handlers.vendors.afas import protocol as afas
from handlers.vendors.afas.auth import _bearer
from handlers.vendors.afas.transport import end_of as end_of_network
from relay.errors import Barred, Hold, Permanent, RunEnd, Transient, Unconfirmed
from relay.line.once.verdicts import verdict_of
from tests.handlers.vendors.accountview.office import ARTICLES, client_of, office, read_codes, some_settings

with Path(__file__).with_name("vendor_errors.tsv").open(encoding="utf-8", newline="") as _file:
    ERRORS = list(csv.DictReader(_file, delimiter="\t", quoting=csv.QUOTE_NONE))

KINDS: dict[str, type[RunEnd]] = {
    kind.__name__: kind for kind in (Barred, Hold, NoSuchYear, Permanent, Transient, Unconfirmed)
}
NETWORK: dict[str, Exception] = {
    "reset": aiohttp.ClientOSError(errno.ECONNRESET, "reset"),
    "cut": aiohttp.ServerDisconnectedError(),
    "nobody": aiohttp.ClientConnectorError(
        aiohttp.client_reqrep.ConnectionKey("afas.example.com", 443, True, True, None, None, None),  # noqa: FBT003 - aiohttp's own order
        OSError(errno.ECONNREFUSED, "refused"),
    ),
}
UNEXPECTED = ("onverwachte fout", "unexpected error", "Out of")


def afas_end(row: dict[str, str], *, writes: bool) -> RunEnd | None:
    """How a call to AFAS ends that is answered so, or None."""
    call = afas.Call("POST", "/connectors/FbSales") if writes else afas.Call("GET", "/connectors/Relay_SalesOrders")
    text, status = row["text"], int(row["status"])
    if row["door"] == "network":
        return end_of_network(call, failure_of(NETWORK[text]))
    number = -2147180999 if any(word in text for word in UNEXPECTED) else -2147180996
    bodies: dict[str, Any] = {
        "": b"",
        "silent": b"",
        "good": {"rows": [], "results": {}},
        "retry_after": {"error": {"code": 503}, "retry_after": 7200},
        "Invalid json": {"message": "Invalid json"},
    }
    body = bodies.get(text, {"externalMessage": text, "errorNumber": number})
    if row["door"] == "token":
        body = {"error": text.partition(":")[0]}
    answer = Reply(status, body if isinstance(body, bytes) else json.dumps(body).encode())
    is_let_in = row["door"] == "connector"
    return end_of(
        lambda: _bearer(answer, 0.0) if row["door"] == "token" else afas.decipher(call, answer, is_let_in=is_let_in)
    )


def accountview_end(row: dict[str, str], *, writes: bool) -> RunEnd | None:
    """How a call to AccountView ends that is answered so, or None."""
    call = Call(Effect.INSERT if writes else Effect.READ, "/api/v3/accountviewdata", "SO1")
    text, status = row["text"].replace("\\r\\n", "\r\n"), int(row["status"])
    if row["door"] == "token":
        reply = Reply(status, json.dumps({"error": text}).encode())
        return end_of(lambda: read_tokens(reply, timedelta(minutes=10), "books"))
    rules = Rules.of("books", some_settings(empty_is_404=text == "empty"))
    refusal = {"ErrorType": "AccountViewError", "ErrorNumbers": None, "ErrorMessage": text}
    body: Any = {"": b"", "empty": b"", "good": b'{"SO_HDR": []}'}.get(text, json.dumps(refusal).encode())
    return end_of(lambda: decipher(call, Reply(status, body), rules))


def end_of(call: Callable[[], object]) -> RunEnd | None:
    try:
        call()
    except RunEnd as end:
        return end
    return None


def scope_of(end: RunEnd | None) -> str:
    """What is left alone because of an end."""
    if end is None:
        return "none"
    return "record" if verdict_of(end) == "fine" else end.scope.value


def ends(row: dict[str, str]) -> list[tuple[str, RunEnd | None]]:
    """The expected and the actual end of a read and of a write."""
    end = afas_end if row["vendor"] == "afas" else accountview_end
    return [(row["read_ends"], end(row, writes=False)), (row["write_ends"], end(row, writes=True))]


ANSWERED = [row for row in ERRORS if row["text"] != "no company"]


@pytest.mark.parametrize("row", ANSWERED, ids=lambda row: f"{row['number']}-{row['vendor']}")
def test_each_known_error_of_a_vendor_leads_to_what_the_table_says(row: dict[str, str]) -> None:
    for expected, end in ends(row):
        if expected == "rows":
            assert end is None
        else:
            assert isinstance(end, KINDS[expected])
            assert isinstance(end, Barred) == (expected == "Barred")


@pytest.mark.parametrize("row", ANSWERED, ids=lambda row: f"{row['number']}-{row['vendor']}")
def test_each_known_error_of_a_vendor_concerns_what_the_table_says(row: dict[str, str]) -> None:
    (_, read), (_, write) = ends(row)
    assert (scope_of(read), scope_of(write)) == (row["read_scope"], row["write_scope"])


async def test_a_user_without_any_company_is_not_let_in() -> None:
    async with office() as o:
        o.sandbox.company_code = "OTHER"
        with pytest.raises(Barred, match="may not work in the company"):
            await read_codes(client_of(o), ARTICLES, "ARTICLE")


def test_the_table_has_all_111_known_errors() -> None:
    assert {int(row["number"]) for row in ERRORS} == set(range(1, 112))
    assert len(ERRORS) > 111
