"""The story of each event as people read it: pages without gaps, counts, and whether anything is left lying."""

import asyncio
from datetime import UTC, datetime

import pytest

from relay.care.activity import MOST_PER_PAGE, Activity
from relay.line.accept import Acceptor
from relay.line.queue import Claim, Queue
from relay.model import Flow, Outcome, State, StepRecord, new_event_id, new_token
from relay.store.store import Store, reply
from tests.plain import as_told
from tests.relay.parts import FLOW, arrive
from words.told import Told

MORE = Flow(name="more-orders", entity="order", source="shop", target="books", settings=None)


@pytest.fixture
def activity(store: Store) -> Activity:
    return Activity(store)


async def all_pages(
    activity: Activity, *, limit: int, flow: str | None = None, state: State | None = None
) -> list[str]:
    ids: list[str] = []
    before: str | None = None
    while True:
        page = await activity.page(flow=flow, state=state, before=before, limit=limit)
        assert len(page.events) <= limit
        ids += [summary.event.id for summary in page.events]
        before = page.next
        if before is None:
            return ids


async def newest_first(activity: Activity, ids: list[str]) -> list[str]:
    """The ids in the order in which they must be shown: by time of acceptance, then by id."""
    stories = [await activity.story(one) for one in ids]
    marks = [(story.summary.event.accepted_ms, story.summary.event.id) for story in stories if story]
    return [event_id for _, event_id in sorted(marks, reverse=True)]


class TestPages:
    @pytest.mark.parametrize("limit", [1, 2, 3, 7, 29, 30, 31, MOST_PER_PAGE])
    async def test_pages_hold_every_event_once_newest_first_whatever_their_size(
        self, limit: int, activity: Activity, acceptor: Acceptor
    ) -> None:
        accepted = await asyncio.gather(*(arrive(acceptor, str(number), body=b"%d" % number) for number in range(30)))
        ids = await newest_first(activity, [one.event_id for one in accepted])
        assert await all_pages(activity, limit=limit) == ids

    @pytest.mark.parametrize("limit", [1, 2, 3, 5, 11])
    async def test_events_of_one_millisecond_are_neither_lost_nor_repeated_between_pages(
        self, limit: int, activity: Activity, acceptor: Acceptor, store: Store
    ) -> None:
        accepted = [await arrive(acceptor, str(number), body=b"%d" % number) for number in range(11)]
        ids = [one.event_id for one in accepted]
        for one in ids[2:9]:
            await store.state.zadd(store.keys.index(), {one: 1_700_000_000_000})
        shown = await all_pages(activity, limit=limit)
        assert sorted(shown) == sorted(ids)
        assert shown[-7:] == sorted(ids[2:9], reverse=True)

    async def test_what_arrives_while_someone_reads_does_not_move_the_pages_behind(
        self, activity: Activity, acceptor: Acceptor
    ) -> None:
        ids = [(await arrive(acceptor, str(number), body=b"%d" % number)).event_id for number in range(4)]
        first = await activity.page(limit=2)
        await arrive(acceptor, "new", body=b"new")
        second = await activity.page(limit=2, before=first.next)
        shown = [summary.event.id for page in (first, second) for summary in page.events]
        assert shown == await newest_first(activity, ids)
        assert second.next is None

    async def test_events_are_found_by_flow_and_by_state_and_by_both(
        self, activity: Activity, acceptor: Acceptor, queue: Queue
    ) -> None:
        ours = [(await arrive(acceptor, str(number), body=b"%d" % number)).event_id for number in range(3)]
        theirs = (await arrive(acceptor, flow=MORE)).event_id
        held = await end_one(queue, State.HELD)
        waiting = [one for one in ours if one != held]
        assert sorted(await all_pages(activity, limit=10, flow=FLOW.name)) == sorted(ours)
        assert await all_pages(activity, limit=10, flow=MORE.name) == [theirs]
        assert await all_pages(activity, limit=10, state=State.HELD) == [held]
        assert sorted(await all_pages(activity, limit=10, flow=FLOW.name, state=State.WAITING)) == sorted(waiting)
        assert await all_pages(activity, limit=10, flow=MORE.name, state=State.HELD) == []
        assert await all_pages(activity, limit=10, flow="absent") == []

    @pytest.mark.parametrize("limit", [-1, 0])
    async def test_a_page_holds_at_least_one_event(self, limit: int, activity: Activity, acceptor: Acceptor) -> None:
        await arrive(acceptor, "1", body=b"1")
        await arrive(acceptor, "2", body=b"2")
        page = await activity.page(limit=limit)
        assert len(page.events) == 1
        assert page.next is not None

    async def test_a_page_holds_no_more_than_the_most(self, activity: Activity, acceptor: Acceptor) -> None:
        many = range(MOST_PER_PAGE + 1)
        await asyncio.gather(*(arrive(acceptor, str(number), body=b"%d" % number) for number in many))
        assert len((await activity.page(limit=10_000)).events) == MOST_PER_PAGE

    @pytest.mark.parametrize(
        "cursor", ["", "x", "1", "-", "1-", "-a", "²-a", "1-A B", "1-é", "9" * 400 + "-a", "1.5-a", "inf-a", "1-a\n"]
    )
    async def test_a_cursor_that_no_page_gave_is_refused_with_the_remedy(self, cursor: str, activity: Activity) -> None:
        with pytest.raises(ValueError, match="use the `next` of the page before"):
            await activity.page(before=cursor)

    async def test_an_event_whose_story_has_expired_is_left_out(
        self, activity: Activity, acceptor: Acceptor, store: Store
    ) -> None:
        gone = await arrive(acceptor, "1", body=b"1")
        kept = await arrive(acceptor, "2", body=b"2")
        await store.state.delete(store.keys.event(gone.event_id))
        assert await all_pages(activity, limit=1) == [kept.event_id]


