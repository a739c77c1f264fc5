"""The sales orders that the sandbox keeps, as two connectors' tables, and how they change."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers.sandboxes.afas.document_books import DocumentBooks, now
from handlers.sandboxes.afas.layouts import ORDERS, DocumentNames, Layout, Row
from handlers.sandboxes.afas.tables import Stored, Table
from handlers.sandboxes.afas.totals import is_priced, totals_of

_BESIDE = frozenset({"delivery_address", "vat_duty", "blocked"})
_TOTALS = ("total_excluding_vat", "total_vat", "total_including_vat")
_LINE_BESIDE = frozenset({"guid", "warehouse", "discount_amount"})


class OrderBooks(DocumentBooks):
    """Orders and their lines, in the words of their layouts; ``settings`` names other connectors and columns."""

    def __init__(
        self,
        documents: Iterable[Mapping[str, Any]] = (),
        *,
        settings: DocumentNames | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        settings = settings or ORDERS
        header = Layout(settings.connector, settings.columns, _BESIDE)
        line = Layout(settings.line_connector, settings.line_columns, _LINE_BESIDE)
        super().__init__(header, line, "order_number", clock)
        for document in documents:
            self.add(document)

    @property
    def orders(self) -> Table:
        """The connector of the orders."""
        return self.headers

    def add_totals(self, rows: Sequence[Row], *, per_line: bool) -> list[Row]:
        """Copies of orders with what they come to, where they say nothing of it and all their lines have a VAT rate."""
        lines: dict[Stored, list[Row]] = {self.header.word(row, "number"): [] for row in rows}
        for line in self.lines.rows:
            if (own := lines.get(self.line.word(line, "order_number"))) is not None:
                own.append(line)
        return [self._add_totals(row, lines[self.header.word(row, "number")], per_line=per_line) for row in rows]

    def _add_totals(self, row: Row, lines: Sequence[Row], *, per_line: bool) -> Row:
        word = self.header.word
        if any(word(row, total) is not None for total in _TOTALS) or not is_priced(self.line, lines):
            return row
        includes_vat, discount = bool(word(row, "prices_include_vat")), word(row, "discount_percent")
        totals = totals_of(self.line, lines, includes_vat=includes_vat, discount=discount, per_line=per_line)
        amounts = (totals.excluding_vat, totals.vat, totals.including_vat)
        return row | self.header.lay_out(dict(zip(_TOTALS, amounts, strict=True)))
