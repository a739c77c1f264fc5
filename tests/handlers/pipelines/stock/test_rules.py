"""What is refused or told of flows of stock when settings are read: goods that would be counted or sold twice."""

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from tests.relay.settings.mistakes import BASE, judged


def found(*flows: Mapping[str, Any], **of_flows: Any) -> list[tuple[str, str]]:
    """What is found in the base file with these flows of stock in place of its own, by path."""
    whole = yaml.safe_load(BASE)
    whole["flows"] = {name: flow for name, flow in whole["flows"].items() if flow["entity"] != "stock"} | {
        f"stock-{place}": flow for place, flow in enumerate(flows, start=1)
    }
    whole["flows"] |= of_flows
    return [(".".join(map(str, one.path)), str(one.told)) for one in judged(yaml.safe_dump(whole)).findings]


def flow(source: str, target: str, **settings: Any) -> dict[str, Any]:
    poll = {"poll": {"every": "5m", "refresh": "15m"}}
    return {"entity": "stock", "from": source, "to": target, "write": False, "settings": settings, **poll}


BACK = {**flow("webshop", "afas"), "poll": None, "allow": ["127.0.0.1"]}
"""What the shop posts of its own levels."""


def test_one_flow_from_books_to_a_shop_is_as_it_should_be() -> None:
    assert found(flow("afas", "webshop")) == []


def test_stock_both_ways_is_refused() -> None:
    assert "flows.stock-1" in [path for path, told in found(flow("afas", "webshop"), BACK) if "the other way" in told]


@pytest.mark.parametrize(("owner", "expected"), [(None, 1), ("source", 0), ("target", 0)])
def test_books_that_receive_orders_too_need_a_word_on_whose_count_is_right(owner: str | None, expected: int) -> None:
    settings = {"stock_owner": owner} if owner else {}
    order = {"entity": "order", "from": "shop", "to": "afas", "write": False}
    told = [told for _, told in found(flow("books", "afas", **settings), shop_into_afas=order) if "stock_owner" in told]
    assert len(told) == expected


def test_two_shops_that_sell_the_same_goods_are_told_unless_each_has_its_share() -> None:
    one, two = flow("afas", "webshop", warehouses=["01"]), flow("afas", "shop", warehouses=["01"])
    both = [path for path, told in found(one, two) if "last piece" in told]
    assert both == ["flows.stock-1", "flows.stock-2"]
    shared = [flow("afas", target, warehouses=["01"], share=50) for target in ("webshop", "shop")]
    assert [told for _, told in found(*shared) if "last piece" in told] == []
    apart = [flow("afas", "webshop", warehouses=["01"]), flow("afas", "shop", warehouses=["02"])]
    assert [told for _, told in found(*apart) if "last piece" in told] == []


def test_codes_are_told_apart_as_for_the_products_between_the_same_two() -> None:
    products = {"entity": "product", "from": "afas", "to": "webshop", "write": False, "poll": {"every": "5m"}}
    stock = flow("afas", "webshop", key_equality={"case": "counts"})
    assert [path for path, told in found(stock, products=products) if "key_equality" in told] == [
        "flows.stock-1.settings.key_equality"
    ]
