"""Rules about the settings of orders that no type can tell: slips that would be carried into the books unseen."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from handlers.pipelines.common.told_rules import settings_of_books
from handlers.pipelines.orders.settings import OrderSettings
from mapping.code_keys import currency_code
from mapping.documents.values import plain
from mapping.vat.areas import MEMBER_STATES
from mapping.vat.rates import percent, rate_mistake, rates_of
from mapping.vat.table import Conditions, read_rate
from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from relay.settings.model import FlowSettings
from relay.settings.written import look_up
from words.mistake import Mistake
from words.told import Told

_WIDEST_TOLERANCE: Final = Decimal(1)
"""In the order's currency: what rounding alone can hardly come to."""

_OF_BOOKS: Final[tuple[Path, ...]] = (
    ("send_as",),
    ("default_debtor",),
    ("customer", "match"),
    ("customer", "on_many"),
    ("customer", "on_none"),
    ("customer", "update"),
    ("incomplete", "customer"),
    ("missing_article",),
    ("fallback_item",),
)
"""Settings that decide about debtors and articles, and what becomes of an order in books."""

_THREE_CAPITALS: Final = re.compile(r"[A-Z]{3}")
_FAR_AHEAD: Final = timedelta(days=400)
_ZONE: Final = ZoneInfo("Europe/Amsterdam")


class _Rate(NamedTuple):
    """A rate in percent that settings name, where it stands, and the sales that it is for."""

    path: Path
    rate: Decimal
    country: str | None
    day: date


def rates_that_no_country_has(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """A rate as a fraction, or one that the country does not have today, fits no line: its code is never used."""
    settings = flow.settings
    if not isinstance(settings, OrderSettings):
        return
    at = (*path, "settings")
    for found in _rates(settings, look_up(checked.written.value, at)):
        told = _odd_rate(found, settings.vat_codes.seller)
        if told is not None:
            yield Finding("warning", (*at, *found.path), told)


def rows_that_begin_far_ahead(_: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """Until the day from which a row counts, its code is not used: a day more than a year ahead is hardly meant."""
    settings = flow.settings
    if not isinstance(settings, OrderSettings):
        return
    last = datetime.now(_ZONE).date() + _FAR_AHEAD
    table = settings.vat_codes
    tables: dict[str, tuple[Conditions, ...]] = {"rows": table.rows, "revenue_accounts": table.revenue_accounts}
    for name, rows in tables.items():
        for place, row in enumerate(rows):
            if row.valid_from is not None and row.valid_from > last:
                told = Told("books.valid_far_ahead", day=row.valid_from.isoformat())
                yield Finding("warning", (*path, "settings", "vat_codes", name, place, "valid_from"), told)


def tolerance_that_hides_mistakes(_: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """A total may differ by what rounding can explain; a wider tolerance books what is wrong."""
    settings = flow.settings
    if isinstance(settings, OrderSettings) and settings.rounding.tolerance > _WIDEST_TOLERANCE:
        told = Told("books.wide_tolerance", tolerance=plain(settings.rounding.tolerance))
        yield Finding("warning", (*path, "settings", "rounding", "tolerance"), told)


def currencies_that_look_misspelt(_: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """The target's code of a currency is mostly its ISO code: three capitals that are none are hardly meant."""
    settings = flow.settings
    if not isinstance(settings, OrderSettings):
        return
    codes: dict[Path, str | None] = {("default",): settings.currency.default}
    codes |= {("table", written): code for written, code in settings.currency.table.items()}
    for at, code in codes.items():
        if code is None or not _THREE_CAPITALS.fullmatch(code):
            continue
        try:
            currency_code(code)
        except Mistake as mistake:
            yield Finding("warning", (*path, "settings", "currency", *at), mistake.told, nearest=mistake.nearest)


def states_never_carried(_: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """A state that is to be carried, and counts as cancelled besides, is never carried."""
    settings = flow.settings
    if not isinstance(settings, OrderSettings):
        return
    cancelled = {word.casefold() for word in settings.cancelled_statuses}
    for place, word in enumerate(settings.statuses):
        if word.casefold() in cancelled:
            told = Told("books.never_carried", status=word)
            yield Finding("error", (*path, "settings", "statuses", place), told)


def settings_that_never_count(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """A setting that counts only together with another is a forgotten half where that one says otherwise."""
    settings = flow.settings
    if not isinstance(settings, OrderSettings):
        return
    halves: tuple[tuple[Path, bool, str], ...] = (
        (("fallback_item",), settings.missing_article == "fallback_item", "missing_article: fallback_item"),
        (("discount", "item"), settings.discount.how == "line", "discount.how: line"),
        (("discount", "account"), settings.discount.how == "line", "discount.how: line"),
        (("discount", "description"), settings.discount.how == "line", "discount.how: line"),
        (("vat_number_check", "requester"), settings.vat_number_check.enabled, "vat_number_check.enabled: true"),
    )
    for setting, counts, other in halves:
        place = checked.written.place((*path, "settings", *setting))
        if place is not None and place.text != "null" and not counts:
            told = Told("books.counts_with", other=other)
            yield Finding("warning", (*path, "settings", *setting), told)


def settings_of_books_alone(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """What finds debtors, makes articles or chooses the kind of a document decides nothing of one that is posted."""
    settings = flow.settings
    if isinstance(settings, OrderSettings):
        ways = (("payment_methods", way, "default_debtor") for way in settings.payment_methods)
        yield from settings_of_books(checked, path, flow, (*_OF_BOOKS, *ways))


def _rates(settings: OrderSettings, raw: object) -> Iterator[_Rate]:
    """Every rate that the settings name; ``raw`` is what stands in the file."""
    table, today = settings.vat_codes, datetime.now(_ZONE).date()
    tables: dict[str, tuple[Conditions, ...]] = {"rows": table.rows, "revenue_accounts": table.revenue_accounts}
    for name, rows in tables.items():
        for place, row in enumerate(rows):
            if row.rate is not None:
                day = row.valid_from or today
                yield _Rate(("vat_codes", name, place, "rate"), row.rate, row.country, day)
    at: Path = ("vat_codes", "vat_code", "table")
    by_rate = look_up(raw, at)
    for written in by_rate if isinstance(by_rate, dict) else ():
        with suppress(ValueError):  # what is no rate is told as that
            yield _Rate((*at, written), read_rate(written), None, today)
    for name in ("shipping_cost", "payment_cost"):
        rate = getattr(settings, name).fixed_rate
        if rate is not None:
            yield _Rate((name, "fixed_rate"), rate, None, today)


def _odd_rate(found: _Rate, seller: str) -> Told | None:
    """What is odd about a rate; None where nothing is, or nothing is known."""
    rate = found.rate
    if 0 < rate < 1:
        return Told("books.rate_fraction", rate=plain(rate), percent=plain((rate * 100).normalize()))
    if found.country in {"domestic", seller}:
        told = rate_mistake(seller, rate, found.day)
        return None if told is None else Told("books.odd_rate", told=told)
    if found.country in MEMBER_STATES:
        told = rate_mistake(found.country, rate, found.day)
        is_sellers = told is None or rate_mistake(seller, rate, found.day) is None
        return None if told is None or is_sellers else Told("books.odd_rate", told=told)
    known = [rates_of(country, found.day) for country in MEMBER_STATES]
    if rate == 0 or not all(known) or any(rate in rates for rates in known if rates is not None):
        return None
    return Told("books.rate_of_nobody", rate=percent(rate))
