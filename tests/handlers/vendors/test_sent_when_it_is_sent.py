"""The horizon of a write counts from its sending: a wait for a token before that is none of it."""

from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web

from handlers.vendors.afas.protocol import Element
from relay.errors import LeaseLost
from relay.line.once import lease_check
from relay.line.once.lease_check import SENDING, Sending
from tests.handlers.exchange.clients import accountview, afas
from tests.handlers.vendors.accountview.office import DEBTOR
from tests.handlers.vendors.suite import answering

Write = Callable[[str, aiohttp.ClientSession], Awaitable[object]]

WRITES: dict[str, Write] = {
    "afas": lambda url, session: afas(url, session).write("POST", "FbSales", Element({"OrNu": "1"})),
    "accountview": lambda url, session: accountview(url, session).insert("AR1", DEBTOR),
}


@pytest.mark.parametrize("vendor", WRITES)
async def test_a_write_sees_its_lease_again_after_the_wait_for_a_token_and_is_not_sent_without(
    vendor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease_check, "FRESH_SECONDS", 0.0)
    seen: list[str] = []

    async def note(request: web.BaseRequest) -> web.Response:
        seen.append(request.method)
        return web.json_response({})

    async def lost() -> None:
        raise LeaseLost("the event has moved on")

    SENDING.set(Sending(0.0, lost))
    async with answering(note) as base_url, aiohttp.ClientSession() as session:
        with pytest.raises(LeaseLost):
            await WRITES[vendor](base_url, session)
    assert seen == []
