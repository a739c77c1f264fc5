"""The page on VAT: its settings are taken as they stand, and its worked example comes out as it says."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from handlers.services.vies import VatNumberCheck
from mapping.strict_yaml import read as read_yaml
from mapping.vat.areas import TERRITORIES
from mapping.vat.choice import NoVatCode, VatBuyer, choose_vat
from mapping.vat.table import VatRow, VatTable

PAGE = (Path(__file__).parents[2] / "docs" / "vat.md").read_text("utf-8")
EXAMPLE, KOR, PLAIN, CHECK = (read_yaml(text)["settings"] for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
ORDER = re.compile(
    r"^\| (Person|Company) in (\w+)(.*?) \| ([0-9]+) % \| (\w+) \| ([0-9]*) ?\|",
    re.MULTILINE,
)
CODES = {"Utrecht": "NL", "Germany": "DE", "Belgium": "BE", "France": "FR", "Switzerland": "CH"}


@dataclass(frozen=True)
class Spot:
    country: str
    postcode: str = "1000"


def outcome(table: VatTable, who: str, where: str, more: str, rate: str, day: date) -> Any:
    return choose_vat(
        table,
        ship_to=Spot(CODES[where]),
        buyer=VatBuyer(
            who == "Company", "valid" if "number valid" in more else "invalid" if "invalid" in more else "absent"
        ),
        rate=Decimal(rate),
        vat_class="reversed" if "reversed" in more else None,
        kind="service" if "service" in more else "goods",
        day=day,
    )


def test_every_order_of_the_worked_example_comes_out_as_the_page_says() -> None:
    table = VatTable.model_validate(EXAMPLE["vat_codes"])
    orders = ORDER.findall(PAGE)
    assert len(orders) == 11
    for who, where, more, rate, code, account in orders:
        found = outcome(table, who, where, more, rate, date(2026, 11, 24))
        if code == "held":
            assert isinstance(found, NoVatCode), (who, where, more)
        else:
            assert (found.code, found.revenue_account, found.warnings) == (code, account, ()), (who, where, more)


def test_the_row_that_counts_from_2027_counts_from_2027() -> None:
    table = VatTable.model_validate(EXAMPLE["vat_codes"])
    assert outcome(table, "Person", "Belgium", "", "21", date(2027, 1, 1)).code == "B2"


def test_the_small_trader_and_the_shop_at_home_get_what_the_page_says() -> None:
    day = date(2026, 11, 24)
    small = VatTable.model_validate(KOR["vat_codes"])
    plain = VatTable.model_validate(PLAIN["vat_codes"])
    assert outcome(small, "Person", "Utrecht", "", "0", day).code is None
    assert [outcome(plain, "Person", "Utrecht", "", rate, day).code for rate in ("21", "9", "0")] == ["1", "2", "3"]


def test_the_settings_of_the_check_are_taken_as_they_stand() -> None:
    assert VatNumberCheck.model_validate(CHECK["vat_number_check"]).policy == "hold"


def test_every_field_of_a_row_is_on_the_page() -> None:
    section = PAGE.partition("## How a row is chosen")[2].partition("## Territories")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == set(VatRow.model_fields)


@pytest.mark.parametrize("country", sorted(TERRITORIES))
def test_every_place_outside_the_area_is_on_the_page_with_a_postcode(country: str) -> None:
    section = PAGE.partition("## Territories with VAT rules of their own")[2].partition("## Warnings")[0]
    assert any(re.search(rf"\b{begins}\b", section) for begins in TERRITORIES[country])
