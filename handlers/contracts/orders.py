"""What carrying an order asks of the system it comes from and of the system it goes to, whichever these are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, cast, runtime_checkable

from handlers.contracts.addresses import AddressTarget
from handlers.contracts.articles import ArticleTarget
from handlers.contracts.debtors import DebtorTarget
from handlers.contracts.drafts import Draft, SendAs
from handlers.contracts.records import Fields, RecordTarget
from mapping.choices import Choice
from mapping.documents.order import Order
from mapping.pricing import Basis
from mapping.problems import Problem
from mapping.vat.table import VatTable


@runtime_checkable
class OrderSettingsView(Protocol):
    """What a target of orders reads of its flow's settings; the orders pipeline has the settings themselves."""

    @property
    def send_as(self) -> SendAs:
        """What an order becomes in the target."""
        ...

    @property
    def status(self) -> Choice:
        """The state that an order gets in the target."""
        ...

    @property
    def warehouse(self) -> Choice:
        """Where its goods come from."""
        ...

    @property
    def vat_codes(self) -> VatTable:
        """The VAT codes and revenue accounts of its lines."""
        ...

    @property
    def missing_article(self) -> str:
        """What is done about an article that the target lacks: ``create`` makes it."""
        ...

    @property
    def gives_journal(self) -> bool:
        """Whether any order gets a journal."""
        ...

    @property
    def gives_revenue_account(self) -> bool:
        """Whether any line gets a revenue account."""
        ...


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """An order as it stands in the target. ``reference`` is as stored there, without blanks around it."""

    number: str
    reference: str
    debtor: str
    ordered_on: date | None
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class WrittenOrder:
    """What the target answered to a new order: its number, and the total it made of it; None for what it did not tell.

    ``total`` is with or without VAT as that of ``total_of`` is, so that the two can be compared.
    """

    number: str | None
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """What a target would be sent for a draft: its tables by name, and all that is wrong with them."""

    tables: Mapping[str, Any]
    problems: Sequence[Problem]


class ExplainingTarget(Protocol):
    """A target that can show what its mapping makes of a draft, without a call."""

    @property
    def keeps_debtors(self) -> bool:
        """Whether a document names debtors, addresses and articles that are there before it; then it is OrderBooks.

        Else the document itself says who buys what and where it goes, and nothing is looked for or made before it.
        """
        ...

    def basis(self, order: Order) -> Basis:
        """Whether this target wants the order's prices with or without VAT, and with how many decimals."""
        ...

    def today(self) -> date:
        """Today in this target's books."""
        ...

    def explain(self, draft: Draft) -> Explained:
        """Everything the mapping fills, also where there are problems."""
        ...


class OrderSource(Protocol):
    """Reads this source's documents as canonical orders."""

    def read(self, document: Any) -> Order:
        """The canonical order. Raises :class:`mapping.problems.DocumentError` with every problem."""
        ...


class OrderTarget(ExplainingTarget, RecordTarget, Protocol):
    """Finds and writes the document that an order becomes, in books or in a system that is only told."""

    def check(self, draft: Draft) -> Sequence[Problem]:
        """All that this target would refuse, without a call: lengths, forms, missing codes."""
        ...

    def shortened(self, draft: Draft) -> Sequence[str]:
        """Names of fields whose text is too long for the target, and is cut, moved or left out as the settings say."""
        ...

    async def find_orders(
        self, reference: str, ordered_on: date, *, delivery_on: date | None = None, sent_on: date | None = None
    ) -> Sequence[FoundOrder]:
        """Orders that may carry the reference; the caller compares exactly. Searches open orders and history.

        The days tell where books of several years may have it: by its date, its delivery, or the day of an earlier
        write whose outcome is not known.
        """
        ...

    def total_of(self, draft: Draft) -> Decimal:
        """The total that :attr:`FoundOrder.total` will show for this draft, rounded to cents."""
        ...

    def order_fields(self, draft: Draft) -> Fields:
        """The order as this target wants it: header table and line table by name. Raises Hold as the others do."""
        ...

    async def create_order(self, fields: Fields) -> WrittenOrder:
        """Write the order as one call; what it becomes, ``send_as`` of the flow says."""
        ...

    async def stored_total(self, draft: Draft, number: str) -> Decimal | None:
        """The order's total as the target makes it, where its answer did not tell; None where it cannot be read."""
        ...


class OrderBooks(OrderTarget, DebtorTarget, AddressTarget, ArticleTarget, Protocol):
    """All that an order consists of: its customer, where it goes, what it sells, and the document itself."""


def books_of(target: OrderTarget) -> OrderBooks | None:
    """The target as books that keep debtors; None where it is only told."""
    return cast("OrderBooks", target) if target.keeps_debtors else None
