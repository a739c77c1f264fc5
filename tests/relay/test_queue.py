"""The queue in Redis: what is accepted, who carries it, and what becomes of it."""

import asyncio
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from relay.accept import Acceptor
from relay.model import Flow, Lease, Origin, Outcome, State, StepRecord, may_become, new_event_id, new_token
from relay.queue import GRACE, Accepted, Arrival, Claim, Queue
from relay.settings.model import RetentionSettings
from relay.store import Keys, Store, reply
from tests.conftest import make_queue
from tests.relay.parts import FLOW, arrive
from tests.waiting import eventually

FLOWS = [FLOW.name]


def arrival(**changes: Any) -> Arrival:
    """A new event of a document of its own."""
    mark = secrets.token_hex(8)
    fields: dict[str, Any] = {
        "event_id": new_event_id(), "flow": FLOW.name, "reference": "1001", "origin": Origin.HOOK,
        "lane": f"lane-{mark}", "document_key": f"document-{mark}",
    }  # fmt: skip
    return Arrival(**fields | changes)


async def claimed(queue: Queue, *flows: str) -> Claim:
    found = await queue.claim(flows or FLOWS, new_token())
    assert isinstance(found, Claim)
    return found


async def claim_or_none(queue: Queue) -> Claim | None:
    found = await queue.claim(FLOWS, new_token())
    return found if isinstance(found, Claim) else None


def ended(state: State, **others: Any) -> Outcome:
    return Outcome(state, f"it is {state}", **others)


@pytest.fixture
def hasty(store: Store) -> Queue:
    """A queue whose leases last 60 milliseconds."""
    return Queue(store, RetentionSettings(), timedelta(milliseconds=60))


class TestAccepting:
    async def test_a_new_event_is_stored_and_waits(self, queue: Queue) -> None:
        arriving = arrival()
        assert await queue.accept(arriving) == Accepted("new", arriving.event_id)
        event = await queue.event(arriving.event_id)
        assert event is not None
        assert (event.flow, event.reference, event.origin) == (FLOW.name, "1001", Origin.HOOK)
        assert (event.state, event.runs, event.tries) == (State.WAITING, 0, 0)

    async def test_the_same_delivery_again_is_the_first_event_replayed(self, queue: Queue) -> None:
        first = arrival(delivery_key="delivery", body_digest="body")
        await queue.accept(first)
        again = arrival(delivery_key="delivery", body_digest="body")
        assert await queue.accept(again) == Accepted("replayed", first.event_id)
        assert await queue.event(again.event_id) is None

    async def test_the_same_delivery_key_with_another_body_is_a_conflict(self, queue: Queue) -> None:
        first = arrival(delivery_key="delivery", body_digest="body")
        await queue.accept(first)
        assert await queue.accept(arrival(delivery_key="delivery", body_digest="other")) == Accepted(
            "conflict", first.event_id
        )

    async def test_the_same_document_in_another_delivery_is_a_duplicate_of_the_first_event(self, queue: Queue) -> None:
        first = arrival(document_key="document", delivery_key="one", body_digest="body")
        await queue.accept(first)
        second = arrival(document_key="document", delivery_key="two", body_digest="body")
        assert await queue.accept(second) == Accepted("duplicate", first.event_id)
        assert await queue.accept(second) == Accepted("replayed", first.event_id)

    async def test_of_many_equal_arrivals_at_once_one_is_new(self, queue: Queue) -> None:
        answers = await asyncio.gather(*(queue.accept(arrival(document_key="document")) for _ in range(20)))
        assert sorted(answer.kind for answer in answers) == ["duplicate"] * 19 + ["new"]
        assert len({answer.event_id for answer in answers}) == 1

    async def test_the_moment_of_acceptance_comes_from_redis_and_not_from_this_machine(
        self, queue: Queue, store: Store
    ) -> None:
        arriving = arrival()
        with time_machine.travel(datetime(2031, 1, 1, tzinfo=UTC), tick=True):
            await queue.accept(arriving)
        event = await queue.event(arriving.event_id)
        seconds, _ = await store.state.time()
        assert event is not None
        assert abs(event.accepted_ms / 1000 - seconds) < 5

    async def test_the_job_and_the_story_outlive_the_retention_of_the_event(self, queue: Queue, store: Store) -> None:
        arriving = arrival()
        await queue.accept(arriving)
        retention = RetentionSettings().events
        for key in (f"arq:job:{arriving.event_id}", store.keys.event(arriving.event_id)):
            lives = timedelta(milliseconds=await store.state.pttl(key))
            assert retention + timedelta(days=1) < lives <= retention + GRACE

    async def test_every_end_of_a_run_that_leaves_the_event_open_renews_job_and_story(
        self, queue: Queue, store: Store
    ) -> None:
        for state in (State.RETRYING, State.PARKED, State.UNCONFIRMED, State.HELD):
            arriving = arrival()
            await queue.accept(arriving)
            keys = [f"arq:job:{arriving.event_id}", store.keys.event(arriving.event_id)]
            for key in keys:
                await store.state.pexpire(key, 60_000)
            assert await queue.finish((await claimed(queue)).lease, ended(state, after=timedelta(hours=1)))
            assert [
                await store.state.pttl(key) > RetentionSettings().events.total_seconds() * 1000 for key in keys
            ] == [
                True,
                True,
            ]

    async def test_no_key_or_value_holds_a_text_of_the_document(self, acceptor: Acceptor, store: Store) -> None:
        body = b'{"number":"1001","customer":{"email":"secret-name@example.com"}}'
        accepted = await arrive(acceptor, body=body, delivery="one")
        await arrive(acceptor, body=body, delivery="two")
        told = b"".join(
            [*await everything(store, f"{store.keys.prefix}*"), *await everything(store, f"*{accepted.event_id}*")]
        )
        assert accepted.event_id.encode() in told
        assert b"secret-name" not in told
        assert b"customer" not in told

    async def test_the_job_that_arq_reads_holds_the_id_and_nothing_else(self, acceptor: Acceptor, store: Store) -> None:
        accepted = await arrive(acceptor)
        job = await store.state.get(f"arq:job:{accepted.event_id}")
        assert job == b'{"t":null,"f":"carry","a":["%s"],"k":{},"et":0}' % accepted.event_id.encode()


