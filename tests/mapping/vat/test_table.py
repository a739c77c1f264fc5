"""The rows of the VAT table: what they may say, and which of them wins."""

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mapping.vat.table import RateChoice, Sale, VatRow, VatTable, most_specific

SALE = Sale("EU_consumer", "DE", Decimal("19.00"), "Standard", "goods", date(2026, 11, 24))

LADDER: list[dict[str, Any]] = [
    {},
    {"valid_from": "2026-01-01"},
    {"kind": "goods"},
    {"rate": 19},
    {"rate": "19.0", "kind": "goods"},
    {"vat_class": "standard"},
    {"vat_class": "standard", "rate": 19},
    {"country": "EU_consumer"},
    {"country": "eu_consumer", "vat_class": "STANDARD", "rate": 19, "kind": "goods"},
    {"country": "DE"},
    {"country": "DE", "valid_from": "2025-01-01"},
    {"country": "DE", "valid_from": "2026-01-01"},
    {"country": "de", "kind": "goods"},
    {"country": "DE", "rate": 19},
    {"country": "DE", "vat_class": "standard"},
    {"country": "DE", "vat_class": "standard", "rate": 19},
]
"""Conditions that all fit SALE, each more specific than the one before."""


def rows(*conditions: dict[str, Any]) -> list[VatRow]:
    return [VatRow.model_validate({"code": str(place), **one}) for place, one in enumerate(conditions)]


@pytest.mark.parametrize("rung", range(1, len(LADDER)))
def test_each_rung_of_the_documented_order_beats_the_one_below(rung: int) -> None:
    winner = most_specific(rows(LADDER[rung - 1], LADDER[rung]), SALE)
    assert winner is not None
    assert winner.code == "1"


@pytest.mark.parametrize(
    "conditions",
    [
        {"country": "NL"},
        {"country": "EU_business"},
        {"rate": 7},
        {"vat_class": "reduced"},
        {"kind": "service"},
        {"valid_from": "2026-11-25"},
        {"country": "DE", "rate": 7},
    ],
)
def test_a_row_of_which_one_condition_fails_does_not_fit(conditions: dict[str, Any]) -> None:
    assert most_specific(rows(conditions), SALE) is None


@given(st.permutations(LADDER), st.integers(1, len(LADDER)))
def test_the_same_row_wins_in_whatever_order_rows_are_written(ladder: list[dict[str, Any]], length: int) -> None:
    table = rows(*ladder[:length])
    shuffled = random.Random(length).sample(table, len(table))
    assert most_specific(table, SALE) == most_specific(shuffled, SALE)


some_conditions = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sampled_from(["DE", "FR", "EU_consumer", "domestic"]),
        "rate": st.sampled_from([0, 19, "19.00", 7]),
        "vat_class": st.sampled_from(["standard", "Standard", "reduced"]),
        "kind": st.sampled_from(["goods", "service"]),
        "valid_from": st.sampled_from([date(2026, 1, 1), date(2027, 1, 1)]),
    },
)


@given(st.lists(some_conditions, max_size=8), st.randoms(use_true_random=False))
def test_a_table_that_is_taken_has_one_winner_at_most(conditions: list[dict[str, Any]], chance: random.Random) -> None:
    written = [{"code": str(place), **one} for place, one in enumerate(conditions)]
    try:
        table = VatTable.model_validate({"rows": written})
    except ValidationError as error:
        assert "have the same conditions" in str(error)  # noqa: PT017 - either is right, and each is checked
        return
    fitting = [row.specificity for row in table.rows if row.fits(SALE)]
    assert len(set(fitting)) == len(fitting)
    shuffled = list(table.rows)
    chance.shuffle(shuffled)
    assert most_specific(shuffled, SALE) == most_specific(table.rows, SALE)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"rate": 21}, {"rate": "21.00"}),
        ({"country": "GR"}, {"country": "EL"}),
        ({"country": "domestic"}, {"country": "Domestic"}),
        ({"vat_class": "Low"}, {"vat_class": " low "}),
        ({"country": "BE", "valid_from": "2026-01-01"}, {"country": "be", "valid_from": date(2026, 1, 1)}),
    ],
)
def test_two_rows_with_the_same_conditions_are_a_mistake_that_names_both(first: Any, second: Any) -> None:
    written = [{"code": "1", "rate": 5, "country": "PT"}, {"code": "2", **first}, {"code": "3", **second}]
    with pytest.raises(ValidationError, match=r"rows\[1\] and rows\[2\] have the same conditions"):
        VatTable.model_validate({"rows": written})


