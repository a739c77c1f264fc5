"""Proof of one write: the note before it, and what each kind of run does with a note it finds."""

import asyncio
from datetime import timedelta

import pytest

from relay.errors import Hold, LeaseLost, Permanent, RunEnd, Transient, Unconfirmed
from relay.line.background import end
from relay.line.once.intents import Intents, OpenIntent, pause, still_unconfirmed
from relay.line.once.links import Link, Links, LinkState
from relay.line.queue import Queue
from relay.model import Lease
from relay.store.store import Store, reply
from tests.plain import as_told
from tests.relay.books import HORIZON, NONE, Books, write


class TestBeginning:
    async def test_without_the_lease_nothing_may_be_sent(self, intents: Intents, lease: Lease) -> None:
        with pytest.raises(LeaseLost):
            await intents.begin(Lease(lease.event_id, "another token"), "name", None)
        assert await intents.look("name") is None

    async def test_after_the_lease_has_ended_nothing_may_be_sent(
        self, intents: Intents, lease: Lease, store: Store
    ) -> None:
        await store.state.delete(f"arq:in-progress:{lease.event_id}")
        with pytest.raises(LeaseLost):
            await intents.begin(lease, "name", None)

    async def test_a_note_tells_how_long_it_stands_by_the_clock_of_redis(
        self, intents: Intents, lease: Lease, store: Store
    ) -> None:
        await intents.begin(lease, "name", None)
        seen = await intents.look("name")
        seconds, _ = await store.state.time()
        assert seen is not None
        assert abs(seen.since_ms / 1000 - seconds) < 5
        assert NONE <= seen.age < timedelta(seconds=5)

    async def test_a_note_tells_whether_the_event_that_made_it_is_under_way(
        self, intents: Intents, lease: Lease, store: Store
    ) -> None:
        await intents.begin(lease, "name", None)
        found = {}
        for state in ("running", "unconfirmed", "retrying", "held", "failed", "written"):
            await reply(store.state.hset(store.keys.event(lease.event_id), "state", state))
            seen = await intents.look("name")
            assert seen is not None
            found[state] = seen.goes_on
        await store.state.delete(store.keys.event(lease.event_id))
        seen = await intents.look("name")
        assert seen is not None
        assert not seen.goes_on
        under_way = {"running": True, "unconfirmed": True, "retrying": True}
        assert found == {**under_way, "held": False, "failed": False, "written": False}

    async def test_an_open_note_blocks_every_run_that_did_not_see_it(self, intents: Intents, lease: Lease) -> None:
        await intents.begin(lease, "name", None)
        seen = await intents.look("name")
        assert seen is not None
        for stale in (None, OpenIntent(seen.since_ms - 1, seen.age)):
            with pytest.raises(Unconfirmed, match="another run is sending the same record"):
                await intents.begin(lease, "name", stale)
        assert await intents.look("name") is not None

    async def test_an_open_note_gives_way_to_a_run_that_names_it(
        self, intents: Intents, lease: Lease, store: Store
    ) -> None:
        await intents.begin(lease, "name", None)
        await reply(store.state.hincrby(store.keys.intent("name"), "since", -900_000))
        old = await intents.look("name")
        assert old is not None
        assert old.age >= HORIZON
        await intents.begin(lease, "name", old)
        new = await intents.look("name")
        assert new is not None
        assert new.since_ms > old.since_ms

    async def test_notes_on_two_records_do_not_meet(self, intents: Intents, lease: Lease) -> None:
        await intents.begin(lease, "one", None)
        await intents.begin(lease, "other", None)
        await intents.withdraw("one")
        assert await intents.look("one") is None
        assert await intents.look("other") is not None

    async def test_a_record_that_was_linked_since_it_was_looked_up_is_not_sent_again(
        self, intents: Intents, lease: Lease
    ) -> None:
        seen = await intents.look("name")
        await intents.settle(("name", Link("D1")))
        with pytest.raises(Transient, match="another run has just written") as caught:
            await intents.begin(lease, "name", seen)
        assert not caught.value.burns_try

    async def test_a_note_outlives_the_retention_of_its_event(
        self, intents: Intents, lease: Lease, store: Store, queue: Queue
    ) -> None:
        await intents.begin(lease, "name", None)
        assert queue.keep - 60_000 < await store.state.pttl(store.keys.intent("name")) <= queue.keep


