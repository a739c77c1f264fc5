"""The published cases of products that shops post: what canonical products come of each post, to the field.

What public reports tell of such connectors, on fields that real shops send; codes and amounts are invented.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from mapping.documents.product import Product
from mapping.problems import DocumentError
from mapping.strict_yaml import read as read_yaml
from relay.roles import Json
from tests.handlers.vendors.webhook.source.product_posts import Door, SplitSource, parsed, products_of
from words.told import Told

HERE = Path(__file__).parent
CASES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((HERE / "product_cases").glob("*.json"))}
EXPECTED = read_yaml((HERE / "product_cases.yaml").read_text("utf-8"))


def test_every_published_case_of_a_shop_is_here() -> None:
    assert len(CASES) == 48
    assert CASES.keys() == EXPECTED.keys()


@pytest.mark.parametrize("name", CASES)
def test_each_post_comes_to_what_a_shop_manager_would_accept(name: str) -> None:
    case = CASES[name]
    door = Door(products_of(format=case["from"]))
    posts = case.get("posts") or [row for page in case["rows"] for row in page]
    assert [tell(door.source, door.post(post)) for post in posts] == EXPECTED[name]


@pytest.mark.parametrize("name", CASES)
def test_a_post_that_is_sent_again_comes_to_the_same_documents(name: str) -> None:
    case = CASES[name]
    door = Door(products_of(format=case["from"]))
    for post in case.get("posts") or [row for page in case["rows"] for row in page]:
        first, again = door.post(post), door.post(dict(reversed(post.items())))
        assert tell(door.source, first) == tell(door.source, again)
        if not isinstance(first, Told) and not isinstance(again, Told):
            assert list(map(door.source.identify, first)) == list(map(door.source.identify, again))


def tell(source: SplitSource, found: Any) -> dict[str, Any]:
    if isinstance(found, Told):
        return {"passed_over": found.code}
    return {"products": [_tell_piece(source, parsed(piece)) for piece in found]}


def _tell_piece(source: SplitSource, piece: Json) -> dict[str, Any]:
    reference = source.identify(piece).reference
    try:
        product: Product = source.read(piece)
    except DocumentError as error:
        return {"reference": reference, "held": error.problems[0].path}
    assert reference == product.number
    shares = {"shares": list(product.shares_sku_with)} if product.shares_sku_with else {}
    return product.model_dump(mode="json", exclude_unset=True) | shares