def test_two_revenue_accounts_with_the_same_conditions_are_a_mistake_too() -> None:
    twice = [{"country": "BE", "account": "8010"}, {"country": "BE", "account": "8020"}]
    with pytest.raises(ValidationError, match=r"revenue_accounts\[0\] and revenue_accounts\[1\].*\(BE\)"):
        VatTable.model_validate({"revenue_accounts": twice})


@pytest.mark.parametrize(
    ("row", "remedy"),
    [
        ({"code": "1", "country": "Belgium"}, "did you mean 'BE'"),
        ({"code": "1", "country": False}, "in quotes"),
        ({"code": "1", "rate": "high"}, "digits with a point"),
        ({"code": "1", "rate": 100}, "less than 100"),
        ({"code": "1", "rate": float("nan")}, "digits with a point"),
        ({"country": "BE"}, "Field required"),
        ({"code": " "}, "at least 1 character"),
    ],
)
def test_a_mistake_in_a_row_is_told_with_its_remedy(row: dict[str, Any], remedy: str) -> None:
    with pytest.raises(ValidationError, match=remedy):
        VatRow.model_validate(row)


def test_no_code_is_a_code_that_must_be_written() -> None:
    assert VatRow.model_validate({"country": "domestic", "code": None}).code is None


def test_a_rate_that_yaml_reads_as_a_float_keeps_its_digits() -> None:
    assert VatRow.model_validate({"rate": 13.5, "code": "1"}).rate == Decimal("13.5")


def test_rates_of_the_plain_table_are_compared_as_numbers() -> None:
    assert RateChoice.model_validate({"table": {"21.00": "1", 9: "2", 5.5: "3"}}).table == {
        "21": "1",
        "9": "2",
        "5.5": "3",
    }


@pytest.mark.parametrize("table", [{"21": "1", "21.0": "2"}, {"high": "1"}, {"NaN": "1"}])
def test_a_plain_table_with_rates_that_are_none_or_twice_is_refused(table: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match=r"rates in percent|a rate twice"):
        RateChoice.model_validate({"table": table})


@pytest.mark.parametrize("seller", ["GB", "CH", "EU", ""])
def test_a_seller_outside_the_member_states_is_refused(seller: str) -> None:
    with pytest.raises(ValidationError, match="member state"):
        VatTable.model_validate({"seller": seller})


@pytest.mark.parametrize(
    ("rows", "twice"),
    [
        ([{"country": "domestic", "rate": 21}, {"country": "domestic", "rate": "21.00"}], True),
        ([{"country": "NL", "rate": 21}, {"country": "domestic", "rate": 21}], True),
        ([{"country": "BE", "rate": 21}, {"country": "domestic", "rate": 21}], False),
        ([{"country": "domestic", "rate": 21}, {"country": "domestic", "rate": 9}], False),
    ],
)
def test_two_rows_for_the_same_sales_are_told_at_the_second(rows: list[dict[str, Any]], twice: bool) -> None:  # noqa: FBT001
    written = {"rows": [{**row, "code": str(place)} for place, row in enumerate(rows)]}
    if not twice:
        assert len(VatTable.model_validate(written).rows) == 2
        return
    with pytest.raises(ValidationError, match=r"have the same conditions \(domestic, 21 %\)") as caught:
        VatTable.model_validate(written)
    [found] = caught.value.errors()
    assert found["ctx"]["error"].at == ("rows", 1)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("UK", "GB"), ("Nederland", "NL"), ("EU_busines", "EU_business"), ("outside EU", "outside_EU"), ("Narnia", None)],
)
def test_a_destination_that_is_none_is_refused_with_the_nearest(written: str, meant: str | None) -> None:
    with pytest.raises(ValidationError) as caught:
        VatTable.model_validate({"rows": [{"country": written, "code": "1"}]})
    [found] = caught.value.errors()
    assert found["ctx"]["error"].nearest == meant


@pytest.mark.parametrize(("written", "meant"), [("Nederland", "NL"), ("UK", None), ("nederlnd", None)])
def test_a_seller_by_another_name_is_told_by_its_code(written: str, meant: str | None) -> None:
    with pytest.raises(ValidationError, match="member state") as caught:
        VatTable(seller=written)
    [found] = caught.value.errors()
    assert found["ctx"]["error"].nearest == meant


def test_postcodes_outside_are_by_iso_code() -> None:
    with pytest.raises(ValidationError, match="did you mean 'ES'"):
        VatTable.model_validate({"outside_postcodes": {"Spanje": ["35"]}})
