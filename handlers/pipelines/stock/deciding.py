"""The step that decides levels: which the target is to have of an article, under which codes, in which units."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from handlers.contracts.stock import Level, LevelKey, StockTarget
from handlers.pipelines.common.first_problem import first_of
from handlers.pipelines.stock.levels import add_up, decide, floor
from handlers.pipelines.stock.names import find_known, tell_place
from handlers.pipelines.stock.run import StockRun
from mapping.documents.stock import StockRecord
from mapping.documents.values import plain
from mapping.problems import Problem
from relay.errors import Hold, Skip
from relay.line.once.links import Links
from words.told import Told


@dataclass(frozen=True, slots=True)
class _Sold:
    """A code under which the target sells the article, and in which unit: how many of the article's own that holds."""

    code: str
    unit: str
    pieces: Decimal


async def decide_levels(run: StockRun, target: StockTarget, links: Links) -> StockRun:
    """Decide every level whole. Nought where nothing may be sold, of what was sent before.

    Raises Hold for a unit that nobody can convert, and for what the target would refuse.
    """
    places = run.settings.places
    totals = add_up(run.goods, places, made_of_parts=bool(run.read.components))
    sold, problems = _sold_as(run)
    keys = [LevelKey(one.code, place) for one in sold for place in dict.fromkeys([*places.values(), *totals] or [""])]
    known = await find_known(links, run, keys)
    levels = [level for one in sold for level in _levels_of(run, target, one, totals)]
    if run.nought is not None:
        levels = [
            Level(key, Decimal(0), number=_number_of(run, target), sku=run.read.code)
            for key in keys
            if key in known or not run.read.gone
        ]
    problems += [problem for level in levels for problem in target.check_level(level)]
    if problems:
        raise Hold(Told("stock.cannot_be_sent", problem=first_of(problems)), problems=problems)
    if not levels:
        raise Skip(Told("stock.gone_and_not_known"))
    return replace(run, levels=tuple(levels), known=known).tell(*_tell(run, levels))


def _levels_of(run: StockRun, target: StockTarget, sold: _Sold, totals: dict[str, Decimal]) -> Iterator[Level]:
    settings, number = run.settings, _number_of(run, target)
    decimals = target.stock_decimals
    for place, total in totals.items():
        if target.is_ledger:
            quantity = _exactly(total, decimals)
        else:
            fewer = decimals if settings.decimals is None else min(decimals, settings.decimals)
            quantity = decide(total, settings, fewer, sold.pieces)
        yield Level(LevelKey(sold.code, place), quantity, sold.unit, number, run.read.code)


def _exactly(total: Decimal, decimals: int) -> Decimal:
    """A count for books, which is never rounded. Raises Hold where they keep fewer decimals."""
    quantity = floor(total, decimals)
    if quantity != total:
        wrong, mend = Told("stock.more_decimals", decimals=decimals), Told("stock.mend_decimals")
        problem = Problem("places.on_hand", wrong, mend, plain(total))
        raise Hold(Told("stock.cannot_be_sent", problem=first_of([problem])), problems=[problem])
    return quantity


def _number_of(run: StockRun, target: StockTarget) -> str:
    """The article's own number in a target that keeps one besides its code, as the flow of products learnt it."""
    product = run.product
    return product.number if product is not None and product.is_live and not target.is_ledger else ""


def _sold_as(run: StockRun) -> tuple[list[_Sold], list[Problem]]:
    """Under which codes the target sells the article, and what is wrong with the units of these."""
    record, settings = run.read, run.settings
    by_code = settings.sold_as.get(record.code) or {run.code: settings.unit or ""}
    sold, problems = [], []
    for code, unit in by_code.items():
        pieces = _pieces_in(record, unit)
        if pieces is not None:
            sold.append(_Sold(code, unit or record.unit or "", pieces))
        elif run.nought is not None:
            sold.append(_Sold(code, unit, Decimal(1)))
        else:
            wrong = Told("stock.unit_without_row", unit=unit, sku=record.code)
            problems.append(Problem("packings.unit", wrong, Told("stock.mend_unit"), unit))
    return sold, problems


def _pieces_in(record: StockRecord, unit: str) -> Decimal | None:
    """How many of the article's own unit a unit holds; None where the source does not say."""
    if not unit or unit == record.unit:
        return Decimal(1)
    return next((packing.quantity for packing in record.packings if packing.unit == unit), None)


def _tell(run: StockRun, levels: list[Level]) -> Iterator[Told]:
    """What was read, what is reserved of it, and what comes of it."""
    if run.nought is not None:
        yield Told("stock.nought", why=run.nought)
        return
    for goods in run.goods:
        if not goods.reserved:  # else the guard has told it, with each order
            yield Told("stock.counted", goods=tell_place(goods.sku, goods.warehouse), quantity=plain(goods.quantity))
    for level in levels:
        place = tell_place(level.key.code, level.key.warehouse)
        yield Told("stock.level", level=place, quantity=plain(level.quantity))
