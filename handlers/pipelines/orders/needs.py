"""What carrying an order needs of the system it comes from and of the system it goes to, whichever these are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal, Protocol

from mapping.documents.order import Order
from mapping.pricing import Basis, PricedLine, PricedOrder
from mapping.problems import Problem

Fields = Mapping[str, Any]
"""Target fields by the target's own names, ready to send: ``{"ACCT_NAME": "Bakkerij Van Dam B.V."}``."""


SendAs = Literal["order", "invoice", "direct_invoice", "financial_mutation"]
"""What an order becomes in the target; which of them there are is the target's to say."""


Part = Literal["debtor", "address", "document"]
"""What an order consists of in a target."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An order and all that is decided about it so far: what a target's mapping may read.

    ``codes`` are target codes chosen by settings, by the settings' names: ``receivables_account``,
    ``payment_condition``, ``payment_method``, ``shipping_method``, ``administration``, ``journal``, ``warehouse``,
    ``language``, ``currency``, ``status``, ``vat_liability``; a code that no setting gives is left out.
    ``reference`` is the prefixed order number, the mark by which the order is found again in the target.
    ``priced`` are the lines to send, costs, discounts and rounding among them. ``original`` is the number in the target
    of the document that a credit is about, where it is known. ``stands_in`` says that ``debtor`` is no account of the
    customer's own: his name and address must stand on the document. ``lacks`` is what keeps a debtor from being made.
    """

    order: Order
    reference: str
    codes: Mapping[str, str]
    priced: PricedOrder
    send_as: SendAs = "order"
    debtor: str | None = None
    delivery_address: str | None = None
    original: str | None = None
    stands_in: bool = False
    lacks: tuple[Problem, ...] = ()

    @property
    def ships_elsewhere(self) -> bool:
        """Whether the goods go to another address than the debtor's own, as far as one is given.

        A financial mutation delivers nothing.
        """
        elsewhere = self.stands_in or self.order.ships_elsewhere
        return self.send_as != "financial_mutation" and elsewhere and bool(self.order.ship_to.street)

    @property
    def lines(self) -> tuple[PricedLine, ...]:
        """The lines to send."""
        return self.priced.lines


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
    """What the target answered to a new order: its number, and its total comparable to ``total_of``, where it tells."""

    number: str | None
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CustomerMarks:
    """What a customer is looked for by; empty where it is not looked for.

    ``code`` is his number in the target as the source knows it, or as we linked him. ``email`` is in small letters,
    ``vat_number`` letters and digits in capitals. ``name``, ``postcode`` (as its country writes it, ``1017 GN``) and
    ``house`` (number and addition, ``12-A``) are looked for together; whoever has the postcode will do.
    """

    code: str = ""
    vat_number: str = ""
    email: str = ""
    name: str = ""
    postcode: str = ""
    house: str = ""

    def __repr__(self) -> str:
        return "CustomerMarks(...)"


@dataclass(frozen=True, slots=True)
class FoundDebtor:
    """A debtor as he stands in the target; ``fields`` holds what the preset maps, by the target's names.

    ``name``, ``postcode`` and ``house`` are as stored there; the caller compares them in a common form. ``closed`` are
    fields that must not be filled in though they stand empty: they belong with others that are filled, as a house
    number belongs with its street. ``foreign`` are fields that he has not at all, as another kind of debtor has them:
    they are never written.
    """

    number: str
    email: str
    fields: Fields
    closed: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()
    vat_number: str = ""
    name: str = ""
    postcode: str = ""
    house: str = ""


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


class OrderTarget(ExplainingTarget, Protocol):
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
    def longest_email(self) -> int | None:
        """How long an e-mail address of a debtor may be there; None where there is no limit."""
        ...

    @property
    def debtor_writes(self) -> Mapping[str, str]:
        """``always``, ``create_only`` or ``if_empty`` for fields of a debtor whose mapping row says so."""
        ...

    def check(self, draft: Draft) -> Sequence[Problem]:
        """All that this target would refuse, without a call: lengths, forms, missing codes."""
        ...

    def shortened(self, draft: Draft, part: Part) -> Sequence[str]:
        """The target's fields whose text is longer than they keep, and is cut, moved or left out as settings say."""
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

    async def find_debtors(self, marks: CustomerMarks) -> Sequence[FoundDebtor]:
        """Debtors that may have one of the marks; the caller compares exactly.

        One call for all marks, as far as the target can.
        """
        ...

    def debtor_fields(self, draft: Draft) -> Fields:
        """The debtor as this target wants it. Raises Hold where the mapping cannot fill him."""
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
        """The delivery address as this target wants it, with the debtor in it once there is one. Raises Hold."""
        ...

    async def require_owner_of_addresses(self, debtor: str) -> None:
        """Raise Hold where no delivery address can be made under this debtor, as far as is told; reads only."""
        ...

    async def create_address(self, fields: Fields) -> str | None:
        """Make a delivery address."""
        ...

    async def missing_articles(self, skus: Sequence[str]) -> Sequence[str]:
        """Those of the SKUs that the target does not have, in as few calls as its query limits allow."""
        ...

    def article_fields(self, draft: Draft, line: PricedLine) -> Fields:
        """A new article as this target wants it, from a line that sells it. Raises Hold where it cannot be made."""
        ...

    async def create_article(self, fields: Fields) -> str | None:
        """Make an article; its code, or None where the target answered without one."""
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
