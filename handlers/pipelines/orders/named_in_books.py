"""Lists what a flow's settings name of its target, and looks up in its books what would hold orders one by one.

Named are articles, debtors, codes and accounts, and what the flow must be let do.
"""

from collections.abc import Collection, Iterator, Sequence

from handlers.contracts.debtors import CustomerMarks
from handlers.contracts.naming import Kind, Right, chosen
from handlers.contracts.orders import OrderTarget, books_of
from handlers.pipelines.orders.settings import OrderSettings
from relay.care.doctor.settings_in_books import Missing
from relay.roles import Named
from relay.settings.findings import Path
from words.told import Told

_CHOICES: dict[str, Kind] = {
    "administration": Kind.ADMINISTRATION,
    "receivables_account": Kind.CONTROL_ACCOUNT,
    "payment_condition": Kind.PAYMENT_CONDITION,
    "payment_method": Kind.PAYMENT_METHOD,
    "shipping_method": Kind.SHIPPING_METHOD,
    "journal": Kind.JOURNAL,
    "warehouse": Kind.WAREHOUSE,
    "language": Kind.LANGUAGE,
    "currency": Kind.CURRENCY,
    "status": Kind.STATUS,
}
"""The settings by which a code of the target is chosen, and what it is a code of."""


def names_in(settings: OrderSettings) -> Sequence[Named]:
    """All that the settings name, each with its place in them; what is left out names nothing."""
    return [
        *_articles(settings),
        *_debtors(settings),
        *(one for name, kind in _CHOICES.items() for one in chosen((name,), kind, getattr(settings, name))),
        *_by_payment_method(settings),
        *_vat(settings),
        *_accounts(settings),
        *_rights(settings),
    ]


async def check_names(settings: OrderSettings, target: OrderTarget) -> Sequence[Missing]:
    """The articles and debtors of the settings that the target does not have; reads only. Raises what look-ups do.

    A target without books has neither, and lacks nothing.
    """
    books = books_of(target)
    if books is None:
        return ()
    articles = list(_named(settings, {Kind.ARTICLE, Kind.COST_ITEM}))
    absent = set(await books.missing_articles(sorted({code for _, code in articles}))) if articles else set[str]()
    missing = [Missing(place, Told("orders.article"), code) for place, code in articles if code in absent]
    debtors = list(_named(settings, {Kind.DEBTOR}))
    for number in sorted({number for _, number in debtors}):
        found = await books.find_debtors(CustomerMarks(code=number))
        if not any(debtor.number.casefold() == number.casefold() for debtor in found):
            missing += [Missing(place, Told("orders.debtor"), number) for place, named in debtors if named == number]
    return missing


def _named(settings: OrderSettings, kinds: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each name of these kinds, with the setting."""
    return ((".".join(map(str, one.path)), one.name) for one in names_in(settings) if one.kind in kinds)


def _articles(settings: OrderSettings) -> Iterator[Named]:
    """Each article that may be written; those of costs may be of another type than what is sold."""
    costs = (("shipping_cost", settings.shipping_cost), ("payment_cost", settings.payment_cost))
    named: dict[Path, tuple[Kind, str | None]] = {
        ("fallback_item",): (Kind.ARTICLE, settings.fallback_item),
        ("free_line_item",): (Kind.ARTICLE, settings.free_line_item),
        ("rounding", "item"): (Kind.COST_ITEM, settings.rounding.item),
        **{(name, "item"): (Kind.COST_ITEM, cost.item) for name, cost in costs},
        **{
            (name, "items", method): (Kind.COST_ITEM, code)
            for name, cost in costs
            for method, code in cost.items.items()
        },
        ("discount", "item"): (Kind.COST_ITEM, settings.discount.item if settings.discount.how == "line" else None),
    }
    yield from (Named(path, kind, code) for path, (kind, code) in named.items() if code)


def _debtors(settings: OrderSettings) -> Iterator[Named]:
    default, ways = settings.default_debtor, settings.payment_methods
    named: dict[Path, str | None] = {
        ("default_debtor", "value"): default.value,
        **{("default_debtor", "by_country", country): number for country, number in default.by_country.items()},
        **{("default_debtor", "by_store", store): number for store, number in default.by_store.items()},
        **{("payment_methods", way, "default_debtor"): rule.default_debtor for way, rule in ways.items()},
    }
    yield from (Named(path, Kind.DEBTOR, number) for path, number in named.items() if number)


def _by_payment_method(settings: OrderSettings) -> Iterator[Named]:
    for way, rule in settings.payment_methods.items():
        if rule.payment_condition:
            path = ("payment_methods", way, "payment_condition")
            yield Named(path, Kind.PAYMENT_CONDITION, rule.payment_condition)
        if rule.journal:
            yield Named(("payment_methods", way, "journal"), Kind.JOURNAL, rule.journal)


def _vat(settings: OrderSettings) -> Iterator[Named]:
    table = settings.vat_codes
    for number, row in enumerate(table.rows):
        if row.code:
            yield Named(("vat_codes", "rows", number, "code"), Kind.VAT_CODE, row.code)
        if row.revenue_account:
            path = ("vat_codes", "rows", number, "revenue_account")
            yield Named(path, Kind.LEDGER_ACCOUNT, row.revenue_account)
    yield from chosen(("vat_codes", "vat_code"), Kind.VAT_CODE, table.vat_code)
    for number, revenue in enumerate(table.revenue_accounts):
        yield Named(("vat_codes", "revenue_accounts", number, "account"), Kind.LEDGER_ACCOUNT, revenue.account)


def _accounts(settings: OrderSettings) -> Iterator[Named]:
    """The accounts of costs, which only a financial mutation books."""
    for name in ("shipping_cost", "payment_cost", "discount", "rounding"):
        account = getattr(getattr(settings, name), "account", None)
        if account:
            yield Named((name, "account"), Kind.LEDGER_ACCOUNT, account)


def _rights(settings: OrderSettings) -> Iterator[Named]:
    yield Named(("send_as",), Kind.RIGHT, Right.WRITE_ORDERS)
    if not settings.default_debtor.force:
        if settings.customer.on_none == "create":
            yield Named(("customer", "on_none"), Kind.RIGHT, Right.MAKE_DEBTORS)
        if settings.customer.update != "never":
            yield Named(("customer", "update"), Kind.RIGHT, Right.CHANGE_DEBTORS)
        yield Named(("incomplete", "delivery_address"), Kind.RIGHT, Right.MAKE_ADDRESSES)
    if settings.missing_article == "create":
        yield Named(("missing_article",), Kind.RIGHT, Right.MAKE_ARTICLES)
