"""Tells what an order sells of the goods of its target's books, as soon as it is taken in."""

from typing import Any

from handlers.contracts.orders import OrderSource
from handlers.pipelines.orders.settings import OrderSettings
from mapping.choices import Choice, UnmappedValueError
from mapping.documents.order import Order
from mapping.problems import DocumentError
from relay.line.actions import Sale, Sales
from relay.model import Flow


def tell_sales(flow: Flow, document: Any, source: OrderSource) -> Sales | None:
    """What a document sells, by the codes that it has; nothing of one that its settings leave out.

    None of one that never touches the stock of the books: one that cannot be read, one that is booked as money only,
    and the invoice of an order, which sold the goods before.
    """
    settings: OrderSettings = flow.settings
    if settings.send_as == "financial_mutation":
        return None
    try:
        order = source.read(document)
    except DocumentError:
        return None
    if flow.entity != "order" and order.order_number:
        return None
    sold = tuple(_sold(order, settings)) if _is_wanted(order, settings) else ()
    return Sales(order.number, "order", sold)


def _is_wanted(order: Order, settings: OrderSettings) -> bool:
    """Whether an order is one that will be written, as far as itself and the settings tell."""
    status = (order.status or "").strip().casefold()
    if status in {word.casefold() for word in settings.cancelled_statuses}:
        return False
    if settings.statuses and status not in {word.casefold() for word in settings.statuses}:
        return False
    return not order.is_credit and not (order.is_test and settings.test_orders == "skip")


def _sold(order: Order, settings: OrderSettings) -> list[Sale]:
    """Its lines of goods; what is taken back lies nowhere yet, and services lie in no warehouse."""
    warehouse = _choose(settings.warehouse, order.warehouse)
    administration = _choose(settings.administration, order.administration if settings.administration.table else None)
    return [
        Sale(line.sku, line.quantity, line.unit or "", warehouse, administration)
        for line in order.lines
        if line.sku and line.kind == "goods" and line.quantity > 0
    ]


def _choose(choice: Choice, value: str | None) -> str:
    """The target's code; empty where none is known, as where an order will be held for want of a row."""
    if not choice.model_fields_set:
        return ""
    try:
        return choice.choose(value) or ""
    except UnmappedValueError:
        return ""
