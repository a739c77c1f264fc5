"""What may be written on a debtor who is there: the setting for all fields, and a mapping row for its own."""

from dataclasses import replace

import pytest

from handlers.contracts.debtors import FoundDebtor
from handlers.pipelines.common.write_policy import Update, changes_of

WANTED = {"NAME": "New name", "PHONE": "+31205550100", "CITY": "Utrecht", "VAT": ""}
FOUND = FoundDebtor(
    "10001", "", {"NAME": "Old name", "PHONE": " ", "CITY": None, "VAT": "NL1"}, closed=frozenset({"CITY"})
)


@pytest.mark.parametrize(
    ("update", "written"),
    [("never", set()), ("empty_fields", {"PHONE"}), ("always", {"NAME", "PHONE", "CITY"})],
)
def test_the_setting_decides_for_fields_whose_row_says_nothing(update: Update, written: set[str]) -> None:
    assert set(changes_of(WANTED, FOUND, update, {})) == written


@pytest.mark.parametrize("update", ["never", "empty_fields", "always"])
def test_a_row_decides_for_its_field_whatever_the_setting(update: Update) -> None:
    rows = {"NAME": "always", "PHONE": "create_only", "CITY": "if_empty", "VAT": "always"}
    assert set(changes_of(WANTED, FOUND, update, rows)) == {"NAME"}


@pytest.mark.parametrize("rows", [{}, {"NAME": "always"}])
def test_a_field_that_is_none_of_his_is_never_written(rows: dict[str, str]) -> None:
    found = replace(FOUND, foreign=frozenset({"NAME"}))
    assert "NAME" not in changes_of(WANTED, found, "always", rows)


@pytest.mark.parametrize("update", ["never", "empty_fields", "always"])
def test_an_order_without_a_value_clears_nothing(update: Update) -> None:
    assert changes_of({"NAME": " ", "VAT": None}, FOUND, update, {"NAME": "always"}) == {}


def test_what_the_target_pads_and_capitalises_is_no_change() -> None:
    found = FoundDebtor("10001", "", {"NAME": " OLD NAME  ", "TERM": 30})
    assert changes_of({"NAME": "Old name", "TERM": "30"}, found, "always", {}) == {}
