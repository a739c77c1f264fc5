"""What a vendor is asked about the names in relay.yaml: which of them its system has; it only reads for that."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from relay.model import Flow
from words.told import Told

Place = tuple[str | int, ...]
"""Where something stands in relay.yaml: ``("flows", "orders", "settings", "journal", "default")``."""


Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: ``told`` says what is wrong and the cure, ``path`` where it is in the file.

    ``value`` is the text as it is written, None for a secret; ``allowed`` are the values that would do, and ``nearest``
    the one of them that was likely meant.
    """

    severity: Severity
    path: tuple[str | int, ...]
    told: Told
    line: int | None = None
    column: int | None = None
    value: str | None = None
    allowed: tuple[str, ...] = ()
    nearest: str | None = None

    @property
    def code(self) -> str:
        """By which a program knows this kind of mistake."""
        return self.told.code

    def as_json(self) -> dict[str, Any]:
        """The finding as a program reads it."""
        return {
            "code": self.code,
            "severity": self.severity,
            "path": ".".join(map(str, self.path)),
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "allowed": list(self.allowed),
            "nearest": self.nearest,
            "message": str(self.told),
        }


@dataclass(frozen=True, slots=True)
class Named:
    """A name that the settings give, and where; ``kind`` says of what, such as ``VAT code``."""

    path: Place
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
