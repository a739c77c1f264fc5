"""The dictionary has the lengths and rules that decide whether AccountView takes a value."""

import pytest

from handlers.vendors.accountview.dictionary import FILES, columns_of, type_of


@pytest.mark.parametrize(
    ("column", "length"),
    [("ACCT_NAME", 40), ("MAIL_BUS", 50), ("ST_STREET", 60), ("ST_NR", 10), ("POST_CODE", 10), ("DISC_CODE", 2)],
)
def test_a_debtors_columns_have_their_known_length(column: str, length: int) -> None:
    assert columns_of("CONTACT")[column].length == length


def test_a_debtor_needs_a_control_account_although_a_relation_does_not() -> None:
    needed = {name for name, column in columns_of("CONTACT").items() if column.mandatory}
    assert needed == {"ACCT_NAME", "ACCT_NR", "SRC_CODE", "SUB_NR"}


def test_codes_are_kept_in_capitals_and_marks_of_change_are_not_writable() -> None:
    columns = columns_of("CONTACT")
    assert columns["SRC_CODE"].upper
    assert not columns["ACCT_NAME"].upper
    assert not columns["CNG_DATE"].writable


def test_a_length_that_nobody_published_is_open() -> None:
    assert columns_of("SO_HDR")["COMMENT1"].length is None


@pytest.mark.parametrize("table", FILES)
def test_every_table_is_read_whole_and_named_in_capitals(table: str) -> None:
    columns = columns_of(table)
    assert columns
    assert all(name == column.name == name.upper() for name, column in columns.items())


def test_types_are_known_by_name_or_taken_from_the_default() -> None:
    assert type_of("SO_LINE", "art_px") == "N"
    assert type_of("SO_LINE", "X11_CODE", "L") == "L"
    assert type_of("NO_TABLE", "X") == "C"


def test_a_page_must_say_its_journal_and_its_own_number_is_given() -> None:
    columns = columns_of("DJ_PAGE")
    assert (columns["DJ_CODE"].mandatory, columns["DJ_CODE"].writable) == (True, True)
    assert not columns["PAGE_NR"].writable
    assert {name for name, column in columns.items() if column.mandatory and column.writable} == {"DJ_CODE", "HDR_DESC"}


def test_a_line_of_a_page_needs_only_its_account() -> None:
    columns = columns_of("DJ_LINE")
    assert {name for name, column in columns.items() if column.mandatory and column.writable} == {"ACCT_NR"}
    assert (type_of("DJ_LINE", "AMOUNT"), columns["INV_NR"].length, columns["VAT_CODE"].length) == ("Y", 12, 2)
