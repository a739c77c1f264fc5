"""Finds and writes what an order becomes: a sales order, or a direct invoice, which AFAS shows by its packing slip."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.contracts.drafts import Draft
from handlers.contracts.orders import FoundOrder, WrittenOrder
from handlers.contracts.records import Fields
from handlers.vendors.afas.client import Row
from handlers.vendors.afas.protocol import read_stamp
from handlers.vendors.afas.target.books import BooksTarget, equal, text_of
from handlers.vendors.afas.target.lookup_columns import PackingSlipColumns, WrittenOrderColumns
from handlers.vendors.afas.target.mapping import Drafting
from handlers.vendors.afas.target.writes import new_order
from handlers.vendors.mapped_target import MappedOrders
from mapping.documents.order import Order
from mapping.documents.values import parse_decimal
from mapping.pricing import Basis


class Orders(BooksTarget, MappedOrders):
    """Implements ``handlers.contracts.orders.OrderTarget``, where each method's contract stands."""

    _drafting: Drafting

    def basis(self, order: Order) -> Basis:
        """Prices as the connection's settings say, or as the order has them."""
        return self._drafting.basis(order)

    async def find_orders(
        self,
        reference: str,
        ordered_on: date,  # noqa: ARG002 - by reference
        *,
        delivery_on: date | None = None,  # noqa: ARG002 - by reference
        sent_on: date | None = None,  # noqa: ARG002 - by reference
    ) -> Sequence[FoundOrder]:
        """Orders and direct invoices whose reference AFAS finds equal, whatever their date."""
        prices = self._books.settings.writing.prices
        return await self._find_written(reference, None if prices == "as_order" else prices == "including_vat")

    async def create_order(self, fields: Fields) -> WrittenOrder:
        """Order or direct invoice with lines in one call, so that there is never half of one; AFAS tells no total."""
        write = new_order(fields, self._books.settings.writing, self._drafting.emptied)
        return WrittenOrder(await self._books.send(write, "OrNu"))

    async def stored_total(self, draft: Draft, number: str) -> Decimal | None:
        """The total that AFAS makes of the order, found by its reference; with or without VAT as it was sent."""
        found = await self._find_written(draft.reference, draft.priced.includes_vat)
        return next((order.total for order in found if order.number == number), None)

    async def _find_written(self, reference: str, including_vat: bool | None) -> list[FoundOrder]:  # noqa: FBT001 - as a total is
        """Orders and direct invoices with this reference, and their totals with or without VAT."""
        lookups = self._books.settings.lookups
        found: dict[str, FoundOrder] = {}
        for connector, columns in (
            (lookups.orders, lookups.order_columns),
            (lookups.packing_slips, lookups.packing_slip_columns),
        ):
            if connector is None:
                continue
            same = equal(columns.reference, [reference])
            for row in await self._books.rows(connector, columns, columns.number, same):
                order = read_order(row, columns, including_vat=including_vat)
                found[order.number] = order
        return list(found.values())


def read_order(
    row: Row, columns: WrittenOrderColumns | PackingSlipColumns, *, including_vat: bool | None
) -> FoundOrder:
    """An order or direct invoice; its total with or without VAT as is asked, else as its own prices are.

    None where neither is known.
    """
    words = columns.translate(row)
    total = None
    if including_vat is None and isinstance(words.get("prices_include_vat"), bool):
        including_vat = bool(words["prices_include_vat"])
    if including_vat is not None:
        total = _amount(words.get("total_including_vat" if including_vat else "total_excluding_vat"))
    return FoundOrder(
        number=text_of(words, "number"),
        reference=text_of(words, "reference"),
        debtor=text_of(words, "debtor"),
        ordered_on=_day(words.get("ordered_on")),
        total=total,
    )


def _amount(value: Any) -> Decimal | None:
    try:
        return parse_decimal(value)
    except ValueError:
        return None


def _day(value: Any) -> date | None:
    try:
        return read_stamp(value).date() if isinstance(value, str) else None
    except ValueError:
        return None
