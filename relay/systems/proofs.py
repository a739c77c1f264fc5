"""What one process knows of its systems for now: which are proven and until when, and which are refused.

Both are kept by the process's own clock, and end with it: another process asks for itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from relay.errors import LOOKED_AT_AGAIN, RunEnd
from relay.systems.system_register import KnownSystem

PROOF_LASTS: Final = timedelta(minutes=10)
"""After this long the system is asked again, before the next event or poll that needs it."""

DOUBTED_AFTER: Final = timedelta(seconds=30)
"""The same where a call failed meanwhile: what answers next may be another."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a system told of itself, and until when that counts, in seconds of the process's clock."""

    system: str
    seen: KnownSystem
    at: float
    until: float


class Proofs:
    """The proofs and refusals of one process, by connection. ``clock`` counts seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._proofs: dict[str, Proof] = {}
        self._refusals: dict[str, tuple[float, RunEnd]] = {}

    def find(self, connection: str) -> Proof | None:
        """The proof of a connection, though it may be due for renewal; None where there is none."""
        return self._proofs.get(connection)

    def is_fresh(self, connection: str) -> bool:
        """Whether a connection is proven and need not be asked."""
        proof = self._proofs.get(connection)
        return proof is not None and self._clock() < proof.until

    def keep(self, connection: str, system: str, seen: KnownSystem, *, can_be_asked: bool) -> None:
        """Keep what a system told just now; one that cannot be asked is proven for as long as the process lives."""
        self._refusals.pop(connection, None)
        now = self._clock()
        until = now + PROOF_LASTS.total_seconds() if can_be_asked else float("inf")
        self._proofs[connection] = Proof(system, seen, now, until)

    def prolong(self, connection: str) -> None:
        """Let a proof count a little longer, since the system could not be asked."""
        until = self._clock() + DOUBTED_AFTER.total_seconds()
        self._proofs[connection] = replace(self._proofs[connection], until=until)

    def doubt(self, connection: str) -> None:
        """Let a proof be renewed soon, since a call failed and something else may answer the next one."""
        if (proof := self._proofs.get(connection)) is not None:
            soon = proof.at + DOUBTED_AFTER.total_seconds()
            self._proofs[connection] = replace(proof, until=min(proof.until, soon))

    def drop(self, connection: str) -> None:
        """Forget a proof: no call goes there until the system is compared anew."""
        self._proofs.pop(connection, None)

    def refuse(self, connection: str, end: RunEnd) -> None:
        """Keep why a connection is not used, so that the question is not asked again before a person can have acted."""
        self._refusals[connection] = (self._clock() + LOOKED_AT_AGAIN.total_seconds(), end)

    def refusal(self, connection: str) -> RunEnd | None:
        """Why a connection was refused when it was asked last, however long ago; None where it was not."""
        refused = self._refusals.get(connection)
        return refused[1] if refused is not None else None

    def raise_if_refused(self, connection: str) -> None:
        """Raise why a connection is refused, where it is too soon to ask again."""
        refused = self._refusals.get(connection)
        if refused is not None and self._clock() < refused[0]:
            raise refused[1]

    def proven(self) -> frozenset[str]:
        """The connections that have a proof."""
        return frozenset(self._proofs)

    def clear(self) -> None:
        """Forget everything: all is proven anew."""
        self._proofs.clear()
        self._refusals.clear()
