"""Reads for the doctor what the state role tells of each flow, and what is left of those that are gone."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from relay.care.activity import Activity
from relay.care.doctor.flow_observations import (
    on_comparison,
    on_dues,
    on_events,
    on_full_read,
    on_poll,
    on_refused,
    pause_between,
)
from relay.care.doctor.observations import Observation
from relay.care.orphans import read_traits
from relay.care.refused import count_refused
from relay.line.dues import Waiting, read_waiting
from relay.line.schedule import poll_schedule
from relay.model import ENDS, State
from relay.settings import Settings
from relay.settings.polling import PollSettings
from relay.store.flow_notes import FlowNotes
from relay.store.full_notes import FullNotes
from relay.store.store import Store

_OPEN: Final = tuple(state for state in State if state not in ENDS)


async def examine_flows(store: Store, settings: Settings, now_ms: int) -> AsyncIterator[Observation]:
    """What the state role tells of the flows, by the clock of Redis. Raises the failures of Redis."""
    for name in settings.flows:
        async for observation in _examine(store, settings, name, now_ms):
            yield observation
    for name in sorted(set(await read_traits(store)) - set(settings.flows)):
        for observation in on_dues(name, await read_waiting(store, name), now_ms, is_gone=True):
            yield observation


async def _examine(store: Store, settings: Settings, name: str, now_ms: int) -> AsyncIterator[Observation]:
    activity, poll = Activity(store), settings.flows[name].poll
    counts = await activity.counts(name)
    for observation in on_events(name, counts, await activity.oldest(name, list(counts))):
        yield observation
    waiting = _after_quiet_hours(await read_waiting(store, name), poll)
    for observation in on_dues(name, waiting, now_ms, is_read=poll is not None):
        yield observation
    if poll is None:
        yield on_refused(name, (await count_refused(store, [name]))[name])
        return
    note, full = await FlowNotes(store).read(name), FullNotes(store)
    pause = pause_between(poll, note.poll)
    found = (
        *on_poll(name, note.poll, pause, now_ms),
        *on_full_read(name, await full.under_way(name), await full.last(name)),
        *on_comparison(name, note.comparison, now_ms),
    )
    for observation in found:
        yield observation


def _after_quiet_hours(waiting: Waiting, poll: PollSettings | None) -> Waiting:
    """What is due in quiet hours is carried at their end."""
    if poll is None or waiting.first_ms is None:
        return waiting
    first = poll_schedule(poll).end_of_quiet(datetime.fromtimestamp(waiting.first_ms / 1000, UTC))
    return replace(waiting, first_ms=round(first.timestamp() * 1000))


async def count_open_events(store: Store, settings: Settings) -> Counter[bool]:
    """Events that have not ended, of flows that are polled (True) and of those that are not."""
    counted: Counter[bool] = Counter()
    for name, flow in settings.flows.items():
        counts = await Activity(store).counts(name)
        counted[flow.poll is not None] += sum(counts[state] for state in _OPEN)
    return counted
