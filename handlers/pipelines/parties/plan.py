"""What is decided about a customer before anything is written: who they are, and what is to be made or filled in."""

from dataclasses import dataclass, field

from handlers.contracts.debtors import CustomerMarks
from handlers.contracts.parties import Party
from handlers.contracts.records import Fields
from relay.line.once.links import Link
from words.told import Told


@dataclass(frozen=True, slots=True)
class Sought:
    """What looking for one customer needs: ``wanted`` are those of the ``marks`` that the target can hold.

    ``names`` are those of the flow's chain, by which they are linked and locked; by ``shared`` flows with other chains
    may know them. ``fields`` are theirs as the target wants them, and ``digest`` says whether they changed since they
    were linked.
    """

    marks: CustomerMarks
    wanted: CustomerMarks
    names: tuple[str, ...]
    shared: tuple[str, ...]
    fields: Fields
    digest: str

    @property
    def all_names(self) -> tuple[str, ...]:
        """Under which they may be linked by any flow."""
        return (*self.names, *self.shared)


@dataclass(frozen=True, slots=True)
class DebtorPlan:
    """Who the customer is: debtor ``number``, on whom ``changes`` are filled in, or None where one is to be made.

    ``links`` are what stood under all their names before they were looked for, and ``settled`` says that no write of
    them was open then: while both hold, nobody of ours can have made the debtor since.
    """

    sought: Sought
    links: tuple[Link | None, ...]
    settled: bool
    number: str | None = None
    changes: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AddressPlan:
    """The delivery address: ``number`` where it is there, else ``fields`` to be made.

    The fields lack the debtor who is still to be made. ``name`` is that of its link, "" as long as there is no debtor.
    """

    fields: Fields
    name: str = ""
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A party of whom more is known: the debtor's number on it, what is to be written, and notes for the story.

    There is no plan where nothing is to be written: the debtor is known and nothing of them changed, or another stands
    in for them.
    """

    party: Party
    plan: DebtorPlan | None = None
    notes: tuple[Told, ...] = ()
