"""Sales invoices of AFAS carried into AccountView's books, over real Redis and real HTTP."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.demonstration.accountview_books import bare_books
from handlers.sandboxes.demonstration.afas_books import demo_orders
from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from tests.line.household import open_line
from tests.line.household_settings import CHOICES


def flows(**settings: Any) -> dict[str, Any]:
    poll = {"every": "1h", "start": "2026-01-01"}
    flow = {
        "entity": "invoice",
        "from": "afas",
        "to": "books",
        "write": True,
        "poll": poll,
        "settings": {**CHOICES, **settings},
    }
    return {"flows": {"afas-invoices": flow}}


async def test_an_invoice_and_its_credit_are_each_written_once_and_the_order_is_not(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    orders = OrderBooks(demo_orders(datetime.now(UTC)))
    async with open_line(
        redis_server, tmp_path, books=bare_books(), orders=orders, changes=flows(credits="send")
    ) as line:
        invoice = line.afas.profit.invoice_order("60005402")
        credit = line.afas.profit.credit_invoice(invoice)
        for _ in range(2):
            await line.program.poll("afas-invoices", begin_anywhere=False)
        page = await line.activity.page(flow="afas-invoices")
        async with line.worker():
            stories = await line.ended(*(summary.event.id for summary in page.events))
        found = {story.summary.event.reference: story.summary for story in stories}
        written = {order["COMMENT1"]: order for order in line.books.orders}
    assert {reference: summary.event.state for reference, summary in found.items()} == {
        invoice: State.WRITTEN,
        credit: State.WRITTEN,
    }
    assert set(written) == {f"A-{invoice}", f"A-{credit}"}
    sold, taken_back = written[f"A-{invoice}"], written[f"A-{credit}"]
    assert [(row["ART_CODE"], row["ORD_QTY"]) for row in sold["SO_LINE"]] == [("THG-101", 24), ("KRS-200", 3)]
    assert [(row["ART_CODE"], row["ORD_QTY"]) for row in taken_back["SO_LINE"]] == [("THG-101", -24), ("KRS-200", -3)]
    assert sold["RPL_INV"] == taken_back["RPL_INV"]
