"""The rows of a connection may read anything that is posted, and by name what is worked out of it."""

from typing import Any

import pytest
from pydantic import ValidationError

from handlers.vendors.webhook.posted_settings import LineList
from handlers.vendors.webhook.source.kinds import ORDERS, WORKED_OF_A_LINE
from relay.errors import StartError
from tests.handlers.presets import SHOPS
from tests.handlers.vendors.webhook.source.shops import sample, source_of


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"to": "remark", "from": "postd.note"}, 'did you mean "posted.note"'),
        ({"to": "remark", "from": "shop.refundd"}, 'did you mean "shop.refunded"'),
        ({"to": "lines.quantity", "from": "item.worked.quantty"}, 'did you mean "item.worked.quantity"'),
        ({"to": "remark", "const": "x", "when": {"path": "shp.bill", "filled": True}}, 'did you mean "shop.bill"'),
    ],
)
def test_a_path_that_is_misspelt_where_it_is_ours_is_refused(row: dict[str, Any], says: str) -> None:
    with pytest.raises(StartError, match=says):
        source_of(format="woocommerce", mapping=[row])


@pytest.mark.parametrize(
    "row",
    [
        {"to": "remark", "from": "posted.anything.there[0].is"},
        {"to": "lines.description", "from": "item.own_field"},
        {"to": "lines.vat_rate", "from": "item.worked.vat_rate"},
    ],
)
def test_what_a_shop_posts_may_be_read_by_any_name(row: dict[str, Any]) -> None:
    assert source_of(format="woocommerce", mapping=[row]).mapping_rows


@pytest.mark.parametrize("shop", SHOPS)
def test_what_rows_may_read_is_what_is_worked_out(shop: str) -> None:
    posted = sample(shop)
    reading = ORDERS.readings[shop](posted)
    assert set(ORDERS.worked[shop]) == set(reading.names)
    [worked, *_] = reading.work_out("line_items", posted["line_items"][0])
    assert set(WORKED_OF_A_LINE) == set(worked)


def test_a_condition_on_a_list_of_lines_reads_the_entry_or_the_document() -> None:
    with pytest.raises(ValidationError, match="itm is neither"):
        LineList.model_validate({"list": "lines", "when": {"path": "itm.bundled", "empty": True}})
    for path in ("item.bundled", "posted.kind"):
        assert LineList.model_validate({"list": "lines", "when": {"path": path, "filled": True}}).when
