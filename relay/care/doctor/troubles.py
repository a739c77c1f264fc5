"""What keeps a relay from doing all its work now, as its state Redis tells: words for all, names for its operators.

Events that are held are not among it: they wait for a person, and the relay does its work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from relay.care.activity import Activity
from relay.care.clocks import read_differences
from relay.care.doctor.flow_observations import FAILS_FOR_LONG
from relay.care.doctor.process_observations import OLD_EVENT_SECONDS, name_process
from relay.care.orphans import find_orphans
from relay.care.process_register import Processes, Register
from relay.line.once.breakers import read_breakers, whole_connections
from relay.model import Flow
from relay.store.flow_notes import FlowNotes
from relay.store.store import Store

Reason = Literal[
    "no_worker",
    "old_events",
    "orphaned_events",
    "settings_differ",
    "renewal_refused",
    "clocks_differ",
    "connection_down",
    "connection_barred",
    "partly_barred",
    "source_unread",
    "records_missing",
]
"""Nobody carries; workers do not keep up; events lie in a flow that is gone; processes do not run one file, or refused
the newest; clocks are over five seconds apart; a system is down, does not let the relay in, or is not called for one
flow or in one way; a source cannot be read for a quarter of an hour; the last comparison found records that are not in
the target.
"""

_LONG_MS: Final = FAILS_FOR_LONG.total_seconds() * 1000


@dataclass(frozen=True, slots=True)
class Trouble:
    """One reason, with the flows, connections or processes that it is about; none where it is about the whole."""

    reason: Reason
    names: Sequence[str] = ()


async def read_troubles(store: Store, activity: Activity, flows: Sequence[Flow]) -> Sequence[Trouble]:
    """Every reason once. ``flows`` are those of the settings. Raises the failures of Redis."""
    names = [flow.name for flow in flows]
    connections = sorted({name for flow in flows for name in (flow.source, flow.target)})
    health, register = await activity.health(names), await Processes(store).read()
    found = [Trouble("no_worker")] if not health.workers else []
    found += [Trouble("old_events")] if (health.oldest_waiting or 0.0) >= OLD_EVENT_SECONDS else []
    orphaned = [one.flow for one in await find_orphans(store, names)]
    breakers = [one for one in await read_breakers(store) if one.gate.connection in connections]
    whole = whole_connections(breakers)
    barred = [name for name, breaker in whole.items() if breaker.verdict == "barred"]
    parts = [one.gate for one in breakers if not one.is_whole]
    unread, missing = await _reading(store, names, register)
    told: list[tuple[Reason, Sequence[str]]] = [
        ("orphaned_events", orphaned),
        ("settings_differ", [name_process(one) for one in register.differing()]),
        ("renewal_refused", [name_process(one) for one in register.list_refusing()]),
        ("clocks_differ", [str(one) for one in await read_differences(store)]),
        ("connection_down", [name for name in whole if name not in barred]),
        ("connection_barred", barred),
        ("partly_barred", [gate.flow or f"{gate.connection}: {gate.call}" for gate in parts]),
        ("source_unread", unread),
        ("records_missing", missing),
    ]
    return [*found, *(Trouble(reason, about) for reason, about in told if about)]


async def _reading(store: Store, flows: Sequence[str], register: Register) -> tuple[list[str], list[str]]:
    """The flows whose source cannot be read for long, and those of which records are missing in the target."""
    notes = {name: await FlowNotes(store).read(name) for name in flows}
    unread = [
        name
        for name, note in notes.items()
        if note.poll is not None
        and note.poll.failing_since_ms is not None
        and register.now_ms - note.poll.failing_since_ms > _LONG_MS
    ]
    return unread, [name for name, note in notes.items() if note.comparison is not None and note.comparison.missing]
