"""What is to be written before an order: decided without a write, carried out once everything is decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.contracts.debtors import CustomerMarks
from handlers.contracts.records import Fields
from relay.line.once.links import Link


@dataclass(frozen=True, slots=True)
class Sought:
    """What looking for one customer needs: ``wanted`` are those of the ``marks`` that the target can hold.

    ``names`` are those of the flow's chain, by which he is linked and locked; by ``shared`` flows with other chains may
    know him. ``fields`` are his as the target wants them, and ``digest`` says whether they changed since he was linked.
    """

    marks: CustomerMarks
    wanted: CustomerMarks
    names: tuple[str, ...]
    shared: tuple[str, ...]
    fields: Fields
    digest: str

    @property
    def all_names(self) -> tuple[str, ...]:
        """Under which he may be linked by any flow."""
        return (*self.names, *self.shared)


@dataclass(frozen=True, slots=True)
class CustomerPlan:
    """Who the customer is: debtor ``number``, on whom ``changes`` are filled in, or None where he is to be made.

    ``links`` are what stood under all his names before he was looked for, and ``settled`` says that no write of him was
    open then: while both hold, nobody of ours can have made him since.
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
class Plan:
    """All that is to be written before the order. ``articles`` holds the fields of new ones by their codes."""

    customer: CustomerPlan | None = None
    articles: Mapping[str, Fields] = field(default_factory=dict)
    address: AddressPlan | None = None
