"""Three days go by: every event that is not at its end is still there, with its document, and those due are carried."""

from datetime import timedelta

import pytest

from relay.care.expiry import Expiry, LoggedNotice
from relay.care.housekeeping import Housekeeping
from relay.care.orphans import Orphans
from relay.model import State
from relay.store.counters import Metrics
from tests.relay.desk import Desk
from tests.relay.line.ageing import let_pass
from tests.relay.parts import FLOW

THREE_DAYS = timedelta(days=3)
OPEN = (State.WAITING, State.RETRYING, State.PARKED, State.UNCONFIRMED, State.HELD, State.FAILED)
COME_BACK = {State.WAITING, State.RETRYING, State.PARKED, State.UNCONFIRMED}


@pytest.fixture
def housekeeping(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Housekeeping:
    monkeypatch.setattr("relay.care.housekeeping.YOUNG", timedelta(seconds=-1))
    expiry = Expiry(desk.store, desk.operations.moves, LoggedNotice(Metrics(desk.store)), timedelta(days=14))
    return Housekeeping(desk.store, desk.queue, [FLOW.name], expiry, Orphans(desk.store, desk.queue, [FLOW.name]))


async def test_after_three_days_open_events_are_still_there_and_those_due_are_carried(
    desk: Desk, housekeeping: Housekeeping
) -> None:
    ids = {state: await desk.stand(str(number), state) for number, state in enumerate(reversed(OPEN))}
    await let_pass(desk.store, THREE_DAYS)
    await housekeeping.sweep()
    for state, event_id in ids.items():
        assert await desk.state_of(event_id) is state
        assert await desk.body(event_id) is not None
        assert await desk.store.state.exists(f"arq:job:{event_id}")
    claimed = {await desk.claimed() for _ in ids}
    assert claimed == {ids[state] for state in COME_BACK} | {None}


async def test_an_event_that_is_tried_every_few_days_lives_for_months(desk: Desk, housekeeping: Housekeeping) -> None:
    event_id = await desk.stand("1", State.PARKED)
    for _ in range(30):
        await let_pass(desk.store, THREE_DAYS)
        await housekeeping.sweep()
        await desk.bring(event_id, State.PARKED)
        await desk.store.payload.pexpire(desk.store.keys.payload(event_id), desk.queue.keep)  # as the worker does
    assert (await desk.event(event_id)).runs == 31
    assert await desk.body(event_id) is not None


async def test_a_note_on_an_unanswered_write_outlives_three_days(desk: Desk) -> None:
    key = desk.store.keys.intent("name")
    await desk.store.state.hset(key, mapping={"event": "e", "since": 1_700_000_000_000})  # type: ignore[misc]  # redis-py's own union
    await desk.store.state.pexpire(key, desk.queue.keep)
    await let_pass(desk.store, THREE_DAYS)
    assert await desk.store.state.exists(key)


async def test_what_would_have_expired_meanwhile_is_gone(desk: Desk) -> None:
    """The control: time that passes here does take away what has no longer to live."""
    event_id = await desk.stand("1", State.HELD)
    await let_pass(desk.store, timedelta(days=17))
    assert await desk.queue.event(event_id) is None
    assert await desk.body(event_id) is None
