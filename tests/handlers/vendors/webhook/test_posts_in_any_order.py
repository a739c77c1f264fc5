"""Posts of a shop that belong together, in any order, repeated and at once: what waits holds the newest of all."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapping.parsing import parse_json
from relay.intake.door import Door
from relay.store.store import Store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.handlers.vendors.webhook.source.product_posts import ITEM, products_of, variants
from tests.relay.doors import make_door, open_door
from tests.stand_ins import make_acceptor

SISTER = {"id": 502, "title": "L", "option1": "L", "sku": "LAMP-2", "inventory_item_id": 552}
NEWEST = 3


def lamp(minute: int) -> Any:
    """The product as it was changed at a minute, with a price that tells which one it is."""
    stamp = f"2026-11-20T10:0{minute}:00+01:00"
    return variants({"price": f"{minute}.00"}, SISTER | {"price": f"{minute}.50"}, updated_at=stamp)


def item(minute: int, hour: int) -> Any:
    """The inventory item of the first variant, likewise by its weight; older than any product or newer, by its hour."""
    return ITEM | {"weight_value": float(minute + 1), "updated_at": f"2026-11-20T{hour:02}:0{minute}:00+01:00"}


PLACES = [("lamp", minute) for minute in range(NEWEST + 1)] + [("item", minute) for minute in range(NEWEST + 1)]


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    order=st.permutations([*PLACES, *PLACES]),
    at_once=st.lists(st.integers(1, 5), min_size=16, max_size=16),
    data=st.data(),
)
async def test_nothing_newer_is_ever_lost_to_something_older(
    store: Store, vault: Vault, order: Sequence[tuple[str, int]], at_once: Sequence[int], data: st.DataObject
) -> None:
    source = f"shop-{data.draw(st.uuids())}"
    door = door_of(store, vault, source)
    hour = data.draw(st.sampled_from([9, 11]))
    posts = [lamp(minute) if what == "lamp" else item(minute, hour) for what, minute in order]
    async with open_door(door) as shop:
        for count in at_once:
            answers = await asyncio.gather(*(shop.post("/hooks/shop", post) for post in posts[:count]))
            assert {answer.status for answer in answers} <= {202}
            posts = posts[count:]
        assert posts == []
    waiting = await documents_waiting(door, vault, source)
    prices = {number: one["variants"][0]["price"] for number, one in waiting.items()}
    assert prices == {"501": f"{NEWEST}.00", "502": f"{NEWEST}.50"}
    assert float(waiting["501"]["inventory_item"]["weight_value"]) == NEWEST + 1
    assert "inventory_item" not in waiting["502"]


def door_of(store: Store, vault: Vault, source: str) -> Door:
    """A door for one shop of its own, so that no example finds what another posted."""
    door = make_door(store, make_acceptor(store, vault, make_queue(store)))
    shop = door.flows["shop"]
    flow = replace(shop.flow, name=source, source=source, entity="product", keeps_state=True)
    return replace(
        door,
        flows={"shop": replace(shop, flow=flow, source=products_of(format="shopify"))},
        server=door.server.model_copy(update={"body_limit": 100_000}),
    )


async def documents_waiting(door: Door, vault: Vault, flow: str) -> dict[str, Any]:
    """The document of each product that waits; one at the most."""
    found: dict[str, Any] = {}
    for name in await door.store.state.zrange(door.store.keys.index(flow, "waiting"), 0, -1):
        sealed = await door.store.payload.get(door.store.keys.payload(name.decode()))
        document = parse_json(vault.open(sealed, flow, name.decode()))
        number = str(document["variants"][0]["id"])
        assert number not in found
        found[number] = document
    return found
