"""The page about amounts: each example comes out as its table says, and each setting that is named exists."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mapping.documents.values import plain
from mapping.pricing import Basis, PricedOrder, Pricing, price_order
from mapping.strict_yaml import read as read_yaml
from tests.mapping.pricing.orders import an_order, problems_of

PAGE = (Path(__file__).parents[2] / "docs" / "amounts.md").read_text("utf-8")
HEADER = ["Line", "Quantity", "Price", "Amount", "VAT %", "Without VAT", "VAT", "With VAT"]
EXAMPLES = re.findall(r"```yaml\n((?:(?!```).*\n)*)```\n\n((?:\|.*\n)*)", PAGE)


def read(text: str) -> tuple[Any, Pricing, Basis]:
    example = read_yaml(text)
    lines = example["order"].pop("lines")
    return (
        an_order(*lines, **example["order"]),
        Pricing.model_validate(example.get("settings", {})),
        Basis(**example["target"]),
    )


def table_of(priced: PricedOrder) -> str:
    """The table that belongs below an example."""
    rows = [
        [line.sku or "", *map(plain, (line.quantity, line.unit_price, line.amount, line.vat_rate or Decimal(0)))]
        + [plain(amount) for amount in (line.net, line.vat, line.gross) if amount is not None]
        for line in priced.lines
    ]
    sums = [plain(amount) for amount in (priced.amount, priced.net, priced.vat, priced.gross) if amount is not None]
    rows.append(["**Total**", "", "", sums[0], "", *sums[1:]])
    ruled = [HEADER, ["---", *["---:"] * 7], *rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in ruled)


@pytest.mark.parametrize(("text", "table"), EXAMPLES)
def test_each_example_comes_out_as_the_page_says(text: str, table: str) -> None:
    order, settings, basis = read(text)
    held = read_yaml(text).get("held")
    if held:
        assert list(problems_of(order, settings, basis)) == [held]
    else:
        assert table == table_of(price_order(order, settings, basis))


def test_the_page_has_an_example_for_each_step() -> None:
    assert len(EXAMPLES) >= 10
    assert len([table for _, table in EXAMPLES if not table]) == 1  # the one that is held


def test_every_setting_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`((?:rounding|discount|shipping_cost)\.\w+)`", PAGE))
    assert {"rounding.level", "rounding.tolerance", "discount.how", "shipping_cost.items"} <= named
    for name in named:
        model: Any = Pricing
        for part in name.split("."):
            assert part in model.model_fields, name
            model = model.model_fields[part].annotation


def test_the_rules_for_the_vat_of_costs_and_the_tolerance_are_those_of_the_settings() -> None:
    rules = re.findall(r"^\| `(\w+)` \| [A-Z`]", PAGE, re.MULTILINE)[1:]
    assert rules == ["source", "main_goods", "highest", "pro_rata", "fixed"]
    assert f"({Pricing().rounding.tolerance} as it comes)" in PAGE
