"""The published columns of AccountView as the sandbox reads them."""

from importlib.resources import files

import pytest

from handlers.sandboxes import accountview
from handlers.sandboxes.accountview.published import TABLES, find_columns


def test_every_file_is_a_table_and_every_table_has_a_file() -> None:
    there = {entry.name.removesuffix(".tsv").upper() for entry in files(accountview).joinpath("published").iterdir()}
    assert there == TABLES


def test_a_column_has_what_the_dictionary_says_of_it() -> None:
    name = find_columns("CONTACT")["ACCT_NAME"]
    assert (name.type, name.length, name.mandatory, name.upper, name.writable) == ("C", 40, True, False, True)
    changed = find_columns("CONTACT")["CNG_DATE"]
    assert (changed.type, changed.mandatory, changed.writable) == ("T", False, False)


@pytest.mark.parametrize(
    ("table", "column", "rules"),
    [
        ("DJ_PAGE", "DJ_CODE", {"mandatory", "writable"}),
        ("DJ_LINE", "TRN_DATE", {"writable"}),
        ("DJ_LINE", "SRC_ID", {"writable"}),
        ("CONTACT", "ACCT_NR", {"mandatory", "writable"}),
    ],
)
def test_what_public_clients_send_corrects_the_dictionary(table: str, column: str, rules: set[str]) -> None:
    found = find_columns(table)[column]
    assert {rule for rule in ("mandatory", "writable") if getattr(found, rule)} == rules


def test_a_table_that_is_not_published_is_not_there() -> None:
    with pytest.raises(KeyError):
        find_columns("PROJECTS")
