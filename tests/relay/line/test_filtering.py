"""A flow's own filter: what never fitted is no event, and what fits no longer, or fits again, is carried once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from mapping.filter_texts import read_filter
from relay.line.filtering import fields_of, list_failing, tell_unfit
from relay.line.poll import Poller
from relay.line.polled import PolledFlow
from relay.line.queue import Claim
from relay.model import Flow, Outcome, State, new_token
from relay.roles import Json, Page
from relay.store.counters import Metrics
from tests.conftest import make_queue
from tests.plain import as_told
from tests.relay.parts import FLOW, ReadableSource
from tests.relay.shops import Shop, poll_settings

FOR_SALE = read_filter([{"field": "shop", "is": True}])
ORDERS = replace(FLOW, wanted=FOR_SALE)
CARDS = replace(FLOW, name="cards", wanted=FOR_SALE, keeps_state=True)


def row(number: str, *, shop: object, version: str = "1") -> Json:
    return {"number": number, "version": version, "shop": shop}


async def poll(shop: Shop, flow: Flow, *documents: Json) -> int:
    """Read these documents; how many became events."""
    source = ReadableSource(pages=[Page(list(documents), "end")])
    polled = PolledFlow(flow, source, poll_settings())
    count = await Poller(shop.store, shop.acceptor, [polled], Metrics(shop.store)).poll(flow.name, begin_anywhere=True)
    assert count is not None
    assert count.read == len(documents)
    return count.accepted


async def carry(shop: Shop, flow: Flow) -> None:
    queue = make_queue(shop.store)
    claim = await queue.claim([flow.name], new_token())
    assert isinstance(claim, Claim)
    assert await queue.finish(claim.lease, Outcome(State.WRITTEN, as_told("it is written")))


@pytest.mark.parametrize("flow", [ORDERS, CARDS])
async def test_what_does_not_fit_and_never_did_is_no_event(shop: Shop, flow: Flow) -> None:
    assert (
        await poll(shop, flow, row("1", shop=True), row("2", shop=False), row("3", shop="1"), row("4", shop=None)) == 2
    )
    assert await shop.accepted() == 2


async def test_a_record_that_fits_no_longer_is_carried_on_once_since_something_must_become_of_it(shop: Shop) -> None:
    assert await poll(shop, CARDS, row("1", shop=True)) == 1
    await carry(shop, CARDS)
    left = row("1", shop=False, version="2")
    assert await poll(shop, CARDS, left) == 1
    await carry(shop, CARDS)
    assert await poll(shop, CARDS, left) == 0


async def test_one_that_fits_again_is_carried_though_nothing_else_of_it_changed(shop: Shop) -> None:
    """The filter was widened: the record bears the stamp and the content that it had when it was left out."""
    wide = replace(CARDS, wanted=read_filter([{"field": "shop", "in": ["yes", "no"]}]))
    same = row("1", shop="no")
    assert await poll(shop, wide, same) == 1
    await carry(shop, CARDS)
    assert await poll(shop, CARDS, same) == 1
    await carry(shop, CARDS)
    assert await poll(shop, wide, same) == 1


async def test_an_order_that_comes_to_fit_is_carried_then(shop: Shop) -> None:
    assert await poll(shop, ORDERS, row("1", shop=False)) == 0
    assert await poll(shop, ORDERS, row("1", shop=True, version="2")) == 1


async def test_a_document_that_cannot_be_looked_at_is_taken_in_and_held_with_its_problems(shop: Shop) -> None:
    class Breaking(ReadableSource):
        def fields_of(self, _: Json) -> Mapping[str, Any]:
            raise ValueError("no such row")

    assert tell_unfit(CARDS, Breaking(), {"number": "1"}) is None


def test_fields_are_found_in_whatever_capitals_a_filter_names_them() -> None:
    fields = fields_of(ReadableSource(), {"ArtGroup": "A", "artgroup": "B"})
    assert read_filter([{"field": "ArtGroup", "is": "A"}]).fits(fields)
    assert read_filter([{"field": "artgroup", "is": "B"}]).fits(fields)
    assert read_filter([{"field": "ARTGROUP", "is": "A"}]).fits(fields)
    assert read_filter([{"field": "other", "empty": True}]).fits(fields)


def test_why_a_record_does_not_fit_is_told_by_fields_and_never_by_values() -> None:
    wanted = read_filter(
        [
            {"field": "email", "is": "anna@example.com"},
            {"field": "group", "is": "A"},
            {"any": [{"field": "weight", "above": 5}, {"field": "group", "is": "B"}]},
        ]
    )
    assert list_failing(wanted, {"email": "ben@example.com", "group": "A", "weight": 1}) == ["email", "weight", "group"]
    told = tell_unfit(replace(CARDS, wanted=wanted), ReadableSource(), {"email": "ben@example.com"})
    assert told is not None
    assert str(told) == "it does not fit the filter of this flow (email, group, weight), so it is not carried"
