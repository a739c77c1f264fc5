"""What a run knows about its customer so far."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from handlers.contracts.debtors import CustomerMarks, FoundDebtor
from handlers.contracts.parties import Party
from handlers.pipelines.common.one_to_one import Pair
from handlers.pipelines.common.part import Part
from handlers.pipelines.customers.settings import CustomerSettings
from mapping.documents.customer import CustomerRecord
from mapping.documents.personal import free_texts, personal_values
from mapping.problems import Problem
from relay.line.once.links import Link
from relay.model import Ticket
from words.masking import WholeText
from words.told import Told


@dataclass(frozen=True, slots=True)
class Marks:
    """By what a customer is looked for who was not carried before: ``wanted`` are those that the target can hold.

    Orders know a customer by the ``names`` of marks: under those that lead to nobody yet a debtor who is made is linked
    too.
    """

    wanted: CustomerMarks
    names: tuple[str, ...]


Leaving = Literal["erased", "merged", "gone", "unwanted"]
"""Why a customer is not carried any more."""


@dataclass(frozen=True, slots=True)
class CustomerRun:
    """A run of the customers pipeline; each step returns a copy that knows more.

    ``record`` is as the source states it, ``party`` with all that settings decide about it. ``own_pair`` is what the
    flow knows the customer by, and ``link`` what they were linked to when the run began. ``debtor`` is the debtor as it
    stands in the target, where somebody had to look; ``marks`` what they were looked for by. ``parts`` are what the
    customer becomes, in order, the debtor first; ``made`` says that this run made the debtor,
    ``other_kind`` that a person linked one of the other kind, ``is_echo`` that the source only gives back one whom the
    opposite flow told it of, for the first time. ``unfit`` says why they do not fit the flow's filter.
    """

    ticket: Ticket
    record: CustomerRecord | None = None
    party: Party | None = None
    own_pair: Pair | None = None
    link: Link | None = None
    leaving: Leaving | None = None
    debtor: FoundDebtor | None = None
    marks: Marks | None = None
    parts: tuple[Part[Any], ...] = ()
    number: str | None = None
    made: bool = False
    read_as_of: int = 0
    other_kind: bool = False
    is_echo: bool = False
    unfit: Told | None = None
    told: tuple[Told, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def settings(self) -> CustomerSettings:
        """The flow's settings, typed."""
        assert isinstance(self.ticket.flow.settings, CustomerSettings)  # noqa: S101 - checked when the file was loaded
        return self.ticket.flow.settings

    @property
    def read(self) -> CustomerRecord:
        """The source's record, from the first step on."""
        assert self.record is not None  # noqa: S101 - the order of the steps says so
        return self.record

    @property
    def pair(self) -> Pair:
        """The customer and whoever they are in the target, from the step `recognise` on."""
        assert self.own_pair is not None  # noqa: S101 - the order of the steps says so
        return self.own_pair

    @property
    def known(self) -> Party:
        """The party, from the step `complete` on."""
        assert self.party is not None  # noqa: S101 - the order of the steps says so
        return self.party

    def personal_values(self) -> frozenset[str]:
        """Texts that must not stand in a story."""
        if self.record is None:
            return frozenset()
        return personal_values(self.record) | {WholeText(text) for text in free_texts(self.record)}

    def tell(self, *notes: Told) -> "CustomerRun":
        """A copy with notes for the story."""
        return replace(self, told=self.told + notes)

    def warn(self, *warnings: Problem) -> "CustomerRun":
        """A copy with what a person should look at though the customer is carried."""
        return replace(self, warnings=self.warnings + warnings)


def begin(ticket: Ticket) -> CustomerRun:
    """A run that has seen nothing yet."""
    return CustomerRun(ticket)
