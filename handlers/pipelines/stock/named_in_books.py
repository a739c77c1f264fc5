"""Lists what the settings of a flow of stock name of its target, and what the flow must be let do in books."""

from collections.abc import Sequence

from handlers.contracts.naming import Kind, Right
from handlers.pipelines.stock.settings import StockSettings
from relay.roles import Named


def names_in(settings: StockSettings) -> Sequence[Named]:
    """The target's warehouses and unit, each with its place in the settings, and the right to move stock."""
    named: list[Named] = []
    if isinstance(settings.warehouses, dict):
        named += [Named(("warehouses", ours), Kind.WAREHOUSE, there) for ours, there in settings.warehouses.items()]
    if settings.unit:
        named.append(Named(("unit",), Kind.UNIT, settings.unit))
    return [*named, Named((), Kind.RIGHT, Right.MOVE_STOCK)]
