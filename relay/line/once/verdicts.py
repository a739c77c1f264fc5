"""Says what the end of a call means for each breaker that the call passed: the one table of what concerns whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from relay.errors import Barred, Contended, RunEnd, Scope, Transient, Unconfirmed
from relay.store.gate_names import GateName


@dataclass(frozen=True, slots=True)
class Passed:
    """The breakers that a call passed: that of the connection, and those of its kind and its flow where known."""

    connection: GateName
    call: GateName | None = None
    flow: GateName | None = None

    @property
    def names(self) -> tuple[GateName, ...]:
        """All of them, that of the connection first."""
        return (self.connection, *filter(None, (self.call, self.flow)))

    def concerned_by(self, end: RunEnd, verdict: str, *, is_bulk: bool = False) -> GateName | None:
        """The breaker that a bad end is about; None where that is a flow's and the call was no flow's.

        An answer that different records of one flow got may come from the settings of that flow. Where a call of bulk
        is slow or breaks off, it asked for too much: that proves nothing of the connection, as a time to wait does.
        """
        if verdict == "common":
            return self.flow or self.call or self.connection
        if end.scope is Scope.FLOW:
            return self.flow
        is_too_much = is_bulk and verdict == "down" and getattr(end, "after", None) is None
        return (self.call or self.connection) if end.scope is Scope.CALL or is_too_much else self.connection


BESIDE: Final[Mapping[tuple[Scope, Scope], Mapping[str, str]]] = {
    (Scope.CALL, Scope.CONNECTION): {"barred": "fine", "common": "fine", "down": "aside"},
    (Scope.FLOW, Scope.CONNECTION): {"barred": "fine", "common": "fine", "down": "fine"},
    (Scope.FLOW, Scope.CALL): {"barred": "fine", "common": "fine", "down": "fine"},
}
"""What a bad end that concerns the first says of the second, by its verdict; of all others it says nothing."""


def verdict_of(end: RunEnd) -> str:
    """What the end of a call says of what it concerns: words that ``leave_gate.lua`` knows."""
    if isinstance(end, Contended):
        return ""
    if isinstance(end, Barred):
        return "barred"
    if end.said is not None and end.said.works:
        return "common" if end.is_common else "fine"
    return "down" if isinstance(end, Transient | Unconfirmed) else "fine"


def verdicts(passed: Passed, verdict: str, concerned: GateName | None) -> Mapping[GateName, str]:
    """The verdict for each breaker that the call passed."""
    if verdict in {"", "fine"}:
        return dict.fromkeys(passed.names, verdict)
    if concerned is None:
        return dict.fromkeys(passed.names, "fine")
    return {
        name: verdict if name == concerned else BESIDE.get((concerned.scope, name.scope), {}).get(verdict, "")
        for name in passed.names
    }
