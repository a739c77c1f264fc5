"""Sales orders as they are written: inserted, changed line by line, blocked, released and deleted."""

from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.afas.document_desk import DocumentDesk
from handlers.sandboxes.afas.documents import read_changes, require_lines
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text

LINES = "FbSalesLines"


class SalesDesk(DocumentDesk[OrderBooks]):
    """Writes into the order books. Two same inserts make two orders, as in AFAS."""

    def write(self, record: Record) -> str:
        """The number of the order that was inserted, changed or deleted. Raises RefusedError."""
        if record.action == "delete":
            self.delete(record.text("OrNu"))
            return record.text("OrNu")
        self.check_header(record)
        return self._new(record) if record.action == "insert" else self._change(record)

    def delete(self, number: str) -> None:
        """Take an order away. Raises RefusedError when it is not there."""
        if self._books.find(number) is None:
            raise RefusedError(500, Text.NO_VALUE, "Ordernummer")
        self.take_away(number)

    def _new(self, record: Record) -> str:
        order = self.begin_document(record)
        number = record.text("OrNu")
        if number in self._books.numbers():
            raise RefusedError(500, Text.TAKEN, "Ordernummer")
        order.setdefault("ordered_on", self._books.stamp().date())
        lines = [self.lines.make_line(one, order.get) for one in require_lines(record, LINES)]
        number = number or str(self._numbers.take("OrNu", self._books.numbers()))
        self._books.add({"order": {**order, "number": number, "status": self._behaviour.order_status}, "lines": lines})
        self._journal.note(lambda: self._books.delete(number))
        return number

    def _change(self, record: Record) -> str:
        number = record.text("OrNu")
        if not number:
            raise RefusedError(500, Text.MISSING, "Ordernummer")
        row = self._books.find(number)
        if row is None:
            raise RefusedError(500, Text.NO_VALUE, "Ordernummer")
        words = read_changes(self._relations, record, self._books.header.word(row, "customer_code"))
        if words:
            self._journal.before(row)
            self._books.change(number, **words)
        for one in record.under(LINES):
            self.lines.write(number, row, one)
        return number
