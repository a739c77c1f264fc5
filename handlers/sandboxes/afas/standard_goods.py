"""The rows of AFAS's standard connectors of order lines and of stock.

No public page tells the codes of a line's status, and the books do not keep when a line was made, so that
``LineStatusCode`` and ``CreateDate`` are empty. ``Stock_level_code`` holds the warehouse.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.afas.masters import Masters
from handlers.sandboxes.afas.stock import StockDesk
from handlers.sandboxes.afas.tables import Stored

Row = dict[str, Stored]


def order_lines(orders: OrderBooks) -> Iterator[Row]:
    """``Profit_SalesorderLines``: one row a line, with its order beside it."""
    lines = orders.lines_by_number()
    for order in orders.headers.rows:
        number = orders.header.word(order, "number")
        head = {
            "OrderNumber": number,
            "Status": orders.header.word(order, "status"),
            "OrderDate": orders.header.word(order, "ordered_on"),
            "DebtorId": orders.header.word(order, "customer_code"),
            "CurrencyId": orders.header.word(order, "currency"),
            "CustomerReference": orders.header.word(order, "customer_reference"),
        }
        for line in lines.get(number, []):
            words = {word: orders.line.word(line, word) for word in ("quantity", "unit_price", "discount_percent")}
            yield {
                **head,
                "SeqNo": orders.line.word(line, "sequence"),
                "LineGuid": orders.line.word(line, "guid"),
                "ItemTypeCode": orders.line.word(line, "item_type"),
                "ItemCodeId": orders.line.word(line, "sku"),
                "Description": orders.line.word(line, "description"),
                "UnitId": orders.line.word(line, "unit"),
                "PiecePerUnit": words["quantity"],
                "PricePerUnit": words["unit_price"],
                **_amounts(words, orders.line.word(line, "discount_amount")),
                "ModifiedDate": orders.line.word(line, "modified"),
            }


def stock_per_warehouse(masters: Masters, stock: StockDesk) -> Iterator[Row]:
    """``Profit_Stock_per_Warehouse``: one row for each article and warehouse that goods were booked in or out of."""
    units = {item.code: (item.type, item.unit) for item in masters.items}
    for (code, warehouse), quantity in stock.quantities.items():
        kind, unit = units.get(code, ("", ""))
        yield {
            "Basisartikeltype_code": kind,
            "Item_code": code,
            "In_stock": quantity,
            "Unit": unit,
            "Stock_level_code": warehouse,
        }


def _amounts(words: Row, discount: Stored) -> Row:
    """The discount and the amount of a line; those of a line of text are empty."""
    quantity, price = words["quantity"], words["unit_price"]
    if not isinstance(quantity, Decimal) or not isinstance(price, Decimal):
        return {"AmtRowDiscount": None, "PriceNet": None, "AmtTotal": None}
    gross = quantity * price
    percent = words["discount_percent"]
    off = discount if isinstance(discount, Decimal) else Decimal(0)
    if isinstance(percent, Decimal):
        off += gross * percent / 100
    return {
        "AmtRowDiscount": _cents(off),
        "PriceNet": _cents((gross - off) / quantity if quantity else price),
        "AmtTotal": _cents(gross - off),
    }


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
