"""The GetConnectors beside the orders' own: debtors, delivery addresses, orders with totals, packing slips."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from handlers.sandboxes.afas.behaviour import Behaviour
from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.afas.contacts import DELIVERY
from handlers.sandboxes.afas.documents import email_of, name_of
from handlers.sandboxes.afas.invoices import InvoiceBooks
from handlers.sandboxes.afas.layouts import (
    ADDRESSES,
    DEBTORS,
    KINDS,
    PACKING_SLIPS,
    WRITTEN_ORDERS,
    Layout,
    Row,
    own_columns,
)
from handlers.sandboxes.afas.relations import RelationBook
from handlers.sandboxes.afas.row_index import RowIndex
from handlers.sandboxes.afas.tables import Column, Kind, Stored, Table
from handlers.sandboxes.afas.totals import totals_of

_PLACE_KINDS = {
    **KINDS,
    "address": Kind.INT,
    "house_number": Kind.INT,
    "main_contact": Kind.INT,
    "delivery_address": Kind.INT,
}
_DELIVERY_KINDS = {**_PLACE_KINDS, "number": Kind.INT, "contact": Kind.INT}

_PLACE: Mapping[str, str] = {
    "street": "Ad",
    "house_number": "HmNr",
    "house_addition": "HmAd",
    "extra": "AdAd",
    "postcode": "ZpCd",
    "city": "Rs",
    "country": "CoId",
}

Words = dict[str, Stored]


class View:
    """A connector whose rows are worked out from the books when it is read."""

    def __init__(self, table: Table, rows: Callable[[], Iterable[Row]]) -> None:
        self._table = table
        self._rows = rows
        self._read_at: int | None = None

    @property
    def table(self) -> Table:
        """The table as it was read last; what is set on it, such as ``blocked``, stays."""
        return self._table

    def read(self, revision: int | None = None) -> Table:
        """The table with the rows of this moment; the same as before where the books have the revision that they had.

        Without a revision rows are always worked out anew.
        """
        if revision is None or revision != self._read_at:
            self._table.rows[:] = self._rows()
            self._table.index = None if revision is None else RowIndex(self._table.rows)
            self._read_at = revision
        return self._table


Shown = str | Callable[[Row], Stored]
"""What a column of an own connector shows: a column of another connector, or what is worked out of its row."""


def own_view(name: str, of: View, columns: Mapping[str, Shown]) -> View:
    """An own connector that shows the rows of another one, under column names of its own."""

    def shown(row: Row, what: Shown) -> Stored:
        return row.get(what) if isinstance(what, str) else what(row)

    def rows() -> Iterator[Row]:
        table = of.read()
        for row in table.rows:
            if not table.hides(row):
                yield {column: shown(row, what) for column, what in columns.items()}

    kinds = {column.id: column.kind for column in of.table.columns}
    own = (Column(column, kinds.get(str(what), Kind.STRING)) for column, what in columns.items())
    return View(Table(name, tuple(own)), rows)


def _view(layout: Layout, words: Callable[[], Iterator[Words]]) -> View:
    return View(layout.table(), lambda: [layout.lay_out(one) for one in words()])


def _layout(connector: str, kinds: Mapping[str, Kind] = KINDS) -> Layout:
    return Layout(connector, own_columns(connector).items(), kinds=kinds)


class Views:
    """All views of one environment."""

    def __init__(
        self,
        orders: OrderBooks,
        invoices: InvoiceBooks,
        relations: RelationBook,
        behaviour: Behaviour,
    ) -> None:
        self._orders = orders
        self._invoices = invoices
        self._relations = relations
        self._behaviour = behaviour
        places = _layout(DEBTORS, _PLACE_KINDS)
        delivery = _layout(ADDRESSES, _DELIVERY_KINDS)
        written, slips = (_layout(name) for name in (WRITTEN_ORDERS, PACKING_SLIPS))
        self.all = [
            _view(places, self._debtors),
            _view(delivery, self._addresses),
            _view(written, self._written),
            _view(slips, self._slips),
        ]

    def _debtors(self) -> Iterator[Words]:
        ibans = self._relations.parties.ibans()
        for debtor in self._relations.debtors.values():
            if debtor.get("BlTl") and self._behaviour.blocked_completely == "hidden":
                continue
            party = self._relations.party_of(debtor)
            address = self._relations.parties.address_of(party)
            yield {
                "number": debtor["DbId"],
                "modified": max(debtor["modified"], party["modified"]),  # type: ignore[type-var]
                "party": party["BcCo"],
                "kind": party["kind"],
                "name": name_of(party),
                "search_name": party.get("SeNm"),
                "initials": party.get("In"),
                "first_name": party.get("FiNm"),
                "infix": party.get("Is"),
                "last_name": party.get("LaNm"),
                "email": email_of(party),
                "phone": party.get("TeNr") or party.get("MbNr") or party.get("TeN2") or party.get("MbN2"),
                "vat_number": debtor.get("VaId"),
                "chamber_number": party.get("CcNr"),
                "currency": debtor.get("CuId"),
                "payment_condition": debtor.get("PaCd"),
                "receivables_account": debtor.get("ColA"),
                "vat_duty": debtor.get("VaDu"),
                "language": debtor.get("LgId"),
                "revenue_account": debtor.get("ToAc"),
                "price_list": debtor.get("PrLs"),
                "mobile": party.get("MbNr") or party.get("MbN2"),
                "website": party.get("HoPa"),
                "iban": debtor.get("Iban") or ibans.get(party["BcCo"]),
                "direct_debit": bool(debtor.get("AuPa")),
                "credit_limit": debtor.get("Krli"),
                "main_contact": debtor.get("CtI1"),
                "delivery_address": debtor.get("CdDa"),
                "blocked": bool(debtor.get("Bl")),
                "blocked_completely": bool(debtor.get("BlTl")),
                "address": party.get("Adr"),
                **{word: address.get(part) for word, part in _PLACE.items()},
            }

    def _addresses(self) -> Iterator[Words]:
        places = self._relations.contacts.by_party(DELIVERY)
        for debtor in self._relations.debtors.values():
            party = self._relations.party_of(debtor)
            for contact in places.get(party["BcCo"], ()):
                if contact.get("Bl"):
                    continue
                address = self._relations.parties.address_of(contact)
                yield {
                    "number": contact["Adr"],
                    "debtor": debtor["DbId"],
                    "contact": contact["CdId"],
                    "party": party["BcCo"],
                    "company": name_of(party),
                    "name": contact.get("ExAd"),
                    "phone": contact.get("TeNr"),
                    "email": contact.get("EmAd"),
                    "modified": contact["modified"],
                    **{word: address.get(part) for word, part in _PLACE.items()},
                }

    def _written(self) -> Iterator[Words]:
        books, lines = self._orders, self._orders.lines_by_number()
        for row in books.headers.rows:
            word = books.header.word
            totals = totals_of(
                books.line,
                lines.get(word(row, "number"), []),
                includes_vat=bool(word(row, "prices_include_vat")),
                discount=word(row, "discount_percent"),
                per_line=self._behaviour.vat_per == "line",
            )
            yield {
                "number": word(row, "number"),
                "reference": word(row, "customer_reference"),
                "debtor": word(row, "customer_code"),
                **{name: word(row, name) for name in ("ordered_on", "status", "currency", "prices_include_vat")},
                "total_excluding_vat": totals.excluding_vat,
                "total_vat": totals.vat,
                "total_including_vat": totals.including_vat,
            }

    def _slips(self) -> Iterator[Words]:
        for row in self._invoices.headers.rows:
            word: Callable[[Row, str], Stored] = self._invoices.header.word
            if word(row, "packing_slip") is not None:
                yield {
                    "number": word(row, "packing_slip"),
                    "invoice": word(row, "number"),
                    "reference": word(row, "customer_reference"),
                    "debtor": word(row, "customer_code"),
                    "ordered_on": word(row, "invoiced_on"),
                    "prices_include_vat": word(row, "prices_include_vat"),
                    "total_excluding_vat": word(row, "total_excluding_vat"),
                    "total_including_vat": word(row, "total_including_vat"),
                }
