"""What the filter of a flow does with its last records is told before anybody relies on it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from mapping.filter_texts import read_filter
from relay.care.event_documents import KeptDocuments
from relay.care.filter_preview import FilterPreviews
from relay.cli.filter_preview import tell_preview
from relay.errors import StartError
from relay.line.run_event import OpenFlow
from relay.model import Flow
from relay.roles import Json, Page
from relay.store.documents import SealedDocuments
from tests.relay.asked import GivenSource
from tests.relay.desk import POSTED, Desk
from tests.relay.parts import FLOW, ReadableSource, SmallSource, bound

ONE_GROUP = read_filter([{"field": "email", "is": "anna@example.com"}])


def record(number: str, email: str) -> Json:
    return {"number": number, "email": email}


def previews(desk: Desk, flow: Flow, source: SmallSource) -> tuple[FilterPreviews, GivenSource]:
    connection = GivenSource(source)
    kept = KeptDocuments(SealedDocuments(desk.store, desk.vault))
    flows = {flow.name: OpenFlow(flow, source, None, bound())}
    return FilterPreviews(desk.activity, kept, {flow.source: connection}, flows), connection


def numbers(looked: Sequence[object]) -> list[str]:
    return [str(getattr(one, "reference")) for one in looked]  # noqa: B009 - of the values nothing is asked


async def test_the_last_records_of_a_source_are_read_without_its_own_share_of_the_filter(desk: Desk) -> None:
    pages = [
        Page([record("1", "anna@example.com"), record("2", "ben@example.com")], "a"),
        Page([record("3", "ben@example.com"), record("1", "Anna@Example.com")], "b"),
    ]
    flow = replace(FLOW, wanted=ONE_GROUP, pushes_down=True)
    looking, connection = previews(desk, flow, ReadableSource(pages=pages))
    found = await looking.preview(flow.name, 3)
    assert (numbers(found.fitting), numbers(found.others), found.read) == (["1"], ["2", "3"], 3)
    assert [one.pushes_down for one in connection.opened] == [False]
    found = await looking.preview(flow.name, 2)
    assert (numbers(found.fitting), numbers(found.others)) == (["1"], ["3"])
    assert await desk.activity.count() == 0


async def test_of_a_sender_those_are_looked_at_that_are_still_kept(desk: Desk) -> None:
    flow = replace(POSTED, wanted=ONE_GROUP)
    await desk.take("1", flow, email="anna@example.com")
    await desk.take("2", flow, email="ben@example.com")
    await desk.take("3", flow, email="cas@example.com")
    looking, _ = previews(desk, flow, SmallSource())
    found = await looking.preview(flow.name, 2)
    assert (numbers(found.fitting), numbers(found.others)) == ([], ["2", "3"])
    found = await looking.preview(flow.name, 100)
    assert (numbers(found.fitting), numbers(found.others)) == (["1"], ["2", "3"])


async def test_a_person_sees_kinds_and_lengths_and_values_only_where_they_ask(desk: Desk) -> None:
    flow = replace(FLOW, wanted=ONE_GROUP)
    pages = [Page([record("1", "anna@example.com"), record("2", "ben@example.com")], "a")]
    looking, _ = previews(desk, flow, ReadableSource(pages=pages))
    found = await looking.preview(flow.name, 5)
    assert list(tell_preview(found)) == [
        "shop-orders: of the last 2 records 1 fit, 1 do not.",
        "  fit:",
        "    1: email holds a text of 16",
        "  do not fit:",
        "    2: email holds a text of 15 (because of email)",
    ]
    shown = "\n".join(tell_preview(found, show=True))
    assert "anna@example.com" in shown
    assert "ben@example.com" in shown
    assert "@" not in repr(found)


async def test_a_flow_without_a_filter_carries_all(desk: Desk) -> None:
    looking, _ = previews(desk, FLOW, ReadableSource(pages=[Page([record("1", "a@example.com")], "a")]))
    assert list(tell_preview(await looking.preview(FLOW.name, 5))) == [
        "shop-orders has no filter: all of the last 1 records are carried."
    ]


async def test_an_unknown_flow_is_named_with_the_nearest(desk: Desk) -> None:
    looking, _ = previews(desk, FLOW, ReadableSource())
    with pytest.raises(StartError, match="shop-orders"):
        await looking.preview("shop-oders", 5)
