"""A source of which one post is several documents, as a shop posts a product with its variants."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from mapping.parsing import dump_json
from mapping.problems import Problem
from relay.intake.door import Door
from relay.line.accept import MOST_TOGETHER
from relay.model import Identity
from relay.roles import Json, Known, Relations
from tests.plain import as_told
from tests.relay.intake.callers import Answer
from words.told import Told

MANY = 2 * MOST_TOGETHER + 20


class Bundles:
    """Documents such as {"number": "B", "at": "2026-03-02T12:00:00+00:00", "parts": [{"number": "B-1"}]}.

    Each part is a document. One without ``parts`` tells the colour of the bundle that has its number, and nothing comes
    of it before that was posted.
    """

    def check(self, document: Json) -> Sequence[Problem]:
        good = isinstance(document, dict) and isinstance(document.get("number"), str)
        return [] if good else [Problem("number", as_told("is not a text"), as_told("send a text"))]

    def relations(self, document: Json) -> Relations:
        number, stamp = document["number"], _moment(document)
        if "parts" not in document:
            return Relations(f"colour {number}", stamp, follows=(f"colour {number}",), needs=(f"colour {number}",))
        names = frozenset(part["number"] for part in document["parts"])
        told = {number: names, f"colour {number}": frozenset({number})}
        return Relations(number, stamp, told, needs=(number, f"colour {number}"))

    def split(self, document: Json, known: Known) -> Sequence[Json] | Told:
        number = document["number"]
        bundle, colour = known.posts.get(number), known.posts.get(f"colour {number}")
        if bundle is None:
            return as_told("its bundle was not posted yet")
        said = {"colour": colour["colour"]} if colour else {}
        return [{**part, **said, "at": bundle["at"]} for part in bundle["parts"]]

    def identify(self, document: Json) -> Identity:
        return Identity(document["number"], None, _moment(document))

    def digest_material(self, document: Json) -> bytes:
        return dump_json({name: value for name, value in document.items() if name != "at"}, sort_keys=True)


def bundle(parts: int, *, price: int = 1, minute: int = 0) -> dict[str, Any]:
    """One post of so many documents."""
    named = [{"number": f"B-{place}", "price": price} for place in range(parts)]
    return {"number": "B", "at": f"2026-03-02T12:{minute:02}:00+00:00", "parts": named}


def _moment(document: Json) -> datetime | None:
    return datetime.fromisoformat(document["at"]) if "at" in document else None


def takes_bundles(door: Door) -> Door:
    """The door with a flow that keeps state and takes posts of several documents."""
    shop = door.flows["shop"]
    flow = replace(shop, flow=replace(shop.flow, keeps_state=True), source=Bundles())
    return replace(door, flows={"shop": flow}, server=door.server.model_copy(update={"body_limit": 1_000_000}))


async def numbers_waiting(door: Door) -> Counter[str]:
    """How many events wait for each number."""
    found: Counter[str] = Counter()
    for event_id in await door.store.state.zrange(door.store.keys.index("shop", "waiting"), 0, -1):
        story = await door.activity.story(event_id.decode())
        assert story is not None
        found[story.summary.event.reference] += 1
    return found


def events_of(answer: Answer) -> list[tuple[str, str, bool]]:
    assert answer.status == 202
    return [(one["number"], one["event"], one["duplicate"]) for one in answer.document["events"]]
