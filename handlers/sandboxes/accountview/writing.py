"""Carries out a write: checks every row, applies the rules of orders and pages, and stores all of it or nothing."""

from collections.abc import Sequence
from typing import Any

from handlers.sandboxes.accountview import pages
from handlers.sandboxes.accountview.behaviour import Behaviour
from handlers.sandboxes.accountview.bodies import document_of, headers_of, lines_of, member
from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.accountview.checking import Checker, comparable, moment
from handlers.sandboxes.accountview.reading import shape_of
from handlers.sandboxes.accountview.refusals import RefusedError
from handlers.sandboxes.accountview.tables import UNIQUE, ObjectShape, Row


def write(books: Books, method: str, body: bytes, behaviour: Behaviour) -> tuple[ObjectShape, list[Row]]:
    """Check and store; returns the object and its stored rows. Raises RefusedError, and then nothing is stored."""
    document = document_of(body)
    shape = shape_of(books, str(member(document, "BusinessObject")))
    may = books.may_insert(shape) if method == "POST" else books.may_update(shape)
    if not may or shape.table in books.closed_tables:
        raise RefusedError(f"Business object kan niet met {method} worden gewijzigd.")
    writer = _Writer(books, shape, str(member(document, "BookDate", "") or ""), behaviour)
    if method == "PUT":
        return shape, writer.update(document)
    return shape, writer.insert(document)


class _Writer:
    def __init__(self, books: Books, shape: ObjectShape, book_date: str, behaviour: Behaviour) -> None:
        self._books = books
        self._shape = shape
        self._book_date = book_date
        self._tables = books.tables(book_date)
        self._behaviour = behaviour
        self._checker = Checker(books.columns_of, self._tables, behaviour)

    def insert(self, document: Any) -> list[Row]:
        headers = headers_of(document, self._shape)
        lines = lines_of(document, self._shape, headers)
        checked = [
            self._checker.check_row(self._shape.table, row, given=self._find_given()) for row in headers.values()
        ]
        checked_lines = [[self._checker.check_row(str(self._shape.lines), line) for line in own] for own in lines]
        self._refuse_taken(checked)
        if self._shape.lines is None:
            linked = {"ACCT_LINK": self._books.names.creditor_link} if self._shape.relation == "creditor" else {}
            return [self._books.keep(self._tables, self._shape.table, {**row, **linked}) for row in checked]
        if any(not own for own in checked_lines):
            raise RefusedError("Een document heeft ten minste een regel nodig.")
        if self._shape.table == "DJ_PAGE":
            return self._insert_pages(checked, checked_lines)
        return self._insert_orders(checked, checked_lines)

    def update(self, document: Any) -> list[Row]:
        changed, name = [], self._shape.named_by or self._shape.key
        for row in headers_of(document, self._shape).values():
            key = _key_form(row.pop(name, None) or member(document, "id", ""))
            held = [one for one in self._among(name, key) if self._shape.holds(one, self._books.names)]
            found = [stored for stored in held if _key_form(stored[name]) == key]
            if not found:
                raise RefusedError(f"{name}: het record bestaat niet.")
            values = self._checker.check_row(self._shape.table, row, partial=True)
            changed.append((found[0], values))
        for stored, values in changed:
            stored.update(self._books.stamp_row({**stored, **values}))
            self._books.note_change(self._tables, self._shape.table, stored)
            self._books.mark_debtor(self._tables, self._shape.table, stored)
        return [stored for stored, _ in changed]

    def _insert_orders(self, headers: Sequence[Row], lines: Sequence[list[Row]]) -> list[Row]:
        """Store orders; one marked as a direct invoice (AIS_SOC) is invoiced at once."""
        names = self._books.names
        debtors = {row["SUB_NR"] for row in self._tables["CONTACT"] if self._books.objects["AR1"].holds(row, names)}
        for header in headers:
            if header["RPL_INV"] not in debtors:
                raise RefusedError("SO_HDR.RPL_INV: de waarde bestaat niet.")
            self._refuse_blocked("SO_HDR.RPL_INV", header["RPL_INV"], "REC_BLK", "BLK_SP")
        orders = []
        for header, own in zip(headers, lines, strict=True):
            row = {names.order_state: names.open, **header}
            order = self._books.keep_document(self._tables, self._shape, row, own)
            if order.get("AIS_SOC"):
                self._books.invoice(order)
            orders.append(order)
        return orders

    def _insert_pages(self, headers: Sequence[Row], lines: Sequence[list[Row]]) -> list[Row]:
        """Store journal pages with their entries in the ledger, once every one of them is found to fit."""
        year = self._books.year_of(self._book_date)
        today = f"{self._books.today().isoformat()}T00:00:00"
        fitting = []
        for page, own in zip(headers, lines, strict=True):
            self._refuse_blocked("DJ_PAGE.SUB_NR", page.get("SUB_NR", ""), "REC_BLK")
            page["TRN_DATE"] = page.get("TRN_DATE") or moment("BookDate", self._book_date) or today
            fitting.append((page, pages.complete_page(page, own, self._tables, year, self._behaviour)))
        stored = []
        for page, own in fitting:
            if not page.get("INV_NR") and pages.numbers_invoices(page, self._tables):
                page["INV_NR"] = self._books.next_invoice_number()
            row = self._books.keep_document(self._tables, self._shape, page, own)
            for line in row["DJ_LINE"]:
                line["PAGE_NR"] = row["PAGE_NR"]
            for entry in pages.entries(row, self._tables, self._behaviour):
                self._books.keep(self._tables, "TRANSACT", entry)
            stored.append(row)
        return stored

    def _find_given(self) -> frozenset[str]:
        """Columns that the administration fills itself, so that they may be left out."""
        return frozenset({"SUB_NR"} if self._shape.table == "CONTACT" and self._behaviour.auto_number else ())

    def _refuse_blocked(self, place: str, debtor: str, *blocks: str) -> None:
        """Refuse a debtor who is blocked, as the columns of these names say."""
        known = [row for row in self._tables["CONTACT"] if row["SUB_NR"] == debtor]
        if any(row.get(block) for row in known for block in blocks):
            raise RefusedError(f"{place}: de debiteur is geblokkeerd.")

    def _refuse_taken(self, rows: Sequence[Row]) -> None:
        table = self._shape.table
        name = UNIQUE.get(table, "")
        given = [row[name] for row in rows if row.get(name)]
        if len(set(given)) != len(given) or any(self._is_there(name, value) for value in given):
            raise RefusedError(f"{table}.{name}: dit nummer bestaat al.")

    def _is_there(self, name: str, value: Any) -> bool:
        """Whether a record has just this value."""
        return any(row.get(name) == value for row in self._among(name, value))

    def _among(self, name: str, value: Any) -> Sequence[Row]:
        """Records among which all are that have this value, whatever capitals and blanks at its end."""
        table = self._shape.table
        index, column = self._books.index_of(self._tables, table), self._books.columns_of(table).get(name)
        if index is None or column is None or not (column.upper or str(value).isdigit()):
            return self._tables[table]
        return index.having(column, comparable(value, column))


def _key_form(value: Any) -> str:
    """A key as it is compared: blanks at its end do not count, and neither do capitals."""
    return str(value).rstrip().upper()
