"""Decides everything about an order that can be decided without a call: what `relay mapping try` shows, and what runs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from handlers.pipelines.orders.buyers import as_buyer
from handlers.pipelines.orders.codes import choose_codes
from handlers.pipelines.orders.needs import Draft
from handlers.pipelines.orders.run import reference_of
from handlers.pipelines.orders.settings import OrderSettings
from mapping.documents.order import Order
from mapping.pricing import Basis, PricedOrder, PricingError, price_order
from mapping.problems import Problem
from relay.model import Flow


@dataclass(frozen=True, slots=True)
class Drafted:
    """The draft, all that is wrong with it, and what was decided, for the story."""

    draft: Draft
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def draft_order(order: Order, flow: Flow, basis: Callable[[Order], Basis], today: date) -> Drafted:
    """A draft under the reference by which the order is found in the target. Pure; raises nothing.

    ``basis`` tells how the target wants the order's prices; ``today`` is the day in the books.
    """
    settings: OrderSettings = flow.settings
    reference = reference_of(order, flow)
    order, notes = as_buyer(order, settings.customer)
    order = order.model_copy(update={"ordered_on": _ordered_on(order, settings, today)})
    codes, problems = choose_codes(settings, order)
    problems += _wanted(order, settings)
    notes += [f"{name} {code} added by setting {name}" for name, code in codes.items()]
    priced = PricedOrder((), includes_vat=order.prices_include_vat, amount=order.lines[0].unit_price * 0)
    try:
        priced = price_order(order, settings, basis(order))
    except PricingError as error:
        problems += error.problems
    draft = Draft(order, reference, codes, priced, send_as=settings.send_as)
    default, why = default_debtor(settings, order)
    if default is not None:
        draft = replace(draft, debtor=default)
        notes.append(f"debtor {default} added by setting {why}")
    return Drafted(draft, tuple(problems), (*notes, *priced.notes))


def default_debtor(settings: OrderSettings, order: Order) -> tuple[str | None, str]:
    """The debtor that the settings choose before anybody is looked for, and the setting that says so."""
    rule = settings.payment_methods.get(order.payment_method or "")
    if rule is not None and rule.default_debtor:
        return rule.default_debtor, "payment_methods"
    if settings.default_debtor.force or not order.customer.email:
        return settings.default_debtor.number(order.ship_to.country, order.store), "default_debtor"
    return None, ""


def _ordered_on(order: Order, settings: OrderSettings, today: date) -> date:
    if settings.order_date == "today":
        return today
    if settings.order_date == "delivery":
        return order.delivery_on or order.ordered_on
    return order.ordered_on


def _wanted(order: Order, settings: OrderSettings) -> list[Problem]:
    problems = []
    if order.is_credit and settings.credits == "hold":
        remedy = "enter it by hand, or set settings.credits: send"
        problems.append(Problem("credit_of", "this is a credit, and the flow holds credits", remedy, order.credit_of))
    return problems
