"""Looks up what a flow's settings name in the target's books: a code that is misspelt there holds orders one by one."""

from collections.abc import Iterator, Sequence

from handlers.contracts.debtors import CustomerMarks
from handlers.contracts.orders import OrderTarget
from handlers.pipelines.orders.settings import OrderSettings
from relay.care.doctor.settings_in_books import Missing
from words.told import Told


async def check_names(settings: OrderSettings, target: OrderTarget) -> Sequence[Missing]:
    """The articles and debtors of the settings that the target does not have; reads only. Raises what look-ups do."""
    articles = list(_articles(settings))
    absent = set(await target.missing_articles(sorted({code for _, code in articles}))) if articles else set[str]()
    missing = [Missing(place, Told("orders.article"), code) for place, code in articles if code in absent]
    for number in sorted({number for _, number in _debtors(settings)}):
        found = await target.find_debtors(CustomerMarks(code=number))
        if not any(debtor.number.casefold() == number.casefold() for debtor in found):
            missing += [
                Missing(place, Told("orders.debtor"), number) for place, named in _debtors(settings) if named == number
            ]
    return missing


def _articles(settings: OrderSettings) -> Iterator[tuple[str, str]]:
    """Each article that the settings name, with the setting; only those that may be written."""
    costs = (("shipping_cost", settings.shipping_cost), ("payment_cost", settings.payment_cost))
    named = {
        "fallback_item": settings.fallback_item,
        "free_line_item": settings.free_line_item,
        "rounding.item": settings.rounding.item,
        **{f"{name}.item": cost.item for name, cost in costs},
        **{f"{name}.items.{method}": code for name, cost in costs for method, code in cost.items.items()},
        "discount.item": settings.discount.item if settings.discount.how == "line" else None,
    }
    yield from ((place, code) for place, code in named.items() if code)


def _debtors(settings: OrderSettings) -> Iterator[tuple[str, str]]:
    """Each debtor that the settings name, with the setting."""
    default, ways = settings.default_debtor, settings.payment_methods
    named = {
        "default_debtor.value": default.value,
        **{f"default_debtor.by_country.{country}": number for country, number in default.by_country.items()},
        **{f"default_debtor.by_store.{store}": number for store, number in default.by_store.items()},
        **{f"payment_methods.{way}.default_debtor": rule.default_debtor for way, rule in ways.items()},
    }
    yield from ((place, number) for place, number in named.items() if number)
