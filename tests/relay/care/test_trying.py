"""An operator has a connection tried at once: the next call is a probe, and what waited goes on only if that works."""

from contextlib import suppress
from datetime import timedelta

import pytest

from relay.care.trying import Trying
from relay.errors import Barred, RunEnd, Scope
from relay.line.once.breakers import read_breakers
from relay.line.once.gate import SharedGate
from relay.line.queue import Claim, Queue
from relay.line.repeated_answers import on_behalf_of
from relay.model import Flow, Outcome, State, new_token
from relay.settings.connections import BreakerSettings, ConnectionSettings
from relay.settings.names import UnknownName
from relay.store.flow_notes import FlowNotes
from relay.store.store import Store, reply
from tests.plain import as_told
from tests.relay.arrivals import arrival
from tests.relay.asked import AlwaysProven, AnySystem
from tests.relay.parts import FLOW, every
from words.told import pack

READ = Flow(name="afas-orders", entity="order", source="afas", target="books", settings=None)
LONG = BreakerSettings(first_pause=timedelta(minutes=10))
LICENCE = Barred(as_told("the licence has ended"))
COLUMN = Barred(as_told("no column Nmae"), scope=Scope.FLOW)


class Office:
    """A connection to the books whose pauses last for ever, and the tools of its operator."""

    def __init__(self, store: Store) -> None:
        self.gate = SharedGate(store, "books", ConnectionSettings(vendor="some", breaker=LONG))
        self.system = AnySystem(self.gate)
        systems = {"books": self.system, "afas": AnySystem(), "shop": AnySystem()}
        self.trying = Trying(store, [FLOW, READ], [READ.name], AlwaysProven(), systems)

    async def fail(self, end: RunEnd, flow: str = FLOW.name) -> None:
        with on_behalf_of(flow), suppress(type(end)):
            async with self.gate.call():
                raise end


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store)


async def claim(queue: Queue) -> Claim | None:
    found = await queue.claim([FLOW.name], new_token(), {FLOW.name: "books"})
    return found if isinstance(found, Claim) else None


async def park_one(queue: Queue, office: Office, end: RunEnd) -> None:
    """An event whose run ended so, and that waits for what barred it."""
    await queue.accept(arrival())
    claimed = await claim(queue)
    assert claimed is not None
    await office.fail(end)
    outcome = Outcome(State.PARKED, end.told, after=timedelta(hours=1), gate=end.gate)
    assert await queue.finish(claimed.lease, outcome)
    assert await claim(queue) is None


async def test_what_was_mended_goes_on_at_once_and_the_answer_is_told(
    store: Store, queue: Queue, office: Office
) -> None:
    await park_one(queue, office, LICENCE)
    attempt = await office.trying.try_now("books")
    assert (str(attempt.said), attempt.end, attempt.events) == ("it answers", None, 1)
    assert [one.reason for one in attempt.stood] == [as_told("the licence has ended")]
    assert office.system.asked == [(set(), {"order"})]
    assert await read_breakers(store) == []
    assert await due_within_a_second(store)


async def due_within_a_second(store: Store) -> bool:
    """Whether every event of the flow is due by then: one that was turned away never comes back sooner."""
    seconds, _ = await store.state.time()
    dues = await store.state.zrange(store.keys.queue(FLOW.name), 0, -1, withscores=True)
    return bool(dues) and all(due <= (seconds + 2) * 1000 for _, due in dues)


async def test_what_was_not_mended_costs_one_call_and_stays_barred_with_the_first_pause(
    store: Store, queue: Queue, office: Office
) -> None:
    await park_one(queue, office, LICENCE)
    office.system.trouble = Barred(as_told("the password has ended"))
    attempt = await office.trying.try_now("books")
    assert attempt.end is office.system.trouble
    assert len(office.system.asked) == 1
    [breaker] = await read_breakers(store)
    assert breaker.reason == as_told("the password has ended")
    assert int(await reply(store.state.hget(store.keys.gate("books"), "pause")) or 0) == 600_000
    assert await claim(queue) is None


async def test_a_flow_alone_is_tried_by_its_next_event_and_the_system_is_not_asked(
    store: Store, queue: Queue, office: Office
) -> None:
    await park_one(queue, office, COLUMN)
    await queue.accept(arrival())
    attempt = await office.trying.try_now("books", FLOW.name)
    assert (attempt.said, attempt.end, attempt.events, office.system.asked) == (None, None, 1, [])
    prober = await claim(queue)
    assert prober is not None
    assert await claim(queue) is None  # one finds out for all
    assert len(await read_breakers(store)) == 1


async def test_only_what_is_meant_is_tried(store: Store, office: Office) -> None:
    await office.fail(COLUMN, FLOW.name)
    await office.fail(COLUMN, READ.name)
    attempt = await office.trying.try_now("books", READ.name)
    assert [one.gate.flow for one in attempt.stood] == [READ.name]
    assert [one.gate.flow for one in (await office.trying.try_now("books")).stood] == sorted([READ.name, FLOW.name])
    assert (await office.trying.try_now("afas")).stood == []


async def test_a_flow_whose_last_poll_failed_at_the_connection_is_read_at_once(store: Store, office: Office) -> None:
    await FlowNotes(store).leave_poll(READ.name, every(timedelta(hours=1)), {"error": pack(as_told("not let in"))})
    assert (await office.trying.try_now("books")).read == []
    assert (await office.trying.try_now("afas")).read == [READ.name]
    assert await reply(store.state.smembers(store.keys.triggers)) == {READ.name.encode()}


async def test_where_nothing_is_barred_the_system_is_asked_all_the_same(office: Office) -> None:
    attempt = await office.trying.try_now("books")
    assert [str(told) for told in attempt.told()] == ["it answers", "nothing was left alone"]


@pytest.mark.parametrize(("connection", "flow"), [("boks", ""), ("books", "shop-order"), ("shop", READ.name)])
async def test_a_name_that_is_none_of_the_connections_or_of_its_flows_is_refused(
    office: Office, connection: str, flow: str
) -> None:
    with pytest.raises(UnknownName):
        await office.trying.try_now(connection, flow)