class TestChangingWhatIsLinked:
    async def test_a_change_of_the_linked_record_may_begin_and_of_another_not(
        self, intents: Intents, lease: Lease
    ) -> None:
        await intents.settle(("name", Link("D1")))
        with pytest.raises(Transient, match="another run has just written"):
            await intents.begin(lease, "name", None, "D2")
        await intents.begin(lease, "name", None, "D1")
        assert await intents.look("name") is not None

    async def test_of_a_record_that_was_buried_since_nothing_is_sent(
        self, intents: Intents, links: Links, lease: Lease
    ) -> None:
        await intents.settle(("name", Link("D1")))
        await links.bury(["name"], LinkState.GONE)
        with pytest.raises(Transient, match="another run has just written"):
            await intents.begin(lease, "name", None, "D1")

    async def test_what_was_sent_again_is_noted_until_it_is_sent_anew(self, intents: Intents, lease: Lease) -> None:
        await intents.begin(lease, "name", None)
        await intents.note_sent_again("name")
        seen = await intents.look("name")
        assert seen is not None
        assert seen.again
        await intents.begin(lease, "name", seen)
        renewed = await intents.look("name")
        assert renewed is not None
        assert not renewed.again


class TestClosing:
    async def test_settling_leaves_a_tombstone_as_it_is(self, intents: Intents, links: Links, lease: Lease) -> None:
        await intents.begin(lease, "name", None)
        await links.bury(["name"], LinkState.ERASED)
        await intents.settle(("name", Link("D1", "digest")))
        assert await links.find("name") == Link("", state=LinkState.ERASED)
        assert await intents.look("name") is None

    async def test_settling_stores_by_which_settings_it_was_shaped(self, intents: Intents, links: Links) -> None:
        await intents.settle(("name", Link("D1", "digest", settings="as set")))
        assert await links.find("name") == Link("D1", "digest", settings="as set")

    async def test_settling_stores_the_link_and_closes_the_note(
        self, intents: Intents, links: Links, lease: Lease
    ) -> None:
        await intents.begin(lease, "name", None)
        await intents.settle(("name", Link("D1", "digest")))
        assert await intents.look("name") is None
        assert await links.find("name") == Link("D1", "digest")

    @pytest.mark.parametrize(("number", "digest"), [("D1", "newer"), ("D2", "older")])
    async def test_settling_leaves_a_link_that_a_person_made_and_renews_its_digest_where_the_number_is_his(
        self, intents: Intents, links: Links, number: str, digest: str
    ) -> None:
        await links.store("name", Link("D1", "older", manual=True))
        await intents.settle_all(["name", "other"], Link(number, "newer", "event"))
        assert await links.find("name") == Link("D1", digest, manual=True)
        assert await links.find("other") == Link(number, "newer", "event")

    async def test_withdrawing_closes_the_note_and_stores_nothing(
        self, intents: Intents, links: Links, lease: Lease
    ) -> None:
        await intents.begin(lease, "name", None)
        await intents.withdraw("name")
        assert await intents.look("name") is None
        assert await links.find("name") is None

    @pytest.mark.parametrize(
        "refusal", [Hold(as_told("too long")), Permanent(as_told("no such table")), Transient(as_told("away"))]
    )
    async def test_a_refusal_proves_that_nothing_was_written_and_withdraws_the_note(
        self, refusal: RunEnd, intents: Intents, lease: Lease
    ) -> None:
        books = Books(refuses=refusal)
        with pytest.raises(type(refusal)):
            await write(intents, lease, books)
        assert await intents.look("name") is None
        books.refuses = None
        assert await write(intents, lease, books) == Link("D1")

    @pytest.mark.parametrize(
        "lost", [Unconfirmed(as_told("no answer")), KeyError("a defect of ours"), LeaseLost("passed on")]
    )
    async def test_a_lost_answer_leaves_the_note_open(
        self, lost: RunEnd | Exception, intents: Intents, lease: Lease
    ) -> None:
        with pytest.raises(type(lost)):
            await write(intents, lease, Books(breaks=lost))
        assert await intents.look("name") is not None

    async def test_a_run_that_is_cut_off_while_it_sends_leaves_the_note_open(
        self, intents: Intents, lease: Lease
    ) -> None:
        sending = asyncio.Event()

        async def never() -> None:
            sending.set()
            await asyncio.Event().wait()

        running = asyncio.create_task(write(intents, lease, Books(before_storing=never)))
        await sending.wait()
        await end(running)
        assert await intents.look("name") is not None


@pytest.mark.parametrize(
    ("horizon", "length"),
    [(timedelta(seconds=900), timedelta(seconds=30)), (timedelta(seconds=20), timedelta(seconds=1)), (NONE, NONE)],
)
def test_an_unconfirmed_write_is_looked_up_at_least_twenty_times_over_the_horizon(
    horizon: timedelta, length: timedelta
) -> None:
    assert pause(horizon) == length


def test_the_last_look_comes_when_the_horizon_is_over_and_not_after_a_whole_pause() -> None:
    end = still_unconfirmed(
        timedelta(seconds=900), OpenIntent(0, timedelta(seconds=898), watched=timedelta(seconds=898))
    )
    assert end.after == timedelta(seconds=2)
    assert end.reason == "sent 898 s ago without an answer and not found yet; sent anew after 900 s"
