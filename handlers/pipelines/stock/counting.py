"""The step that counts what there is of an article, in each warehouse that counts; of a composition, of each part."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal

from handlers.contracts.stock import StockTarget
from handlers.pipelines.common.edited_units import ZONE
from handlers.pipelines.common.first_problem import first_of
from handlers.pipelines.stock.formulas import Counting, count_place, next_count
from handlers.pipelines.stock.run import Goods, StockRun
from handlers.pipelines.stock.settings import StockSettings
from mapping.documents.product import Component
from mapping.documents.stock import ComponentStock, StockPlace, StockRecord
from mapping.problems import Problem
from relay.errors import Hold, Skip
from relay.line.dues import Dues, midnight
from words.told import Told

STOCK = "stock"
"""The reason of what is carried again since a purchase counts from a day on, or no longer does."""


@dataclass
class _Tally:
    """What was counted so far, what is not known, and what a person should look at."""

    goods: list[Goods] = field(default_factory=list)
    unknown: list[Problem] = field(default_factory=list)
    cautions: list[Problem] = field(default_factory=list)
    notes: list[Told] = field(default_factory=list)


async def count_goods(run: StockRun, target: StockTarget, dues: Dues) -> StockRun:
    """Count by the flow's formula. Where nothing of the article may be sold, say why.

    Raises Hold where a figure is not known of which the level is made, and where an article is gone and settings say
    that a person looks; Skip for a composition of parts of which no stock is kept.
    """
    record, settings, ledger = run.read, run.settings, target.is_ledger
    if record.gone:
        return replace(run, nought=_nought_of_gone(run, ledger=ledger))
    if record.blocked and not ledger and settings.blocked != "carry":
        return replace(run, nought=Told("stock.blocked"))
    today = datetime.now(UTC).astimezone(ZONE).date()
    counting = Counting(settings.formula_into(ledger=ledger), settings.incoming_within, today)
    tally = _Tally()
    if record.components:
        nought = _count_parts(record, settings, counting, tally)
        if nought is not None:
            return replace(run, nought=nought)
    else:
        _count(record, record.code, Decimal(1), settings, counting, tally)
    if tally.unknown and (settings.add_up == "sum" or not tally.goods):
        raise Hold(Told("stock.not_known", problem=first_of(tally.unknown)), problems=tally.unknown)
    if not tally.goods:
        raise Skip(Told("stock.nowhere_kept", why=tally.notes), number=_number(run))
    await _note_next(run, counting, dues)
    return replace(run, goods=tuple(tally.goods)).warn(*tally.unknown, *_once(tally.cautions)).tell(*tally.notes)


def _number(run: StockRun) -> str | None:
    return run.link.number if run.link is not None else None


def _nought_of_gone(run: StockRun, *, ledger: bool) -> Told:
    if ledger or run.settings.absent_level == "hold":
        problem = Problem("number", Told("stock.gone"), Told("stock.mend_gone"), run.read.number)
        raise Hold(Told("stock.gone_held", number=run.read.number), problems=[problem])
    return Told("stock.gone")


def _count_parts(record: StockRecord, settings: StockSettings, counting: Counting, tally: _Tally) -> Told | None:
    """Count the goods of which a composition is made; why none of it may be sold, where that is so.

    A part of which no stock is kept does not count. Raises Skip where that are all of them.
    """
    stocks = {stock.sku.strip().casefold(): stock for stock in record.component_stock}
    counted = 0
    for part in record.components:
        stock = stocks.get(part.sku.strip().casefold())
        if stock is None or part.blocked or stock.blocked:
            return Told("stock.part_not_to_be_had", part=part.sku)
        if stock.tracked is False:
            continue
        counted += 1
        each = _pieces(part, stock)
        if each is None:
            wrong = Told("stock.part_in_other_unit", part=part.sku, unit=part.unit or "", stock=stock.unit or "")
            tally.unknown.append(Problem("components.unit", wrong, Told("stock.mend_unit"), part.unit))
            continue
        _count(stock, stock.sku.strip(), each, settings, counting, tally)
    if not counted:
        raise Skip(Told("stock.not_tracked"))
    return None


def _pieces(part: Component, stock: ComponentStock) -> Decimal | None:
    """How many of a part's own unit make one composition; None where they are counted in another unit."""
    return part.quantity if part.unit is None or stock.unit is None or part.unit == stock.unit else None


def _count(
    stock: StockRecord | ComponentStock,
    sku: str,
    each: Decimal,
    settings: StockSettings,
    counting: Counting,
    tally: _Tally,
) -> None:
    """Count one article in the warehouses that count."""
    is_whole = isinstance(stock, ComponentStock) or stock.all_places
    for warehouse, place in _counting_places(stock.places, settings.places, tally):
        if place is not None:
            counted = count_place(place, counting, stock.stock_check)
            tally.cautions += counted.cautions
            tally.unknown += [_lacks(name, warehouse, counting) for name in counted.lacks]
            if counted.quantity is not None:
                tally.goods.append(Goods(sku, warehouse, counted.quantity, each))
        elif is_whole and settings.not_in_warehouse == "nothing":
            tally.goods.append(Goods(sku, warehouse, Decimal(0), each))
        elif is_whole or settings.add_up == "sum":
            wrong = Told("stock.no_row_in_warehouse", warehouse=warehouse, sku=sku)
            tally.unknown.append(Problem("places.warehouse", wrong, Told("stock.mend_warehouse"), warehouse))
    if not stock.places:
        tally.unknown.append(Problem("places", Told("stock.no_place"), Told("stock.mend_figure")))


def _counting_places(
    places: Sequence[StockPlace], listed: Mapping[str, str], tally: _Tally
) -> Iterator[tuple[str, StockPlace | None]]:
    """The warehouses that count with what is told of them: those listed, else all; told are those that do not."""
    told = {place.warehouse.strip(): place for place in places}
    left = [warehouse for warehouse, place in told.items() if place.left]
    others = [warehouse for warehouse in told if listed and warehouse not in listed]
    if left:
        tally.notes.append(Told("stock.left_warehouse", warehouses=left))
    if others:
        tally.notes.append(Told("stock.other_warehouse", warehouses=others))
    if not places:
        return
    for warehouse in listed or told:
        if warehouse not in left:
            yield warehouse, told.get(warehouse)


def _lacks(name: str, warehouse: str, counting: Counting) -> Problem:
    wrong = Told("stock.no_figure", figure=name, warehouse=warehouse, formula=counting.formula)
    return Problem(f"places.{name}", wrong, Told("stock.mend_figure"))


def _once(problems: Sequence[Problem]) -> Sequence[Problem]:
    return list(dict.fromkeys(problems))


async def _note_next(run: StockRun, counting: Counting, dues: Dues) -> None:
    """Have the article carried again on the day on which a purchase counts from then on, or no longer does."""
    record = run.read
    places = [*record.places, *(place for stock in record.component_stock for place in stock.places)]
    day = next_count(places, counting)
    if day is not None and run.ticket.flow.write:
        await dues.note(run.ticket.flow, record.number, midnight(day, ZONE), STOCK)
