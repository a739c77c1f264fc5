"""Slips in the settings of orders that would reach the books unseen are told where they stand."""

from pathlib import Path

import pytest

from tests.handlers.relay_files import SETTINGS, found_in


def test_settings_as_they_are_usually_written_are_fine(tmp_path: Path) -> None:
    assert found_in(tmp_path) == []


@pytest.mark.parametrize(
    ("written", "path", "says"),
    [
        (
            "vat_codes: {rows: [{country: domestic, rate: 0.21, code: '1'}]}",
            ("vat_codes", "rows", 0, "rate"),
            "no line of an order has 0.21 %; did you mean 21?",
        ),
        (
            "vat_codes: {revenue_accounts: [{rate: 0.09, account: '8000'}]}",
            ("vat_codes", "revenue_accounts", 0, "rate"),
            "did you mean 9?",
        ),
        (
            "vat_codes: {vat_code: {table: {'0.055': '1'}}}",
            ("vat_codes", "vat_code", "table", "0.055"),
            "did you mean 5.5?",
        ),
        ("shipping_cost: {vat: fixed, fixed_rate: 0.21}", ("shipping_cost", "fixed_rate"), "did you mean 21?"),
        (
            "vat_codes: {rows: [{country: domestic, rate: 19, code: '1'}]}",
            ("vat_codes", "rows", 0, "rate"),
            "19 % is no rate of NL (21 %, 9 %)",
        ),
        (
            "vat_codes: {seller: DE, rows: [{country: domestic, rate: 21, code: '1'}]}",
            ("vat_codes", "rows", 0, "rate"),
            "21 % is no rate of DE (19 %, 7 %)",
        ),
        (
            "vat_codes: {rows: [{country: DE, rate: 18, code: '1'}]}",
            ("vat_codes", "rows", 0, "rate"),
            "18 % is no rate of DE",
        ),
        (
            "vat_codes: {vat_code: {table: {'12.5': '1'}}}",
            ("vat_codes", "vat_code", "table", "12.5"),
            "no member state has a rate of 12.5 %",
        ),
        ("payment_cost: {vat: fixed, fixed_rate: 33}", ("payment_cost", "fixed_rate"), "no member state"),
    ],
)
def test_a_rate_that_nobody_has_is_odd(written: str, path: tuple[str | int, ...], says: str, tmp_path: Path) -> None:
    [found] = found_in(tmp_path, written)
    assert (found.severity, found.path) == ("warning", (*SETTINGS, *path))
    assert says in str(found)


@pytest.mark.parametrize(
    "row",
    [
        "{country: domestic, rate: 21, code: '1'}",
        "{country: NL, rate: 9, code: '1'}",
        "{country: domestic, rate: 0, code: '1'}",
        "{country: domestic, rate: 19, valid_from: 2010-01-01, code: '1'}",
        "{country: DE, rate: 19, code: '1'}",
        "{country: DE, rate: 21, code: '1'}",
        "{country: EU_consumer, rate: 25.5, code: '1'}",
        "{country: CH, rate: 0, code: '1'}",
        "{vat_class: standard, code: '1'}",
    ],
)
def test_rates_that_lines_have_are_fine(row: str, tmp_path: Path) -> None:
    assert found_in(tmp_path, f"vat_codes: {{rows: [{row}]}}") == []


@pytest.mark.parametrize(("tolerance", "is_odd"), [("1000", True), ("1.01", True), ("1", False), ("0.05", False)])
def test_a_tolerance_beyond_rounding_is_odd(tolerance: str, is_odd: bool, tmp_path: Path) -> None:  # noqa: FBT001
    found = found_in(tmp_path, f"rounding: {{tolerance: {tolerance}}}")
    assert [(one.severity, one.path) for one in found] == [("warning", (*SETTINGS, "rounding", "tolerance"))] * is_odd


def test_a_state_that_is_carried_and_cancelled_is_never_carried(tmp_path: Path) -> None:
    [found] = found_in(tmp_path, "statuses: [processing, Cancelled]")
    assert (found.severity, found.path) == ("error", (*SETTINGS, "statuses", 1))
    assert "take the word out of one of the two" in str(found)
    assert found_in(tmp_path, "statuses: [processing, completed]") == []


@pytest.mark.parametrize(
    ("written", "path", "other"),
    [
        ("fallback_item: DIV", ("fallback_item",), "missing_article: fallback_item"),
        ("discount: {item: DISC}", ("discount", "item"), "discount.how: line"),
        ("discount: {account: '8300'}", ("discount", "account"), "discount.how: line"),
        (
            "vat_number_check: {requester: NL123456789B13}",
            ("vat_number_check", "requester"),
            "vat_number_check.enabled: true",
        ),
    ],
)
def test_half_of_a_setting_is_odd(written: str, path: tuple[str, ...], other: str, tmp_path: Path) -> None:
    [found] = found_in(tmp_path, written)
    assert (found.severity, found.path) == ("warning", (*SETTINGS, *path))
    assert f"counts with {other} only" in str(found)