async def everything(store: Store, pattern: str) -> list[bytes]:
    """Every key of the pattern with all that stands under it."""
    redis, found = store.state, []
    async for key in redis.scan_iter(pattern, count=1000):
        match await redis.type(key):
            case b"string":
                value: object = await redis.get(key)
            case b"hash":
                value = await reply(redis.hgetall(key))
            case b"list":
                value = await reply(redis.lrange(key, 0, -1))
            case kind:
                assert kind == b"zset"
                value = await redis.zrange(key, 0, -1)
        found += [key, repr(value).encode()]
    return found


class TestLanes:
    async def test_only_the_head_of_a_lane_stands_in_the_queue(self, queue: Queue, store: Store) -> None:
        first, second = arrival(lane="lane"), arrival(lane="lane")
        for one in (first, second):
            await queue.accept(one)
        assert await store.state.zrange(store.keys.queue(FLOW.name), 0, -1) == [first.event_id.encode()]
        assert (await claimed(queue)).lease.event_id == first.event_id
        assert not isinstance(await queue.claim(FLOWS, new_token()), Claim)

    @pytest.mark.parametrize("state", [State.WRITTEN, State.SKIPPED, State.FAILED, State.HELD])
    async def test_the_next_of_a_lane_goes_when_the_head_ends_or_is_held(self, state: State, queue: Queue) -> None:
        first, second, third = (arrival(lane="lane") for _ in range(3))
        for one in (first, second, third):
            await queue.accept(one)
        await queue.finish((await claimed(queue)).lease, ended(state))
        assert (await claimed(queue)).lease.event_id == second.event_id
        assert not isinstance(await queue.claim(FLOWS, new_token()), Claim)

    @pytest.mark.parametrize("state", [State.RETRYING, State.PARKED, State.UNCONFIRMED])
    async def test_an_event_that_comes_back_by_itself_keeps_its_lane(self, state: State, queue: Queue) -> None:
        first, second = arrival(lane="lane"), arrival(lane="lane")
        for one in (first, second):
            await queue.accept(one)
        await queue.finish((await claimed(queue)).lease, ended(state, after=timedelta(milliseconds=1)))
        again = await eventually(lambda: claim_or_none(queue))
        assert again.lease.event_id == first.event_id

    async def test_a_mark_wakes_a_worker_for_each_event_that_may_go(self, queue: Queue, store: Store) -> None:
        await queue.accept(arrival(lane="lane"))
        await queue.accept(arrival(lane="lane"))
        assert await reply(store.state.llen(store.keys.wake)) == 1
        await queue.finish((await claimed(queue)).lease, ended(State.WRITTEN))
        assert await reply(store.state.llen(store.keys.wake)) == 2

    async def test_marks_do_not_pile_up_when_no_worker_takes_them(self, queue: Queue, store: Store) -> None:
        await asyncio.gather(*(queue.accept(arrival()) for _ in range(200)))
        assert await reply(store.state.llen(store.keys.wake)) == 128


