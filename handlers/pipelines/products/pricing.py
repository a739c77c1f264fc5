"""Chooses of all the prices that a source has of a product the ones that a target is to hold, and decides them whole.

A customer's price, one for many pieces, of another list, currency or unit, and one that is over, are never the usual
price. An amount is exact until its end: then it is rounded, once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from handlers.contracts.products import PriceRow
from handlers.pipelines.products.price_settings import OWN, PriceSettings
from mapping.documents.product import Price, Product
from mapping.documents.values import plain
from mapping.money import EXACT, gross_of, net_of, round_to
from mapping.problems import Problem
from words.told import Told

_NOTHING: Final = Decimal(0)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PriceForm:
    """How a target holds the prices of an article: in how many ``decimals``, for which ``unit`` by its own code.

    ``keeps_periods``: it keeps with a price from when it holds; else it has one price, that of today, and
    ``keeps_offers``: beside it the offer of today.
    """

    decimals: int
    unit: str
    keeps_periods: bool
    keeps_offers: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The prices that a target is to hold.

    ``usual`` is the one in force, None where there is none, which changes nothing. ``rows`` are all of them, the usual
    one first, then later ones and offers by the day on which they begin; where the target keeps no periods only the
    usual one, and the offer of today where it keeps that. A row without ``starts_on`` holds from the day of its event.
    ``changes_on`` is the next day on which it has to be chosen anew, since the target cannot know it. ``problems`` keep
    the price from being carried, though not the product; ``notes`` are for the story.
    """

    usual: PriceRow | None = None
    rows: tuple[PriceRow, ...] = ()
    changes_on: date | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class _Listed:
    """A price as the source lists it, with the path at which it stands."""

    path: str
    price: Price

    @property
    def begins(self) -> date:
        return self.price.starts_on or date.min

    def is_over(self, day: date) -> bool:
        return self.price.ends_on is not None and self.price.ends_on < day


