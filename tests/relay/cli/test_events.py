"""`relay events` lists events newest first, narrowed by flow and state, and refuses a flow that never was."""

from dataclasses import replace

import pytest

from relay.care.activity import Activity
from relay.care.event_moves import EventMoves
from relay.cli.events import list_events
from relay.errors import StartError
from relay.line.accept import Acceptor
from relay.model import State
from relay.store.store import Store
from tests.conftest import make_queue
from tests.relay.parts import FLOW, arrive


async def said(store: Store, flow: str | None = None, state: State | None = None, limit: int = 20) -> list[str]:
    lines: list[str] = []
    await list_events(Activity(store), [FLOW.name], flow, state, limit, lines.append)
    return lines


async def test_events_are_listed_newest_first_with_reference_and_state(store: Store, acceptor: Acceptor) -> None:
    first, second = await arrive(acceptor, "1"), await arrive(acceptor, "2")
    newest, oldest = await said(store)
    assert newest.startswith(second.event_id)
    assert oldest.startswith(first.event_id)
    assert f"  {FLOW.name}  2  waiting" in newest


async def test_they_are_narrowed_by_state_and_more_than_asked_for_are_counted(store: Store, acceptor: Acceptor) -> None:
    arrived = [await arrive(acceptor, str(number)) for number in range(3)]
    await EventMoves(store, make_queue(store)).cancel(arrived[0].event_id)
    [cancelled] = await said(store, state=State.CANCELLED)
    assert cancelled.startswith(arrived[0].event_id)
    assert (await said(store, limit=1))[-1] == "these are the newest 1 of 3"
    assert await said(store, state=State.HELD) == ["there are no such events"]


async def test_a_flow_that_never_was_is_refused_and_one_that_is_gone_is_listed(
    store: Store, acceptor: Acceptor
) -> None:
    with pytest.raises(StartError, match="there is no flow 'shp'"):
        await said(store, flow="shp")
    gone = await arrive(acceptor, flow=replace(FLOW, name="old-orders"))
    [listed] = await said(store, flow="old-orders")
    assert listed.startswith(gone.event_id)
