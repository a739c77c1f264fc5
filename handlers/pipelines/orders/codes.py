"""Chooses the target's codes for an order by the flow's settings, each by the idiom default, force, table, unmapped."""

from handlers.pipelines.orders.run import OrderSettings
from mapping.choices import UnmappedValueError
from mapping.documents.order import Order
from mapping.problems import Problem, shortened


def choose_codes(settings: OrderSettings, order: Order) -> tuple[dict[str, str], list[Problem]]:
    """The codes by name, as ``Draft.codes`` has them, and a problem for each value that has none."""
    wanted = {
        "administration": (settings.administration, None),
        "receivables_account": (settings.receivables_account, None),
        "payment_condition": (settings.payment_condition, order.payment_condition),
    }
    codes: dict[str, str] = {}
    problems: list[Problem] = []
    for name, (choice, value) in wanted.items():
        try:
            code = choice.choose(value)
        except UnmappedValueError:
            remedy = f"add a row to settings.{name}.table of this flow, or set settings.{name}.unmapped"
            problems.append(Problem(name, "this value has no code in the target", remedy, shortened(value)))
            continue
        if code is not None:
            codes[name] = code
    return codes, problems
