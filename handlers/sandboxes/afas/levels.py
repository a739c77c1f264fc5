"""What an administration has of its articles, warehouse by warehouse, as customers' own connectors of stock show it.

The open lines of sales orders are reserved by themselves where the article's stock check is 0: on stock as far as it
lasts, and on backorder beyond it. With any other check nothing is, and what is available is what lies there.
Source: help.afas.nl, Stock_Stock_Terms and Stock_Contrl.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final

from handlers.sandboxes.afas.behaviour import Behaviour
from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.afas.goods import GoodsBook
from handlers.sandboxes.afas.masters import ARTICLE, NO_UNIT, Masters
from handlers.sandboxes.afas.stock import Place, StockDesk
from handlers.sandboxes.afas.tables import Stored

Row = dict[str, Stored]

_NOTHING: Final = Decimal(0)
_ADMINISTRATION: Final = 1


class LevelBook:
    """Shows levels and open lines at the moment of a read. What lies where, the stock desk has."""

    def __init__(
        self, stock: StockDesk, masters: Masters, goods: GoodsBook, orders: OrderBooks, behaviour: Behaviour
    ) -> None:
        self._stock = stock
        self._masters = masters
        self._goods = goods
        self._orders = orders
        self._behaviour = behaviour
        self._fields: dict[Place, Row] = {}
        self._variants: list[Row] = []
        self._delivered: set[Stored] = set()

    def set(self, code: str, quantity: object = None, warehouse: str = "01", **fields: Stored) -> None:
        """Let so much of an article lie in a warehouse; ``fields`` are columns that show this whatever is known."""
        place = (code, warehouse)
        if quantity is not None:
            self._stock.move(place, Decimal(str(quantity)) - self._stock.quantities.get(place, _NOTHING))
        self._fields.setdefault(place, {}).update(fields)

    def add_variant(self, code: str, first: str, quantity: object, warehouse: str = "01", second: str = "") -> None:
        """One more row: so much of a size, or of a size in a colour, of an article lies there."""
        row = self._row((code, warehouse), Decimal(str(quantity)), {})
        self._variants.append({**row, "StL1": first, "StL2": second})

    def take_away(self, code: str, warehouse: str = "01") -> None:
        """Show an article's level no longer, as where somebody took it out of the warehouse."""
        self._stock.quantities.pop((code, warehouse), None)
        self._fields.pop((code, warehouse), None)

    def deliver(self, number: str) -> None:
        """Deliver an order whole: its packing slip lowers what lies there, and nothing of it is reserved any more."""
        for line, place, pieces in self._opened():
            if self._orders.line.word(line, "order_number") == number:
                self._stock.move(place, -pieces)
        self._delivered.add(number)

    def own(self) -> Iterator[Row]:
        """``Relay_Stock``."""
        sold = self._sold()
        for place, quantity in self._stock.quantities.items():
            yield self._row(place, quantity, sold)
        yield from self._variants

    def open_lines(self) -> Iterator[Row]:
        """``Relay_OpenOrderLines``."""
        for line, (code, warehouse), pieces in self._opened():
            yield {
                "OrderNumber": self._orders.line.word(line, "order_number"),
                "ItemCode": code,
                "ItemType": ARTICLE,
                "WarehouseId": warehouse,
                "UnitId": self._unit_of(code),
                "QuantityToDeliver": pieces,
                "ModifiedDate": self._orders.line.word(line, "modified"),
            }

    def _row(self, place: Place, lies: Decimal, sold: dict[Place, tuple[Decimal, Stored]]) -> Row:
        code, warehouse = place
        article, own = self._goods.of_article(code), self._fields.get(place, {})
        check = str(own.get("StockCode") or article.get("StCh") or "0")
        pieces, last_sold = sold.get(place, (_NOTHING, None))
        pieces = pieces if check == "0" else _NOTHING
        on_stock = min(pieces, max(lies, _NOTHING))
        row: Row = {
            "ItemCode": code,
            "ItemType": ARTICLE,
            "WarehouseId": warehouse,
            "AdministrationId": _ADMINISTRATION,
            "UnitId": self._unit_of(code),
            "StockKept": bool(article.get("BiSt", True)),
            "StockCode": check,
            "Blocked": bool(article.get("Bl", False)),
            "InStock": lies,
            "ReservedOnStock": on_stock,
            "ReservedOnOrder": _NOTHING,
            "BackOrder": pieces - on_stock,
            "InOrder": _NOTHING,
            "LastStockUpdate": self._stamp_of(place, last_sold),
            **own,
        }
        taken = [row[word] for word in ("ReservedOnStock", "ReservedOnOrder", "BackOrder")]
        left = _number(row["InStock"]) - sum(map(_number, taken), _NOTHING)
        return {"Available": left, "Economic": left + _number(row["InOrder"]), **row}

    def _stamp_of(self, place: Place, last_sold: Stored) -> datetime:
        moved = self._stock.moved.get(place, self._goods.began)
        is_later = isinstance(last_sold, datetime) and last_sold > moved
        return last_sold if is_later and self._behaviour.reservations == "move_the_stamp" else moved  # type: ignore[return-value]

    def _sold(self) -> dict[Place, tuple[Decimal, Stored]]:
        """How many pieces of each article are still to be delivered from where, and when one was sold last."""
        found: dict[Place, tuple[Decimal, Stored]] = defaultdict(lambda: (_NOTHING, None))
        for line, place, pieces in self._opened():
            found[place] = (found[place][0] + pieces, self._orders.line.word(line, "modified"))
        return found

    def _opened(self) -> Iterator[tuple[Row, Place, Decimal]]:
        """The lines that are still to be delivered: from where, and how many pieces; of no article none is."""
        header, word = self._orders.header, self._orders.line.word
        orders = {header.word(row, "number"): row for row in self._orders.headers.rows}
        for line in self._orders.lines.rows:
            number, quantity = word(line, "order_number"), word(line, "quantity")
            if number in self._delivered or word(line, "item_type") != ARTICLE or not isinstance(quantity, Decimal):
                continue
            of_order = header.word(orders[number], "warehouse") if number in orders else None
            code, warehouse = str(word(line, "sku")), str(word(line, "warehouse") or of_order or NO_UNIT)
            yield line, (code, warehouse), quantity * self._holds(code, str(word(line, "unit") or ""))

    def _holds(self, code: str, unit: str) -> Decimal:
        """How many pieces a unit of an article holds."""
        for row in self._goods.units:
            if str(row.get("ItCd")).upper() == code.upper() and str(row.get("BiUn")).upper() == unit.upper():
                return Decimal(str(row.get("Qu")))
        return Decimal(1)

    def _unit_of(self, code: str) -> str:
        item = self._masters.find_item(ARTICLE, code)
        return item.unit if item is not None else "STK"


def _number(value: Stored) -> Decimal:
    return value if isinstance(value, Decimal) else _NOTHING
