"""Takes what is sold, and not known at the source yet, off the goods of an article before its levels are decided."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from handlers.contracts.stock import DeductsOpenOrders, StockSource, StockTarget
from handlers.pipelines.stock.guard_settings import OrdersKnown
from handlers.pipelines.stock.open_orders import Reading, Reserved, count_open
from handlers.pipelines.stock.run import Goods, StockRun
from handlers.pipelines.stock.settings import StockSettings
from mapping.documents.stock import StockCheck
from mapping.problems import Problem
from relay.line.actions import Sale
from relay.line.dues import RESERVED, Dues
from relay.line.once.links import Links
from relay.line.once.reservations import Found, Reservations, article_name
from relay.model import Flow, Origin
from relay.roles import PolledSource
from words.told import Told

_ONE: Final = Decimal(1)


def guards(flow: Flow, target: StockTarget) -> bool:
    """Whether a flow takes off what is sold: as its settings say, else unless it goes into books, which count goods."""
    enabled: bool | None = flow.settings.guard.enabled
    return not target.is_ledger if enabled is None else enabled


async def guard_goods(
    run: StockRun, source: StockSource, target: StockTarget, links: Links, reservations: Reservations, dues: Dues
) -> StockRun:
    """The run with what is reserved entered on its goods, and each order that counts in its story.

    From now on the article's levels are due again at once whenever that changes; and at the moment at which an order
    ends to count though nothing happens to it.
    """
    flow, record = run.ticket.flow, run.read
    if not run.goods or not guards(flow, target):
        return run
    is_polled = isinstance(source, PolledSource)
    found = await _read(run, links, reservations, dues.watcher(flow, record.number) if is_polled else ("", b""))
    counted = [_count(run, goods, found, _reading(run, goods, links, target, found), links) for goods in run.goods]
    until = min((one.until for one in counted if one.until is not None), default=None)
    if is_polled and until is not None:
        await dues.note(flow, record.number, until, RESERVED)
    run = replace(
        run,
        goods=tuple(replace(goods, reserved=one.total) for goods, one in zip(run.goods, counted, strict=True)),
    )
    run = run.tell(*(told for goods, one in zip(run.goods, counted, strict=True) for told in _tell(goods, one)))
    return run.warn(*_unknown_units(run, found))


def orders_known(settings: StockSettings, stock_check: StockCheck | None) -> OrdersKnown:
    """From when on a figure of the source is lower by an order.

    *Available* is, once an order is booked, only where the stock check is free: else AFAS keeps no reservations. What
    nobody told is taken to be known late: so too little is sold at times, and never too much.
    """
    if settings.guard.orders_known is not None:
        return settings.guard.orders_known
    is_available = settings.formula in {None, "available", "available_minus_reserved"}
    return "at_writing" if is_available and stock_check == "free" else "at_delivery"


def _aliases(run: StockRun) -> Mapping[str, str]:
    """The codes besides its own under which an article is sold, with the unit that each stands for."""
    record = run.read
    return {} if record.components else run.settings.sold_as.get(record.code, {})


async def _read(run: StockRun, links: Links, reservations: Reservations, watcher: tuple[str, bytes]) -> Found:
    """What was sold of the article, under all its codes, or of the parts that it is made of."""
    source, code = run.ticket.flow.source, run.read.code

    def name(sku: str) -> str:
        return article_name(links, source, sku)

    counted, parts = {name(goods.sku) for goods in run.goods}, dict[str, Decimal]()
    for part in run.read.components:
        if name(part.sku) in counted:
            parts[name(part.sku)] = parts.get(name(part.sku), Decimal(0)) + part.quantity
    return await reservations.read([name(code), *map(name, _aliases(run))], parts=parts, watcher=watcher)


def _reading(run: StockRun, goods: Goods, links: Links, target: StockTarget, found: Found) -> Reading:
    event, guard, record = run.ticket.event, run.settings.guard, run.read
    parts = {part.sku.strip().casefold(): part.stock_check for part in record.component_stock}
    check = parts.get(goods.sku.casefold()) if record.components else record.stock_check
    deducts = isinstance(target, DeductsOpenOrders) and target.deducts_open_orders
    return Reading(
        ordinal=event.ordinal,
        now=found.at,
        known=orders_known(run.settings, check),
        max_age=guard.max_age,
        leaves_after=guard.goods_leave_after,
        shop=links.system(run.ticket.flow.target) if deducts else "",
        said_at=record.updated_at if event.origin is Origin.HOOK else None,
    )


def _count(run: StockRun, goods: Goods, found: Found, reading: Reading, links: Links) -> Reserved:
    """What is reserved of the goods of one warehouse, under all codes that the article is sold by."""
    source, here = run.ticket.flow.source, _sold_from(run, goods)
    counted = count_open(
        found.of.get(article_name(links, source, goods.sku), ()), reading, _also(run, goods.sku, here), _units(run)
    )
    if goods.sku != run.read.code:
        return counted
    more = [
        count_open(found.of.get(article_name(links, source, code), ()), reading, here, _units(run, unit))
        for code, unit in _aliases(run).items()
    ]
    return Reserved(tuple(entry for each in (counted, *more) for entry in each.entries))


def _also(run: StockRun, sku: str, here: Callable[[Sale], bool]) -> Callable[[Sale], bool]:
    """The same, and only what was sold under this very code, where capitals tell two codes apart."""
    equality = run.settings.key_equality
    if equality.case == "ignored" or run.read.components:
        return here
    return lambda sale: here(sale) and sale.sku.strip() == sku.strip()


def _sold_from(run: StockRun, goods: Goods) -> Callable[[Sale], bool]:
    """Whether a sale is from where these goods lie.

    An order that names no warehouse is taken off once from each level: from its warehouse that has most.
    """
    is_main = goods.warehouse == _main_warehouse(run, goods)
    administration = run.settings.guard.administration

    def is_here(sale: Sale) -> bool:
        if administration is not None and sale.administration and sale.administration != administration:
            return False
        if not goods.warehouse or sale.warehouse == goods.warehouse:
            return True
        return not sale.warehouse and is_main

    return is_here


def _main_warehouse(run: StockRun, goods: Goods) -> str:
    """Of the warehouses that make one level with these goods the one with most; one for all parts of a composition."""
    places = run.settings.places
    level = [one for one in run.goods if places.get(one.warehouse, "") == places.get(goods.warehouse, "")]
    main = max((one for one in level if one.sku == level[0].sku), key=lambda one: one.quantity).warehouse
    own = [one for one in level if one.sku == goods.sku]
    return main if any(one.warehouse == main for one in own) else max(own, key=lambda one: one.quantity).warehouse


def _units(run: StockRun, alias: str = "") -> Callable[[Sale], Decimal]:
    """How many of the article's own unit a sale is; ``alias`` is the unit that its code stands for, where it does."""

    def in_units(sale: Sale) -> Decimal:
        return sale.quantity * (_holds(run, alias or sale.unit) or _ONE)

    return in_units


