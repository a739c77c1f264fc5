"""Comparing a source with its target: what is there, on its way, at rest or missing, and carrying what is asked for."""

from datetime import UTC, datetime, timedelta

import pytest

from relay.line.polled import PollCount
from relay.line.queue import Queue
from relay.model import State
from relay.roles import Page
from relay.settings.polling import PollSettings
from relay.store.store import Store
from relay.store.vault import Vault
from tests.relay.care.comparing import WEEK, counted, reconcile
from tests.relay.desk import Desk, document
from tests.relay.parts import FLOW


class TestFinding:
    async def test_each_record_is_counted_by_how_it_stands(self, desk: Desk) -> None:
        stands = [State.HELD, State.FAILED, State.CANCELLED, State.UNCONFIRMED, State.PARKED, State.WRITTEN]
        for number, state in enumerate(stands):
            await desk.stand(str(number), state)
        desk.target.there = {"5", "6"}
        desk.shows(*"012345678")
        found = await reconcile(desk)
        assert counted(found) == {"at_rest": 2, "cancelled": 1, "under_way": 2, "present": 2, "missing": 2}
        assert found.references == ["7", "8"]
        assert found.carried == 0

    @pytest.mark.parametrize("state", [State.WRITTEN, State.SKIPPED, State.EXPIRED])
    async def test_a_record_whose_event_ended_without_it_being_there_is_missing(self, desk: Desk, state: State) -> None:
        await desk.stand("1", state)
        desk.shows("1")
        assert counted(await reconcile(desk)) == {"missing": 1}

    async def test_a_record_on_its_way_costs_no_call_to_the_target(self, desk: Desk) -> None:
        await desk.stand("1", State.RETRYING)
        desk.shows("1")
        desk.target.troubled = {"1": AssertionError("it was asked")}
        assert counted(await reconcile(desk)) == {"under_way": 1}

    async def test_a_missing_record_that_is_read_twice_is_counted_once(self, desk: Desk) -> None:
        desk.source.pages = [Page([document("1")], "a"), Page([document("1", "2"), document("2")], "b")]
        found = await reconcile(desk)
        assert (counted(found), found.references) == ({"missing": 2}, ["1", "2"])

    async def test_only_the_period_is_read(self, desk: Desk) -> None:
        found = await reconcile(desk)
        [(cursor, overlap)] = desk.source.asked
        assert abs(datetime.fromisoformat(cursor) - (datetime.now(UTC) - WEEK)) < timedelta(minutes=1)
        assert (cursor, overlap) == (found.since.isoformat(), timedelta())

    async def test_nothing_is_accepted_and_nothing_let_go(self, desk: Desk) -> None:
        held = await desk.stand("1", State.HELD)
        desk.shows("1", "2")
        await reconcile(desk)
        assert await desk.ids() == {held}
        assert await desk.state_of(held) is State.HELD

    async def test_no_more_references_are_named_than_a_person_reads(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("relay.care.reconcile.MOST_TOLD", 3)
        desk.shows(*"123456")
        found = await reconcile(desk)
        assert (counted(found), found.references) == ({"missing": 6}, ["1", "2", "3"])

    async def test_a_number_that_may_be_personal_is_not_shown(self, desk: Desk) -> None:
        desk.shows("noor@example.com")
        [reference] = (await reconcile(desk)).references
        assert reference.startswith("hidden-")


class TestRecordsTooYoung:
    async def test_a_record_that_the_next_poll_brings_is_not_missing(self, desk: Desk) -> None:
        """It was changed after the last poll: the comparison polls before it calls anything missing."""
        await desk.cursors.move(FLOW.name, "before")
        desk.shows("1")
        found = await reconcile(desk)
        assert (counted(found), found.references) == ({"under_way": 1}, [])
        assert len(await desk.ids()) == 1

    async def test_a_record_that_the_poll_does_not_bring_stays_missing(self, desk: Desk) -> None:
        """The cursor has moved past it: a poll sees nothing, and a comparison does."""
        await desk.cursors.move(FLOW.name, "long after")
        desk.shows("1")
        desk.source.nothing_since = "long after"
        found = await reconcile(desk)
        assert (counted(found), found.references) == ({"missing": 1}, ["1"])

    async def test_a_flow_that_was_never_polled_is_not_polled_by_a_comparison(self, desk: Desk) -> None:
        desk.shows("1")
        assert counted(await reconcile(desk)) == {"missing": 1}
        assert len(desk.source.asked) == 1
        assert await desk.cursors.cursor(FLOW.name) is None


class TestWhereTheFlowBegan:
    """The start is noted by the poller itself, as in a relay that runs."""

    @pytest.fixture
    async def begun(self, store: Store, vault: Vault, queue: Queue) -> Desk:
        """A flow with ``start: now`` whose first poll, just ended, read past 14 old orders; a new one came since."""
        desk = Desk(store, vault, queue, PollSettings(start="now"))
        assert await desk.poller.poll(FLOW.name) == PollCount(0, 0)
        old, new = datetime.now(UTC) - timedelta(days=3), datetime.now(UTC) + timedelta(seconds=1)
        orders = [document(str(number)) | {"changed": old.isoformat()} for number in range(14)]
        desk.source.pages = [Page([*orders, document("new") | {"changed": new.isoformat()}], "read")]
        return desk

    async def test_records_from_before_the_start_are_left_out_and_counted(self, begun: Desk) -> None:
        await begun.cursors.move(FLOW.name, "beyond")
        begun.source.nothing_since = "beyond"
        found = await reconcile(begun)
        assert (counted(found), found.references, found.before_start) == ({"missing": 1}, ["new"], 14)

    async def test_carrying_leaves_records_from_before_the_start_alone(self, begun: Desk) -> None:
        found = await reconcile(begun, carry=True)
        assert (counted(found), found.carried, found.before_start) == ({"missing": 1}, 1, 14)
        assert len(await begun.ids()) == 1

    async def test_a_flow_that_was_never_polled_would_begin_now_so_all_is_left_out(
        self, store: Store, vault: Vault, queue: Queue
    ) -> None:
        desk = Desk(store, vault, queue, PollSettings(start="now"))
        old = (datetime.now(UTC) - timedelta(days=3)).isoformat()
        desk.source.pages = [Page([document("1") | {"changed": old}], "read")]
        found = await reconcile(desk, carry=True)
        assert (counted(found), found.before_start) == ({}, 1)
        assert await desk.ids() == set()

    async def test_a_day_in_the_file_counts_as_the_file_names_it_whatever_was_noted(self, begun: Desk) -> None:
        """So an operator who lost the state Redis says from which day on orders are to be carried."""
        day = datetime.now(UTC).date() - timedelta(days=10)
        desk = Desk(begun.store, begun.vault, begun.queue, PollSettings(start=day), begun.source)
        assert counted(await reconcile(desk, carry=True)) == {"missing": 15}

    async def test_a_record_whose_moment_cannot_be_told_is_compared(self, begun: Desk) -> None:
        begun.source.pages = [Page([document("1")], "read")]
        assert (await reconcile(begun, carry=True)).before_start == 0

    async def test_a_record_that_is_read_twice_is_left_out_once(self, begun: Desk) -> None:
        begun.source.pages = [*begun.source.pages, *begun.source.pages]
        assert (await reconcile(begun)).before_start == 14


class TestCarrying:
    async def test_missing_records_become_events_and_the_poll_does_not_bring_them_again(self, desk: Desk) -> None:
        desk.shows("1", "2")
        found = await reconcile(desk, carry=True)
        assert (counted(found), found.carried) == ({"missing": 2}, 2)
        events = await desk.ids()
        assert {await desk.take("1"), await desk.take("2")} == events
        assert {await desk.claimed(), await desk.claimed()} == events

    async def test_a_record_whose_event_ended_is_carried_under_a_nonce(self, desk: Desk) -> None:
        written = await desk.stand("1", State.WRITTEN)
        desk.shows("1")
        assert (await reconcile(desk, carry=True)).carried == 1
        [new] = await desk.ids() - {written}
        assert await desk.claimed() == new
        assert await desk.notes(new) == [{"who": "operator", "what": "reconciled"}]

    @pytest.mark.parametrize("state", [State.HELD, State.FAILED, State.EXPIRED])
    async def test_an_event_that_rests_goes_again_itself(self, desk: Desk, state: State) -> None:
        event_id = await desk.stand("1", state)
        desk.shows("1")
        assert (await reconcile(desk, carry=True)).carried == 1
        assert await desk.ids() == {event_id}
        assert await desk.claimed() == event_id

    async def test_what_an_operator_cancelled_stays_cancelled(self, desk: Desk) -> None:
        cancelled = await desk.stand("1", State.CANCELLED)
        desk.shows("1")
        assert (await reconcile(desk, carry=True)).carried == 0
        assert await desk.ids() == {cancelled}

    async def test_carrying_twice_is_as_carrying_once(self, desk: Desk) -> None:
        desk.shows("1", "2")
        await reconcile(desk, carry=True)
        again = await reconcile(desk, carry=True)
        assert (counted(again), again.carried) == ({"under_way": 2}, 0)
        assert len(await desk.ids()) == 2

    async def test_everything_is_carried_that_was_lost_with_both_redis(self, desk: Desk) -> None:
        """State and documents are gone; the target knows what was written, and the source has the rest."""
        desk.target.there = {"1", "2"}
        desk.shows("1", "2", "3", "4")
        found = await reconcile(desk, carry=True)
        assert (counted(found), found.carried) == ({"present": 2, "missing": 2}, 2)
