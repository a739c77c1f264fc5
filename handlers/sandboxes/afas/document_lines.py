"""The lines of orders and direct invoices as they are written: new ones, changes, and what stands under a line."""

from collections.abc import Callable, Mapping

from handlers.sandboxes.afas.document_books import DocumentBooks
from handlers.sandboxes.afas.documents import Words, line_changes, line_words
from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.layouts import Row
from handlers.sandboxes.afas.masters import Masters, require_known
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored

Parts = Mapping[str, list[Record]]
"""What stands under a line by the object's name: batches, serial numbers, locations, parts of a composition."""


class LineDesk:
    """Writes the lines of one kind of document."""

    def __init__(self, books: DocumentBooks, masters: Masters, journal: Journal) -> None:
        self._books = books
        self._masters = masters
        self._journal = journal
        self._parts: dict[Stored, Parts] = {}

    def parts_of(self, row: Row) -> Parts:
        """What was written under a line."""
        return self._parts.get(self._books.line.word(row, "guid"), {})

    def make_line(self, record: Record, document: Callable[[str], Stored]) -> Words:
        """A new line, priced by what its document says; ``document`` gives its words. Raises RefusedError."""
        duty = str(document("vat_duty") or next(iter(self._masters.vat_duties)))
        line = line_words(self._masters, record, includes_vat=bool(document("prices_include_vat")), duty=duty)
        self._keep_parts(line["guid"], record)
        return line

    def write(self, number: str, document: Row, record: Record) -> None:
        """Insert, change or delete a line of a document that is there. Raises RefusedError."""
        found = None if record.action == "insert" else self._find(number, record)
        if record.action == "delete":
            self._remove(found)
        elif found is None:
            taken = [int(str(self._books.line.word(row, "sequence"))) for row in self._books.lines_of(number)]
            line = self.make_line(record, lambda word: self._books.header.word(document, word))
            added = self._books.add_line(number, {"sequence": max(taken, default=0) + 1, **line})
            self._journal.note(lambda: self._books.lines.rows.remove(added))
        else:
            require_known(record.fields.get("War"), self._masters.warehouses, "Magazijn")
            self._journal.before(found)
            self._books.change_row(found, **line_changes(record))
            self._keep_parts(self._books.line.word(found, "guid"), record)

    def _keep_parts(self, guid: Stored, record: Record) -> None:
        """An object that is given takes the place of what stood under the line by that name."""
        if record.objects:
            before = self._parts.get(guid, {})
            self._parts[guid] = {**before, **record.objects}
            self._journal.note(lambda: self._parts.__setitem__(guid, before))

    def _find(self, number: str, record: Record) -> Row | None:
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
        self._journal.rows(self._books.lines.rows)
        self._books.lines.rows[:] = [one for one in self._books.lines.rows if one is not row]