class _UndecidedError(Exception):
    """A price cannot be decided, for the reason that the problem gives."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def choose_price(product: Product, settings: PriceSettings, day: date, form: PriceForm) -> Chosen:
    """The prices of a product that a target is to hold on a day, in its own form.

    Of two that hold today the one that began last is the usual price, as books have it.
    """
    listed = [one for one in _list_prices(product) if not one.is_over(day)]
    fitting = [one for one in listed if _fits(one.price, product, settings)]
    usual = [one for one in fitting if not one.price.is_offer]
    offers = [one for one in fitting if one.price.is_offer]
    if not usual and any(not one.price.is_offer for one in _list_prices(product)):
        missing = _tell_missing(product, settings)
        return Chosen(problems=(missing,) if settings.none == "hold" else (), notes=(missing.told(),))
    current = [one for one in usual if one.begins <= day]
    later = sorted((one for one in usual if one.begins > day), key=lambda one: one.begins)
    notes: list[Told] = []
    try:
        now = _latest(current)
        first = _decide(now, product, settings, form, notes) if now is not None else None
        if not form.keeps_periods:
            return _choose_of_today(product, settings, day, form, (now, later, offers), first, notes)
        dated = [*later, *(sorted(offers, key=lambda one: one.begins) if settings.offers == "carry" else ())]
        rows = [_decide(one, product, settings, form, notes) for one in dated]
    except _UndecidedError as undecided:
        return Chosen(problems=(undecided.problem,))
    if first is None and later:
        notes.append(Told("prices.begins", day=later[0].begins))
    return Chosen(first, (*((first,) if first else ()), *rows), notes=tuple(notes))


def _choose_of_today(
    product: Product,
    settings: PriceSettings,
    day: date,
    form: PriceForm,
    listed: tuple[_Listed | None, Sequence[_Listed], Sequence[_Listed]],
    first: PriceRow | None,
    notes: list[Told],
) -> Chosen:
    """The same for a target without periods: the usual price in force, the later ones, and the offers are ``listed``.

    Raises _UndecidedError.
    """
    now, later, offers = listed
    changes = _next_day(now, later)
    if first is None or not form.keeps_offers or settings.offers != "carry":
        notes += [Told("prices.offer_left_out", path=one.path) for one in offers]
        return Chosen(first, (first,) if first else (), changes, notes=tuple(notes))
    offer = _latest([one for one in offers if one.begins <= day])
    next_offer = _next_day(offer, sorted((one for one in offers if one.begins > day), key=lambda one: one.begins))
    rows = (first, _decide(offer, product, settings, form, notes)) if offer is not None else (first,)
    return Chosen(first, rows, min((one for one in (changes, next_offer) if one), default=None), notes=tuple(notes))


def _list_prices(product: Product) -> Iterator[_Listed]:
    if product.price is not None:
        own = Price(amount=product.price, includes_vat=product.price_includes_vat, currency=product.currency)
        yield _Listed("price", own)
    for place, price in enumerate(product.prices):
        yield _Listed(f"prices[{place}].amount", price)


def _fits(price: Price, product: Product, settings: PriceSettings) -> bool:
    """Whether a price is for everybody, for one piece, and of the list, currency and unit that settings name."""
    source = settings.source
    unit = price.unit or source.unit
    return (
        not price.debtor
        and price.from_quantity <= 1
        and (price.price_list or source.list) == source.list
        and (price.currency or product.currency or source.currency) == source.currency
        and unit in ((source.unit, product.unit) if source.unit == OWN else (source.unit,))
    )


def _latest(current: Sequence[_Listed]) -> _Listed | None:
    """The price that began last. Raises _UndecidedError where two of them began together and differ."""
    if not current:
        return None
    begun = max(one.begins for one in current)
    latest = [one for one in current if one.begins == begun]
    if len({one.price.amount for one in latest}) > 1:
        paths = " | ".join(one.path for one in latest)
        raise _UndecidedError(Problem(paths, Told("prices.two_hold"), Told("prices.end_one")))
    return latest[0]


def _next_day(now: _Listed | None, later: Sequence[_Listed]) -> date | None:
    """When a target that has one price needs another: where the next one begins, or this one is over."""
    days = [one.begins for one in later[:1]]
    if now is not None and now.price.ends_on is not None:
        days.append(now.price.ends_on + _DAY)
    return min(days, default=None)


def _decide(one: _Listed, product: Product, settings: PriceSettings, form: PriceForm, notes: list[Told]) -> PriceRow:
    """A price as the target is to hold it. Raises _UndecidedError."""
    price, target = one.price, settings.target
    includes = price.includes_vat if price.includes_vat is not None else settings.source.are == "incl"
    exact = _per_unit(one, product, settings)
    if includes != (target.are == "incl"):
        rate = _rate_of(product, settings)
        exact = net_of(exact, rate) if includes else gross_of(exact, rate)
    decimals = form.decimals if settings.decimals is None else min(settings.decimals, form.decimals)
    amount = round_to(exact, decimals)
    if amount != exact and exact == price.amount:
        notes.append(Told("prices.rounded", path=one.path, count=decimals))
    _require_above_nothing(one, amount, settings)
    keeps_days = form.keeps_periods or (form.keeps_offers and price.is_offer)
    return PriceRow(
        amount=amount,
        includes_vat=target.are == "incl",
        currency=target.currency,
        unit=form.unit if target.unit == OWN else target.unit,
        price_list=target.list,
        starts_on=price.starts_on if keeps_days else None,
        ends_on=price.ends_on if keeps_days else None,
        is_offer=price.is_offer,
    )


def _per_unit(one: _Listed, product: Product, settings: PriceSettings) -> Decimal:
    """The amount for the unit of the target's price: that of a box is divided where it is to be for a piece."""
    source = settings.source.unit
    if source in (OWN, product.unit) or settings.target.unit != OWN:
        return one.price.amount
    sizes = [packing.quantity for packing in product.packings if packing.unit == source]
    if not sizes:
        wrong = Told("prices.packing_not_known", unit=source)
        raise _UndecidedError(Problem(one.path, wrong, Told("prices.give_packing"), plain(one.price.amount)))
    return EXACT.divide(one.price.amount, sizes[0])


def _rate_of(product: Product, settings: PriceSettings) -> Decimal:
    """The rate in percent of a product's VAT class. What is outside VAT has none, and its price is as it is."""
    if product.is_taxed is False:
        return _NOTHING
    vat_class = product.vat_class or ""
    if vat_class not in settings.vat_rates:
        known = [name or '""' for name in settings.vat_rates]
        mend = Told("prices.add_vat_rate", classes=known or ["-"])
        raise _UndecidedError(Problem("vat_class", Told("prices.no_vat_rate"), mend, vat_class or '""'))
    return settings.vat_rates[vat_class]


def _require_above_nothing(one: _Listed, amount: Decimal, settings: PriceSettings) -> None:
    found = plain(one.price.amount)
    if one.price.amount < 0:
        raise _UndecidedError(Problem(one.path, Told("prices.below_nothing"), Told("prices.mend_price"), found))
    if amount == 0 and settings.free == "hold":
        raise _UndecidedError(Problem(one.path, Told("prices.nothing"), Told("prices.mend_free_price"), found))


def _tell_missing(product: Product, settings: PriceSettings) -> Problem:
    source = settings.source
    wrong = Told(
        "prices.none_fits",
        currency=source.currency,
        list=Told("prices.in_list", list=source.list) if source.list else "",
        unit=Told("prices.own_unit") if source.unit == OWN else source.unit,
    )
    return Problem("prices" if product.prices else "price", wrong, Told("prices.give_price"))
