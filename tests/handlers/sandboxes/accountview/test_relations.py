"""Debtors and delivery addresses change at the office and over the web API; an installation may lack a column."""

import pytest

from handlers.sandboxes.accountview import Behaviour, Books
from handlers.sandboxes.accountview.data_dictionary import DICTIONARY
from handlers.sandboxes.accountview.reading import read
from handlers.sandboxes.accountview.refusals import RefusedError
from handlers.sandboxes.accountview.tables import Row
from tests.handlers.sandboxes.accountview.caller import body_of, signed_in
from tests.handlers.vendors.accountview.office import a_books

PLACE = {"DEL_NAME": "Filiaal Oost", "ADDRESS1": "Laan 3"}
DEBTOR = {"RowId": "1", "ACCT_NAME": "Voorbeeld", "SRC_CODE": "voorbeeld", "ACCT_NR": "1300"}


@pytest.fixture
def books() -> Books:
    books = a_books()
    books.put("CONTACT", {"SUB_NR": "10001", "ACCT_NAME": "Voorbeeld"})
    return books


def debtor_of(books: Books) -> Row:
    return dict(next(row for row in books.debtors if row["SUB_NR"] == "10001"))


@pytest.mark.parametrize("marks", [False, True])
def test_whether_an_address_is_a_change_of_its_debtor_is_open(books: Books, marks: bool) -> None:  # noqa: FBT001 - a case
    books.address_marks_debtor = marks
    before = debtor_of(books)["CNG_NR"]
    address = books.add_address("10001", **PLACE)
    books.change_address(address, ADDRESS1="Laan 4")
    assert (address["ADDRESS1"], address["CNG_NR"]) == ("Laan 4", 2)
    assert debtor_of(books)["CNG_NR"] - before == (2 if marks else 0)


def test_the_office_changes_debtors_of_todays_administration_and_refuses_what_is_not_there(books: Books) -> None:
    books.change_debtor("10001", BLK_SP=True)
    assert debtor_of(books)["BLK_SP"] is True
    assert [row.get("BLK_SP") for row in books.tables("2025-01-01")["CONTACT"]] == [None]
    for act in (lambda: books.change_debtor("99999"), lambda: books.add_address("99999")):
        with pytest.raises(LookupError, match="99999"):
            act()


async def test_a_delivery_address_is_changed_by_its_record_where_the_installation_lets_that(books: Books) -> None:
    address = books.add_address("10001", **PLACE)
    changed = body_of("ADDR", "DEL_ADDR", {"REC_ID": address["REC_ID"], "ADDRESS1": "Laan 4"})
    async with signed_in(books=books) as caller:
        assert "PUT" in (await caller.send("PUT", changed))[1]["ErrorMessage"]
    books.changes_addresses = True
    async with signed_in(books=books) as caller:
        assert (await caller.send("PUT", changed))[1]["DEL_ADDR"][0]["ADDRESS1"] == "Laan 4"
        named = body_of("ADDR", "DEL_ADDR", {"DEL_NAME": "Oost"}, id=address["REC_ID"])
        assert (await caller.send("PUT", named))[1]["DEL_ADDR"][0]["DEL_NAME"] == "Oost"
        absent = body_of("ADDR", "DEL_ADDR", {"REC_ID": "0000000099", "ADDRESS1": "Laan 4"})
        assert "bestaat niet" in (await caller.send("PUT", absent))[1]["ErrorMessage"]


async def test_a_column_that_the_installation_lacks_is_nowhere(books: Books) -> None:
    books.missing_columns["CONTACT"] = frozenset({"IBAN_NR"})
    async with signed_in(books=books) as caller:
        for written in ({"IBAN_NR": "NL91ABNA0417164300"}, {}):
            _, answer = await caller.send("POST", body_of("AR1", "CONTACT", {**DEBTOR, **written}))
            assert ("onbekend veld" in answer.get("ErrorMessage", "")) is bool(written)
        assert "Onbekend veld" in (await caller.get(BusinessObject="AR1", Fields="IBAN_NR"))[1]["ErrorMessage"]
        assert "IBAN_NR" not in (await caller.rows("AR1"))["CONTACT"][0]
    rows = DICTIONARY["DCT_FLD"](books)
    assert "IBAN_NR" not in {row["FIELD_NAME"] for row in rows if row["DBF_NAME"].strip() == "CONTACT"}


def test_a_column_that_is_withheld_is_asked_for_without_a_word(books: Books) -> None:
    asked = {"businessobject": "AR1", "fields": "SUB_NR,TEL_BUS", "pagesize": "10"}
    behaviour = Behaviour(withheld=frozenset({"CONTACT.TEL_BUS"}))
    assert set(read(books, asked, behaviour)["CONTACT"][0]) == {"EXT_KEY", "SUB_NR"}
    with pytest.raises(RefusedError, match="NO_SUCH"):
        read(books, {**asked, "fields": "NO_SUCH"}, behaviour)
