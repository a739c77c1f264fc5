"""Keeps orders that were placed to try a shop out of the books, unless the settings carry them."""

from handlers.pipelines.orders.settings import OrderSettings
from mapping.documents.order import Order
from mapping.problems import Problem
from relay.errors import Hold, Skip


def refuse_test_order(order: Order, settings: OrderSettings) -> None:
    """Raise Skip or Hold for an order that says it is one, as ``settings.test_orders`` has it."""
    if not order.is_test or settings.test_orders == "carry":
        return
    if settings.test_orders == "skip":
        raise Skip("the order was placed to try the shop; it is left out by setting test_orders")
    problem = Problem("is_test", "says that the order was placed to try the shop", "cancel this event", "true")
    raise Hold(f"the order cannot be sent as it is: {problem}", problems=[problem])
