"""Keeps orders that were placed to try a shop out of the books, unless the settings carry them."""

from handlers.pipelines.orders.settings import OrderSettings
from mapping.documents.order import Order
from mapping.problems import Problem
from relay.errors import Hold, Skip
from words.told import Told


def refuse_test_order(order: Order, settings: OrderSettings) -> None:
    """Raise Skip or Hold for an order that says it is one, as ``settings.test_orders`` has it."""
    if not order.is_test or settings.test_orders == "carry":
        return
    if settings.test_orders == "skip":
        raise Skip(Told("orders.test_order_left_out"))
    problem = Problem("is_test", Told("orders.is_test"), Told("orders.cancel_event"), "true")
    raise Hold(Told("orders.test_order_held", problem=problem.told()), problems=[problem])