class TestIds:
    @pytest.mark.parametrize("at_once", [1, 2, 3, 500])
    async def test_every_event_is_given_once_oldest_first_also_where_many_are_of_one_millisecond(
        self, at_once: int, activity: Activity, acceptor: Acceptor, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("relay.care.activity._AT_ONCE", at_once)
        ids = [(await arrive(acceptor, str(number), body=b"%d" % number)).event_id for number in range(9)]
        await store.state.zadd(store.keys.index(), dict.fromkeys(ids[2:7], 1_700_000_000_000))
        pages = [page async for page in activity.ids(until=await activity.now())]
        assert all(len(page) <= at_once for page in pages)
        given = [event_id for page in pages for event_id in page]
        assert given[:5] == sorted(ids[2:7])
        assert sorted(given) == sorted(ids)

    async def test_since_and_until_are_included_and_narrow_the_count_alike(
        self, activity: Activity, acceptor: Acceptor, store: Store
    ) -> None:
        ids = [(await arrive(acceptor, str(number), body=b"%d" % number)).event_id for number in range(4)]
        moments = [datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2, 3, 4)]
        scores = {event_id: moment.timestamp() * 1000 for event_id, moment in zip(ids, moments, strict=True)}
        await store.state.zadd(store.keys.index(FLOW.name), scores)
        pages = activity.ids(flow=FLOW.name, since=moments[1], until=moments[2])
        assert [event_id async for page in pages for event_id in page] == ids[1:3]
        assert await activity.count(flow=FLOW.name, since=moments[1], until=moments[2]) == 2
        assert await activity.count(flow=FLOW.name) == 4
        assert await activity.count(flow="absent") == 0


async def end_one(queue: Queue, state: State, flow: str = FLOW.name, **others: object) -> str:
    """Carry the next event of a flow to an end."""
    claim = await queue.claim([flow], new_token())
    assert isinstance(claim, Claim)
    steps = (StepRecord("write", 1.25, "done", (as_told("wrote it"),)),)
    assert await queue.finish(claim.lease, Outcome(state, as_told(f"it is {state}"), "7", steps=steps, burns_try=True))
    return claim.lease.event_id


