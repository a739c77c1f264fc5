"""The sales orders that the sandbox keeps, as two connectors' tables, and how they change."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from handlers.vendors.afas.connection import AfasOrders
from handlers.vendors.afas.sandbox.document_books import DocumentBooks, Layout, now
from handlers.vendors.afas.sandbox.tables import Stored, Table

_BESIDE = frozenset({"warehouse", "payment_condition", "delivery_address", "discount", "vat_duty", "blocked"})
_LINE_BESIDE = frozenset({"guid", "unit", "warehouse", "vat_group", "discount_amount"})


class OrderBooks(DocumentBooks):
    """Orders and their lines, in the words of handlers.vendors.afas.columns."""

    def __init__(
        self,
        documents: Iterable[Mapping[str, Any]] = (),
        *,
        settings: AfasOrders | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.settings = settings or AfasOrders()
        header = Layout(self.settings.connector, self.settings.columns, _BESIDE)
        line = Layout(self.settings.line_connector, self.settings.line_columns, _LINE_BESIDE)
        super().__init__(header, line, "order_number", clock)
        for document in documents:
            self.add(document)

    @property
    def orders(self) -> Table:
        """The connector of the orders."""
        return self.headers

    def change_order(self, number: str, **words: Stored) -> None:
        """Change an order's own fields and stamp it. Raises KeyError when it is not there."""
        self.change(number, **words)

    def delete_order(self, number: str) -> None:
        """Take an order and its lines away without a trace, as AFAS does. Raises KeyError when it is not there."""
        self.delete(number)
