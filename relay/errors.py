"""Every way a run or a start can end badly, each named by what happens next.

::

    RelayError
    ├── StartError            the program does not start; the text says what to change
    ├── StorageError          Redis did not answer: the sender is told to come back (503)
    ├── LeaseLost             another worker carries the event now: this run stops and writes nothing
    └── RunEnd                a run ends here, and this is how
        ├── Settled           an earlier, unconfirmed write is found in the target: written
        ├── Skip              there is nothing to do: skipped
        │   └── DryRun        the flow has ``write: false``: skipped for now, to be carried once it writes
        ├── Superseded        a newer state of the same record counts: superseded, and nothing more of it is sent
        ├── Hold              a person must fix data or a setting: held, never retried by itself
        ├── Permanent         the same call would be refused for ever: failed, never retried
        │   └── Barred        the other side refuses any record: parked, and tried again once it may be mended
        ├── Parked            the other system is not called now: parked, no try burned
        │   └── OtherSystem   it is not the one that its links belong to: parked until a person decides
        ├── Transient         the same call may work later: retrying
        │   └── Contended     our own neighbours were in the way: retrying, and no word on the other system
        └── Unconfirmed       the write may have happened: looked up again, never blindly repeated

A vendor's client raises RunEnd kinds and nothing else; it is the one border where a status code becomes one of them.
"""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Final

from mapping.problems import Problem
from relay.model import Said
from words.told import Told

LOOKED_AT_AGAIN: Final = timedelta(seconds=60)
"""How soon is looked again whether a person has acted, where no gate tells when."""


class Scope(StrEnum):
    """What a failure of another system concerns, and so what is left alone because of it."""

    CONNECTION = "connection"
    """All of it: it cannot be reached, or refuses our credentials, licence or address."""

    CALL = "call"
    """One kind of call, such as the reads of one connector or table: it is slow, blocked, or the right to it lacks."""

    FLOW = "flow"
    """What the settings of one flow ask for: a column or a filter that the system does not know."""


class RelayError(Exception):
    """The root of all errors of the relay."""


class StartError(RelayError):
    """The program refuses to start; ``mistakes`` holds one line per cause, each with its remedy, in English.

    ``told`` are the same as sentences.
    """

    def __init__(self, *told: Told) -> None:
        self.told = told
        self.mistakes = tuple(map(str, told))
        super().__init__("\n".join(self.mistakes))


class StorageError(RelayError):
    """Redis did not answer or refused; nothing was acknowledged. ``told`` is one sentence for an administrator."""

    def __init__(self, told: Told) -> None:
        super().__init__(told)
        self.told = told


class LeaseLost(RelayError):  # noqa: N818 - named by what happened, read in `except LeaseLost`
    """The lease on the event has passed to another worker."""


class RunEnd(RelayError):  # noqa: N818 - the end of a run is an outcome, not an accident
    """A run ends; the subclass says in which state the event is left.

    ``told`` is one sentence for an administrator, and ``reason`` the same in English. It may quote a vendor's message;
    the pipeline masks the personal values of the document in it before it is stored. ``gate`` names the one that tells
    when to go on (:class:`relay.store.gate_names.GateName`): it turned the run away, or judged the call that ended it.
    Empty where no gate has a word in it. ``scope`` is what a failure concerns. ``said`` is the answer of the other side
    where it explains nothing; the gate sets ``is_common`` where different records got it.
    """

    gate: str = ""
    scope: Scope = Scope.CONNECTION
    is_common = False

    def __init__(self, told: Told, *, problems: Sequence[Problem] = (), said: Said | None = None) -> None:
        super().__init__(told)
        self.told = told
        self.problems = tuple(problems)
        self.said = said

    @property
    def reason(self) -> str:
        """Why it ended, in English."""
        return str(self.told)


class Settled(RunEnd):
    """An earlier write of ours is found in the target under ``number``."""

    def __init__(self, told: Told, *, number: str) -> None:
        super().__init__(told)
        self.number = number


class Skip(RunEnd):
    """Nothing to do: the document is in the target already, under ``number``, or is not wanted there.

    ``problems`` tell what a person should look at all the same, such as a change of what was sent before.
    """

    def __init__(self, told: Told, *, number: str | None = None, problems: Sequence[Problem] = ()) -> None:
        super().__init__(told, problems=problems)
        self.number = number


class DryRun(Skip):
    """The flow has ``write: false``, and here a write would begin; the sentence tells what would be written.

    Steps that write raise it, and for no other reason: such an event keeps its document, and an operator may have it
    carried once the flow writes.
    """


class Superseded(RunEnd):
    """A newer state of the same record waits or was sent already: this one is not sent any more.

    Only for entities whose newest state counts.
    """


class Hold(RunEnd):
    """A person must act; ``problems`` names each field, what is wrong and the remedy."""


class Permanent(RunEnd):
    """The other side will never accept this call."""


class Barred(Permanent):
    """The other side proves that it refuses whatever the record. No try of this event.

    ``scope`` says what it refuses: the whole connection (credentials, licence, address), one kind of call (the right to
    a connector or table), or what one flow asks for (a column, a filter). The event is parked, since only a person can
    mend it. Where a gate judged the answer, it opens the breaker of just that at once, and for longer each time, so
    that how soon the event comes back makes no call. An answer about one record is never this.
    """

    @property
    def after(self) -> timedelta:
        """When the event comes back: each time costs a call where no breaker keeps it from being carried."""
        return timedelta(seconds=5) if self.gate else LOOKED_AT_AGAIN

    def __init__(self, told: Told, *, scope: Scope = Scope.CONNECTION) -> None:
        super().__init__(told)
        self.scope = scope


class Parked(RunEnd):
    """The other system is left alone for a while; ``after`` is when it may be asked again, at the latest.

    Where a ``gate`` says so, the event goes on as soon as that opens.
    """

    def __init__(self, told: Told, *, after: timedelta, gate: str = "") -> None:
        super().__init__(told)
        self.after = after
        self.gate = gate


class OtherSystem(Parked):
    """A connection leads to another system, or uses another prefix, than its links, cursors and stories belong to.

    At a start it refuses the start. The sentence names both, and what an administrator can do.
    """

    def __init__(self, told: Told) -> None:
        super().__init__(told, after=LOOKED_AT_AGAIN)


class Transient(RunEnd):
    """The call failed in a way that may pass, and certainly wrote nothing.

    ``after`` is how long the other side asked us to wait, obeyed in full. ``burns_try`` is False where the failure
    says nothing about the event (a lock held by a neighbour, a system that is down).
    """

    def __init__(
        self,
        told: Told,
        *,
        after: timedelta | None = None,
        burns_try: bool = True,
        said: Said | None = None,
        scope: Scope = Scope.CONNECTION,
    ) -> None:
        super().__init__(told, said=said)
        self.after = after
        self.burns_try = burns_try
        self.scope = scope


class Contended(Transient):
    """Our own neighbours were in the way, such as by a lock: no call failed, and no try is burned."""

    def __init__(self, told: Told, *, after: timedelta | None = None) -> None:
        super().__init__(told, after=after, burns_try=False)


class Unconfirmed(RunEnd):
    """The call was sent and its answer is missing: it may have written. ``after`` is when to look it up again."""

    def __init__(
        self,
        told: Told,
        *,
        after: timedelta | None = None,
        said: Said | None = None,
        scope: Scope = Scope.CONNECTION,
    ) -> None:
        super().__init__(told, said=said)
        self.after = after
        self.scope = scope
