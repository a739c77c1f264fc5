"""What a vendor is asked about the names in relay.yaml: which of them its system has; it only reads for that."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from relay.model import Flow
from relay.settings.findings import Finding, Path
from words.told import Told


@dataclass(frozen=True, slots=True)
class Named:
    """A name that the settings give, and where; ``kind`` says of what, such as ``VAT code``."""

    path: Path
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class NamingFlow:
    """A flow, with what its own settings name of its target."""

    flow: Flow
    names: Sequence[Named]


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Names of which nobody can tell whether they exist, and why."""

    names: Sequence[Named]
    why: Told


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What came of it: each name is among the ``found``, in one of the findings, or not asked about."""

    found: Sequence[Named] = ()
    findings: Sequence[Finding] = ()
    not_asked: Sequence[NotAsked] = ()


@runtime_checkable
class LiveCheck(Protocol):
    """A connection whose system can be asked which names exist."""

    async def look_up(self, flows: Sequence[NamingFlow]) -> LookedUp:
        """Ask about all that the connection's settings name, and these flows, which begin or end here.

        It reads, as much as the gate allows, and raises nothing of the vendor's: what could not be asked is told.
        """
        ...
