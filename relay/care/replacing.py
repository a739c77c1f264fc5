"""What an operator says about the systems behind connections: which they are, that one is another now, a new prefix.

Replacing a system mixes nothing: what is linked in the old one stays under its id, and is found when the connection
leads there again.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from relay.care.activity import Activity
from relay.errors import RunEnd, StartError
from relay.model import State
from relay.settings import Settings
from relay.settings.names import CONNECTION, require_known
from relay.systems.system_register import KnownSystem, Register, change_prefix, replace_system
from relay.systems.systems import Systems
from words.told import Told

_PATIENCE: Final = timedelta(seconds=10)

_UNKNOWN: Final = (State.RUNNING, State.UNCONFIRMED)
"""States in which a write may be under way whose outcome only the old system can tell."""

_OPEN: Final = (State.WAITING, State.RETRYING, State.PARKED, State.HELD)
"""States from which an event would go on, into or out of the new system."""


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """One connection for a person. ``linked`` is the system that its links belong to; None before the first proof.

    ``now`` is what the system tells of itself at this moment, or None where ``trouble`` says why it does not.
    """

    name: str
    vendor: str
    system: str
    linked: Mapping[str, str] | None
    now: Mapping[str, str] | None
    trouble: Told | None
    former_prefixes: tuple[str, ...]


class Replacing:
    """The operator's word on one relay's connections. Every method raises the failures of Redis."""

    def __init__(self, systems: Systems, settings: Settings, activity: Activity) -> None:
        self._systems = systems
        self._settings = settings
        self._activity = activity

    async def rows(self) -> list[ConnectionRow]:
        """Every connection in the order of the settings, each asked now."""
        return list(await asyncio.gather(*(self._row(name) for name in self._settings.connections)))

    async def replace(self, name: str, *, keep_links: bool, with_open_events: bool) -> Told:
        """Let a connection stand for the system it leads to now; a sentence that tells what follows.

        Raises StartError where it must not be, with what to do, and what the vendor raises that cannot be asked.
        """
        self._require(name)
        register = await self._systems.reread()
        before, seen = _find_linked(register, name), await self._systems.identify(name)
        if before is None:
            raise StartError(Told("care.nothing_linked_before", connection=name, seen=str(seen)))
        if before.mark and before.is_the_same_as(seen):
            raise StartError(Told("care.linked_to_it_already", connection=name, seen=str(seen)))
        if not keep_links:
            await self._refuse_open_events(name, with_open_events=with_open_events)
        changed = await self._systems.change(lambda known: replace_system(known, name, seen, keep_links=keep_links))
        if keep_links:
            return Told("care.counts_as", connection=name, seen=str(seen), before=str(before))
        return Told(
            "care.stands_for",
            connection=name,
            seen=str(seen),
            system=changed.system_of(name),
            before=str(before),
            former=register.system_of(name),
        )

    async def accept_prefix(self, name: str) -> Told:
        """Let the prefix in the settings count; documents are also looked for under the former. Raises StartError."""
        self._require(name)
        await self._systems.reread()
        prefix, names = self._settings.connections[name].reference_prefix, self._settings.connections
        changed = await self._systems.change(lambda known: change_prefix(known, name, prefix, names))
        former = [repr(one) for one in changed.prefixes_of(name)[1:]]
        if not former:
            raise StartError(Told("care.no_other_prefix", connection=name, prefix=repr(prefix)))
        return Told("care.prefix_accepted", connection=name, prefix=repr(prefix), former=former)

    async def _row(self, name: str) -> ConnectionRow:
        now = trouble = None
        try:
            async with asyncio.timeout(_PATIENCE.total_seconds()):
                seen = await self._systems.identify(name)
            now = dict(seen.shown) if seen.can_be_asked else None
            trouble = None if seen.can_be_asked else Told("care.cannot_be_asked")
        except RunEnd as end:
            trouble = end.told
        except TimeoutError:
            trouble = Told("care.no_answer_in_time", seconds=round(_PATIENCE.total_seconds()))
        register = await self._systems.reread()
        linked = _find_linked(register, name)
        return ConnectionRow(
            name=name,
            vendor=self._settings.connections[name].vendor,
            system=register.system_of(name),
            linked=dict(linked.shown) if linked is not None and linked.can_be_asked and linked.shown else None,
            now=now,
            trouble=trouble,
            former_prefixes=tuple(register.prefixes_of(name)[1:]),
        )

    async def _refuse_open_events(self, name: str, *, with_open_events: bool) -> None:
        """Raises StartError while events of the connection's flows could be doubled, or be carried unlooked at.

        The outcome of a write under way only the old system can tell. What merely waits may go on in the new one, such
        as orders of a shop that were accepted while the old one was away; but a person must say so.
        """
        counts: Counter[State] = Counter()
        for flow_name, flow in self._settings.flows.items():
            if name in (flow.source, flow.target):
                counts.update(await self._activity.counts(flow_name))
        if unknown := sum(counts[state] for state in _UNKNOWN):
            raise StartError(Told("care.writes_not_known", connection=name, events=unknown))
        waiting = {state: counts[state] for state in _OPEN if counts[state]}
        if waiting and not with_open_events:
            told = [f"{count} {state}" for state, count in waiting.items()]
            raise StartError(Told("care.events_are_open", connection=name, states=told))

    def _require(self, name: str) -> None:
        require_known(CONNECTION, name, self._settings.connections)


def _find_linked(register: Register, name: str) -> KnownSystem | None:
    """The system that the links under a name belong to."""
    pointer = register.connections.get(name)
    return register.systems[pointer.system] if pointer is not None else None
