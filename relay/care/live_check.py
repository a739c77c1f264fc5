"""Asks the systems behind a settings file which of the names in it exist: bounded in calls, and nothing is written.

Redis is used where it answers: for the limits that a running relay shares, and for the tokens of a connection that is
let in by OAuth. Without it other connections are asked all the same, one call at a time.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import aiohttp

from relay.care.doctor.asking import Connect
from relay.errors import Barred, Parked, Transient
from relay.line.actions import NAMES
from relay.line.flows import flow_of
from relay.line.once.tokens import open_tokens
from relay.line.once.visiting_gate import VisitingGate
from relay.line.pipeline import Pipeline
from relay.roles import Exchange, Gate, LiveCheck, LookedUp, NamingFlow, TokenPair
from relay.settings import FlowSettings, Settings
from relay.store.store import STORAGE_FAILURES, Store, open_unproved_store
from relay.store.vault import open_vault
from words.told import Told

MOST_CALLS: Final = 40
"""How many calls one connection is asked at the most; what these do not reach is told as not asked."""

PATIENCE: Final = timedelta(seconds=120)
"""After so long no further call is made to one connection."""


@dataclass(frozen=True, slots=True)
class LiveReport:
    """What one connection was asked: what came of it, in how many calls, and whether Redis took part."""

    connection: str
    looked_up: LookedUp
    calls: int
    with_redis: bool


class BoundedGate:
    """A gate that counts, and ends the calls at a number or after a while. Failures of Redis become ends of a run."""

    def __init__(self, gate: Gate, most: int, patience: timedelta = PATIENCE) -> None:
        self._gate = gate
        self._most = most
        self._patience = patience
        self._ends: float | None = None
        self.calls = 0

    @asynccontextmanager
    async def call(self, about: str = "") -> AsyncIterator[None]:
        """Hold a place. Raises Parked when no call is left, and what the gate itself raises."""
        now = asyncio.get_running_loop().time()
        self._ends = self._ends or now + self._patience.total_seconds()
        if self.calls >= self._most:
            raise Parked(Told("live.calls_spent", calls=self._most), after=timedelta())
        if now >= self._ends:
            raise Parked(Told("live.time_spent", seconds=self._patience.total_seconds()), after=timedelta())
        self.calls += 1
        try:
            async with self._gate.call(about):
                yield
        except STORAGE_FAILURES as error:
            raise Transient(Told("doctor.not_asked", error=type(error).__name__)) from None


class OneAtATime:
    """The gate where Redis does not answer."""

    def __init__(self) -> None:
        self._free = asyncio.Lock()

    @asynccontextmanager
    async def call(self, about: str = "") -> AsyncIterator[None]:  # noqa: ARG002 - the role's
        """Hold the one place."""
        async with self._free:
            yield


class NoTokens:
    """The tokens of a connection where Redis does not answer: a token that is renewed and not kept would be lost."""

    async def read(self) -> str | None:
        """Raises Barred."""
        raise Barred(Told("live.needs_redis"))

    async def rotate(self, _exchange: Exchange, _stale: str | None) -> TokenPair:
        """Raises Barred."""
        raise Barred(Told("live.needs_redis"))

    async def seed(self, _refresh_token: str, *, only_if_absent: bool = False) -> None:  # noqa: ARG002 - the role's
        """Raises Barred."""
        raise Barred(Told("live.needs_redis"))


async def ask_live(
    pipelines: Mapping[str, Pipeline[Any]], settings: Settings, connect: Connect, most_calls: int = MOST_CALLS
) -> Sequence[LiveReport]:
    """Ask every connection that a flow uses and that can be asked. Raises StartError on a mistake of the settings."""
    async with (
        open_unproved_store(settings.redis, settings.instance) as store,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=False) as session,
        open_tokens(store, open_vault(settings.keys), settings) as sealed,
    ):
        with_redis = await _answers(store)
        gates = {
            name: BoundedGate(_gate(store, settings, name, with_redis), most_calls) for name in settings.connections
        }
        tokens: Mapping[str, Any] = sealed if with_redis else {name: NoTokens() for name in settings.connections}
        connections = connect(settings, session, tokens, gates)

        async def ask(name: str, one: LiveCheck) -> LiveReport:
            looked_up = await one.look_up(_flows_of(pipelines, settings, name))
            return LiveReport(name, looked_up, gates[name].calls, with_redis)

        used = {name for flow in settings.flows.values() for name in (flow.source, flow.target)}
        return await asyncio.gather(
            *(ask(name, one) for name, one in connections.items() if name in used and isinstance(one, LiveCheck))
        )


async def _answers(store: Store) -> bool:
    try:
        await store.state.ping()
    except STORAGE_FAILURES:
        return False
    return True


def _gate(store: Store, settings: Settings, name: str, with_redis: bool) -> Gate:  # noqa: FBT001 - said at the call
    if not with_redis:
        return OneAtATime()
    return VisitingGate(store, name, settings.connections[name], settings.worker.lease)


def _flows_of(pipelines: Mapping[str, Pipeline[Any]], settings: Settings, connection: str) -> list[NamingFlow]:
    return [
        _naming(pipelines, settings, name, written)
        for name, written in settings.flows.items()
        if connection in {written.source, written.target}
    ]


def _naming(pipelines: Mapping[str, Pipeline[Any]], settings: Settings, name: str, written: FlowSettings) -> NamingFlow:
    names_in = pipelines[written.entity].actions.get(NAMES)
    named = names_in(written.settings) if names_in is not None else ()
    at = ("flows", name, "settings")
    return NamingFlow(flow_of(name, written, settings), [replace(one, path=(*at, *one.path)) for one in named])
