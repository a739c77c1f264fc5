"""Sales orders as they are written: inserted, changed line by line, blocked, released and deleted."""

from handlers.vendors.afas.sandbox.behaviour import Behaviour
from handlers.vendors.afas.sandbox.books import OrderBooks
from handlers.vendors.afas.sandbox.document_books import Row
from handlers.vendors.afas.sandbox.documents import (
    Words,
    check_header,
    customer_words,
    defaults_of,
    delivery_words,
    header_words,
    line_changes,
    line_words,
    require_lines,
)
from handlers.vendors.afas.sandbox.journal import Journal
from handlers.vendors.afas.sandbox.masters import Masters, known
from handlers.vendors.afas.sandbox.numbering import Numbers
from handlers.vendors.afas.sandbox.payloads import Record
from handlers.vendors.afas.sandbox.refusals import RefusedError, Text
from handlers.vendors.afas.sandbox.relations import RelationBook

LINES = "FbSalesLines"


class SalesDesk:
    """Writes into the order books. Two same inserts make two orders, as in AFAS."""

    def __init__(
        self,
        books: OrderBooks,
        relations: RelationBook,
        masters: Masters,
        behaviour: Behaviour,
        numbers: Numbers,
        journal: Journal,
    ) -> None:
        self._books = books
        self._relations = relations
        self._masters = masters
        self._behaviour = behaviour
        self._numbers = numbers
        self._journal = journal

    def write(self, record: Record) -> str:
        """The number of the order that was inserted, changed or deleted. Raises RefusedError."""
        if record.action == "delete":
            self.delete(record.text("OrNu"))
            return record.text("OrNu")
        check_header(self._masters, self._relations, record)
        return self._new(record) if record.action == "insert" else self._changed(record)

    def delete(self, number: str) -> None:
        """Take an order away. Raises RefusedError when it is not there."""
        if self._books.find(number) is None:
            raise RefusedError(500, Text.NO_VALUE, "Ordernummer")
        for rows in (self._books.headers.rows, self._books.lines.rows):
            self._journal.rows(rows)
        self._books.delete_order(number)

    def _new(self, record: Record) -> str:
        debtor = self._relations.debtor(record.fields["DbId"])
        number = record.text("OrNu")
        if number in self._books.numbers():
            raise RefusedError(500, Text.TAKEN, "Ordernummer")
        order: Words = defaults_of(debtor, self._masters)
        order.update({word: value for word, value in header_words(record).items() if value is not None})
        order.setdefault("ordered_on", self._books.stamp().date())
        order.update(customer_words(self._relations, debtor))
        order.update(delivery_words(self._relations, debtor, order.get("delivery_address")))
        lines = [self._line(one, order) for one in require_lines(record, LINES)]
        number = number or str(self._numbers.take("OrNu", self._books.numbers()))
        self._books.add({"order": {**order, "number": number, "status": self._behaviour.order_status}, "lines": lines})
        self._journal.note(lambda: self._books.delete_order(number))
        return number

    def _changed(self, record: Record) -> str:
        number = record.text("OrNu")
        if not number:
            raise RefusedError(500, Text.MISSING, "Ordernummer")
        row = self._books.find(number)
        if row is None:
            raise RefusedError(500, Text.NO_VALUE, "Ordernummer")
        words = header_words(record)
        if record.text("DbId"):
            words.update(customer_words(self._relations, self._relations.debtor(record.text("DbId"))))
        if "delivery_address" in words:
            debtor = self._relations.debtor(record.text("DbId") or self._books.header.word(row, "customer_code"))
            words.update(delivery_words(self._relations, debtor, words["delivery_address"]))
        if words:
            self._journal.before(row)
            self._books.change_order(number, **words)
        for one in record.under(LINES):
            self._write_line(number, row, one)
        return number

    def _write_line(self, number: str, order: Row, record: Record) -> None:
        found = None if record.action == "insert" else self._found(number, record)
        if record.action == "delete":
            self._remove(found)
        elif found is None:
            word = self._books.header.word
            words = {name: word(order, name) for name in ("prices_include_vat", "vat_duty")}
            taken = [int(str(self._books.line.word(row, "sequence"))) for row in self._books.lines_of(number)]
            line = {"sequence": max(taken, default=0) + 1, **self._line(record, words)}
            added = self._books.add_line(number, line)
            self._journal.note(lambda: self._books.lines.rows.remove(added))
        else:
            known(record.fields.get("War"), self._masters.warehouses, "Magazijn")
            self._journal.before(found)
            self._books.change_row(found, **line_changes(record))

    def _found(self, number: str, record: Record) -> Row | None:
        """The line that a record means: by its GUID, else by its item. Raises RefusedError."""
        word = self._books.line.word
        lines = self._books.lines_of(number)
        guid = record.text("GuLi").strip("{}").upper()
        if guid:
            found = [row for row in lines if str(word(row, "guid")).strip("{}") == guid]
            if not found:
                raise RefusedError(500, Text.NO_VALUE, "GUID regel")
            return found[0]
        item = self._masters.item(record.text("VaIt"), record.text("ItCd"))
        found = [row for row in lines if (word(row, "item_type"), word(row, "sku")) == (item.type, item.code)]
        if len(found) > 1:
            raise RefusedError(500, Text.SEVERAL, "Itemcode")
        return found[0] if found else None

    def _remove(self, row: Row | None) -> None:
        if row is None:
            raise RefusedError(500, Text.NO_VALUE, "Itemcode")
        rows = self._books.lines.rows
        position = rows.index(row)
        rows.pop(position)
        self._journal.note(lambda: rows.insert(position, row))

    def _line(self, record: Record, order: Words) -> Words:
        duty = str(order.get("vat_duty") or next(iter(self._masters.vat_duties)))
        return line_words(self._masters, record, includes_vat=bool(order["prices_include_vat"]), duty=duty)