class TestStories:
    async def test_a_story_tells_each_run_oldest_first(
        self, activity: Activity, acceptor: Acceptor, queue: Queue
    ) -> None:
        accepted = await arrive(acceptor)
        await end_one(queue, State.RETRYING)
        await end_one(queue, State.WRITTEN)
        story = await activity.story(accepted.event_id)
        assert story is not None
        assert (story.summary.event.state, story.summary.reason, story.summary.number) == (
            State.WRITTEN,
            "it is written",
            "7",
        )
        assert story.summary.ended_ms is not None
        assert story.summary.ended_ms >= story.summary.event.accepted_ms
        assert [(run["run"], run["state"]) for run in story.runs] == [(1, "retrying"), (2, "written")]
        told = [Told("as_written", text="wrote it")]
        steps = [{"step": "write", "ms": 1.2, "result": "done", "notes": ["wrote it"], "told": told}]
        assert story.runs[1]["steps"] == steps

    async def test_runs_are_in_order_of_number_and_not_of_letters(
        self, activity: Activity, acceptor: Acceptor, queue: Queue
    ) -> None:
        accepted = await arrive(acceptor)
        for _ in range(11):
            await end_one(queue, State.RETRYING)
        story = await activity.story(accepted.event_id)
        assert story is not None
        assert [run["run"] for run in story.runs] == list(range(1, 12))

    async def test_a_waiting_event_has_no_runs_and_no_number_yet(self, activity: Activity, acceptor: Acceptor) -> None:
        story = await activity.story((await arrive(acceptor)).event_id)
        assert story is not None
        assert (story.runs, story.summary.number, story.summary.ended_ms, story.summary.reason) == ([], None, None, "")

    async def test_an_event_that_is_not_there_has_no_story(self, activity: Activity) -> None:
        assert await activity.story(new_event_id()) is None


class TestHealth:
    async def test_counts_tell_how_many_events_of_a_flow_stand_in_each_state(
        self, activity: Activity, acceptor: Acceptor, queue: Queue
    ) -> None:
        for number in range(4):
            await arrive(acceptor, str(number), body=b"%d" % number)
        await arrive(acceptor, flow=MORE)
        await end_one(queue, State.HELD)
        await end_one(queue, State.WRITTEN)
        counts = await activity.counts(FLOW.name)
        assert {state: count for state, count in counts.items() if count} == {
            State.WAITING: 2,
            State.HELD: 1,
            State.WRITTEN: 1,
        }

    async def test_with_nothing_going_on_nothing_waits_and_nobody_works(self, activity: Activity) -> None:
        health = await activity.health([FLOW.name])
        assert (health.workers, health.waiting, health.oldest_waiting) == (0, 0, None)

    async def test_a_worker_counts_until_it_has_been_silent_too_long(self, activity: Activity, store: Store) -> None:
        seconds, _ = await store.state.time()
        await store.state.zadd(store.keys.workers, {"alive": seconds, "silent": seconds - 60})
        assert (await activity.health([])).workers == 1

    async def test_the_oldest_due_event_of_all_flows_is_found(
        self, activity: Activity, acceptor: Acceptor, store: Store
    ) -> None:
        one = await arrive(acceptor)
        other = await arrive(acceptor, flow=MORE)
        seconds, _ = await store.state.time()
        await store.state.zadd(store.keys.queue(FLOW.name), {one.event_id: (seconds - 30) * 1000})
        await store.state.zadd(store.keys.queue(MORE.name), {other.event_id: (seconds - 90) * 1000})
        health = await activity.health([FLOW.name, MORE.name])
        assert health.waiting == 2
        assert health.oldest_waiting is not None
        assert 89 <= health.oldest_waiting <= 95

    async def test_what_is_carried_or_comes_back_later_does_not_wait(
        self, activity: Activity, acceptor: Acceptor, queue: Queue, store: Store
    ) -> None:
        await arrive(acceptor)
        await queue.claim([FLOW.name], new_token())
        health = await activity.health([FLOW.name])
        assert (health.waiting, health.oldest_waiting) == (0, None)
        assert await reply(store.state.zcard(store.keys.queue(FLOW.name))) == 1
