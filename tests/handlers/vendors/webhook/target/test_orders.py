"""What rows make of an order that is posted, and where mistakes in them are told."""

from collections.abc import AsyncIterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.records import Repeat
from handlers.pipelines.orders.draft import draft_order
from handlers.pipelines.orders.settings import OrderSettings
from handlers.vendors.webhook.connection import OpenWebhookConnection
from mapping.documents.reading import read_order
from mapping.parsing import dump_json
from relay.errors import Hold
from relay.model import Flow
from relay.settings.findings import SettingsError
from tests.handlers.pipelines.orders.fakes import document
from tests.handlers.vendors.webhook.posting.receiving import Desk, carried, posting

HOW = {"path": "/orders", "id": "id", "repeat": "none"}
ORDER = document(
    shipping={"amount": "4.95", "vat_rate": "21"},
    lines=[{"sku": "BR-100", "quantity": "2.0", "unit_price": "12.50", "vat_rate": "21"}],
)


@pytest.fixture
async def shop() -> AsyncIterator[Desk]:
    async with posting() as opened:
        yield opened


def target_of(shop: Desk, *of_flow: Mapping[str, Any], entity: str = "order", **how: Any) -> Any:
    """The target of a flow with these rows, at a connection that is posted to as told."""
    posts = {f"{entity}s": {**HOW, **how}}
    connection = OpenWebhookConnection("web", shop.settings(**posts), receiver=shop.receiver(**posts))
    settings = OrderSettings()
    flow = Flow("orders", entity, "shop", "web", settings, mapping=of_flow, reference_prefix="S1-")
    return connection.target(flow)


def drafted(target: Any, order: Mapping[str, Any] = ORDER, **settings: Any) -> Any:
    flow = Flow("orders", "order", "shop", "web", OrderSettings.model_validate(settings), reference_prefix="S1-")
    read = read_order(dict(order), strict=True)
    made = draft_order(read, flow, target.basis, date(2026, 3, 2), keeps_debtors=False)
    assert made.problems == ()
    return made.draft


async def test_rows_of_the_flow_lie_over_those_of_the_connection(shop: Desk) -> None:
    rows = [{"to": "no", "from": "order.number"}, {"to": "who", "from": "customer.email"}]
    target = target_of(
        shop, {"to": "no", "from": "reference"}, {"to": "lines.code", "each": "lines", "from": "item.sku"}, mapping=rows
    )
    body = target.order_fields(drafted(target))["body"]
    assert body == {"no": "S1-1001", "who": "info@bakkerij.example.com", "lines": [{"code": "BR-100"}, {}]}
    assert [row.target for row in target.mapping_rows] == ["no", "who", "lines.code"]


async def test_costs_are_lines_to_rows_and_need_no_article(shop: Desk) -> None:
    target = target_of(
        shop,
        {"to": "lines.role", "each": "lines", "from": "item.role"},
        {"to": "lines.price", "each": "lines", "from": "item.unit_price"},
    )
    body = target.order_fields(drafted(target))["body"]
    assert body["lines"] == [
        {"role": "goods", "price": Decimal("12.50")},
        {"role": "shipping", "price": Decimal("4.95")},
    ]


async def test_what_a_post_says_of_itself_is_filled_in_as_it_is_posted(shop: Desk) -> None:
    target = target_of(shop, {"to": "no", "from": "reference"}, {"to": "as_of", "from": "post.as_of"})
    fields = target.order_fields(drafted(target))
    assert fields == {"path": {"reference": "S1-1001"}, "body": {"no": "S1-1001"}}
    async with carried(entity="order"):
        written = await target.create_order(fields)
    assert written.number == "O-1"
    assert shop.shop.calls[0].json() == {"no": "S1-1001", "as_of": "2026-03-02T12:00:00.250Z"}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"to": "no", "from": "order.numbr"}, "order.numbr"),
        ({"to": "no", "from": "debtor"}, "debtor"),
        ({"to": "lines.code", "each": "order.rows", "from": "item.sku"}, "order.rows"),
        ({"to": "no", "from": "reference", "do": ["tirm"]}, "tirm"),
    ],
)
@pytest.mark.parametrize("of_flow", [True, False], ids=["of the flow", "of the connection"])
async def test_a_mistake_in_a_row_is_told_where_the_row_stands(
    row: dict[str, Any], says: str, shop: Desk, *, of_flow: bool
) -> None:
    with pytest.raises(SettingsError, match=says) as refused:
        target_of(shop, *([row] if of_flow else []), mapping=[] if of_flow else [row])
    [found] = refused.value.findings
    at = ("flows", "orders", "mapping") if of_flow else ("connections", "web", "posts", "orders", "mapping")
    assert found.path[: len(at) + 1] == (*at, 0)


async def test_what_rows_cannot_make_is_told_before_and_holds_the_order(shop: Desk) -> None:
    target = target_of(shop, {"to": "way", "from": "order.payment_method", "table": {"ideal": "1"}})
    draft = drafted(target, {**ORDER, "payment_method": "giro"})
    [problem] = target.check(draft)
    assert problem.path == "order.payment_method"
    with pytest.raises(Hold):
        target.order_fields(draft)
    assert target.explain(draft).problems == [problem]


async def test_a_receiver_without_a_look_up_is_asked_nothing(shop: Desk) -> None:
    target = target_of(shop)
    assert await target.find_orders("S1-1001", date(2026, 3, 2)) == []
    assert shop.shop.asked == []
    assert await target.stored_total(drafted(target), "O-1") is None


async def test_one_with_a_look_up_is_asked_by_the_reference_alone(shop: Desk) -> None:
    shop.shop.books.add("orders", {"number": "S1-1001"})
    shop.shop.books.add("orders", {"number": "S1-10"})
    look_up = {"path": "/orders?number={reference}", "found": "data", "id": "id"}
    target = target_of(shop, repeat="look_up", look_up=look_up)
    [found] = await target.find_orders("S1-1001", date(2026, 3, 2))
    assert (found.number, found.reference, found.total) == ("O-1", "S1-1001", None)


@pytest.mark.parametrize(
    ("how", "repeat", "hours"),
    [
        ({"repeat": "idempotent_key", "key_lasts": "48h"}, Repeat.KEY, 48),
        ({"repeat": "none"}, Repeat.NONE, 300 / 3600),
        ({"repeat": "idempotent_method", "method": "PUT", "path": "/orders/{reference}"}, Repeat.METHOD, 300 / 3600),
    ],
)
async def test_how_long_a_post_is_open_is_as_its_receiver_bears_it(
    how: dict[str, Any], repeat: Repeat, hours: float, shop: Desk
) -> None:
    target = target_of(shop, **how)
    assert (target.repeat, target.horizon.total_seconds()) == (repeat, hours * 3600)
    assert (target.keeps_debtors, repr(target)) == (False, "PostedOrders('web')")


async def test_the_document_is_json_as_it_is(shop: Desk) -> None:
    target = target_of(shop)
    fields = target.order_fields(drafted(target))
    assert dump_json(fields["body"])
    assert fields["body"]["shipping"] == {"amount": "4.95", "vat_rate": "21"}
