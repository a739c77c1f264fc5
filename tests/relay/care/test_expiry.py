"""Events that rest: announced 48 hours before their end, once; ended when their time is over; nothing ends sooner."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from relay.care.expiry import WARNING, Expiry, LoggedNotice, Swept
from relay.model import Event, State, may_become
from relay.store.counters import Metrics, read_counters
from tests.relay.desk import Desk
from tests.relay.line.ageing import let_pass
from tests.relay.parts import FLOW

RETENTION = timedelta(days=14)
ENDS_BY_TIME = may_become(State.EXPIRED)


@dataclass
class Told:
    """Keeps what people would be told; ``broken`` is raised instead."""

    soon: list[tuple[str, datetime]] = field(default_factory=list)
    gone: list[tuple[str, State]] = field(default_factory=list)
    broken: Exception | None = None

    async def hold_ends_soon(self, event: Event, ends: datetime) -> None:
        if self.broken is not None:
            raise self.broken
        self.soon.append((event.id, ends))

    async def expired(self, event: Event) -> None:
        self.gone.append((event.id, event.state))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def expiry(desk: Desk, told: Told) -> Expiry:
    return Expiry(desk.store, desk.operations.moves, told, RETENTION)


@pytest.mark.parametrize("state", ENDS_BY_TIME)
async def test_an_event_that_rests_is_announced_once_and_ends_when_its_time_is_over(
    desk: Desk, expiry: Expiry, told: Told, state: State
) -> None:
    event_id = await desk.stand("1001", state)
    await let_pass(desk.store, RETENTION - WARNING - timedelta(minutes=1))
    assert await expiry.sweep() == Swept()
    await let_pass(desk.store, timedelta(minutes=2))
    assert await expiry.sweep() == Swept(announced=1)
    assert await expiry.sweep() == Swept()
    [(announced, ends)] = told.soon
    assert announced == event_id
    assert abs(ends - datetime.now(UTC) - WARNING) < timedelta(minutes=2)
    await let_pass(desk.store, WARNING)
    assert await expiry.sweep() == Swept(expired=1)
    assert told.gone == [(event_id, state)]
    assert await desk.state_of(event_id) is State.EXPIRED
    assert await desk.body(event_id) is None
    assert await expiry.sweep() == Swept()


@pytest.mark.parametrize("state", [state for state in State if state not in ENDS_BY_TIME])
async def test_an_event_that_is_carried_or_has_ended_never_expires(
    desk: Desk, expiry: Expiry, told: Told, state: State
) -> None:
    event_id = await desk.stand("1001", state)
    await let_pass(desk.store, RETENTION + timedelta(hours=1))
    await expiry.sweep()
    assert told.gone == []
    found = await desk.queue.event(event_id)
    assert found is None or found.state is state


async def test_a_replay_puts_the_end_off_and_it_is_announced_again(desk: Desk, expiry: Expiry, told: Told) -> None:
    event_id = await desk.stand("1001", State.HELD)
    await let_pass(desk.store, RETENTION - timedelta(hours=1))
    assert await expiry.sweep() == Swept(announced=1)
    await desk.operations.replayer.replay(event_id)
    await desk.bring(event_id, State.HELD)
    assert await expiry.sweep() == Swept()
    await let_pass(desk.store, RETENTION - timedelta(hours=1))
    assert await expiry.sweep() == Swept(announced=1)
    assert [each for each, _ in told.soon] == [event_id, event_id]


async def test_an_announcement_that_fails_is_made_at_the_next_sweep(desk: Desk, expiry: Expiry, told: Told) -> None:
    event_id = await desk.stand("1001", State.HELD)
    await let_pass(desk.store, RETENTION - timedelta(hours=1))
    told.broken = OSError("the mail server is away")
    with pytest.raises(OSError, match="the mail server"):
        await expiry.sweep()
    told.broken = None
    assert await expiry.sweep() == Swept(announced=1)
    assert [each for each, _ in told.soon] == [event_id]


async def test_a_retention_shorter_than_the_warning_announces_at_once(desk: Desk, told: Told) -> None:
    expiry = Expiry(desk.store, desk.operations.moves, told, timedelta(hours=6))
    await desk.stand("1001", State.FAILED)
    assert await expiry.sweep() == Swept(announced=1)
    await let_pass(desk.store, timedelta(hours=6))
    assert await expiry.sweep() == Swept(expired=1)


async def test_many_events_end_in_one_sweep_page_by_page(
    desk: Desk, expiry: Expiry, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relay.care.activity._AT_ONCE", 3)
    ids = {await desk.stand(str(number), State.HELD) for number in range(11)}
    await let_pass(desk.store, RETENTION)
    assert await expiry.sweep() == Swept(expired=11)
    assert {event_id for event_id, _ in told.gone} == ids


async def test_the_next_of_a_lane_goes_when_the_event_before_it_expires(desk: Desk, expiry: Expiry) -> None:
    first = await desk.stand("1", State.PARKED)
    await let_pass(desk.store, RETENTION)
    second = await desk.take("1", version="2")
    assert await expiry.sweep() == Swept(expired=1)
    assert await desk.state_of(first) is State.EXPIRED
    assert await desk.claimed() == second


async def test_the_log_and_the_counters_tell_the_pile_and_nothing_personal(desk: Desk) -> None:
    metrics = Metrics(desk.store)
    expiry = Expiry(desk.store, desk.operations.moves, LoggedNotice(metrics), RETENTION)
    held, failed = await desk.stand("1001", State.HELD), await desk.stand("1002", State.FAILED)
    with capture_logs() as logs:
        await let_pass(desk.store, RETENTION - timedelta(hours=1))
        await expiry.sweep()
        await let_pass(desk.store, timedelta(hours=1))
        await expiry.sweep()
    soon = {entry["event_id"]: entry for entry in logs if entry["event"] == "hold_ends_soon"}
    assert {event_id: entry["pile"] for event_id, entry in soon.items()} == {held: "fix_data", failed: "system_fault"}
    assert soon[held].keys() == {"event", "log_level", "event_id", "flow", "state", "pile", "ends"}
    assert sorted(entry["event_id"] for entry in logs if entry["event"] == "event_expired") == sorted([held, failed])
    await metrics.hand_over()
    counted = {label: value for label, value in (await read_counters(desk.store)).items() if label[0] != "outcomes"}
    assert counted == {
        (name, FLOW.name, state): 1 for name in ("ends_announced", "expired") for state in ("held", "failed")
    }
