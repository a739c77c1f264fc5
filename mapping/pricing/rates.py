"""Works out VAT rates that a source leaves out, from the VAT it states for lines or for the whole order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from mapping.documents.order import Order, OrderLine
from mapping.money import gross_of, net_of
from mapping.pricing.fitting_rates import HALF_A_CENT, Explained, fitting_rate
from mapping.pricing.usual_rates import is_used_somewhere, usual_rates
from words.told import Told


@dataclass
class _Search:
    """The rates found so far; ``amounts`` are those of the lines in cents, as the order's prices are."""

    order: Order
    amounts: Sequence[Decimal]
    rates: list[Decimal | None]
    notes: list[Told] = field(default_factory=list)

    @property
    def missing(self) -> list[int]:
        """The lines that cost something and have no rate yet."""
        return [n for n, rate in enumerate(self.rates) if rate is None and self.amounts[n]]

    @property
    def known(self) -> set[Decimal]:
        return {rate for rate in self.rates if rate is not None}

    @property
    def usual(self) -> frozenset[Decimal]:
        return usual_rates(self.order.ship_to.country)

    def explain(self, amount: Decimal, vat: Decimal, rounded: int = 1) -> Explained:
        """An amount in the order's prices with its VAT, for which so many amounts were rounded."""
        slack = HALF_A_CENT * rounded
        if self.order.prices_include_vat:
            return Explained(amount, Decimal(0), vat, slack)
        return Explained(Decimal(0), amount, vat, slack)


def find_rates(order: Order, readings: Sequence[Sequence[Decimal]]) -> tuple[list[Decimal | None], list[Told]]:
    """The VAT rate of each line, None where nothing tells it, and notes on those that were worked out.

    ``readings`` are the lines' amounts in cents of which the source may have stated the VAT, the likeliest first:
    after the discount on the order, and before. The first that explains every line is taken.
    """
    stated = [line.vat_rate for line in order.lines]
    if None not in stated:
        return stated, []
    best = _Search(order, readings[0], list(stated))
    for place, amounts in enumerate(readings):
        search = _Search(order, amounts, list(stated))
        _search_by_class(search)
        _search_by_line(search)
        if place == 0 and search.missing:
            _search_by_order(search)  # the order's VAT is of what is left after the discount, always
        if place == 0 or len(search.missing) < len(best.missing):
            best = search
        if not best.missing:
            break
    return best.rates, best.notes


def _search_by_class(search: _Search) -> None:
    """A line has the rate of other lines of its VAT class."""
    classes: dict[str, set[Decimal]] = {}
    for line in search.order.lines:
        if line.vat_class and line.vat_rate is not None:
            classes.setdefault(line.vat_class, set()).add(line.vat_rate)
    for n, line in enumerate(search.order.lines):
        found = classes.get(line.vat_class or "", set())
        if line.vat_rate is None and len(found) == 1:
            search.rates[n] = rate = next(iter(found))
            search.notes.append(Told("pricing.rate_by_class", line=n, rate=rate, vat_class=line.vat_class or ""))


def _search_by_line(search: _Search) -> None:
    """Each line has the rate that explains its own VAT, unless the lines' VAT together says otherwise."""
    lines = search.order.lines
    told = [n for n in search.missing if lines[n].vat_amount is not None]
    found: dict[int, Decimal | None] = {}
    for n in sorted(told, key=lambda n: -abs(search.amounts[n])):
        known = search.known | {rate for rate in found.values() if rate is not None}
        found[n] = fitting_rate(search.explain(search.amounts[n], _vat(lines[n])), known, search.usual)
    if _is_one_for_all(search, told, found):
        return
    for n, rate in sorted(found.items()):
        search.rates[n] = rate
        if rate is not None:
            search.notes.append(Told("pricing.rate_by_line", line=n, rate=rate, vat=_vat(lines[n])))


def _is_one_for_all(search: _Search, told: Sequence[int], found: dict[int, Decimal | None]) -> bool:
    """Whether the lines' VAT is stated on some of them for all, and one rate explains it: then that rate is taken.

    So it is where a line's VAT fits no rate, or one that no country has, or is all on one line at a rate that is not
    usual. The rate for all must be a usual one: a mixture of two rates looks like a third.
    """
    lines = search.order.lines
    if len(told) <= 1:
        return False
    usual = search.usual | search.known
    bearing = [n for n in told if lines[n].vat_amount]
    on_one = len(bearing) == 1 and found[bearing[0]] not in usual
    strange = any(rate is None or not (rate in usual or is_used_somewhere(rate)) for rate in found.values())
    if not on_one and not strange and _agrees_in_classes(lines, found):
        return False
    amount = sum((search.amounts[n] for n in told), Decimal(0))
    vat = sum((_vat(lines[n]) for n in told), Decimal(0))
    rate = fitting_rate(search.explain(amount, vat, len(told)), search.known, search.usual)
    if rate is None or rate not in usual:
        return False
    for n in told:
        search.rates[n] = rate
    search.notes.append(Told("pricing.rate_by_lines", rate=rate, vat=vat))
    return True


def _agrees_in_classes(lines: Sequence[OrderLine], found: dict[int, Decimal | None]) -> bool:
    classes: dict[str, set[Decimal | None]] = {}
    for n, rate in found.items():
        classes.setdefault(lines[n].vat_class or str(n), set()).add(rate)
    return all(len(rates) == 1 for rates in classes.values())


def _search_by_order(search: _Search) -> None:
    """Give all lines without a rate the one that explains the order's VAT; several lines only get a usual rate."""
    order, missing = search.order, search.missing
    stated = _read_stated_vat(order)
    if stated is None:
        return
    vat = stated
    including = excluding = Decimal(0)
    rounded = 1
    for amount, includes, rate in _everything(search):
        rounded += 1
        if rate is not None:
            vat -= amount - net_of(amount, rate) if includes else gross_of(amount, rate) - amount
        elif includes:
            including += amount
        else:
            excluding += amount
    told = Explained(including, excluding, vat, HALF_A_CENT * rounded)
    found = fitting_rate(told, search.known, search.usual)
    if found is None or (len(missing) > 1 and found not in search.usual | search.known):
        return
    for n in missing:
        search.rates[n] = found
    search.notes.append(Told("pricing.rate_by_order", rate=found, vat=stated))


def _everything(search: _Search) -> list[tuple[Decimal, bool, Decimal | None]]:
    """All amounts of the order: how much, whether with VAT, and at what rate."""
    order = search.order
    entries = [(amount, order.prices_include_vat, search.rates[n]) for n, amount in enumerate(search.amounts)]
    for cost in (order.shipping, order.payment_cost):
        if cost is not None:
            includes = order.prices_include_vat if cost.includes_vat is None else cost.includes_vat
            entries.append((cost.amount, includes, cost.vat_rate))
    return entries


def _read_stated_vat(order: Order) -> Decimal | None:
    totals = order.totals
    if totals is None or totals.vat is not None:
        return totals.vat if totals else None
    if totals.including_vat is None or totals.excluding_vat is None:
        return None
    return totals.including_vat - totals.excluding_vat


def _vat(line: OrderLine) -> Decimal:
    return line.vat_amount or Decimal(0)
