"""Starts the sandboxes, and says what is expected of every order."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.afas import AfasSandbox
from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.afas.profit import Profit
from handlers.sandboxes.demonstration import shop
from handlers.sandboxes.demonstration.accountview_books import CARRIED_NUMBER, demo_books
from handlers.sandboxes.demonstration.accountview_sales import sell_demo_orders
from handlers.sandboxes.demonstration.afas_books import CONFIRMED, demo_masters, demo_orders
from handlers.sandboxes.demonstration.afas_customers import add_demo_customers
from handlers.sandboxes.demonstration.products import (
    add_demo_products,
    count_pictures,
    product_flows,
    product_rounds,
    shown_products,
)
from handlers.sandboxes.demonstration.settings import AFAS_PREFIX, settings_of
from handlers.sandboxes.demonstration.stock import (
    count_levels,
    shown_stock,
    stock_flow,
    stock_rounds,
)
from handlers.sandboxes.shop import ShopSandbox
from mapping.parsing import dump_json
from relay.demo.scenario import Key, Post, Round, Scenario

_HELD: Final = {"60005403", "60005411", "60005412"}
"""An article that AccountView lacks, a name of over 40 characters (held by setting), and an impossible postcode."""


@asynccontextmanager
async def open_scenario() -> AsyncIterator[Scenario]:
    """Both sandboxes, running until the block ends."""
    started = datetime.now(UTC)
    documents = demo_orders(started)
    books = demo_books(reference_prefix=AFAS_PREFIX)
    profit = Profit(OrderBooks(documents), masters=demo_masters())
    add_demo_customers(profit)
    add_demo_products(profit, books)
    for order in books.orders:  # what stands there from before is out of the house, so that only new orders are read
        books.deliver(order)
    sold = sell_demo_orders(books)
    known = len(books.debtors) + len(profit.relations.debtors)
    async with AfasSandbox(profit=profit) as afas, AccountViewSandbox(books) as accountview, ShopSandbox() as market:
        yield Scenario(
            settings=settings_of(afas, accountview, market, started),
            environment={
                "AFAS_TOKEN": afas.access.token,
                "ACCOUNTVIEW_SECRET": accountview.client_secret,
                "ACCOUNTVIEW_REFRESH_TOKEN": accountview.refresh_token,
                "MARKET_SECRET": market.secret,
            },
            rounds=[
                Round(
                    "Into AccountView: posting a webshop's orders, and reading AFAS …",
                    ["afas-orders"],
                    _posts(),
                    lambda: _expect_in_accountview(documents),
                ),
                Round(
                    "Into AFAS: reading AccountView, which by now has those orders too …",
                    ["office-orders"],
                    [],
                    lambda: _expect_in_afas(books, sold),
                ),
                Round(
                    "Customers of AccountView: each into AFAS, where no order has brought them there …",
                    ["office-customers"],
                    [],
                    cache(lambda: dict.fromkeys(_debtors_of(books), "written")),
                ),
                Round(
                    "Customers of AFAS: each into AccountView, but for those whom the relay knows from there …",
                    ["afas-customers"],
                    [],
                    cache(lambda: dict.fromkeys(_debtors_in(profit), "written")),
                ),
                *product_rounds(profit, books),
                *stock_rounds(profit, market),
            ],
            pictures=lambda: count_pictures(books),
            levels=lambda: count_levels(profit, market),
            recorded=(*product_flows({}), *stock_flow({})),
            shown=lambda: _shown(documents, books, sold, profit),
            created=lambda: len(books.debtors) - known + len(profit.relations.debtors),
            doubled=lambda: [
                *_find_doubled(books.orders, "COMMENT1"),
                *_find_doubled(profit.orders.headers.rows, "CustomerReference"),
            ],
        )


def _posts() -> list[Post]:
    good = shop.good_orders()
    posts = [
        Post("shop-orders", order["number"], "webshop", dump_json(order), 202, f"delivery-{order['number']}")
        for order in good
    ]
    return [
        *posts,
        Post("shop-orders", "1001", "webshop", dump_json(good[0]), 202, "delivery-1001-again"),
        Post("shop-orders", "1004", "webshop", dump_json(shop.wrong_order()), 422, "delivery-1004"),
        Post("partner-orders", "1002", "a stranger", dump_json(good[1]), 403, "delivery-stranger"),
    ]


def _expect_in_accountview(documents: Sequence[Mapping[str, Any]]) -> dict[Key, str]:
    expected: dict[Key, str] = {("shop-orders", str(order["number"])): "written" for order in shop.good_orders()}
    for document in documents:
        number = str(document["order"]["number"])
        if document["order"]["status"] == CONFIRMED:
            expected["afas-orders", number] = "held" if number in _HELD else "written"
    return expected | {("afas-orders", CARRIED_NUMBER): "skipped"}


def _expect_in_afas(books: Books, sold: Sequence[Mapping[str, Any]]) -> dict[Key, str]:
    """How orders read from AFAS must end: the office's own as written, those that the relay wrote there as skipped."""
    own, column = {str(order[books.names.order_number]) for order in sold}, books.names.order_number
    return {
        ("office-orders", str(order[column])): "written" if str(order[column]) in own else "skipped"
        for order in books.orders
        if order[books.names.order_state] == books.names.open
    }


def _debtors_of(books: Books) -> list[Key]:
    """All customers of AccountView, by what the relay calls the record of each."""
    return [("office-customers", str(debtor["SUB_NR"])) for debtor in books.debtors]


def _debtors_in(profit: Profit) -> list[Key]:
    """All customers of AFAS."""
    return [("afas-customers", number) for number in profit.relations.debtors]


def _shown(
    documents: Sequence[Mapping[str, Any]], books: Books, sold: Sequence[Mapping[str, Any]], profit: Profit
) -> dict[Key, tuple[str, str]]:
    """What the table calls each document. The names are the demo's own: no story holds one."""
    debtors = {str(debtor["SUB_NR"]): str(debtor["ACCT_NAME"]) for debtor in books.debtors}
    shown = {**shown_products(profit, books), **shown_stock(profit)}
    for document in documents:
        shown["afas-orders", str(document["order"]["number"])] = ("AFAS", _name(document["order"]))
    for order in shop.good_orders():
        shown["shop-orders", str(order["number"])] = ("webshop", _name(order["customer"]))
    for number, name in debtors.items():
        shown["office-customers", number] = ("AccountView", name)
    for number, relation in profit.relations.debtors.items():
        party = profit.relations.party_of(relation)
        name = " ".join(str(party[part]) for part in ("FiNm", "Is", "LaNm") if party.get(part))
        shown["afas-customers", number] = ("AFAS", str(party.get("Nm") or name))
    for row in sold:
        shown["office-orders", str(row[books.names.order_number])] = ("AccountView", debtors[str(row["RPL_INV"])])
    return shown


def _name(customer: Mapping[str, Any]) -> str:
    person = " ".join(filter(None, (customer.get(part) for part in ("first_name", "infix", "last_name"))))
    return str(customer.get("company") or person)


def _find_doubled(orders: Iterable[Mapping[str, Any]], column: str) -> list[str]:
    counted = Counter(str(order[column]) for order in orders if order.get(column))
    return [reference for reference, count in counted.items() if count > 1]
