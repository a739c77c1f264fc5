"""A target of orders that lives in memory, and fails where a test tells it to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from handlers.contracts.addresses import FoundAddress
from handlers.contracts.articles import NewArticle
from handlers.contracts.debtors import CustomerMarks, FoundDebtor
from handlers.contracts.drafts import Draft
from handlers.contracts.orders import Explained, FoundOrder, WrittenOrder
from handlers.contracts.parties import Party
from handlers.contracts.records import Fields, Repeat
from mapping.documents.order import Order
from mapping.pricing import Basis
from mapping.problems import Problem


@dataclass
class FakeTarget:
    """Books in memory. ``calls`` counts what would go over a wire.

    ``adds`` is how much more than was sent the target makes of an order; ``totals_told`` off: its answer does not say.
    ``failing`` raises before a call does anything, ``answer_lost`` after it did; ``numbers_told`` off: writes answer
    without a number; ``shows_orders`` off: orders are stored and not found yet.
    """

    connection: str = "books"
    horizon: timedelta = timedelta(minutes=15)
    keeps_debtors: bool = True
    repeat: Repeat = Repeat.LOOK_UP
    debtors: list[FoundDebtor] = field(default_factory=list)
    orders: list[FoundOrder] = field(default_factory=list)
    addresses: list[tuple[str, FoundAddress]] = field(default_factory=list)
    articles: set[str] = field(default_factory=lambda: {"BR-100", "BR-200"})
    problems: list[Problem] = field(default_factory=list)
    too_long: dict[str, list[str]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    failing: dict[str, Exception] = field(default_factory=dict)
    answer_lost: dict[str, Exception] = field(default_factory=dict)
    numbers_told: bool = True
    shows_orders: bool = True
    sent: list[Fields] = field(default_factory=list)
    debtor_writes: dict[str, str] = field(default_factory=dict)
    longest_email: int | None = None
    totals_told: bool = True
    adds: Decimal = Decimal(0)
    days_asked: list[tuple[date | None, ...]] = field(default_factory=list)

    def _call(self, name: str) -> None:
        self.calls[name] += 1
        if name in self.failing:
            raise self.failing[name]

    def _answer(self, name: str, number: str) -> str | None:
        if name in self.answer_lost:
            raise self.answer_lost.pop(name)
        return number if self.numbers_told else None

    def written(self) -> int:
        return sum(self.calls[name] for name in ("create_order", "create_debtor", "update_debtor", "create_address"))

    def check(self, draft: Draft) -> Sequence[Problem]:
        assert draft.order.lines
        return self.problems

    def explain(self, draft: Draft) -> Explained:
        return Explained(self.order_fields(draft), self.problems)

    def check_debtor(self, party: Party) -> Sequence[Problem]:
        assert party.customer.name
        return self.problems

    def check_address(self, party: Party) -> Sequence[Problem]:
        assert party.ships_elsewhere
        return self.problems

    def shortened(self, draft: Draft) -> Sequence[str]:
        assert draft.order.lines
        return self.too_long.get("document", ())

    def shortened_debtor(self, party: Party) -> Sequence[str]:
        assert party.customer.name
        return self.too_long.get("debtor", ())

    def shortened_address(self, party: Party) -> Sequence[str]:
        assert party.ships_elsewhere
        return self.too_long.get("address", ())

    async def find_orders(
        self, reference: str, ordered_on: date, *, delivery_on: date | None = None, sent_on: date | None = None
    ) -> Sequence[FoundOrder]:
        self._call("find_orders")
        self.days_asked.append((ordered_on, delivery_on, sent_on))
        assert ordered_on.year > 2000
        return [order for order in self.orders if reference in order.reference] if self.shows_orders else []

    def total_of(self, draft: Draft) -> Decimal:
        return draft.priced.amount

    async def find_debtors(self, marks: CustomerMarks) -> Sequence[FoundDebtor]:
        self._call("find_debtors")
        domain = marks.email.rpartition("@")[2]
        return [
            debtor
            for debtor in self.debtors
            if (domain and domain in debtor.email.casefold())
            or (marks.vat_number and marks.vat_number in debtor.vat_number)
            or (marks.code and marks.code == debtor.number)
            or (marks.postcode and marks.postcode == debtor.postcode)
        ]

    def today(self) -> date:
        return date(2026, 11, 24)

    def basis(self, order: Order) -> Basis:
        return Basis(order.prices_include_vat, 20)

    def article_fields(self, article: NewArticle) -> Fields:
        return {"SKU": article.item.sku, "NAME": article.item.description}

    async def create_article(self, fields: Fields) -> str | None:
        self._call("create_article")
        self.articles.add(fields["SKU"])
        return self._answer("create_article", fields["SKU"])

    async def stored_total(self, _draft: Draft, number: str) -> Decimal | None:
        self._call("stored_total")
        return next((order.total for order in self.orders if order.number == number), None)

    def debtor_fields(self, party: Party) -> Fields:
        customer, address = party.customer, party.billing
        fields = {
            "NAME": customer.name,
            "KIND": "company" if customer.is_company else "person",
            "CONTACT": customer.person if customer.is_company else None,
            "EMAIL": customer.email,
            "VAT": customer.vat_number,
            "PHONE": customer.phone,
            "STREET": address.line,
            "ACCOUNT": party.codes.get("receivables_account"),
        }
        return {name: value for name, value in fields.items() if value}

    async def create_debtor(self, fields: Fields) -> str | None:
        self._call("create_debtor")
        number = f"D{len(self.debtors) + 1}"
        self.debtors.append(FoundDebtor(number, str(fields.get("EMAIL", "")), fields))
        return self._answer("create_debtor", number)

    async def update_debtor(self, number: str, fields: Fields, starting: date | None = None) -> None:  # noqa: ARG002 - it keeps no periods
        self._call("update_debtor")
        [(position, debtor)] = [(n, debtor) for n, debtor in enumerate(self.debtors) if debtor.number == number]
        self.debtors[position] = replace(debtor, fields={**debtor.fields, **fields})

    async def find_addresses(self, debtor: str) -> Sequence[FoundAddress]:
        self._call("find_addresses")
        return [address for owner, address in self.addresses if owner == debtor]

    def address_fields(self, party: Party) -> Fields:
        return {"DEBTOR": party.debtor, "STREET": party.ship_to.line, "CITY": party.ship_to.city}

    async def require_owner_of_addresses(self, debtor: str) -> None:
        self._call("require_owner_of_addresses")
        assert debtor

    async def create_address(self, fields: Fields) -> str | None:
        self._call("create_address")
        number = f"A{len(self.addresses) + 1}"
        self.addresses.append((fields["DEBTOR"], FoundAddress(number, fields)))
        return self._answer("create_address", number)

    async def missing_articles(self, skus: Sequence[str]) -> Sequence[str]:
        self._call("missing_articles")
        return [sku for sku in skus if sku not in self.articles]

    def order_fields(self, draft: Draft) -> Fields:
        return {
            "HEADER": {
                "REFERENCE": draft.reference,
                "DEBTOR": draft.debtor,
                "ADDRESS": draft.delivery_address,
                "DATE": draft.order.ordered_on.isoformat(),
                "REMARK": (draft.order.remark or "")[:16],
                "SHIP_TO": f"{draft.order.ship_to.line}, {draft.order.ship_to.postcode.replace(' ', '')}".upper(),
                **draft.codes,
            },
            "LINES": [
                {
                    "SKU": line.sku,
                    "QUANTITY": line.quantity,
                    "PRICE": line.unit_price,
                    "VAT": line.vat_code,
                    "ACCOUNT": line.revenue_account,
                }
                for line in draft.lines
            ],
            "TOTAL": self.total_of(draft),
        }

    async def create_order(self, fields: Fields) -> WrittenOrder:
        self._call("create_order")
        self.sent.append(fields)
        header, number = fields["HEADER"], f"SO{len(self.orders) + 1}"
        day = date.fromisoformat(header["DATE"])
        self.orders.append(FoundOrder(number, header["REFERENCE"], header["DEBTOR"], day, fields["TOTAL"] + self.adds))
        total = fields["TOTAL"] + self.adds if self.totals_told else None
        return WrittenOrder(self._answer("create_order", number), total)
