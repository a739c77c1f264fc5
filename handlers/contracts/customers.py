"""What carrying a customer's own record asks of the system it comes from and of the one it goes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, cast

from handlers.contracts.addresses import AddressTarget
from handlers.contracts.debtors import DebtorTarget, FoundDebtor
from handlers.contracts.parties import Party
from handlers.contracts.records import Fields, RecordTarget, Shown
from mapping.documents.customer import Contact, CustomerRecord
from mapping.problems import Problem


class CustomerSource(Protocol):
    """Reads this source's documents as canonical customer records."""

    def read(self, document: Any) -> CustomerRecord:
        """The canonical record. Raises :class:`mapping.problems.DocumentError` with every problem."""
        ...


@dataclass(frozen=True, slots=True)
class FoundContact:
    """A contact of a debtor as it stands in the target; ``fields`` by the target's names.

    ``name`` (the person's full name, else the department) and ``email`` are as stored there, and compared by the
    caller.
    """

    number: str
    fields: Fields
    name: str = ""
    email: str = ""

    def __repr__(self) -> str:
        return f"FoundContact({self.number!r})"


class ContactTarget(RecordTarget, Protocol):
    """Finds, makes and changes the contacts of debtors that are records of their own there."""

    @property
    def keeps_contacts(self) -> bool:
        """Whether contacts are records of their own; else the main one stands on the debtor."""
        ...

    def check_contact(self, party: Party, contact: Contact) -> Sequence[Problem]:
        """All that this target would refuse of a contact, without a call."""
        ...

    def contact_fields(self, party: Party, contact: Contact) -> Fields:
        """The contact as this target wants it, without its debtor. Raises Hold where the mapping cannot fill it."""
        ...

    async def find_contacts(self, debtor: str) -> Sequence[FoundContact]:
        """All contacts of a debtor who are persons or departments: no delivery addresses."""
        ...

    async def create_contact(self, debtor: str, fields: Fields) -> str | None:
        """Make a contact under a debtor."""
        ...

    async def update_contact(self, debtor: str, number: str, fields: Fields) -> None:
        """Set these fields, and no others; safe to repeat."""
        ...


class CustomerTarget(RecordTarget, Protocol):
    """A system that has customers: books that keep debtors, or a receiver that is only told. One of the two below."""

    @property
    def keeps_debtors(self) -> bool:
        """Whether its customers are debtors that can be looked through; then it is CustomerBooks."""
        ...


class CustomerReceiver(CustomerTarget, Protocol):
    """A system that is told who a customer is, whole and in one document, such as a shop."""

    def check_customer(self, party: Party) -> Sequence[Problem]:
        """All that keeps the document from being made, without a call."""
        ...

    def customer_fields(self, party: Party) -> Fields:
        """The document's fields by which a change is known; ``party`` has a record. Raises Hold."""
        ...

    async def find_customers(self, number: str) -> Sequence[Shown]:
        """Those that are the source's customer ``number``, where the receiver can be asked; else none."""
        ...

    async def create_customer(self, party: Party) -> str | None:
        """Tell of a customer who is new there."""
        ...

    async def update_customer(self, number: str, party: Party) -> None:
        """Tell what a customer is now, whole; safe to repeat as long as nothing newer was told."""
        ...


class CustomerBooks(CustomerTarget, DebtorTarget, AddressTarget, ContactTarget, Protocol):
    """All that a customer's record becomes: a debtor, the addresses to deliver to, and contacts."""

    @property
    def debtor_clears(self) -> frozenset[str]:
        """The fields of a debtor whose rows say ``clear: true``: they are emptied where the source has them empty.

        An update empties the fields that are None.
        """
        ...

    @property
    def debtor_sources(self) -> Mapping[str, frozenset[str]]:
        """By field of a debtor: the paths that its rows read, such as ``record.iban`` or ``codes.currency``.

        By them a field is known as one of money, as a block, or as filled from the relay's own settings.
        """
        ...

    async def find_by_numbers(self, numbers: Sequence[str]) -> Mapping[str, FoundDebtor]:
        """The debtors with these numbers, by number, whether blocked or not; in as few calls as the target allows."""
        ...

    async def update_address(self, debtor: str, number: str, fields: Fields, starting: date) -> None:
        """Set these fields of a delivery address; where the target keeps periods they hold from ``starting`` on."""
        ...


def books_of(target: CustomerTarget) -> CustomerBooks | None:
    """The target as books that keep debtors; None where it is only told."""
    return cast("CustomerBooks", target) if target.keeps_debtors else None


def receiver_of(target: CustomerTarget) -> CustomerReceiver:
    """A target that keeps no debtors, as what it then is."""
    return cast("CustomerReceiver", target)