def _holds(run: StockRun, unit: str) -> Decimal | None:
    """How many of the article's own unit another one holds; None where nobody told."""
    record, unit = run.read, run.settings.guard.units.get(unit, unit).strip().casefold()
    if not unit or unit == (record.unit or "").strip().casefold():
        return _ONE
    return next((each.quantity for each in record.packings if each.unit.strip().casefold() == unit), None)


def _unknown_units(run: StockRun, found: Found) -> list[Problem]:
    """Units in which the article was sold and that nobody told the size of: each counts as one of its own."""
    own = [one for of_one in found.of.values() for one in of_one if one.many == 1]
    if run.read.components:
        return []
    units = {sale.unit for one in own for sale in one.sold if _holds(run, sale.unit) is None}
    mend = Told("guard.give_unit", setting="guard.units")
    return [Problem("unit", Told("guard.unknown_unit", article=run.read.code), mend, unit) for unit in sorted(units)]


def _tell(goods: Goods, counted: Reserved) -> Sequence[Told]:
    """The figure that was read, each order that counts with its event, and what is left."""
    if not counted.entries:
        return ()
    orders = [
        Told("guard.order", event=one.event, state=one.state.value, off=one.off) for one in counted.entries if one.off
    ]
    orders += [Told("guard.too_old", event=one.event, state=one.state.value) for one in counted.entries if one.too_old]
    orders += [Told("guard.deducted_by_shop", event=one.event, back=one.back) for one in counted.entries if one.back]
    where: Told | str = Told("guard.in_warehouse", warehouse=goods.warehouse) if goods.warehouse else ""
    return (Told("guard.counted", article=goods.sku, where=where, read=goods.quantity, orders=orders, left=goods.left),)
