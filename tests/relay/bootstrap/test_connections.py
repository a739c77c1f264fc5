"""Connections are opened with the client that posts, which goes nowhere that is the relay's own."""

import base64
from collections.abc import Sequence
from typing import Any

import pytest

from handlers.sandboxes.shop import ShopSandbox
from handlers.vendors.webhook.settings import WebhookConnection
from relay.bootstrap.connections import connecting
from relay.errors import Barred
from relay.model import Flow
from relay.roles import Connection, LiveCheck, LookedUp, NamingFlow
from relay.settings import Settings
from tests.stand_ins import OpenGate

FLOW = Flow(name="levels", entity="stock", source="books", target="shop", settings=None)


def settings(shop: ShopSandbox, server_port: int = 1, **posts: Any) -> Settings:
    payload, index = (base64.b64encode(bytes(range(first, first + 32))).decode() for first in (1, 7))
    connection = {**shop.connection, "posts": {"address": shop.address, "check_path": "/stock", **posts}}
    written = {
        "redis": {"payload_url": "redis://127.0.0.1:2/0", "state_url": "redis://127.0.0.1:3/0"},
        "keys": {"payload": [payload], "index": index},
        "server": {"port": server_port},
        "connections": {},
        "flows": {},
    }
    found = Settings.model_validate(written)
    return found.model_copy(update={"connections": {"shop": WebhookConnection.model_validate(connection)}})


async def opened(said: Settings, ask: Any) -> Any:
    async with connecting(said) as connect:
        connection: Connection = connect(said, None, {}, {"shop": OpenGate()})["shop"]
        return await ask(connection)


async def look_up(connection: Connection, flows: Sequence[Flow] = (FLOW,)) -> LookedUp:
    assert isinstance(connection, LiveCheck)
    return await connection.look_up([NamingFlow(flow, ()) for flow in flows])


async def test_a_doctor_reads_the_path_that_settings_name_and_tells_what_was_answered() -> None:
    async with ShopSandbox() as shop:
        said = await opened(settings(shop), lambda one: one.check((), {"stock"}))
        assert str(said) == "the system that is posted to answers 200, and lets us in"
        assert await opened(settings(shop), lambda one: one.check({"order"}, ())) is None
        assert (shop.asked, shop.calls) == (["/stock"], [])


async def test_without_such_a_path_nothing_is_asked() -> None:
    async with ShopSandbox() as shop:
        said = settings(shop, check_path=None)
        assert await opened(said, lambda one: one.check((), {"stock"})) is None
        assert not await opened(said, _is_live)
        assert shop.asked == []


async def _is_live(connection: Connection) -> bool:
    return isinstance(connection, LiveCheck)


async def test_the_relays_own_listener_is_not_posted_to() -> None:
    async with ShopSandbox() as shop:
        port = int(shop.address.rpartition(":")[2])
        with pytest.raises(Barred, match="this relay itself"):
            await opened(settings(shop, port), lambda one: one.check((), {"stock"}))
        assert shop.asked == []


async def test_a_live_check_tells_of_the_path_whether_it_is_there() -> None:
    async with ShopSandbox() as shop:
        found = await opened(settings(shop), look_up)
        assert [(one.path, one.name) for one in found.found] == [
            (("connections", "shop", "posts", "check_path"), "/stock")
        ]
        lost = await opened(settings(shop, check_path="/stock/none"), look_up)
        assert [(one.path, one.severity) for one in lost.findings] == [
            (("connections", "shop", "posts", "check_path"), "error")
        ]
        assert await opened(settings(shop), lambda one: look_up(one, ())) == LookedUp()


async def test_a_live_check_of_a_receiver_that_is_away_tells_that_nobody_could_be_asked() -> None:
    async with ShopSandbox() as shop:
        said = settings(shop)
    [away] = (await opened(said, look_up)).not_asked
    assert "nothing was sent" in str(away.why)
