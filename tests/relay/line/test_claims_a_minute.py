"""No event runs again and again: whichever way its runs end, a minute has room for a bounded number of them."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from relay.demo.embedded import EmbeddedRedis
from relay.errors import Barred, Hold, Parked, Permanent, Skip, Transient, Unconfirmed
from relay.line.once.gate import SharedGate
from relay.line.queue import LEAST_PAUSE, Claim, Queue
from relay.line.run_event import EventRunner
from relay.line.worker import FAILED_AFTER_LOST
from relay.model import CHANGES, LEAVES_LANE, State, new_token
from relay.settings.connections import ConnectionSettings
from relay.settings.model import RetrySettings
from relay.store.store import Store, open_store, reply
from relay.store.vault import Vault
from tests.conftest import make_queue, redis_settings
from tests.plain import as_told
from tests.relay.arrivals import arrival, claimed, ended
from tests.relay.parts import FLOW, ReadableSource, SmallRun, SmallSource, arrive, bound, make_runner
from tests.stand_ins import make_acceptor

MINUTE: Final = timedelta(minutes=1)
TRIES: Final = 5
MOST: Final = 2 * (MINUTE // LEAST_PAUSE) + TRIES + 1
"""Of two runs that burn no try one is followed by a pause of a second, and those that burn one are few."""

PAUSES: Final = st.sampled_from([None, timedelta(), timedelta(microseconds=1), timedelta(milliseconds=1)])
SHORTEST: Final = RetrySettings(first=timedelta(milliseconds=1), most=timedelta(milliseconds=1), tries=TRIES)
ENDS: Final = st.one_of(
    st.builds(lambda after, burns: Transient(as_told("away"), after=after, burns_try=burns), PAUSES, st.booleans()),
    st.builds(
        lambda after, connection: Parked(as_told("not called now"), after=after or timedelta(), gate=connection),
        PAUSES,
        st.sampled_from(["", "books"]),
    ),
    st.builds(lambda after: Unconfirmed(as_told("no answer"), after=after), PAUSES),
    st.sampled_from(
        [
            Barred(as_told("not let in")),
            Hold(as_told("a person must act")),
            Permanent(as_told("never")),
            Skip(as_told("there already")),
        ]
    ),
    st.sampled_from([KeyError("a defect of ours"), OSError("away")]),
)
LOST: Final = st.sampled_from(["there", "lost", "another key", "damaged", "no JSON"])
SOURCES: Final = st.sampled_from(
    [
        SmallSource(),
        ReadableSource(),
        ReadableSource(failure=Transient(as_told("away"), after=timedelta(), burns_try=False)),
    ]
)


def step_that_ends(end: Exception) -> Callable[..., Any]:
    async def step(_: SmallRun) -> SmallRun:
        raise end

    return step


async def spoil(store: Store, vault: Vault, event_id: str, how: str) -> None:
    key = store.keys.payload(event_id)
    spoilt = {
        "another key": Vault([b"n" * 32], b"i" * 32).seal(b"{}", FLOW.name, event_id),
        "damaged": b"\x01 not sealed by anyone",
        "no JSON": vault.seal(b"\xff", FLOW.name, event_id),
    }
    if how == "lost":
        await store.payload.delete(key)
    elif how in spoilt:
        await store.payload.set(key, spoilt[how])


async def claims_in_a_minute(queue: Queue, store: Store, runner: EventRunner, event_id: str) -> int:
    """How often the event is claimed while a minute passes. The clock is the pause until it is due each time."""
    passed, claims = timedelta(), 0
    while claims <= MOST:
        score = await store.state.zscore(store.keys.queue(FLOW.name), event_id)
        if score is None:
            return claims
        seconds, microseconds = await store.state.time()
        passed += timedelta(milliseconds=max(score - seconds * 1000 - microseconds // 1000, 0))
        if passed >= MINUTE:
            return claims
        await store.state.zadd(store.keys.queue(FLOW.name), {event_id: 1})
        claim = await queue.claim([FLOW.name], new_token())
        assert isinstance(claim, Claim)
        claims += 1
        outcome = await runner.run(claim)
        assert await queue.finish(claim.lease, outcome)
        await runner.forget(event_id, outcome)
    return claims


class TestEveryEnd:
    def test_an_event_whose_every_run_ends_the_same_way_is_claimed_at_most_so_often_a_minute(
        self, redis_server: EmbeddedRedis, vault: Vault
    ) -> None:
        @settings(max_examples=40, deadline=None)
        @example(end=Hold(as_told("never reached")), lost="another key", source=SmallSource())
        @example(end=Parked(as_told("not called now"), after=timedelta()), lost="there", source=SmallSource())
        @example(end=Transient(as_told("away"), after=timedelta(), burns_try=False), lost="there", source=SmallSource())
        @given(end=ENDS, lost=LOST, source=SOURCES)
        def every_end(end: Exception, lost: str, source: SmallSource) -> None:
            assert asyncio.run(run(end, lost, source)) <= MOST

        async def run(end: Exception, lost: str, source: SmallSource) -> int:
            async with AsyncExitStack() as stack:
                opened = open_store(redis_settings(redis_server), f"minute-{new_token()}")
                store = await stack.enter_async_context(opened)
                queue = make_queue(store, lease=10 * MINUTE)  # nobody renews it, however long this machine stands still
                event_id = (await arrive(make_acceptor(store, vault, queue))).event_id
                await spoil(store, vault, event_id, lost)
                pipeline = bound(step_that_ends(end))
                runner = make_runner(store, vault, queue, pipeline, source=source, retry=SHORTEST)
                return await claims_in_a_minute(queue, store, runner, event_id)

        every_end()

    async def test_what_a_stopping_worker_hands_back_comes_back_after_the_least_pause(
        self, queue: Queue, store: Store, vault: Vault
    ) -> None:
        await queue.accept(arrival())
        claim = await claimed(queue)
        runner = make_runner(store, vault, queue, bound())
        await queue.finish(claim.lease, runner.hand_back(claim.lease.event_id))
        assert await until_due(queue) > 0.9

    @pytest.mark.parametrize("state", sorted(CHANGES[State.RUNNING] - LEAVES_LANE - {State.RUNNING}))
    async def test_a_pause_of_nothing_is_the_least_pause_where_no_try_is_burned(
        self, state: State, queue: Queue
    ) -> None:
        await queue.accept(arrival())
        await queue.finish((await claimed(queue)).lease, ended(state, after=timedelta()))
        assert 0.9 < await until_due(queue) <= 1

    async def test_a_run_that_loses_its_lease_comes_back_when_the_lease_ends_and_is_failed_in_the_end(
        self, queue: Queue, store: Store
    ) -> None:
        await queue.accept(arrival())
        for lost in range(FAILED_AFTER_LOST + 1):
            claim = await claimed(queue)
            assert claim.lost == lost
            assert await until_due(queue) > 9  # the lease is 10 seconds
            await store.state.delete(f"arq:in-progress:{claim.lease.event_id}")  # they pass

    async def test_a_breaker_that_opens_and_closes_again_and_again_makes_no_event_spin(
        self, queue: Queue, store: Store
    ) -> None:
        await queue.accept(arrival())
        turned_away = ended(State.PARKED, after=timedelta(), gate="books", turned_away=True)
        await queue.finish((await claimed(queue)).lease, turned_away)  # the breaker has closed meanwhile: at once
        again = await claimed(queue)
        await reply(store.state.hset(f"{store.keys.prefix}gate:books", "open_until", "99999999999999"))
        await reply(store.state.sadd(store.keys.gates_open, "books"))
        await queue.finish(again.lease, turned_away)
        gate = SharedGate(store, "books", ConnectionSettings(vendor="some"))
        await reply(store.state.hset(f"{store.keys.prefix}gate:books", "open_until", "1"))
        async with gate.call():  # the probe works: what waited is let go
            pass
        assert 0.5 < await until_due(queue) <= 1


class TestWhatMovesOthers:
    async def test_a_document_that_comes_again_and_again_lets_an_event_go_once_for_each_time_it_was_lost(
        self, queue: Queue, store: Store, vault: Vault
    ) -> None:
        acceptor, runner = (
            make_acceptor(store, vault, queue),
            make_runner(store, vault, queue, bound()),
        )
        event_id = (await arrive(acceptor)).event_id
        await spoil(store, vault, event_id, "damaged")
        claim = await claimed(queue)
        await queue.finish(claim.lease, await runner.run(claim))
        kinds = [(await arrive(acceptor)).kind for _ in range(5)]
        assert kinds == ["restored", *["duplicate"] * 4]
        await queue.finish((await claimed(queue)).lease, ended(State.HELD))
        assert (await arrive(acceptor)).kind == "duplicate"
        assert await queue.claim([FLOW.name], new_token()) is None

    async def test_an_event_that_ends_lets_the_next_of_its_document_go_and_not_one_that_pauses(
        self, queue: Queue
    ) -> None:
        first, second, third = (arrival(lane="lane") for _ in range(3))
        await queue.accept_all([first, second, third])
        await queue.finish((await claimed(queue)).lease, ended(State.HELD))
        claim = await claimed(queue)
        assert claim.lease.event_id == second.event_id
        await queue.finish(claim.lease, ended(State.PARKED, after=timedelta(hours=1)))
        assert await until_due(queue) > 3500

    async def test_a_run_whose_story_is_gone_does_not_keep_the_flow_from_being_asked(
        self, queue: Queue, store: Store
    ) -> None:
        await queue.accept(arrival())
        dead = await claimed(queue)
        await store.state.delete(store.keys.event(dead.lease.event_id), f"arq:in-progress:{dead.lease.event_id}")
        living = arrival()
        await queue.accept(living)
        found = [await queue.claim([FLOW.name], new_token()) for _ in range(2)]
        assert living.event_id in [one.lease.event_id for one in found if isinstance(one, Claim)]
        assert await until_due(queue) > 9

    async def test_an_event_whose_story_is_gone_does_not_keep_the_next_of_its_document_waiting(
        self, queue: Queue, store: Store
    ) -> None:
        dead, living = arrival(lane="lane"), arrival(lane="lane")
        await queue.accept(dead)
        await store.state.delete(store.keys.event(dead.event_id))
        await queue.accept(living)
        assert (await claimed(queue)).lease.event_id == living.event_id


async def until_due(queue: Queue) -> float:
    """Seconds until something is due; nothing is due now."""
    found = await queue.claim([FLOW.name], new_token())
    assert isinstance(found, float)
    return found
