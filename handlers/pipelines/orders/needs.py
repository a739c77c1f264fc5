"""What carrying an order needs of the system it comes from and of the system it goes to, whichever these are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from mapping.documents.order import Order
from mapping.problems import Problem

Fields = Mapping[str, Any]
"""Target fields by the target's own names, ready to send: ``{"ACCT_NAME": "Bakkerij Van Dam B.V."}``."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An order and all that is decided about it so far: what a target's mapping may read.

    ``codes`` are target codes chosen by settings: ``receivables_account``, ``payment_condition``, ``administration``.
    ``reference`` is the prefixed order number, the mark by which the order is found again in the target.
    """

    order: Order
    reference: str
    codes: Mapping[str, str]
    debtor: str | None = None
    delivery_address: str | None = None


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """An order as it stands in the target. ``reference`` is as stored there, without blanks around it."""

    number: str
    reference: str
    debtor: str
    ordered_on: date | None
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class FoundDebtor:
    """A debtor as he stands in the target; ``fields`` holds what the preset maps, by the target's names.

    ``closed`` are fields that must not be filled in though they stand empty: they belong with others that are filled,
    as a house number belongs with its street.
    """

    number: str
    email: str
    fields: Fields
    closed: frozenset[str] = frozenset()
    vat_number: str = ""


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """A delivery address of a debtor as it stands in the target."""

    number: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Explained:
    """What a target would be sent for a draft: its tables by name, and all that is wrong with them."""

    tables: Mapping[str, Any]
    problems: Sequence[Problem]


class ExplainingTarget(Protocol):
    """A target that can show what its mapping makes of a draft, without a call."""

    def explain(self, draft: Draft) -> Explained:
        """Everything the mapping fills, also where there are problems."""
        ...


class OrderSource(Protocol):
    """Reads this source's documents as canonical orders."""

    def read(self, document: Any) -> Order:
        """The canonical order. Raises :class:`mapping.problems.DocumentError` with every problem."""
        ...


class OrderTarget(Protocol):
    """Finds and writes what an order consists of.

    Look-ups raise Transient or Permanent. Writes raise Transient when certainly nothing was sent, Hold when the target
    refused the data (its message in the reason), Permanent when it refuses the call for ever, and Unconfirmed when the
    answer is missing. A write returns the new number, or None where the target answered without one: look it up.
    """

    @property
    def connection(self) -> str:
        """The connection's name in relay.yaml: part of every link and intent key."""
        ...

    @property
    def horizon(self) -> timedelta:
        """How long after an unanswered write the target may still carry it out."""
        ...

    @property
    def debtor_writes(self) -> Mapping[str, str]:
        """``always``, ``create_only`` or ``if_empty`` for fields of a debtor whose mapping row says so."""
        ...

    def check(self, draft: Draft) -> Sequence[Problem]:
        """All that this target would refuse, without a call: lengths, forms, missing codes."""
        ...

    async def find_orders(self, reference: str, ordered_on: date) -> Sequence[FoundOrder]:
        """Orders that may carry the reference; the caller compares exactly. Searches open orders and history."""
        ...

    def total_of(self, draft: Draft) -> Decimal:
        """The total that :attr:`FoundOrder.total` will show for this draft, rounded to cents."""
        ...

    async def find_debtors(self, email: str, vat_number: str = "") -> Sequence[FoundDebtor]:
        """Debtors that may have the address, or the VAT number where one is given; the caller compares exactly.

        One call for both, as far as the target can. The number is letters and digits without blanks.
        """
        ...

    def debtor_fields(self, draft: Draft) -> Fields:
        """The debtor as this target wants it."""
        ...

    async def create_debtor(self, fields: Fields) -> str | None:
        """Make a debtor; with a contact where it is a company with one."""
        ...

    async def update_debtor(self, number: str, fields: Fields) -> None:
        """Set these fields, and no others; safe to repeat."""
        ...

    async def find_addresses(self, debtor: str) -> Sequence[FoundAddress]:
        """All delivery addresses of a debtor."""
        ...

    def address_fields(self, draft: Draft) -> Fields:
        """The delivery address as this target wants it, with the debtor in it."""
        ...

    async def create_address(self, fields: Fields) -> str | None:
        """Make a delivery address."""
        ...

    async def missing_articles(self, skus: Sequence[str]) -> Sequence[str]:
        """Those of the SKUs that the target does not have, in as few calls as its query limits allow."""
        ...

    def order_fields(self, draft: Draft) -> Fields:
        """The order as this target wants it: header table and line table by name."""
        ...

    async def create_order(self, fields: Fields) -> str | None:
        """Write the order as one call."""
        ...
