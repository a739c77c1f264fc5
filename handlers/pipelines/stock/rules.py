"""Rules about flows of stock that no type can tell: what books never take, and goods that would be counted twice."""

from collections.abc import Iterator
from typing import Any, Final

from handlers.pipelines.stock.settings import StockSettings
from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from relay.settings.model import FlowSettings
from words.told import Told

_BOOK_THE_GOODS: Final = frozenset({"order", "invoice", "order_status"})
"""What moves goods in books by itself: an order's packing slip, an invoice with goods, a delivery."""

_IN_BOOKS: Final[dict[str, Any]] = {
    "formula": "on_hand",
    "incoming_within": None,
    "share": 100,
    "buffer": None,
    "least": None,
    "most": None,
    "decimals": None,
    "unit": None,
    "sold_as": None,
    "absent_level": "hold",
    "blocked": "carry",
}
"""Of each setting that shapes a level for sale the only value that books take; None: none at all."""


def only_counted_goods_into_books(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """Into books only what lies on the shelf goes, as it was counted: a buffer there would be booked as goods lost."""
    settings = flow.settings
    if not isinstance(settings, StockSettings) or not _are_books(checked, flow.target):
        return
    for name, value in _IN_BOOKS.items():
        place = (*path, "settings", name)
        if checked.is_written(place) and getattr(settings, name) != value:
            told = Told("stock.not_in_books", setting=name)
            yield Finding("error", place, Told("stock.only_in_books", setting=name, value=value) if value else told)


def stock_one_way(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """Stock goes one way between two systems: what comes back is the first one's own figure, and older."""
    if not isinstance(flow.settings, StockSettings):
        return
    for name, other in checked.settings.flows.items():
        if isinstance(other.settings, StockSettings) and (other.source, other.target) == (flow.target, flow.source):
            yield Finding("error", path, Told("stock.both_ways", flow=name), rests_on=(("flows", name),))


def goods_booked_once(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """Books that receive orders lower their stock by these: a level from elsewhere would book the same sale again."""
    settings = flow.settings
    if not isinstance(settings, StockSettings) or not _are_books(checked, flow.target) or settings.stock_owner:
        return
    for name, other in checked.flows_to(flow.target):
        if other.entity in _BOOK_THE_GOODS:
            told = Told("stock.orders_book_them", flow=name, entity=other.entity, target=flow.target)
            yield Finding("error", (*path, "settings", "stock_owner"), told, rests_on=(("flows", name),))


def goods_sold_once(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """Two shops that are told the same warehouse sell its last piece twice, unless each has a share of it."""
    settings = flow.settings
    if not isinstance(settings, StockSettings) or _are_books(checked, flow.target):
        return
    for name, other in checked.flows_from(flow.source):
        shared = other.settings
        if not isinstance(shared, StockSettings) or other.target == flow.target or _are_books(checked, other.target):
            continue
        if settings.share + shared.share > 100 and _meet(settings, shared):  # noqa: PLR2004 - per cent of one whole
            yield Finding("warning", path, Told("stock.sold_twice", flow=name, target=other.target))


def codes_told_apart_alike(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """What is one code is so for products and for their stock, or a level would be another article's."""
    settings = flow.settings
    if not isinstance(settings, StockSettings):
        return
    for name, other in checked.settings.flows.items():
        ends = (other.source, other.target) == (flow.source, flow.target)
        equality = getattr(other.settings, "key_equality", settings.key_equality)
        if ends and equality != settings.key_equality:
            told = Told("stock.other_equality", flow=name)
            yield Finding("error", (*path, "settings", "key_equality"), told, rests_on=(("flows", name),))


def settings_that_never_count(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """A setting that counts only together with another is a forgotten half where that one says otherwise."""
    settings = flow.settings
    if not isinstance(settings, StockSettings):
        return
    is_refreshed = flow.poll is not None and flow.poll.refresh is not None
    halves = (
        ("incoming_within", settings.formula != "on_hand", "formula: on_hand_plus_incoming"),
        ("not_in_warehouse", bool(settings.warehouses) or settings.not_in_warehouse == "hold", "warehouses"),
        ("compare", is_refreshed or settings.compare == "never", "poll.refresh"),
        ("absent_level", is_refreshed, "poll.refresh"),
        ("mutations", _are_books(checked, flow.target), "to: books"),
    )
    for name, counts, other in halves:
        place = (*path, "settings", name)
        if checked.is_written(place) and not counts:
            yield Finding("warning", place, Told("books.counts_with", other=other))
    if flow.poll is not None and not is_refreshed:
        yield Finding("warning", (*path, "poll"), Told("stock.needs_refresh"))


def _are_books(checked: Checked, connection: str) -> bool:
    return checked.settings.connections[connection].keeps_books


def _meet(one: StockSettings, other: StockSettings) -> bool:
    """Whether two flows count a warehouse in common."""
    return not one.warehouses or not other.warehouses or bool(one.places.keys() & other.places.keys())
