"""Rules about the oversell guard: orders that a level would never know, and goods whose leaving nobody tells."""

from collections.abc import Iterator
from typing import Final

from handlers.pipelines.stock.settings import StockSettings
from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from relay.settings.model import FlowSettings
from words.told import Told

_SELLS: Final = frozenset({"order", "invoice"})
"""What reserves the goods that it sells."""

_LOWERED_AT_DELIVERY: Final = frozenset({"on_hand", "on_hand_plus_incoming"})


def orders_that_are_known(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """Orders of a shop go into the books whose levels it is told; in others alone these are never known."""
    if not _guards(checked, flow):
        return
    orders = [
        (name, other) for name, other in checked.flows_from(flow.target) if other.entity in _SELLS and other.write
    ]
    if any(other.target == flow.source for _, other in orders):
        return
    for name, other in orders:
        told = Told("guard.never_known", flow=name, books=other.target, source=flow.source)
        yield Finding("error", (*path, "settings", "guard", "enabled"), told, rests_on=(("flows", name),))


def goods_that_leave(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """What lies on the shelf falls when goods leave: how long an order counts until then must be said."""
    settings = flow.settings
    if not isinstance(settings, StockSettings) or not _guards(checked, flow):
        return
    guard = settings.guard
    known = guard.orders_known or ("at_delivery" if settings.formula in _LOWERED_AT_DELIVERY else "at_writing")
    place = (*path, "settings", "guard", "goods_leave_after")
    for name, other in checked.flows_to(flow.source):
        if known == "at_delivery" and guard.goods_leave_after is None and other.entity in _SELLS and other.write:
            yield Finding("error", place, Told("guard.leaves_unsaid", flow=name), rests_on=(("flows", name),))


def no_guard_into_books(checked: Checked, path: Path, flow: FlowSettings) -> Iterator[Finding]:
    """Books take counted goods only: what is taken off for orders would be booked there as goods lost."""
    settings = flow.settings
    if not isinstance(settings, StockSettings) or not settings.guard.enabled:
        return
    if checked.settings.connections[flow.target].keeps_books:
        place = (*path, "settings", "guard", "enabled")
        yield Finding("error", place, Told("guard.not_into_books", target=flow.target))


def _guards(checked: Checked, flow: FlowSettings) -> bool:
    """Whether a flow takes off what is sold."""
    if not isinstance(flow.settings, StockSettings):
        return False
    keeps_books = checked.settings.connections[flow.target].keeps_books
    return flow.settings.guard.enabled if flow.settings.guard.enabled is not None else not keeps_books


GUARD_RULES: Final = (orders_that_are_known, goods_that_leave, no_guard_into_books)