class TestClaiming:
    async def test_each_event_goes_to_one_claim_however_many_ask_at_once(self, queue: Queue) -> None:
        ids = {(await queue.accept(arrival())).event_id for _ in range(30)}
        answers = await asyncio.gather(*(queue.claim(FLOWS, new_token()) for _ in range(60)))
        claims = [answer for answer in answers if isinstance(answer, Claim)]
        assert len(claims) == 30
        assert {claim.lease.event_id for claim in claims} == ids

    async def test_the_longest_waiting_event_is_claimed_first(self, queue: Queue) -> None:
        ids = [(await queue.accept(arrival())).event_id for _ in range(3)]
        moments = [event.accepted_ms for one in ids if (event := await queue.event(one))]
        assert moments == sorted(moments)
        assert (await claimed(queue)).lease.event_id in ids[: moments.count(moments[0])]

    async def test_flows_are_asked_in_the_order_given(self, queue: Queue) -> None:
        for flow in ("a", "b"):
            await queue.accept(arrival(flow=flow))
        assert [(await claimed(queue, "b", "a")).flow, (await claimed(queue, "b", "a")).flow] == ["b", "a"]

    async def test_a_flow_that_is_not_asked_for_is_left_alone(self, queue: Queue) -> None:
        await queue.accept(arrival(flow="a"))
        assert await queue.claim(["b"], new_token()) is None

    async def test_a_claimed_event_is_running_and_its_run_is_counted(self, queue: Queue) -> None:
        await queue.accept(arrival())
        claim = await claimed(queue)
        event = await queue.event(claim.lease.event_id)
        assert event is not None
        assert (event.state, event.runs, claim.run, claim.lost) == (State.RUNNING, 1, 1, 0)

    async def test_with_nothing_due_the_answer_is_how_long_until_something_is(self, queue: Queue) -> None:
        assert await queue.claim(FLOWS, new_token()) is None
        await queue.accept(arrival())
        await queue.finish((await claimed(queue)).lease, ended(State.RETRYING, after=timedelta(seconds=100)))
        wait = await queue.claim(FLOWS, new_token())
        assert isinstance(wait, float)
        assert 99 < wait <= 100

    async def test_a_lease_that_is_not_renewed_is_claimed_again_and_counted_as_lost(self, hasty: Queue) -> None:
        await hasty.accept(arrival())
        first = await claimed(hasty)
        second = await eventually(lambda: claim_or_none(hasty))
        assert second.lease.event_id == first.lease.event_id
        assert second.lease.token != first.lease.token
        assert (second.run, second.lost) == (2, 1)

    async def test_a_renewed_lease_stays_with_its_holder(self, store: Store, hasty: Queue, queue: Queue) -> None:
        await hasty.accept(arrival())
        claim = await claimed(hasty)
        assert await queue.renew([claim]) == set()  # by ten seconds, as the other queue has them
        assert await store.state.pttl(f"arq:in-progress:{claim.lease.event_id}") > 9_000
        wait = await queue.claim(FLOWS, new_token())
        assert isinstance(wait, float)
        assert wait > 9

    async def test_renewing_tells_which_leases_are_not_ours_any_more(self, queue: Queue) -> None:
        await queue.accept(arrival())
        await queue.accept(arrival())
        one, other = await claimed(queue), await claimed(queue)
        stolen = Claim(Lease(other.lease.event_id, "another token"), other.flow, 1, 0)
        assert await queue.renew([one, stolen]) == {other.lease.event_id}
        assert await queue.renew([]) == set()

    async def test_an_event_that_ended_while_it_stood_in_the_queue_is_not_claimed(
        self, queue: Queue, store: Store
    ) -> None:
        accepted = await queue.accept(arrival())
        await reply(store.state.hset(store.keys.event(accepted.event_id), "state", State.CANCELLED))
        assert await queue.claim(FLOWS, new_token()) is None
        assert await store.state.zcard(store.keys.queue(FLOW.name)) == 0


