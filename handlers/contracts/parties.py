"""Who a document is about: all that is known of a customer before a target is asked, whichever document names them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mapping.documents.customer import CustomerRecord
from mapping.documents.party import Address, Customer
from mapping.problems import Problem
from words.told import Told

if TYPE_CHECKING:
    from handlers.contracts.drafts import Draft


@dataclass(frozen=True, slots=True)
class Party:
    """A customer with their addresses, and what settings decide about them.

    ``document`` is the word by which a person is told which document names them. ``shipping`` is None where the goods
    go where the bill goes. ``currency`` is an ISO code, ``store`` the shop that sold. ``codes`` and ``reference`` are
    as in :class:`handlers.contracts.drafts.Draft`.
    ``debtor`` is their number in the target, or, where ``stands_in`` says so, that of a debtor who is no account of
    their own. ``lacks`` is what keeps a debtor from being made of them. ``delivers`` says that goods go somewhere.
    ``draft`` is the order that names them, where one does: users' own rows may read of it, such as ``order.remark``.
    ``record`` is the customer's own record, where that is the document: rows read of it what an order never tells, such
    as ``record.iban``.
    """

    document: Told
    customer: Customer
    billing: Address = field(default_factory=Address)
    shipping: Address | None = None
    reference: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    currency: str = "EUR"
    store: str | None = None
    debtor: str | None = None
    stands_in: bool = False
    lacks: tuple[Problem, ...] = ()
    delivers: bool = True
    draft: "Draft | None" = None
    record: CustomerRecord | None = None

    def __repr__(self) -> str:
        return "Party(...)"

    @property
    def ship_to(self) -> Address:
        """Where the goods go."""
        return self.shipping or self.billing

    @property
    def ships_elsewhere(self) -> bool:
        """Whether goods go to another address than the debtor's own, as far as one is given."""
        elsewhere = self.stands_in or (self.shipping is not None and self.shipping != self.billing)
        return self.delivers and elsewhere and bool(self.ship_to.street)

    def booked_on(self, number: str) -> "Party":
        """The party on a debtor who stands in for them: the debtor's own address is another's.

        So the address is written out also where the goods go where the bill goes, with the name of who receives them.
        """
        receiver = self.ship_to.name or self.customer.name
        address = self.ship_to.model_copy(update={"name": receiver})
        return replace(self, shipping=address, debtor=number, stands_in=True)
