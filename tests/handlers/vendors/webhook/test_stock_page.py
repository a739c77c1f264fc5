"""What the page about sources of stock shows of posts is accepted, and its tables say what presets and columns do."""

import re
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from pydantic import BaseModel

from handlers.vendors.afas.source.stock.columns import OpenLineColumns, StockColumns
from handlers.vendors.webhook.posted_fields import renew, table
from handlers.vendors.webhook.source.kinds import STOCK
from mapping.documents.product import Component, Packing
from mapping.documents.stock import ComponentStock, StockPlace, StockRecord
from mapping.parsing import parse_json
from mapping.strict_yaml import read as read_yaml
from tests.handlers.vendors.afas.support import connection
from tests.handlers.vendors.webhook.source.stock_posts import stock_of

PAGE = (Path(__file__).parents[4] / "docs" / "stock-sources.md").read_text("utf-8")
EXAMPLES = [parse_json(text.encode()) for text in re.findall(r"^```json\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)]
BLOCKS = [read_yaml(dedent(block.partition("```")[0])) for block in PAGE.split("```yaml\n")[1:]]


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_each_example_is_accepted_as_it_stands(example: dict[str, object]) -> None:
    assert stock_of("relay").check(example) == []


def test_the_whole_example_tells_every_field() -> None:
    whole = EXAMPLES[0]
    assert set(whole) == set(StockRecord.model_fields)
    parts: Mapping[str, type[BaseModel]] = {
        "places": StockPlace,
        "packings": Packing,
        "components": Component,
        "component_stock": ComponentStock,
    }
    assert {name: set(whole[name][0]) for name in parts} == {
        name: set(part.model_fields) for name, part in parts.items()
    }


def test_the_settings_that_the_page_shows_are_accepted() -> None:
    [shop] = [block["connections"]["shop"] for block in BLOCKS if "shop" in block["connections"]]
    assert stock_of(shop["format"], **shop["stock"]).mapping_at == "stock.mapping"
    of_afas = [block["connections"]["afas"] for block in BLOCKS if "afas" in block["connections"]]
    assert [bool(connection(**settings)) for settings in of_afas] == [True, True, True]


@pytest.mark.parametrize("columns", [StockColumns(), OpenLineColumns()], ids=["levels", "open lines"])
def test_each_column_of_afas_is_in_a_table_under_its_name(columns: StockColumns | OpenLineColumns) -> None:
    rows: list[Any] = [re.split(r" *\| *", line)[1:3] for line in PAGE.splitlines() if line.startswith("|")]
    told = [[f"`{column}`" if column else "", f"`{word}`"] for word, column in columns]
    assert [row for row in told if row not in rows] == []


def test_the_table_of_fields_is_that_of_the_presets() -> None:
    assert renew(PAGE, STOCK) == PAGE, (
        "renew it: python -m handlers.vendors.webhook.posted_fields docs/stock-sources.md"
    )
    assert table(STOCK).count("\n") > 8
