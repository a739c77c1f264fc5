"""What AccountView would not keep apart, not find again or not book is told before anything is carried."""

from pathlib import Path

import pytest

from tests.handlers.relay_files import BOOKS, SETTINGS, found_in

PAGES = "send_as: financial_mutation\n"
ACCOUNTS = "vat_codes: {revenue_accounts: [{account: '8000'}]}\n"


@pytest.mark.parametrize(
    ("written", "path", "says"),
    [
        ("order_columns: {status: COMMENT1}", ("order_columns", "status"), "order_reference_column names"),
        ("order_columns: {status: COMMENT2}", ("order_columns", "status"), "shipped mapping writes SO_HDR.COMMENT2"),
        ("order_columns: {status: C3, currency: C3}", ("order_columns", "currency"), "order_columns.status names"),
        ("order_line_columns: {vat_code: ART_CODE}", ("order_line_columns", "vat_code"), "SO_LINE.ART_CODE"),
        ("order_reference_column: ORD_NR", ("order_reference_column",), "order_reference_column names SO_HDR.ORD_NR"),
        ("order_reference_column: TO_EMAIL", ("order_reference_column",), "shipped mapping writes SO_HDR.TO_EMAIL"),
    ],
)
def test_one_column_for_two_things_is_an_error(written: str, path: tuple[str, ...], says: str, tmp_path: Path) -> None:
    [found] = found_in(tmp_path, books=written)
    assert (found.severity, found.path) == ("error", (*BOOKS, *path))
    assert says in str(found)


@pytest.mark.parametrize(
    "written",
    [
        "order_columns: {status: C3, currency: C4}",
        "order_columns: {warehouse: WH}\norder_line_columns: {warehouse: WH}",
        "order_reference_column: COMMENT9\norder_columns: {status: COMMENT1}",
    ],
)
def test_a_column_for_each_is_fine(written: str, tmp_path: Path) -> None:
    assert found_in(tmp_path, books=written) == []


@pytest.mark.parametrize(
    ("written", "path", "nearest"),
    [
        ("order_reference_column: comment1", ("order_reference_column",), "COMMENT1"),
        ("order_columns: {status: Status}", ("order_columns", "status"), "STATUS"),
        ("objects: {order_header_table: so_hdr}", ("objects", "order_header_table"), "SO_HDR"),
        ("key_columns: {article: ART_CODE}", ("key_columns", "article"), "ARTICLE"),
    ],
)
def test_a_name_in_lower_case_is_refused_with_its_capitals(
    written: str, path: tuple[str, ...], nearest: str, tmp_path: Path
) -> None:
    [found] = found_in(tmp_path, books=written)
    assert (found.severity, found.path, found.nearest) == ("error", (*BOOKS, *path), nearest)


@pytest.mark.parametrize(("written", "nearest"), [("currency: EUO", "EUR"), ("currencies: [USD, GPB]", "GBP")])
def test_a_currency_that_is_none_is_refused(written: str, nearest: str, tmp_path: Path) -> None:
    [found] = found_in(tmp_path, books=written)
    assert (found.severity, found.nearest) == ("error", nearest)


def test_a_financial_mutation_needs_a_journal(tmp_path: Path) -> None:
    [found] = found_in(tmp_path, PAGES)
    assert (found.severity, found.path) == ("error", (*SETTINGS, "journal"))
    assert "write journal with default: the journal's code" in str(found)


def test_and_an_account_for_its_revenue(tmp_path: Path) -> None:
    [found] = found_in(tmp_path, PAGES + "journal: {default: '70'}\n")
    assert (found.severity, found.path) == ("error", (*SETTINGS, "vat_codes"))
    assert "vat_codes.revenue_accounts" in str(found)


@pytest.mark.parametrize(
    "journal",
    [
        "journal: {default: '70'}",
        "journal: {table: {shop: '70'}}",
        "payment_methods: {ideal: {journal: '71'}}",
    ],
)
def test_a_journal_may_be_given_in_several_ways(journal: str, tmp_path: Path) -> None:
    assert found_in(tmp_path, PAGES + ACCOUNTS + journal) == []


def test_articles_are_made_only_where_the_installation_takes_them(tmp_path: Path) -> None:
    [found] = found_in(tmp_path, "missing_article: create")
    assert (found.severity, found.path) == ("error", (*SETTINGS, "missing_article"))
    assert "connections.books.articles_can_be_made" in str(found)
    assert found_in(tmp_path, "missing_article: create", books="articles_can_be_made: true") == []
