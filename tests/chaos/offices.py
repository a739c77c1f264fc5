"""What is sold in AFAS and in AccountView themselves while the relay runs, and changed while it is being carried."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any, Final

from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.accountview.tables import Row
from handlers.sandboxes.afas.profit import Profit
from handlers.sandboxes.demonstration.accountview_books import RECEIVABLES_ACCOUNT, demo_articles
from tests.chaos.ledgers import Ledgers, rate_of
from tests.chaos.scale import CHANGES
from tests.chaos.verdict import Promise

AFAS_PREFIX: Final = "A-"
BOOKS_PREFIX: Final = "V-"
SHOP_PREFIX: Final = "W-"
CONFIRMED: Final = "confirmed"

_CUSTOMERS: Final = 12
_SHARED: Final = 0.3
"""The share of orders for a customer whom the other system, or the shop, has as well."""

_TOUCHED: Final = 0.3
"""How often, for each order sold, somebody adds a remark to one that the relay wrote: it is read back once more."""

_RELAYED: Final = (AFAS_PREFIX, SHOP_PREFIX)
_MOST_LINES: Final = 3
_CHANGED: Final = 0.3
"""The share of orders that somebody changes after they were entered."""

_DISCOUNTED: Final = 0.2
"""The share of AccountView's orders with a discount on the whole. Their lines have one VAT rate: then the VAT of the
whole is no matter of how the discount is shared out."""

_PRICES: Final = {str(one["ART_CODE"]): Decimal(one["PX_SELL"]) for one in demo_articles()}
_LOW_RATE: Final = ("BRD-001", "BRD-002", "KRS-200")


@dataclass(frozen=True, slots=True)
class _Sale:
    """An order of an office, and what it came to in each of its versions, with VAT."""

    reference: str
    position: int
    totals: list[Decimal]


class Offices:
    """Sells in both systems. ``promises`` of one system are what the other must have in the end."""

    def __init__(self, books: Books, profit: Profit, random: Random) -> None:
        self.ledgers = Ledgers(books, profit)
        self._books = books
        self._profit = profit
        self._random = random
        self._sales: dict[str, list[_Sale]] = {AFAS_PREFIX: [], BOOKS_PREFIX: []}
        self._changes: set[asyncio.Task[None]] = set()
        self._debtors = [self._debtor(number) for number in range(_CUSTOMERS)]

    def promises(self, prefix: str) -> list[Promise]:
        """What one of the systems stands for, by the prefix of its orders."""
        return [Promise(one.reference, one.position, totals=tuple(one.totals)) for one in self._sales[prefix]]

    def numbers(self, prefix: str) -> set[str]:
        """The numbers of what was sold in a system itself."""
        return {sale.reference.removeprefix(prefix) for sale in self._sales[prefix]}

    async def all_changed(self) -> None:
        """Wait until the last change is made."""
        await asyncio.gather(*self._changes)

    def stop(self) -> None:
        """Change nothing any more."""
        for change in self._changes:
            change.cancel()

    def sell_in_afas(self, number: int) -> None:
        """Put a confirmed order into AFAS, for a poll to find."""
        customer = number % 10
        words = {
            "number": f"{61_000_000 + number}", "ordered_on": datetime.now(UTC).date(), "status": CONFIRMED,
            "administration": 1, "prices_include_vat": False, "company": f"Winkel {customer} B.V.",
            "email": f"winkel{customer}@example.com", "invoice_street": "Voorbeeldstraat", "invoice_number": 12,
            "invoice_postcode": "1234 AB", "invoice_city": "Utrecht", "invoice_country": "NL",
        }  # fmt: skip
        lines = [
            {"item_type": "2", "sku": sku, "quantity": quantity, "unit_price": _PRICES[sku], "vat_rate": rate_of(sku)}
            for sku, quantity in self._wanted(tuple(_PRICES))
        ]
        if self._random.random() < _SHARED:
            words["email"] = f"kantoor{number % _CUSTOMERS}@example.com"
        orders, key = self._profit.orders, str(words["number"])
        orders.add({"order": words, "lines": lines})
        more = Decimal(str(lines[0]["quantity"])) + 1
        self._sold(
            AFAS_PREFIX,
            key,
            lambda: self.ledgers.afas_totals([orders.find(key) or {}])[0],
            lambda: orders.change_line(key, 1, quantity=more),
        )

    def sell_in_accountview(self, number: int) -> None:
        """Enter an order at the office, for a poll to find; some debtors have the goods sent elsewhere."""
        discounted = self._random.random() < _DISCOUNTED
        wanted = self._wanted(_LOW_RATE if discounted else tuple(_PRICES))
        lines = [{"ART_CODE": sku, "ORD_QTY": quantity} for sku, quantity in wanted]
        debtor, address = self._debtors[number % _CUSTOMERS]
        if self._random.random() < _SHARED:
            debtor, address = str(self._random.choice(self._books.debtors)["SUB_NR"]), ""
        header: dict[str, Any] = {"COMMENT1": f"Order balie {number}"}
        if address:
            header["DEL_CODE"] = address
        if discounted:
            header["PD_AMT"] = Decimal("0.05") * self._random.randint(1, 40)
        order = self._books.sell(debtor, *lines, **header)
        self._sold(
            BOOKS_PREFIX,
            str(order[self._books.names.order_number]),
            lambda: self.ledgers.accountview_total(order),
            lambda: self._books.change_line(order, 0, ORD_QTY=order["SO_LINE"][0]["ORD_QTY"] + 1),
        )

    def touch(self) -> None:
        """Add a remark to an order that the relay wrote into one of the systems, maybe before it heard that it did."""
        written = [row for row in self._books.orders if str(row["COMMENT1"]).startswith(_RELAYED)]
        if written:
            self._books.change(self._random.choice(written), COMMENT2=f"Gebeld {self._random.random()}")
        orders, own = self._profit.orders, self.numbers(AFAS_PREFIX)
        made = [number for number in self.ledgers.afas_numbers() if number not in own]
        if made:
            orders.change(self._random.choice(made), remark=f"Gebeld {self._random.random()}")

    def _sold(self, prefix: str, number: str, total: Callable[[], Decimal], change: Callable[[], None]) -> None:
        sale = _Sale(f"{prefix}{number}", len(self._sales[prefix]) + 1, [total()])
        self._sales[prefix].append(sale)
        if self._random.random() < _TOUCHED:
            self.touch()
        if self._random.random() < _CHANGED:
            least, most = (length.total_seconds() for length in self._random.choice(CHANGES))
            after = self._random.uniform(least, most)
            task = asyncio.create_task(_later(after, change, lambda: sale.totals.append(total())))
            self._changes.add(task)
            task.add_done_callback(self._changes.discard)

    def _wanted(self, codes: Sequence[str]) -> list[tuple[str, Decimal]]:
        """Some articles, each with a quantity."""
        chosen = self._random.sample(codes, self._random.randint(1, min(_MOST_LINES, len(codes))))
        return [(code, Decimal(self._random.randint(1, 5))) for code in chosen]

    def _debtor(self, number: int) -> tuple[str, str]:
        """A debtor and the record of their delivery address: every third has one, every second is a person."""
        fields: Mapping[str, Any] = {
            "ACCT_NR": RECEIVABLES_ACCOUNT, "CNT_CODE": "NL", "DISC_CODE": "30", "CUR_CODE": "EUR",
            "ACCT_NAME": f"Fatima El Amrani {number}" if number % 2 else f"Eetcafé {number} B.V.",
            "MAIN_CONT": "" if number % 2 else "Joris van der Heijden",
            "ADDRESS1": f"Sluiskade {number + 1}", "POST_CODE": "3401 AA", "CITY": "IJsselstein",
            "MAIL_BUS": f"kantoor{number}@example.com",
        }  # fmt: skip
        row: Row = self._books.put("CONTACT", fields)
        if number % 3:
            return str(row["SUB_NR"]), ""
        place = {"ADDRESS1": "Havenkade 3", "POST_CODE": "5015 BR", "CITY": "Tilburg", "CNT_CODE": "NL"}
        address = self._books.put("DEL_ADDR", {"SUB_NR": row["SUB_NR"], "DEL_NAME": "Magazijn", **place})
        return str(row["SUB_NR"]), str(address["REC_ID"])


async def _later(seconds: float, *acts: Callable[[], None]) -> None:
    await asyncio.sleep(seconds)
    for act in acts:
        act()


def sold_by(offices: Offices, numbers: Iterable[int]) -> list[int]:
    """Sell the orders of these numbers that are an office's own: every fifth in turn; the numbers of the others."""
    others = []
    for number in numbers:
        if number % 10 == 0:
            offices.sell_in_afas(number)
        elif number % 5 == 0:
            offices.sell_in_accountview(number)
        else:
            others.append(number)
    return others