class TestFinishing:
    async def test_the_finish_of_a_stranger_is_refused_and_changes_nothing(self, queue: Queue) -> None:
        await queue.accept(arrival())
        claim = await claimed(queue)
        before = await queue.event(claim.lease.event_id)
        assert not await queue.finish(Lease(claim.lease.event_id, "another token"), ended(State.WRITTEN))
        assert await queue.event(claim.lease.event_id) == before
        assert await queue.finish(claim.lease, ended(State.WRITTEN))

    async def test_a_lease_can_be_finished_once(self, queue: Queue) -> None:
        await queue.accept(arrival())
        claim = await claimed(queue)
        assert await queue.finish(claim.lease, ended(State.WRITTEN))
        assert not await queue.finish(claim.lease, ended(State.FAILED))
        event = await queue.event(claim.lease.event_id)
        assert event is not None
        assert event.state is State.WRITTEN

    @pytest.mark.parametrize("state", [state for state in State if State.RUNNING in may_become(state)])
    async def test_a_run_may_end_in_every_state_that_follows_running(self, state: State, queue: Queue) -> None:
        await queue.accept(arrival())
        claim = await claimed(queue)
        assert await queue.finish(claim.lease, ended(state))
        event = await queue.event(claim.lease.event_id)
        assert event is not None
        assert event.state is state

    @pytest.mark.parametrize("state", [state for state in State if State.RUNNING not in may_become(state)])
    async def test_a_run_may_not_end_in_a_state_that_does_not_follow_running(self, state: State, queue: Queue) -> None:
        await queue.accept(arrival())
        claim = await claimed(queue)
        assert not await queue.finish(claim.lease, ended(state))
        event = await queue.event(claim.lease.event_id)
        assert event is not None
        assert event.state is State.RUNNING

    async def test_a_retry_comes_back_when_it_is_due_and_not_before(self, queue: Queue) -> None:
        await queue.accept(arrival())
        claim = await claimed(queue)
        await queue.finish(claim.lease, ended(State.RETRYING, after=timedelta(milliseconds=80), burns_try=True))
        early = await queue.claim(FLOWS, new_token())
        assert isinstance(early, float)
        assert 0 < early <= 0.08
        again = await eventually(lambda: claim_or_none(queue))
        assert (again.lease.event_id, again.run, again.lost) == (claim.lease.event_id, 2, 0)

    async def test_only_a_run_that_says_so_burns_a_try(self, queue: Queue) -> None:
        accepted = await queue.accept(arrival())
        for burns in (True, False, True):
            claim = await eventually(lambda: claim_or_none(queue))
            await queue.finish(claim.lease, ended(State.RETRYING, burns_try=burns))
        event = await queue.event(accepted.event_id)
        assert event is not None
        assert (event.runs, event.tries) == (3, 2)

    async def test_a_written_event_frees_its_job_and_a_held_one_keeps_it(self, queue: Queue, store: Store) -> None:
        for state, kept in ((State.WRITTEN, 0), (State.SKIPPED, 0), (State.HELD, 1), (State.FAILED, 1)):
            await queue.accept(arrival())
            claim = await claimed(queue)
            await queue.finish(claim.lease, ended(state))
            assert await store.state.exists(f"arq:job:{claim.lease.event_id}") == kept
            assert not await store.state.exists(f"arq:in-progress:{claim.lease.event_id}")

    async def test_the_story_tells_each_run_with_its_steps(self, queue: Queue, store: Store) -> None:
        await queue.accept(arrival())
        claim = await claimed(queue)
        steps = (StepRecord("write", 12.345, "done", ("order 7 written",)),)
        problems = ({"path": "a", "rule": "b", "remedy": "c", "value": None},)
        await queue.finish(claim.lease, Outcome(State.WRITTEN, "written", "7", problems=problems, steps=steps))
        story = await reply(store.state.hgetall(store.keys.event(claim.lease.event_id)))
        assert (story[b"reason"], story[b"number"]) == (b"written", b"7")
        assert b'"steps":[{"step":"write","ms":12.3,"result":"done","notes":["order 7 written"]}]' in story[b"run:1"]
        assert b'"problems":[{"path":"a","rule":"b","remedy":"c","value":null}]' in story[b"run:1"]

    async def test_of_an_event_that_runs_for_ever_the_newest_hundred_runs_are_told(
        self, queue: Queue, store: Store
    ) -> None:
        accepted = await queue.accept(arrival())
        await reply(store.state.hset(store.keys.event(accepted.event_id), "runs", "500"))
        await reply(store.state.hset(store.keys.event(accepted.event_id), "run:401", "{}"))
        await queue.finish((await claimed(queue)).lease, ended(State.HELD))
        told = await reply(store.state.hkeys(store.keys.event(accepted.event_id)))
        assert b"run:501" in told
        assert b"run:401" not in told


async def test_events_of_two_instances_on_one_redis_do_not_meet(queue: Queue, store: Store, acceptor: Acceptor) -> None:
    other = make_queue(Store(store.payload, store.state, Keys("other-instance")))
    await arrive(acceptor)
    assert await other.claim(FLOWS, new_token()) is None
    assert (await claimed(queue)).flow == FLOW.name


async def test_an_event_that_is_gone_is_none(queue: Queue) -> None:
    assert await queue.event(new_event_id()) is None


async def test_a_flow_is_only_a_name_to_the_queue(queue: Queue, acceptor: Acceptor) -> None:
    products = Flow(name="products", entity="product", source="shop", target="books", settings=None)
    await arrive(acceptor, flow=products)
    assert (await claimed(queue, "products")).flow == "products"
