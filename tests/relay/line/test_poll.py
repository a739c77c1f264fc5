"""Sources are read on their schedule, and nothing that was read is left behind."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from relay.errors import Hold, StorageError, Transient
from relay.line.arrivals import Accepted
from relay.line.polled import PollCount
from relay.model import Identity, Origin
from relay.roles import Json, Page
from tests.plain import as_told
from tests.relay.parts import FLOW, ReadableSource, fields_of
from tests.relay.shops import Shop, page


class TestWhereAPollBegins:
    async def test_a_flow_without_a_cursor_starts_from_now_and_keeps_that_moment(self, shop: Shop) -> None:
        source = ReadableSource()
        before = datetime.now(UTC)
        assert await shop.poller(source, overlap=timedelta(minutes=7)).poll(FLOW.name) == PollCount(0, 0)
        [(cursor, overlap)] = source.asked
        assert before <= datetime.fromisoformat(cursor) <= datetime.now(UTC)
        assert overlap == timedelta(minutes=7)
        assert await shop.cursor() == cursor

    async def test_the_overlap_never_reaches_behind_the_moment_at_which_the_flow_began(self, shop: Shop) -> None:
        source = ReadableSource()
        poller = shop.poller(source, overlap=timedelta(minutes=3))
        for _ in range(2):
            await poller.poll(FLOW.name)
        assert source.not_before == source.asked[0][0]

    async def test_a_flow_may_start_at_a_date(self, shop: Shop) -> None:
        source = ReadableSource()
        await shop.poller(source, start=date(2026, 1, 2)).poll(FLOW.name)
        assert source.asked[0][0] == "2026-01-02T00:00:00+00:00"

    async def test_a_flow_that_starts_with_all_there_is_waits_for_a_person(self, shop: Shop) -> None:
        source = ReadableSource(pages=[page("one", 1)])
        with pytest.raises(Hold, match="relay poll shop-orders --first --yes"):
            await shop.poller(source, start="all").poll(FLOW.name)
        assert (source.asked, await shop.cursor()) == ([], None)

    async def test_once_confirmed_all_there_is_is_read_and_the_next_poll_needs_no_person(self, shop: Shop) -> None:
        source = ReadableSource(pages=[page("one", 1)])
        poller = shop.poller(source, start="all")
        assert await poller.poll(FLOW.name, begin_anywhere=True) == PollCount(1, 1)
        assert await poller.poll(FLOW.name) == PollCount(1, 0)
        assert [cursor for cursor, _ in source.asked] == ["beginning", "one"]

    async def test_a_first_poll_that_fails_before_its_first_page_still_waits_for_a_person(self, shop: Shop) -> None:
        poller = shop.poller(ReadableSource(failure=Transient(as_told("away"))), start="all")
        with pytest.raises(Transient):
            await poller.poll(FLOW.name, begin_anywhere=True)
        with pytest.raises(Hold):
            await poller.poll(FLOW.name)


class TestTheCursor:
    async def test_every_document_of_every_page_is_accepted_and_the_cursor_ends_after_the_last(
        self, shop: Shop
    ) -> None:
        source = ReadableSource(pages=[page("one", 1, 2), page("two", 3)])
        assert await shop.poller(source).poll(FLOW.name) == PollCount(3, 3)
        assert (await shop.cursor(), await shop.accepted()) == ("two", 3)

    async def test_what_was_read_before_is_read_again_and_not_accepted_again(self, shop: Shop) -> None:
        poller = shop.poller(ReadableSource(pages=[page("one", 1, 2)]))
        await poller.poll(FLOW.name)
        assert await poller.poll(FLOW.name) == PollCount(2, 0)
        assert await shop.accepted() == 2

    async def test_a_page_that_could_not_be_accepted_whole_does_not_move_the_cursor(
        self, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        accept, taken = shop.acceptor.accept, 0

        async def fail_at_the_fourth(*arguments: Any, **named: Any) -> Accepted:
            nonlocal taken
            taken += 1
            if taken == 4:
                raise StorageError(as_told("Redis did not store it"))
            return await accept(*arguments, **named)

        monkeypatch.setattr(shop.acceptor, "accept", fail_at_the_fourth)
        poller = shop.poller(ReadableSource(pages=[page("one", 1, 2), page("two", 3, 4), page("three", 5)]))
        with pytest.raises(StorageError):
            await poller.poll(FLOW.name)
        assert (await shop.cursor(), await shop.accepted()) == ("one", 3)
        assert await poller.poll(FLOW.name) == PollCount(5, 2)
        assert await shop.cursor() == "three"

    async def test_a_source_that_fails_later_keeps_what_it_brought_before(self, shop: Shop) -> None:
        poller = shop.poller(ReadableSource(pages=[page("one", 1)], failure=Transient(as_told("away"))))
        with pytest.raises(Transient):
            await poller.poll(FLOW.name)
        assert (await shop.cursor(), await shop.accepted()) == ("one", 1)

    async def test_one_record_that_cannot_be_named_becomes_an_event_and_does_not_stop_the_rest(
        self, shop: Shop
    ) -> None:
        class Picky(ReadableSource):
            def identify(self, document: Json) -> Identity:
                if document["number"] == "2":
                    raise KeyError("secret-name@example.com")
                return super().identify(document)

        poller = shop.poller(Picky(pages=[page("one", 1, 2, 3)]))
        assert await poller.poll(FLOW.name) == PollCount(3, 3)
        assert await poller.poll(FLOW.name) == PollCount(3, 0)
        ids = await shop.store.state.zrange(shop.store.keys.index(), 0, -1)
        references = [(await fields_of(shop.store, one.decode()))["reference"] for one in ids]
        assert sum(reference.startswith("hidden-") for reference in references) == 1
        assert {"1", "3"} <= set(references)

    async def test_what_a_source_leaves_out_is_counted_and_noted_and_the_cursor_goes_on(self, shop: Shop) -> None:
        told = [as_told(f"row {row} is left out") for row in (7, 8, 7)]
        poller = shop.poller(
            ReadableSource(pages=[Page(page("one", 1).documents, "one", told[:2]), Page((), "two", told[2:])])
        )
        assert await poller._poll_and_note(FLOW.name) == {
            "error": "",
            "read": 1,
            "accepted": 1,
            "left_out_count": 3,
            "left_out": '["row 7 is left out","row 8 is left out"]',
            "noticed_count": 0,
            "noticed": "[]",
            "paused": "",
        }
        assert await shop.cursor() == "two"

    async def test_polled_documents_come_in_as_polled(self, shop: Shop) -> None:
        await shop.poller(ReadableSource(pages=[page("one", 1)])).poll(FLOW.name)
        [one] = await shop.store.state.zrange(shop.store.keys.index(), 0, -1)
        assert (await fields_of(shop.store, one.decode()))["origin"] == Origin.POLL
