"""What the tests of live checks share: flows with what they name, and the findings as a test reads them."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers.pipelines.orders.named_in_books import names_in
from relay.errors import Barred, Hold, Parked, RunEnd, Scope, Transient
from relay.model import Flow
from relay.roles import LookedUp, NamingFlow
from words.told import Told


def naming(flow: Flow) -> NamingFlow:
    """A flow of orders with what its settings name, as the relay asks about it."""
    at = ("flows", flow.name, "settings")
    return NamingFlow(flow, [replace(one, path=(*at, *one.path)) for one in names_in(flow.settings)])


def told(looked_up: LookedUp) -> dict[str, str]:
    """What is told of each place in the file; one that is told of twice would be lost, and is a mistake."""
    found = {path_of(finding.path): str(finding.told) for finding in looked_up.findings}
    assert len(found) == len(looked_up.findings)
    return found


def nearest(looked_up: LookedUp) -> dict[str, str | None]:
    """The name that was likely meant, by place."""
    return {path_of(finding.path): finding.nearest for finding in looked_up.findings}


def severities(looked_up: LookedUp) -> dict[str, str]:
    return {path_of(finding.path): finding.severity for finding in looked_up.findings}


def not_asked(looked_up: LookedUp) -> dict[str, str]:
    """Why nothing was asked, by place."""
    return {path_of(named.path): str(one.why) for one in looked_up.not_asked for named in one.names}


def found(looked_up: LookedUp) -> set[tuple[str, str]]:
    """Kind and name of all that exist."""
    return {(named.kind, named.name) for named in looked_up.found}


ENDS: Mapping[str, Callable[[], RunEnd]] = {
    "away": lambda: Transient(Told("live.needs_redis")),
    "slow": lambda: Transient(Told("live.needs_redis"), scope=Scope.CALL),
    "refused": lambda: Barred(Told("live.needs_redis"), scope=Scope.CALL),
    "unknown": lambda: Hold(Told("live.needs_redis")),
    "closed": lambda: Parked(Told("live.needs_redis"), after=timedelta()),
}
"""The ways in which a call may end badly."""


class FailingGate:
    """A gate at which the call of this number, from 0, ends badly."""

    def __init__(self, number: int, end: Callable[[], RunEnd]) -> None:
        self._number = number
        self._end = end
        self.calls = 0

    @asynccontextmanager
    async def call(self, about: str = "") -> AsyncIterator[None]:
        assert about is not None
        self.calls += 1
        if self.calls == self._number + 1:
            raise self._end()
        yield


def count(looked_up: LookedUp) -> int:
    """How many names there were, whatever came of each."""
    left = sum(len(one.names) for one in looked_up.not_asked)
    return len(looked_up.found) + len(looked_up.findings) + left


def path_of(path: tuple[Any, ...]) -> str:
    return ".".join(map(str, path))
