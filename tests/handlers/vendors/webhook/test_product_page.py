"""What the page about posted products shows is accepted, and its table says what the presets do."""

import re
from pathlib import Path
from textwrap import dedent

import pytest
from pydantic import BaseModel

from handlers.vendors.webhook.posted_fields import renew, table
from handlers.vendors.webhook.source.kinds import PRODUCTS
from mapping.documents.product import Component, Image, Price, Product, ProductText
from mapping.parsing import parse_json
from mapping.strict_yaml import read as read_yaml
from tests.handlers.vendors.webhook.source.product_posts import product, products_of

PAGE = (Path(__file__).parents[4] / "docs" / "webhook-products.md").read_text("utf-8")
EXAMPLES = [parse_json(text.encode()) for text in re.findall(r"^```json\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)]
BLOCKS = [read_yaml(dedent(block.partition("```")[0])) for block in PAGE.split("```yaml\n")[1:]]


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_each_example_is_accepted_as_it_stands(example: dict[str, object]) -> None:
    assert products_of().check(example) == []


def test_the_whole_example_and_the_text_tell_every_field() -> None:
    whole = EXAMPLES[0]
    assert set(whole) == set(Product.model_fields) - {"gone", "shares_sku_with"}
    parts: dict[str, type[BaseModel]] = {
        "texts": ProductText,
        "prices": Price,
        "components": Component,
        "images": Image,
    }
    assert {name: set(whole[name][0]) for name in parts} == {
        name: set(part.model_fields) for name, part in parts.items()
    }
    assert [name for name in Product.model_fields if f"`{name}`" not in PAGE] == []


def test_the_settings_that_the_page_shows_are_accepted() -> None:
    assert len(BLOCKS) == 3
    for block in BLOCKS:
        shop = block["connections"]["shop"]
        products_of(**{name: value for name, value in shop.items() if name not in {"vendor", "allow", "signature"}})


def test_the_rows_that_the_page_shows_do_what_they_say() -> None:
    rows = BLOCKS[2]["connections"]["shop"]["products"]
    source = products_of(format="woocommerce", products=rows)
    posted = product("woocommerce", short_description="<p>Oak</p>", tags=[{"id": 1, "name": " Light "}])
    read = source.read(posted)
    assert (read.extra_name, read.group) == ("Oak", "Light")


def test_the_table_of_fields_is_that_of_the_presets() -> None:
    renewed = renew(PAGE, PRODUCTS)
    assert renewed == PAGE, "renew it: python -m handlers.vendors.webhook.posted_fields docs/webhook-products.md"
    assert table(PRODUCTS).count("\n") > 25
