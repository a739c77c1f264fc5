"""The demo's orders: what they hold, and how each of them reads."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from handlers.contracts.drafts import party_of
from handlers.pipelines.parties.completeness import find_debtor_problems
from handlers.sandboxes.afas import OrderBooks
from handlers.sandboxes.demonstration.afas_books import CONFIRMED, EXISTING_SKUS, MISSING_SKU, demo_masters, demo_orders
from handlers.vendors.afas.source.documents import Documents
from handlers.vendors.afas.source.settings import AfasOrders
from mapping.documents.order import Order
from mapping.problems import DocumentError

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def read() -> tuple[dict[str, Order], dict[str, list[str]]]:
    """The orders that read, and the paths of the problems of those that do not."""
    books, documents = OrderBooks(demo_orders(AT)), Documents(AfasOrders())
    good: dict[str, Order] = {}
    bad: dict[str, list[str]] = {}
    for row in books.orders.rows:
        number = str(row["OrderNumber"])
        lines = [books.lines.show_row(line) for line in books.lines.rows if line["OrderNumber"] == number]
        try:
            good[number] = documents.read({"order": books.orders.show_row(row), "lines": lines})
        except DocumentError as error:
            bad[number] = [problem.path for problem in error.problems]
    return good, bad


def test_all_orders_read_and_one_has_an_impossible_postcode_so_that_no_debtor_is_made_of_it() -> None:
    good, bad = read()
    assert (len(good), bad) == (14, {})
    lacks = {number: [one.path for one in find_debtor_problems(party_of(order))] for number, order in good.items()}
    assert {number: paths for number, paths in lacks.items() if paths} == {"60005412": ["billing_address.postcode"]}


def test_there_is_something_of_everything() -> None:
    orders = read()[0].values()
    assert {order.billing_address.country for order in orders} == {"NL", "BE", "DE"}
    assert {True, False} == {order.customer.is_company for order in orders}
    assert {line.vat_rate for order in orders for line in order.lines} == {Decimal(0), Decimal(9), Decimal(21)}
    letters = "".join(f"{order.customer.name}{order.customer.person}" for order in orders)
    assert set("éëüø") <= set(letters)
    assert any(order.customer.infix for order in orders)
    assert any(order.ships_elsewhere for order in orders)
    assert any(order.prices_include_vat for order in orders)
    assert any(line.quantity % 1 for order in orders for line in order.lines)
    assert any(line.unit_price == Decimal("0.1234567890123456789") for order in orders for line in order.lines)


def test_one_name_is_longer_than_accountview_takes() -> None:
    assert [number for number, order in read()[0].items() if len(order.customer.name) > 40] == ["60005411"]


def test_every_article_is_known_but_the_new_one() -> None:
    orders = read()[0]
    assert {line.sku for order in orders.values() for line in order.lines} == {*EXISTING_SKUS, MISSING_SKU}
    assert [number for number, order in orders.items() if any(line.sku == MISSING_SKU for line in order.lines)] == [
        "60005403"
    ]


def test_two_orders_are_of_one_new_person() -> None:
    people = [order.customer.email for order in read()[0].values() if not order.customer.is_company]
    assert people.count("anneke.devries@example.com") == 2


def test_not_every_order_is_confirmed() -> None:
    assert sorted({order["order"]["status"] for order in demo_orders(AT)}) == ["cancelled", "concept", CONFIRMED]


def test_all_changed_in_the_last_minutes_each_at_its_own_time() -> None:
    stamps = [order["order"]["modified"] for order in demo_orders(AT)]
    amsterdam = datetime.fromisoformat("2026-11-24T10:00:00")
    assert stamps == sorted(set(stamps))
    assert all(timedelta() <= amsterdam - stamp < timedelta(minutes=6) for stamp in stamps)


def test_the_articles_that_both_systems_have_can_be_ordered_in_afas() -> None:
    codes = {item.code for item in demo_masters().items}
    assert set(EXISTING_SKUS) < codes
    assert MISSING_SKU not in codes
