"""A system that posts JSON, or takes it, as a vendor: who it is, what it brings, and where flows may end."""

from typing import Any

import aiohttp
import pytest
from pydantic import ValidationError

from handlers.vendors.webhook import VENDOR
from handlers.vendors.webhook.connection import OpenWebhookConnection
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.source.source import WebhookSource
from relay.errors import StartError
from relay.model import Flow
from relay.roles import PolledSource
from relay.settings.findings import SettingsError
from tests.stand_ins import OpenGate


def flow(entity: str) -> Flow:
    return Flow(name="shop-orders", entity=entity, source="shop", target="books", settings=None)


async def opened(**settings: Any) -> OpenWebhookConnection:
    connection = WebhookConnection.model_validate({"vendor": "webhook", **settings})
    async with aiohttp.ClientSession() as session:
        found = VENDOR.open("shop", connection, session, None, OpenGate())
    assert isinstance(found, OpenWebhookConnection)
    return found


async def test_it_is_a_source_that_cannot_be_polled() -> None:
    source = (await opened()).source(flow("order"))
    assert isinstance(source, WebhookSource)
    assert not isinstance(source, PolledSource)
    assert set(VENDOR.sources) >= {"order", "invoice", "customer", "product"}


async def test_the_identity_of_the_connection_is_the_identity_of_its_source() -> None:
    source = (await opened(identity={"reference": "customer_reference"})).source(flow("order"))
    assert source.identify({"customer_reference": "PO-7"}).reference == "PO-7"


async def test_an_entity_it_does_not_bring_is_refused_at_the_start() -> None:
    connection = await opened()
    with pytest.raises(StartError, match=r"^connections\.shop: a webhook brings no order_status yet"):
        connection.source(flow("order_status"))


@pytest.mark.parametrize("posts", [None, {"address": "https://shop.example.com"}])
async def test_without_a_way_to_post_its_documents_it_is_refused_as_a_target_at_the_start(posts: Any) -> None:
    connection = await opened(posts=posts)
    with pytest.raises(SettingsError, match=r"^flows\.shop-orders\.to: shop has no posts\.orders, which says") as said:
        connection.target(flow("order"))
    assert [(one.path, one.code) for one in said.value.findings] == [
        (("flows", "shop-orders", "to"), "webhook.no_target")
    ]


async def test_a_sender_cannot_be_asked_who_it_is_and_a_receiver_is_known_by_its_address() -> None:
    assert await (await opened()).identify() is None
    places = []
    for address in ("https://Shop.example.com/api/", "http://shop.example.com:443/api", "https://shop.example.com"):
        found = await (await opened(posts={"address": address})).identify()
        assert found is not None
        places.append(found.key)
    assert places[0] == places[1] == ("shop.example.com:443/api",)
    assert places[2] == ("shop.example.com:443",)


async def test_what_cannot_be_proven_without_a_write_is_not_asked() -> None:
    assert await (await opened(posts={"address": "https://shop.example.com"})).check({"order"}, {"stock"}) is None


@pytest.mark.parametrize("wrong", [{"vendor": "afas"}, {"identity": {"number": "x"}}, {"token": "x"}])
def test_a_connection_with_what_it_does_not_have_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        WebhookConnection.model_validate({"vendor": "webhook"} | wrong)
