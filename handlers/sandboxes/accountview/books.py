"""The books of one company, and what the people at the office do in them: sell, change, deliver and invoice.

What the office does is not checked as a call from outside is; it only refuses what would make no order at all.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from handlers.sandboxes.accountview.administrations import Administrations, Tables
from handlers.sandboxes.accountview.columns import Names, column_of, known_columns
from handlers.sandboxes.accountview.invoices import article_moves, find_row, in_history, invoice_lines, invoice_of
from handlers.sandboxes.accountview.published import Column
from handlers.sandboxes.accountview.tables import ObjectShape, Row

FIRST_YEAR = 2024
_USUAL = Names()


def _today() -> date:
    return datetime.now(UTC).date()


def _now() -> datetime:
    return datetime.now(UTC)


class Books(Administrations):
    """The books of one company. ``calls`` counts by method and object: ``books.calls["POST", "SO1"]``.

    ``own_columns`` are, by table, those that partners' modules have added, and ``missing_columns`` those that this
    installation lacks; ``closed_tables`` those that the dictionary marks as closed to the web API. ``article_rights``
    are which of ``insert`` and ``update`` AK1 allows: no public client does either.
    ``years`` are those that have an administration; by default all from 2024 to today's. The names of columns and of
    the object of sales invoices are settings because AccountView's own are not public.
    Open questions of the office: ``line_marks_order``, whether a change of a line is a change of its order too;
    ``address_marks_debtor``, whether one of a delivery address is one of its debtor; ``changes_addresses``, whether the
    web API changes delivery addresses, which no public client does;
    ``invoiced_to_history``, whether an order leaves SO1 for the history object ALH once it is invoiced.
    """

    def __init__(
        self,
        *,
        years: Iterable[int] | None = None,
        today: Callable[[], date] = _today,
        now: Callable[[], datetime] = _now,
        zone: tzinfo = UTC,
        order_number_column: str = _USUAL.order_number,
        order_state_column: str = _USUAL.order_state,
        invoice_object: str = _USUAL.invoice_object,
    ) -> None:
        names = Names(order_number_column, order_state_column, invoice_object)
        years = range(FIRST_YEAR, today().year + 1) if years is None else years
        super().__init__(years, names, today, now, zone)
        self.line_marks_order = True
        self.own_columns: dict[str, frozenset[str]] = {}
        self.missing_columns: dict[str, frozenset[str]] = {}
        self.address_marks_debtor = False
        self.changes_addresses = False
        self.closed_tables: frozenset[str] = frozenset()
        self.article_rights: frozenset[str] = frozenset()
        self._added: dict[str, dict[str, Column]] = {}
        self.invoiced_to_history = True
        self._left: set[str] = set()
        self.calls: Counter[tuple[str, str]] = Counter()

    @property
    def debtors(self) -> list[Row]:
        """The debtors of today's administration."""
        shape = self.objects["AR1"]
        return [row for row in self.tables()["CONTACT"] if shape.holds(row, self.names)]

    @property
    def addresses(self) -> list[Row]:
        """The delivery addresses of today's administration."""
        return self.tables()["DEL_ADDR"]

    @property
    def articles(self) -> list[Row]:
        """The articles of today's administration."""
        return self.tables()["ARTICLE"]

    @property
    def orders(self) -> list[Row]:
        """The orders in SO1 of all administrations, oldest year first; each holds its lines under ``SO_LINE``."""
        return self._all("SO_HDR")

    @property
    def invoices(self) -> list[Row]:
        """The sales invoices of all administrations, each with its lines under the name of their table."""
        return self._all(self.names.invoice_header)

    @property
    def pages(self) -> list[Row]:
        """The journal pages of all administrations; each holds its lines under ``DJ_LINE``."""
        return self._all("DJ_PAGE")

    def columns_of(self, table: str) -> Mapping[str, Column]:
        """The columns of a table by name, but for those that this installation lacks. Raises KeyError."""
        lacking = self.missing_columns.get(table, frozenset())
        known = {**known_columns(table, self.names), **self._added.get(table, {})}
        return {name: column for name, column in known.items() if name not in lacking}

    def add_columns(self, table: str, **forms: str) -> None:
        """Give a table columns, each in a form of :func:`column_of`: ``add_columns("ARTICLE", REC_BLK="L")``."""
        known = self.columns_of(table)
        added = {name: column_of(name, form, known.get(name)) for name, form in forms.items()}
        self._added[table] = {**self._added.get(table, {}), **added}

    def may_insert(self, shape: ObjectShape) -> bool:
        """Whether the web API makes records of an object."""
        return shape.insertable and (shape.table != "ARTICLE" or "insert" in self.article_rights)

    def may_update(self, shape: ObjectShape) -> bool:
        """Whether the web API changes records of an object."""
        if shape.table == "ARTICLE":
            return "update" in self.article_rights
        return shape.updatable or (shape.table == "DEL_ADDR" and self.changes_addresses)

    def change_article(self, code: str, **values: Any) -> None:
        """Change an article of today's administration. Raises LookupError for one that is not there."""
        article = find_row(self.tables(), "ARTICLE", "ART_CODE", code)
        article.update(self.stamp_row({**article, **values}))

    def change_debtor(self, number: str, **values: Any) -> None:
        """Change a debtor of today's administration. Raises LookupError for one that is not there."""
        debtor = find_row(self.tables(), "CONTACT", "SUB_NR", number)
        debtor.update(self.stamp_row({**debtor, **values}))

    def add_address(self, debtor: str, **values: Any) -> Row:
        """Enter a delivery address for a debtor by number. Raises LookupError for one that is not there."""
        find_row(self.tables(), "CONTACT", "SUB_NR", debtor)
        address = self.keep(self.tables(), "DEL_ADDR", {"SUB_NR": debtor, **values})
        self.mark_debtor(self.tables(), "DEL_ADDR", address)
        return address

    def change_address(self, address: Row, **values: Any) -> None:
        """Change a delivery address of today's administration."""
        address.update(self.stamp_row({**address, **values}))
        self.mark_debtor(self.tables(), "DEL_ADDR", address)

    def mark_debtor(self, tables: Tables, table: str, row: Row) -> None:
        """Mark the debtor of a delivery address that changed as changed too, where the office has it so."""
        if table == "DEL_ADDR" and self.address_marks_debtor:
            debtor = find_row(tables, "CONTACT", "SUB_NR", row["SUB_NR"])
            debtor.update(self.stamp_row(debtor))
            self.note_change(tables, "CONTACT", debtor)

    def put_order(self, header: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]) -> Row:
        """Put an order into the administration of its ``ORD_DATE``, which is ISO text."""
        tables = self.tables(str(header["ORD_DATE"]))
        state = {self.names.order_state: self.names.open}
        return self.keep_document(tables, self.objects["SO1"], {**state, **header}, lines)

    def sell(self, debtor: str, *lines: Mapping[str, Any], **header: Any) -> Row:
        """Enter an order for a debtor by number, dated today unless ``ORD_DATE`` says otherwise.

        A line has ART_CODE and ORD_QTY, which is negative for goods that come back, and ART_PX where it is not the
        article's own price. Raises LookupError for a debtor or an article that is not there.
        """
        day = f"{self.today().isoformat()}T00:00:00"
        filled = {"RPL_INV": debtor, "RPL_DEL": debtor, "ORD_DATE": day, "DEL_DATE": day, **header}
        tables = self.tables(filled["ORD_DATE"])
        find_row(tables, "CONTACT", "SUB_NR", debtor)
        return self.put_order(filled, [self._price(tables, line) for line in lines])

    def change(self, order: Row, **values: Any) -> None:
        """Change the header of an order, which moves its CNG_DATE."""
        order.update(self.stamp_row({**order, **values}))

    def change_line(self, order: Row, position: int, **values: Any) -> None:
        """Change a line by its position from 0."""
        line = order["SO_LINE"][position]
        line.update(self.stamp_row({**line, **values}))
        self._mark_line_change(order)

    def add_line(self, order: Row, **line: Any) -> None:
        """Add a line to an order. Raises LookupError for an article that is not there."""
        priced = self._price(self._tables_of(order), line)
        order["SO_LINE"].append(self.stamp_row({**self._number_row("SO_LINE"), **priced}))
        self._mark_line_change(order)

    def remove_line(self, order: Row, position: int) -> None:
        """Take a line out of an order; nothing tells of it but the order itself."""
        del order["SO_LINE"][position]
        self._mark_line_change(order)

    def set_state(self, order: Row, state: str) -> None:
        """Give an order another state, which moves its CNG_DATE."""
        self.change(order, **{self.names.order_state: state})

    def remove(self, order: Row) -> None:
        """Delete an order: nothing tells of it but its absence. Raises LookupError when it has left SO1."""
        tables = self._tables_of(order)
        tables["SO_HDR"][:] = [row for row in tables["SO_HDR"] if row is not order]

    def deliver(self, order: Row) -> None:
        """The goods leave: the order's state says so, and it stays in SO1 until it is invoiced."""
        self.set_state(order, self.names.delivered)
        self._leave(order)

    def invoice(self, order: Row) -> Row:
        """Make the sales invoice of an order and return it; the order may then leave SO1, as the books are set."""
        tables = self._tables_of(order)
        header = {"INV_NR": self.next_invoice_number(), "INV_DATE": f"{self.today().isoformat()}T00:00:00"}
        header = {**invoice_of(order, tables, self.names), **header}
        shape = self.objects[self.names.invoice_object.upper()]
        invoice = self.keep_document(tables, shape, header, invoice_lines(order, tables))
        self.set_state(order, self.names.invoiced)
        self._leave(order)
        if self.invoiced_to_history:
            self.move_to_history(order, str(header["INV_NR"]))
        return invoice

    def move_to_history(self, order: Row, invoice_number: str = "") -> None:
        """Move an order out of SO1 into the history object ALH, where each row is a line with its header joined."""
        tables = self._tables_of(order)
        self.remove(order)
        for row in in_history(order, tables, invoice_number):
            self.keep(tables, "HST_AL", row)

    def _leave(self, order: Row) -> None:
        """Write down that an order's goods left, once."""
        if order["REC_ID"] not in self._left:
            self._left.add(order["REC_ID"])
            tables = self._tables_of(order)
            for row in article_moves(order, tables, f"{self.today().isoformat()}T00:00:00"):
                self.keep(tables, "ART_LINE", row)

    def _mark_line_change(self, order: Row) -> None:
        if self.line_marks_order:
            self.change(order)

    def _price(self, tables: Tables, line: Mapping[str, Any]) -> Row:
        article = find_row(tables, "ARTICLE", "ART_CODE", line["ART_CODE"])
        return {"ART_PX": article.get("PX_SELL"), **line}

    def _all(self, table: str) -> list[Row]:
        return [row for year in self.years for row in self._by_year[year][table]]

    def _tables_of(self, order: Row) -> Tables:
        """The administration an order stands in. Raises LookupError when it has left SO1."""
        for tables in self._by_year.values():
            if any(row is order for row in tables["SO_HDR"]):
                return tables
        raise LookupError(f"order {order.get(self.names.order_number)} is not in SO1")
