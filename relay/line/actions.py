"""What can be done with a document besides carrying it: actions that a pipeline may offer, and what each is given.

The engine knows an action by what it is given and gives back. What is linked, looked for or rehearsed is the pipeline's
own; one that does not offer an action says so by leaving it out.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

from relay.model import Flow, Ticket
from relay.roles import Named, Rehearsal, Trial
from words.told import Told

CallT = TypeVar("CallT", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Action(Generic[CallT]):
    """A kind of action. Its caller gives the first ``given`` arguments; what else it names is bound, as with a step."""

    name: str
    given: int


FindNumber = Callable[[Flow, Any], Awaitable[str | None]]
LinkByHand = Callable[[Flow, Any, str | None], Awaitable[Told]]
Relink = Callable[[Flow, Any, bool], Awaitable[Told]]

ConcludeAbsent = Callable[[Flow, Sequence[str]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What carrying a document would change: the target's fields by name, each a record's own, or a new record."""

    is_new: bool = False
    fields: Sequence[str] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether it would change nothing."""
        return not self.is_new and not self.fields


Foresee = Callable[[Flow, Any], Awaitable[Foreseen]]


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """Of some records of a source: how many were never linked, how many lead to a record that is there, and which not.

    ``gone`` are the numbers at the source of those whose counterpart the target does not show; ``left_out`` counts
    what cannot be read, and tombstones.
    """

    new: int = 0
    there: int = 0
    gone: Sequence[str] = ()
    left_out: int = 0


CheckLinks = Callable[[Flow, Sequence[Any]], Awaitable[LinkCheck]]


@dataclass(frozen=True, slots=True)
class Sale:
    """What an order sells of one article: its code as the order has it, and how many of a unit, empty: not said.

    ``warehouse`` and ``administration`` are the target's; empty where none is known.
    """

    sku: str
    quantity: Decimal
    unit: str = ""
    warehouse: str = ""
    administration: str = ""


@dataclass(frozen=True, slots=True)
class Sales:
    """What a document sells: its number at the source, the kind of its link, and its sales, which may be none."""

    number: str
    kind: str
    sold: Sequence[Sale] = ()


TellSales = Callable[[Flow, Any], Sales | None]


@dataclass(frozen=True, slots=True)
class PlannedDifference:
    """What a flow would move of something somewhere, such as of an article in a warehouse; amounts are exact texts."""

    what: str
    where: str
    base: str
    wanted: str
    difference: str
    unit: str
    event: str


@dataclass(frozen=True, slots=True)
class UnknownDifference:
    """One that may have been booked: by its event, its mark in the books, and how many seconds ago it was sent."""

    event: str
    what: str
    where: str
    difference: str
    unit: str
    mark: str
    booked_on: str
    seconds: int


@dataclass(frozen=True, slots=True)
class DifferencesShown:
    """How a flow stands that moves by differences: whether a person has agreed to it, and what is not settled."""

    is_confirmed: bool
    planned: Sequence[PlannedDifference] = ()
    unknown: Sequence[UnknownDifference] = ()


FIND_NUMBER: Final[Action[FindNumber]] = Action("find_number", 2)
"""The number under which a flow's target has a document, or None; a flow without it cannot be reconciled."""

LINK: Final[Action[LinkByHand]] = Action("link", 3)
"""Links what a flow's document is about to a number in the target, or forgets it (None); tells what was done."""

RELINK: Final[Action[Relink]] = Action("relink", 3)
"""Lifts what keeps a flow's document from being carried since its counterpart is gone; tells what was done.

It leads to the same number again, or, where True is given, is forgotten: the next run makes it anew.
"""

CONCLUDE_ABSENT: Final[Action[ConcludeAbsent]] = Action("conclude_absent", 2)
"""Takes documents to be gone at a flow's source, by their shown numbers, a few hundred at a time.

A complete reading of all there is did not find them, though they were there before. What raises is asked again later.
"""

FORESEE: Final[Action[Foresee]] = Action("foresee", 2)
"""What carrying a document of a flow would change, by what was last sent for it: neither system is asked.

Raises RunEnd where a run would end before it writes anything.
"""

SHAPE: Final[Action[Callable[[Flow], Callable[[], str]]]] = Action("shape", 1)
"""Tells what else than its document decides what a flow sends of it now, as one text, such as a digest of its settings.

Where it is another than when a document was carried, the next reading that finds that document has it carried again by
itself, and no person is asked about how many these are.
"""

CHECK_LINKS: Final[Action[CheckLinks]] = Action("check_links", 2)
"""Whether the records of a flow lead to ones that its target shows now; asks it in as few calls as it allows."""

SELLS: Final[Action[TellSales]] = Action("sells", 2)
"""What a document sells of the articles of its target's books; None of one that never touches their stock. No call."""

GUARDS: Final[Action[Callable[[Flow], bool]]] = Action("guards", 1)
"""Whether a flow takes off the levels that it carries what was sold and is not in the books of its source yet."""

SHOW_DIFFERENCES: Final[Action[Callable[[Flow], Awaitable[DifferencesShown]]]] = Action("show_differences", 1)
"""What a flow would move by differences, and of which of them nobody knows whether they were booked."""

CONFIRM_DIFFERENCES: Final[Action[Callable[[Flow], Awaitable[Told]]]] = Action("confirm_differences", 1)
"""Lets a flow move by differences from now on, since a person has seen what would move; tells what was done.

Raises Hold where nothing was seen yet.
"""

SETTLE_DIFFERENCE: Final[Action[Callable[[Flow, str, bool], Awaitable[Sequence[Told]]]]] = Action(
    "settle_difference", 3
)
"""Ends the unknown differences of an event, by its id: a person saw that they are booked (True), or are not.

Raises Hold where none is unknown, or one may still come.
"""

TRY: Final[Action[Callable[[Flow, Any], Trial]]] = Action("try", 2)
"""Shows what the mappings of a flow make of a document; calls nothing and writes nothing."""

REHEARSE: Final[Action[Callable[[Ticket], Awaitable[Rehearsal]]]] = Action("rehearse", 1)
"""Goes through the steps that only read, and tells what a run would write now."""

NAMES: Final[Action[Callable[[Any], Sequence[Named]]]] = Action("names", 1)
"""What a flow's settings name of its target, each with its place in these settings."""

CHECK_NAMES: Final[Action[Callable[[Any, Any], Awaitable[Sequence[Any]]]]] = Action("check_names", 2)
"""What a flow's settings name and its target lacks (:class:`relay.care.doctor.settings_in_books.Missing`)."""


class Actions:
    """The actions that a pipeline offers, each with what it needs in place."""

    def __init__(self, calls: Mapping[Action[Any], Callable[..., Any]]) -> None:
        self._calls = calls

    def get(self, action: Action[CallT]) -> CallT | None:
        """The action, or None where the pipeline does not offer it."""
        call: CallT | None = self._calls.get(action)  # type: ignore[assignment]  # each is kept under its own kind
        return call

    def bind(self, bind: Callable[[Callable[..., Any], int], Callable[..., Any]]) -> "Actions":
        """The same actions, each made anew by ``bind(call, given)``, which puts in place what it names besides."""
        return Actions({action: bind(call, action.given) for action, call in self._calls.items()})


NO_ACTIONS: Final = Actions({})
