"""Columns that a connector may have or lack: what is read with them, and that nothing changes without them."""

from decimal import Decimal

from handlers.sandboxes.afas import OrderBooks
from handlers.vendors.afas.source.columns import OrderColumns
from handlers.vendors.afas.source.settings import AfasOrders
from tests.handlers.vendors.afas.source.polling import polled, polling
from tests.handlers.vendors.afas.support import Clock, order, orders

SPARE = (
    *("chamber_of_commerce_number", "total_excluding_vat", "total_vat", "total_including_vat", "discount_percent"),
    *("discount_amount", "shipping_cost", "payment_cost", "shipping_method", "payment_method", "payment_condition"),
    *("language", "warehouse", "store", "credit_of", "due_on"),
)


async def test_connectors_made_before_there_were_spare_columns_are_read_as_ever() -> None:
    lacking = {
        "columns": dict.fromkeys(SPARE),
        "line_columns": {"vat_amount": None, "vat_class": None, "unit": None},
    }
    books = OrderBooks(orders(3, lines=2), settings=AfasOrders.model_validate(lacking))
    assert {column.id for column in books.orders.columns} == {*OrderColumns().expected}
    async with polling(books, Clock()) as (source, _):
        numbers, _ = await polled(source, source.cursor_at(None))
        read = source.read(await source.fetch("60000002"))
    assert numbers == ["60000001", "60000002", "60000003"]
    assert (read.totals, read.shipping, read.credit_of) == (None, None, None)
    assert [(line.unit, line.kind) for line in read.lines] == [(None, "goods")] * 2


async def test_the_totals_that_afas_shows_are_read_with_the_order() -> None:
    document = order("60000001", 2, payment_condition="14", warehouse="01", discount_percent=Decimal(10))
    for line in document["lines"]:
        line["vat_rate"] = Decimal(9)
    async with polling(OrderBooks([document]), Clock()) as (source, _):
        read = source.read(await source.fetch("60000001"))
    assert read.totals is not None
    assert (read.totals.excluding_vat, read.totals.vat, read.totals.including_vat) == (
        *(Decimal("7.74"), Decimal("0.70")),
        Decimal("8.44"),
    )
    assert (read.discount_percent, read.payment_condition, read.warehouse) == (Decimal(10), "14", "01")
