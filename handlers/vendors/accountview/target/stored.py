"""What sales documents and journal pages have in common once they stand in the books."""

from collections.abc import Iterable, Sequence

from handlers.contracts.orders import FoundOrder, WrittenOrder
from handlers.vendors.accountview.dictionary import columns_of


def read_written(stored: Sequence[FoundOrder]) -> WrittenOrder:
    """What an insert's answer tells of the one document that was made."""
    return WrittenOrder(stored[0].number or None, stored[0].total) if stored else WrittenOrder(None)


def read_reference(stored: str, asked: str, table: str, column: str) -> str:
    """A reference as stored; as it was asked for where the column keeps capitals only and there is no other difference.

    >>> read_reference("W-1A", "w-1a", "DJ_PAGE", "INV_NR"), read_reference("W-1A", "w-1a", "SO_HDR", "COMMENT1")
    ('w-1a', 'W-1A')
    """
    known = columns_of(table).get(column.upper())
    return asked if known is not None and known.upper and stored == asked.upper() else stored


def distinct(orders: Iterable[FoundOrder]) -> list[FoundOrder]:
    """Each order once: open orders stand in the administration of each year they are carried into."""
    return list({(order.number, order.reference, order.debtor): order for order in orders}.values())
