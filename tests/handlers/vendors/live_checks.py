"""What the tests of live checks share: flows with what they name, and the findings as a test reads them."""

from dataclasses import replace
from typing import Any

from handlers.pipelines.orders.named_in_books import names_in
from relay.model import Flow
from relay.roles import LookedUp, NamingFlow


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


def count(looked_up: LookedUp) -> int:
    """How many names there were, whatever came of each."""
    left = sum(len(one.names) for one in looked_up.not_asked)
    return len(looked_up.found) + len(looked_up.findings) + left


def path_of(path: tuple[Any, ...]) -> str:
    return ".".join(map(str, path))
