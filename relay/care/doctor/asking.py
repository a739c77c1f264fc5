"""Asks every system, all at once and not for long, whether it lets the relay in and is the one that was linked.

Tokens are exchanged through the same store and lock as everywhere: an exchange that another process did not see would
cost the connection its access.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import aiohttp

from relay.care.doctor.settings_in_books import LookUp, Missing, nothing_looked_up
from relay.errors import RunEnd, Transient
from relay.line.once.tokens import SealedTokens, open_tokens
from relay.line.once.visiting_gate import VisitingGate
from relay.roles import Connection, Gate
from relay.settings import Settings
from relay.store.store import STORAGE_FAILURES, Store
from relay.store.vault import open_vault
from relay.systems.system_register import place_system, register_prefix
from relay.systems.systems import Systems
from words.told import Told

PATIENCE: Final = timedelta(seconds=20)
"""How long one system has to answer."""

Connect = Callable[
    [Settings, aiohttp.ClientSession, Mapping[str, SealedTokens], Mapping[str, Gate]], Mapping[str, Connection]
]
"""Opens every connection of the settings without a call."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking one system: what it said, or the end that says why it does not let us work.

    Where it is not asked, since it calls the relay or no flow uses it, ``answer`` tells that. ``missing`` is what the
    settings of each flow into it name and it lacks.
    """

    answer: Told | RunEnd
    missing: Mapping[str, Sequence[Missing]] = field(default_factory=dict)


async def ask_all(
    store: Store,
    settings: Settings,
    connect: Connect,
    patience: timedelta = PATIENCE,
    look_up: LookUp = nothing_looked_up,
) -> Mapping[str, Asked]:
    """Ask every connection of the settings that a flow uses. It raises nothing of theirs; raises StartError."""
    life = settings.worker.lease
    gates = {name: VisitingGate(store, name, one, life) for name, one in settings.connections.items()}
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=False) as session,
        open_tokens(store, open_vault(settings.keys), settings) as tokens,
    ):
        connections = connect(settings, session, tokens, gates)
        systems = Systems(store, open_vault(settings.keys), settings)
        with suppress(*STORAGE_FAILURES):  # whoever asks Redis itself says so
            await systems.open(connections, ())
        asked = await asyncio.gather(
            *(_ask(settings, systems, name, connections[name], patience, look_up) for name in connections)
        )
    return dict(zip(connections, asked, strict=True))


async def _ask(
    settings: Settings, systems: Systems, name: str, connection: Connection, patience: timedelta, look_up: LookUp
) -> Asked:
    flows = settings.flows.values()
    reads = frozenset(flow.entity for flow in flows if flow.source == name)
    writes = frozenset(flow.entity for flow in flows if flow.target == name)
    if not reads and not writes:
        return Asked(Told("doctor.no_flow_uses_it"))
    try:
        async with asyncio.timeout(patience.total_seconds()):
            said = await connection.check(reads, writes)
            register = place_system(systems.register, name, await systems.identify(name))
            if reads:
                register_prefix(register, name, settings.connections[name].reference_prefix, settings.connections)
            missing = await look_up(settings, name, connection)
    except RunEnd as end:
        return Asked(end)
    except TimeoutError:
        return Asked(Transient(Told("doctor.no_answer_within", seconds=patience.total_seconds())))
    except STORAGE_FAILURES as error:
        return Asked(Transient(Told("doctor.not_asked", error=type(error).__name__)))
    return Asked(Told("doctor.calls_the_relay") if said is None else said, missing=missing)
