"""Settings about amounts work as they come, and refuse what cannot work."""

from typing import Any

import pytest
from pydantic import ValidationError

from mapping.pricing import CostItem, Discounts, Pricing


def test_every_setting_has_a_default_that_works() -> None:
    chosen = Pricing()
    assert (chosen.discount.how, chosen.rounding.level, str(chosen.rounding.tolerance)) == ("spread", "line", "0.05")
    assert chosen.free_line_item is None


def test_a_fixed_rate_must_be_given() -> None:
    with pytest.raises(ValidationError, match="needs fixed_rate"):
        CostItem(vat="fixed")


@pytest.mark.parametrize("given", [{"item": "DISC"}, {"account": "8300"}])
def test_discount_lines_need_an_article_or_an_account(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="needs item"):
        Discounts(how="line")
    assert Discounts.model_validate({"how": "line", **given}).how == "line"


@pytest.mark.parametrize("vat", ["source", "main_goods", "highest", "pro_rata"])
def test_a_fixed_rate_beside_another_rule_would_never_count(vat: str) -> None:
    with pytest.raises(ValidationError, match=f"vat is {vat}; write vat: fixed") as caught:
        CostItem.model_validate({"item": "SHIP", "vat": vat, "fixed_rate": 21})
    [found] = caught.value.errors()
    assert found["ctx"]["error"].at == ("fixed_rate",)
    assert CostItem.model_validate({"item": "SHIP", "vat": "fixed", "fixed_rate": 21}).fixed_rate == 21
