"""The queue in Redis: what is accepted, who carries it, and what becomes of it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from relay.line.accept import Acceptor
from relay.line.arrivals import Accepted
from relay.line.queue import GRACE, Claim, Queue
from relay.model import Flow, Origin, State, new_event_id, new_token
from relay.settings.model import RetentionSettings
from relay.store.keys import Keys
from relay.store.store import Store, reply
from tests.conftest import make_queue
from tests.relay.arrivals import FLOWS, arrival, claim_or_none, claimed, ended
from tests.relay.parts import FLOW, arrive
from tests.waiting import eventually


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
