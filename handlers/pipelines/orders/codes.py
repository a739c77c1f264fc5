"""Chooses the target's codes for an order by the flow's settings, each by the idiom default, force, table, unmapped."""

from collections.abc import Mapping

from handlers.pipelines.orders.settings import OrderSettings
from mapping.choices import Choice, UnmappedValueError
from mapping.documents.order import Order
from mapping.problems import Problem
from words.masking import shorten
from words.told import Told

_ALWAYS_ASKED = frozenset({"payment_condition"})
"""Settings whose value from the source must have a code in books, also where the flow says nothing about them."""

_DEFAULTS_ONLY = frozenset({"administration", "receivables_account", "journal"})
"""Settings that the source's value decides only where a table says how; else their default goes for all."""


def choose_codes(
    settings: OrderSettings, order: Order, *, keeps_books: bool = True
) -> tuple[dict[str, str], list[Problem]]:
    """The codes by name, as ``Draft.codes`` has them, and a problem for each value that has none.

    A target that does not ``keeps_books`` is told the source's own value where the settings give no code.
    """
    codes: dict[str, str] = {}
    problems: list[Problem] = []
    for name, value in _values(order).items():
        choice: Choice = getattr(settings, name)
        if not choice.model_fields_set and not (keeps_books and name in _ALWAYS_ASKED):
            continue
        try:
            code = choice.choose(value if choice.table or name not in _DEFAULTS_ONLY else None)
        except UnmappedValueError:
            mend = Told("orders.add_code", setting=name)
            problems.append(Problem(name, Told("orders.no_code"), mend, shorten(value or "")))
            continue
        if code is not None:
            codes[name] = code
    _rule(codes, settings, order)
    return codes, problems


def _values(order: Order) -> Mapping[str, str | None]:
    """For each setting, what of the order decides it."""
    return {
        "administration": order.administration,
        "receivables_account": order.billing_address.country,
        "payment_condition": order.payment_condition,
        "payment_method": order.payment_method,
        "shipping_method": order.shipping_method,
        "journal": order.store,
        "warehouse": order.warehouse,
        "language": order.language,
        "currency": order.currency,
        "status": order.status,
    }


def _rule(codes: dict[str, str], settings: OrderSettings, order: Order) -> None:
    """What the way of paying decides goes before the default, and not before what the order says itself."""
    rule = settings.payment_methods.get(order.payment_method or "")
    if rule is None:
        return
    if rule.payment_condition and not order.payment_condition:
        codes["payment_condition"] = rule.payment_condition
    if rule.journal:
        codes["journal"] = rule.journal
