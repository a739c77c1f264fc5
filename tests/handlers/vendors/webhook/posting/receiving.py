"""A shop that is posted to over real HTTP, and posters that post to it as relay.yaml would have them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from handlers.exchange.outbound import Outbound
from handlers.exchange.own_places import OwnPlaces
from handlers.sandboxes.shop import Behaviour, ShopSandbox
from handlers.vendors.opening import Outgoing
from handlers.vendors.webhook.posting.poster import Poster
from handlers.vendors.webhook.posting.receiver import Receiver
from handlers.vendors.webhook.posting.rows import PostRows, post_rows
from handlers.vendors.webhook.posting.settings import KINDS
from handlers.vendors.webhook.settings import WebhookConnection
from relay.line.carrying import CARRYING, Carrying
from relay.model import Flow
from relay.store.vault import Vault
from tests.stand_ins import OpenGate

VAULT = Vault([b"p" * 32], b"i" * 32)
NOON = datetime(2026, 3, 2, 12, 0, 0, 250_000, UTC)
LEVEL = {"code": "BR-1", "quantity": 5}
STOCK = {
    "method": "PUT",
    "path": "/stock/{code}",
    "repeat": "idempotent_method",
    "shop_deducts_open_orders": False,
}
ORDERS = {"path": "/orders", "repeat": "none", "id": "id"}


@dataclass
class Desk:
    """A shop, and what posts to it. ``gate`` tells which kinds of call were made."""

    shop: ShopSandbox
    outgoing: Outgoing
    written: dict[str, Any] = field(default_factory=dict)
    gate: OpenGate = field(default_factory=OpenGate)

    def settings(self, **posts: Any) -> WebhookConnection:
        signed = {"address": self.shop.address, "signing_secrets": [self.shop.secret]}
        whole = {**self.shop.connection, "connect_timeout": "2s", **self.written, "posts": {**signed, **posts}}
        return WebhookConnection.model_validate(whole)

    def receiver(self, **posts: Any) -> Receiver:
        settings = self.settings(**posts)
        assert settings.posts is not None
        return Receiver(settings, settings.posts, self.outgoing, self.gate)

    def poster(self, entity: str = "stock", rows: PostRows | None = None, **posts: Any) -> Poster:
        receiver = self.receiver(**({"stock": STOCK, "orders": ORDERS} | posts))
        how = receiver.posts.of(entity)
        assert how is not None
        return Poster(entity, how, receiver, rows)

    def with_rows(self, *rows: Mapping[str, Any], entity: str = "stock", of_flow: Any = ()) -> Poster:
        """A poster whose connection has these rows, and whose flow those."""
        how = {**(STOCK if entity == "stock" else ORDERS), "mapping": rows}
        settings = self.settings(**{KINDS[entity]: how}).posts
        assert settings is not None
        made = settings.of(entity)
        assert made is not None
        flow = Flow(name="to-shop", entity=entity, source="books", target="shop", settings=None, mapping=of_flow)
        return self.poster(entity, post_rows(flow, made, {"level": {"code": str, "quantity": int}}))


@asynccontextmanager
async def posting(behaviour: Behaviour | None = None, within: str = "5s", **shop: Any) -> AsyncIterator[Desk]:
    """A shop that behaves so, and a desk that posts to it, with this time limit for a call."""
    async with ShopSandbox(behaviour, **shop) as opened, Outbound(OwnPlaces()) as client:
        yield Desk(opened, Outgoing(client, VAULT.keyed_hash), {"total_timeout": within})


@asynccontextmanager
async def carried(ordinal: int = 7, reference: str = "BR-1", **changes: Any) -> AsyncIterator[Carrying]:
    """What this task carries while the block runs."""
    fields: dict[str, Any] = {
        "event": "e" * 32,
        "flow": "to-shop",
        "entity": "stock",
        "origin": "books",
        "as_of": NOON,
    } | changes
    one = Carrying(reference=reference, ordinal=ordinal, **fields)
    token = CARRYING.set(one)
    try:
        yield one
    finally:
        CARRYING.reset(token)
