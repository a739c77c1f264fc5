"""Debtors are found by what a customer is known by, made, and changed only in the columns that are given."""

import pytest

from handlers.vendors.accountview.target.debtors import read_debtor
from relay.errors import Hold
from tests.handlers.vendors.accountview.office import Office, marks, office
from tests.handlers.vendors.accountview.orders import a_draft

EMAIL = "inkoop@bakkerij.example.com"


@pytest.mark.parametrize(
    ("row", "closed", "open_column"),
    [
        ({"ADDRESS1": "Kerkstraat 12"}, {"ST_STREET", "ST_NR", "POST_CODE"}, "TEL_BUS"),
        ({"MAIN_CONT": "Eva Berg"}, {"MC_MAILB"}, "ST_NR"),
        ({"CNT_CODE": "NL"}, set(), "ST_NR"),
        ({}, set(), "MAIN_CONT"),
    ],
)
def test_half_an_address_or_contact_is_closed_to_the_other_half(
    row: dict[str, str], closed: set[str], open_column: str
) -> None:
    found = read_debtor({"SUB_NR": "10023", **row})
    assert closed <= found.closed
    assert open_column not in found.closed


def test_a_house_number_on_the_one_address_line_is_read_out_of_it() -> None:
    assert read_debtor({"SUB_NR": "1", "ADDRESS1": "Kerkstraat 12 A", "CNT_CODE": "NL"}).house == "12 A"
    assert read_debtor({"SUB_NR": "1", "ADDRESS1": "Kerkstraat 12", "ST_NR": "14"}).house == "14"


async def test_a_new_debtor_is_numbered_by_accountview_and_found_by_email(o: Office) -> None:
    target = o.target()
    fields = target.debtor_fields(a_draft().party)
    number = await target.create_debtor(fields)
    [found] = await target.find_debtors(marks(EMAIL))
    assert found.number == number
    assert found.email == EMAIL
    assert {name: found.fields[name] for name in fields} == fields
    assert found.fields["ST_PROP"] == ""


async def test_a_debtor_is_found_by_an_email_in_other_capitals(o: Office) -> None:
    target = o.target()
    await target.create_debtor(target.debtor_fields(a_draft().party))
    assert len(await target.find_debtors(marks("Inkoop@Bakkerij.example.com".lower()))) == 1


@pytest.mark.parametrize(("search", "found"), [("equal", 0), ("contains", 1)])
async def test_how_wide_debtors_are_searched_is_a_setting(search: str, found: int) -> None:
    async with office(email_search=search) as o:
        o.books.put("CONTACT", {"ACCT_NAME": "A", "MAIL_BUS": f"verkoop; {EMAIL}"})
        assert len(await o.target().find_debtors(marks(EMAIL))) == found


async def test_an_unknown_email_finds_nobody(o: Office) -> None:
    assert await o.target().find_debtors(marks("niemand@example.com")) == []


async def test_more_debtors_than_a_page_holds_are_all_found() -> None:
    async with office(page_size=2) as o:
        for _ in range(5):
            o.books.put("CONTACT", {"ACCT_NAME": "A", "MAIL_BUS": EMAIL})
        assert len({debtor.number for debtor in await o.target().find_debtors(marks(EMAIL))}) == 5


async def test_an_update_sets_the_given_fields_and_no_others(o: Office) -> None:
    target = o.target()
    number = await target.create_debtor(target.debtor_fields(a_draft().party))
    assert number is not None
    await target.update_debtor(number, {"ST_PROP": "Unit 4"})
    await target.update_debtor(number, {"ST_PROP": "Unit 4"})
    [debtor] = o.books.debtors
    assert (debtor["ST_PROP"], debtor["ACCT_NAME"], debtor["CNG_NR"]) == ("Unit 4", "Bakkerij Voorbeeld B.V.", 3)


async def test_nothing_to_update_is_no_call(o: Office) -> None:
    await o.target().update_debtor("10001", {})
    assert o.books.calls["PUT", "AR1"] == 0


async def test_a_debtor_that_accountview_refuses_is_held_and_nothing_is_stored(o: Office) -> None:
    target = o.target()
    fields = dict(target.debtor_fields(a_draft().party)) | {"ACCT_NR": "9999"}
    with pytest.raises(Hold, match="ACCT_NR"):
        await target.create_debtor(fields)
    assert o.books.debtors == []


async def test_a_debtor_is_found_by_number_vat_number_or_postcode_in_one_call(o: Office) -> None:
    named = {"SUB_NR": "10023", "ACCT_NAME": "A", "VAT_NR": "NL001234567B01"}
    o.books.put("CONTACT", named)
    o.books.put("CONTACT", {"ACCT_NAME": "B", "POST_CODE": "3511AB", "ADDRESS1": "Voorbeeldstraat 12-A"})
    o.books.put("CONTACT", {"ACCT_NAME": "C", "POST_CODE": "9711 AA"})
    target = o.target()
    assert [found.name for found in await target.find_debtors(marks(code="10023"))] == ["A"]
    assert [found.name for found in await target.find_debtors(marks(vat_number="NL001234567B01"))] == ["A"]
    [found] = await target.find_debtors(marks(name="B", postcode="3511 AB", house="12-A"))
    assert (found.name, found.postcode, found.house) == ("B", "3511AB", "12 A")
    both = await target.find_debtors(marks(EMAIL, code="10023", postcode="3511 AB"))
    assert sorted(found.name for found in both) == ["A", "B"]
    assert o.books.calls["GET", "AR1"] == 4
    assert await target.find_debtors(marks()) == []
    assert o.books.calls["GET", "AR1"] == 4
