"""What both systems' own books say in the end: the judge believes them, and not what the relay says of itself."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.accountview.tables import Row
from handlers.sandboxes.afas.contacts import DELIVERY
from handlers.sandboxes.afas.documents import email_of
from handlers.sandboxes.afas.layouts import Row as AfasRow
from handlers.sandboxes.afas.profit import Profit
from handlers.sandboxes.demonstration.accountview_books import demo_articles
from tests.chaos.verdict import Accounts, Booked

_CENT: Final = Decimal("0.01")
_PERCENT: Final = {"0": Decimal(0), "1": Decimal(9), "2": Decimal(21)}
_CODES: Final = {str(one["ART_CODE"]): str(one["VAT_CODE"]) for one in demo_articles()}


def rate_of(article: str) -> Decimal:
    """The VAT rate of an article, in percent."""
    return _PERCENT[_CODES[article]]


def with_vat(lines: Iterable[tuple[Decimal, Decimal, Decimal]], discount: Decimal = Decimal(0)) -> Decimal:
    """What lines of (quantity, price, VAT rate) come to; the VAT is rounded once a rate. A discount wants one rate."""
    nets: defaultdict[Decimal, Decimal] = defaultdict(Decimal)
    for quantity, price, rate in lines:
        nets[rate] += _cents(quantity * price)
    if discount:
        [rate] = nets
        nets[rate] -= discount
    return sum((net + _cents(net * rate / 100) for rate, net in nets.items()), Decimal("0.00"))


class Ledgers:
    """Reads the books of both sandboxes. It works out AccountView's totals itself: that system shows none."""

    def __init__(self, books: Books, profit: Profit) -> None:
        self._books = books
        self._profit = profit

    def accountview_numbers(self) -> list[str]:
        """The numbers of all orders in AccountView."""
        return [str(row[self._books.names.order_number]) for row in self._books.orders]

    def afas_numbers(self) -> list[str]:
        """The numbers of all orders in AFAS."""
        return [self._word(row, "number") for row in self._profit.orders.headers.rows]

    def accountview(self, own: Collection[str]) -> Accounts:
        """What stands in AccountView beside its ``own`` orders."""
        books = self._books
        numbered = [(str(row[books.names.order_number]), row) for row in books.orders]
        return Accounts(
            orders=[
                Booked(row["COMMENT1"], number, int(row["SO_LINE"][0]["ORD_QTY"]), self.accountview_total(row))
                for number, row in numbered
                if number not in own
            ],
            debtors=[debtor["MAIL_BUS"].lower() for debtor in books.debtors],
            addresses=[f"{address['SUB_NR']} {address['ADDRESS1']}" for address in books.addresses],
        )

    def afas(self, own: Collection[str]) -> Accounts:
        """What stands in AFAS beside its ``own`` orders; what is made there has no version in its lines."""
        rows = [row for row in self._profit.orders.headers.rows if self._word(row, "number") not in own]
        relations = self._profit.relations
        parties = relations.parties
        delivery = [one for one in relations.contacts.by_number.values() if one["ViKc"] == DELIVERY]
        return Accounts(
            orders=[
                Booked(self._word(row, "customer_reference"), self._word(row, "number"), 1, total)
                for row, total in zip(rows, self.afas_totals(rows), strict=True)
            ],
            debtors=[str(email_of(relations.party_of(one))).lower() for one in relations.debtors.values()],
            addresses=[
                f"{one['party']} {one.get('ExAd')} {parties.addresses.by_number[int(str(one['Adr']))].get('Ad')}"
                for one in delivery
            ],
        )

    def accountview_total(self, row: Row) -> Decimal:
        """What an order comes to, with VAT by its articles."""
        lines = [
            (_number(line, "ORD_QTY"), _number(line, "ART_PX"), rate_of(line["ART_CODE"])) for line in row["SO_LINE"]
        ]
        return with_vat(lines, _number(row, "PD_AMT"))

    def afas_totals(self, rows: Sequence[AfasRow]) -> list[Decimal]:
        """What orders come to with VAT, as AFAS has it."""
        orders = self._profit.orders
        totals = [self._word(row, "total_including_vat") for row in orders.add_totals(rows, per_line=False)]
        return [Decimal(total) for total in totals]

    def _word(self, row: AfasRow, word: str) -> str:
        value = self._profit.orders.header.word(row, word)
        return "" if value is None else str(value)


def _number(row: Mapping[str, Any], column: str) -> Decimal:
    return Decimal(str(row.get(column) or 0))


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)