@pytest.mark.parametrize(
    "written",
    [
        "fallback_item: DIV\nmissing_article: fallback_item",
        "discount: {how: line, item: DISC}",
        "vat_number_check: {enabled: true, requester: NL123456789B13}",
        "fallback_item: null",
    ],
)
def test_the_whole_of_it_is_fine(written: str, tmp_path: Path) -> None:
    assert found_in(tmp_path, written) == []


@pytest.mark.parametrize(
    ("written", "path", "nearest"),
    [
        ("receivables_account: {table: {UK: '1310'}}", ("receivables_account", "table", "UK"), "GB"),
        ("receivables_account: {table: {Nederland: '1310'}}", ("receivables_account", "table", "Nederland"), "NL"),
        ("default_debtor: {by_country: {nl: '10080'}}", ("default_debtor", "by_country", "nl"), "NL"),
        ("vat_codes: {outside_postcodes: {Spanje: ['35']}}", ("vat_codes", "outside_postcodes", "Spanje"), "ES"),
        ("vat_codes: {rows: [{country: UK, code: '1'}]}", ("vat_codes", "rows", 0, "country"), "GB"),
        ("vat_codes: {seller: Nederland}", ("vat_codes", "seller"), "NL"),
        ("currency: {table: {EUO: '1'}}", ("currency", "table", "EUO"), "EUR"),
    ],
)
def test_a_code_that_no_order_has_is_told_at_its_name(
    written: str, path: tuple[str | int, ...], nearest: str, tmp_path: Path
) -> None:
    [found] = found_in(tmp_path, written)
    assert (found.severity, found.path, found.nearest) == ("error", (*SETTINGS, *path), nearest)


def test_each_of_two_wrong_codes_is_told_in_one_round(tmp_path: Path) -> None:
    found = found_in(tmp_path, "receivables_account: {table: {UK: '1310', NL: '1300', Belgie: '1320'}}")
    assert [one.nearest for one in found] == ["GB", "BE"]
    assert [one.value for one in found] == ["UK", "Belgie"]


def test_a_rate_that_is_none_is_shown_where_it_stands(tmp_path: Path) -> None:
    [found] = found_in(tmp_path, "vat_codes: {vat_code: {table: {high: '1'}}}")
    assert (found.path[-1], found.value) == ("high", "high")


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("payment_method: {unmapped: default}", ("payment_method", "unmapped")),
        ("warehouse: {force: true}", ("warehouse", "force")),
        ("vat_codes: {vat_code: {unmapped: default}}", ("vat_codes", "vat_code", "unmapped")),
        ("warehouse: {force: true, default: }", ("warehouse", "default")),
        ("shipping_cost: {vat: source, fixed_rate: 21}", ("shipping_cost", "fixed_rate")),
    ],
)
def test_half_of_a_choice_is_an_error(written: str, path: tuple[str, ...], tmp_path: Path) -> None:
    [found] = found_in(tmp_path, written)
    assert (found.severity, found.path) == ("error", (*SETTINGS, *path))


@pytest.mark.parametrize("table", ["rows: [{code: '1', ", "revenue_accounts: [{account: '8000', "])
def test_a_row_that_counts_far_ahead_is_odd(table: str, tmp_path: Path) -> None:
    [found] = found_in(tmp_path, f"vat_codes: {{{table}valid_from: 2206-01-01}}]}}")
    assert (found.severity, found.path[-1]) == ("warning", "valid_from")
    assert "from 2206-01-01 on" in str(found)
    assert found_in(tmp_path, f"vat_codes: {{{table}valid_from: 2026-01-01}}]}}") == []


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("currency: {default: EUO}", ("currency", "default")),
        ("currency: {table: {USD: UDS}}", ("currency", "table", "USD")),
    ],
)
def test_a_code_of_three_capitals_that_no_currency_has_is_odd(
    written: str, path: tuple[str, ...], tmp_path: Path
) -> None:
    [found] = found_in(tmp_path, written)
    assert (found.severity, found.path) == ("warning", (*SETTINGS, *path))
    assert found.nearest in {"EUR", "USD"}


@pytest.mark.parametrize("written", ["currency: {default: EUR}", "currency: {table: {USD: '2'}, default: Euro}"])
def test_iso_codes_and_codes_of_another_form_are_fine(written: str, tmp_path: Path) -> None:
    assert found_in(tmp_path, written) == []
