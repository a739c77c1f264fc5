"""A customer's own record becomes a debtor with all that it tells, and is held where a column for it is not there."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.customers import CustomerBooks
from handlers.contracts.records import AlreadyThere, NotThere
from handlers.sandboxes.accountview import Behaviour
from relay.errors import Barred, Hold, Parked, Scope
from tests.handlers.vendors.accountview.customers import a_party, a_record, customer_target
from tests.handlers.vendors.accountview.office import Office, a_books, a_while_later, marks, office
from tests.handlers.vendors.accountview.orders import a_person, an_address

DEBTOR = {
    "ACCT_NAME": "Bakkerij Voorbeeld B.V.",
    "SRC_CODE": "BAKKERIJVO",
    "ACCT_NR": "1300",
    "DISC_CODE": "30",
    "VAT_CODE": "2",
    "LNG_CODE": "NL",
    "LNK_ACCT": "8000",
    "APX_LIST": "A",
    "ST_STREET": "Voorbeeldstraat",
    "ST_NR": "12",
    "ST_EXTRA": "A",
    "ADDRESS1": "Voorbeeldstraat 12-A",
    "POST_CODE": "3511 AB",
    "CITY": "Utrecht",
    "CNT_CODE": "NL",
    "MAIL_BUS": "inkoop@bakkerij.example.com",
    "TEL_BUS": "030-5550101",
    "TEL_MOB": "06-55501010",
    "WWW_URL": "bakkerij.example.com",
    "VAT_NR": "NL001234567B01",
    "COC_CODE": "30123456",
    "MAIN_CONT": "Eva van den Berg",
    "MC_MAILB": "Inkoop@bakkerij.example.com".lower(),
    "IBAN_NR": "NL91ABNA0417164300",
    "BNK_CODE1": "ABNANL2A",
    "BANK_AC_N1": "Bakkerij Voorbeeld B.V.",
    "DD_ACT": True,
    "CRED_LIM": Decimal(2500),
    "BLK_SP": False,
    "REC_BLK": False,
}
"""Every column of the debtor that the bakery becomes."""

TODAY = date(2026, 11, 24)


async def test_it_is_a_customer_target_that_keeps_contacts_on_the_debtor(o: Office) -> None:
    target: CustomerBooks = customer_target(o)
    assert target.keeps_contacts is False
    assert list(await target.find_contacts("10001")) == []
    for act in (target.create_contact("10001", {}), target.update_contact("10001", "1", {})):
        with pytest.raises(Hold, match="keeps the main contact on the debtor"):
            await act


async def test_a_record_becomes_a_debtor_with_every_column_and_is_found_again_by_its_number(o: Office) -> None:
    target = customer_target(o)
    fields = target.debtor_fields(a_party())
    assert dict(fields) == DEBTOR
    assert target.check_debtor(a_party()) == []
    number = await target.create_debtor(fields)
    assert number is not None
    found = (await target.find_by_numbers([number]))[number]
    assert {name: found.fields[name] for name in fields} == DEBTOR
    assert [debtor.number for debtor in await target.find_debtors(marks("inkoop@bakkerij.example.com"))] == [number]


async def test_what_the_source_leaves_out_is_in_no_column(o: Office) -> None:
    bare = a_record().model_validate({"number": "10048", "customer": {"company": "Bakkerij"}})
    fields = customer_target(o).debtor_fields(a_party(bare, codes={}))
    assert {name for name, value in fields.items() if value != ""} == {"ACCT_NAME", "SRC_CODE"}


@pytest.mark.parametrize(
    ("blocked", "orders", "all_of_it"), [("no", False, False), ("delivery", True, False), ("all", True, True)]
)
def test_each_kind_of_block_has_its_columns(o: Office, blocked: str, orders: bool, all_of_it: bool) -> None:  # noqa: FBT001 - cases
    fields = customer_target(o).debtor_fields(a_party(a_record(blocked=blocked)))
    assert (fields["BLK_SP"], fields["REC_BLK"]) == (orders, all_of_it)


CONTACTS = [
    {"id": "1", "first_name": "Jan", "last_name": "Bos", "email": "Jan@example.com"},
    {"id": "2", "first_name": "Eva", "last_name": "Berg", "email": "eva@example.com"},
]


@pytest.mark.parametrize(
    ("changes", "name", "email"),
    [
        ({"contacts": CONTACTS}, "Jan Bos", "jan@example.com"),
        ({"contacts": [CONTACTS[0], CONTACTS[1] | {"is_main": True}]}, "Eva Berg", "eva@example.com"),
        ({"contacts": []}, "Eva van den Berg", "inkoop@bakkerij.example.com"),
        ({"contacts": CONTACTS, "customer": a_person()}, None, None),
    ],
)
def test_the_main_contact_of_a_company_stands_on_its_debtor(
    o: Office, changes: dict[str, Any], name: str | None, email: str | None
) -> None:
    fields = customer_target(o).debtor_fields(a_party(a_record(**changes)))
    assert (fields.get("MAIN_CONT"), fields.get("MC_MAILB")) == (name, email)


async def test_an_update_empties_what_is_none(o: Office) -> None:
    target = customer_target(o)
    number = await target.create_debtor(target.debtor_fields(a_party()))
    await target.update_debtor(str(number), {"IBAN_NR": None, "CRED_LIM": None, "DD_ACT": None, "TEL_MOB": "06-1"})
    [debtor] = o.books.debtors
    emptied = [debtor[name] for name in ("IBAN_NR", "CRED_LIM", "DD_ACT", "TEL_MOB", "WWW_URL")]
    assert emptied == ["", 0, False, "06-1", "bakkerij.example.com"]


async def test_many_numbers_are_looked_up_in_a_few_calls_and_blocked_ones_are_found_too() -> None:
    async with office(most_filters=20, longest_query=16_000) as o:
        for number in range(45):
            o.books.put("CONTACT", {"SUB_NR": f"A{number}", "ACCT_NAME": "A", "REC_BLK": number == 44})
        asked = [f"a{number}" for number in range(50)]
        found = await customer_target(o).find_by_numbers([*asked, "", "A44"])
        assert sorted(found) == sorted([*asked[:45], "A44"])
        assert found["a44"].fields["REC_BLK"] is True
        assert o.books.calls["GET", "AR1"] == 3
        assert await customer_target(o).find_by_numbers([]) == {}
        assert o.books.calls["GET", "AR1"] == 3


async def test_a_number_that_another_begins_with_is_not_taken_for_it() -> None:
    async with office(behaviour=Behaviour(loose_equal=True)) as o:
        for number in ("1004", "10048"):
            o.books.put("CONTACT", {"SUB_NR": number, "ACCT_NAME": number})
        found = await customer_target(o).find_by_numbers(["1004", "100"])
        assert {number: debtor.name for number, debtor in found.items()} == {"1004": "1004"}


async def test_a_delivery_address_has_no_e_mail_address_of_its_own_and_is_changed_where_that_is_allowed() -> None:
    books = a_books()
    books.changes_addresses = True
    async with office(books) as o:
        target = customer_target(o)
        debtor = await target.create_debtor(target.debtor_fields(a_party()))
        kade = a_record(shipping_address=an_address(street="Kade", name="Magazijn")).shipping_address
        fields = target.address_fields(a_party(shipping=kade, debtor=debtor))
        assert set(fields) == {"SUB_NR", "DEL_NAME", "ADDRESS1", "POST_CODE", "CITY", "CNT_CODE"}
        number = str(await target.create_address(fields))
        await target.update_address(str(debtor), number, {"ADDRESS1": "Kade 14"}, TODAY)
        await target.update_address(str(debtor), number, {}, TODAY)
        [found] = await target.find_addresses(str(debtor))
        assert (found.number, found.fields["ADDRESS1"], found.fields["DEL_NAME"]) == (number, "Kade 14", "Magazijn")
        assert o.books.calls["PUT", "ADDR"] == 1


async def test_an_address_that_nobody_may_change_is_held_with_its_number_and_without_a_call(o: Office) -> None:
    with pytest.raises(Hold, match="0000000012 is another now, and this user may not change ADDR"):
        await customer_target(o).update_address("10001", "0000000012", {"ADDRESS1": "Kade 14"}, TODAY)
    assert o.books.calls["PUT", "ADDR"] == 0


async def test_an_address_that_holds_from_a_later_day_is_changed_on_that_day() -> None:
    books, day = a_books(), TODAY
    books.changes_addresses = True
    address = books.keep(books.tables(), "DEL_ADDR", {"SUB_NR": "10001", "ADDRESS1": "Kade 12"})
    async with office(books, today=lambda: day) as o:
        target, number = customer_target(o), str(address["REC_ID"])
        with pytest.raises(Parked, match="another from 2026-11-26") as told:
            await target.update_address("10001", number, {"ADDRESS1": "Kade 14"}, date(2026, 11, 26))
        assert timedelta(days=1) <= told.value.after <= timedelta(days=2)
        assert address["ADDRESS1"] == "Kade 12"
        day = date(2026, 11, 26)
        await target.update_address("10001", number, {"ADDRESS1": "Kade 14"}, date(2026, 11, 26))
        assert address["ADDRESS1"] == "Kade 14"


async def test_a_column_that_is_not_there_stops_the_flow_until_it_is_mended() -> None:
    books = a_books()
    books.missing_columns["CONTACT"] = frozenset({"IBAN_NR"})
    async with office(books) as o:
        target = customer_target(o)
        with pytest.raises(Barred, match=r"CONTACT in AccountView has no column IBAN_NR.*to: CONTACT\.IBAN_NR") as told:
            await target.find_by_numbers(["10001"])
        assert told.value.scope is Scope.FLOW
        assert "the nearest it has is IBAN_NR2" in told.value.reason
        assert o.books.calls["GET", "AR1"] == 0
        books.missing_columns.clear()
        a_while_later(target._books.shown)
        assert await target.find_by_numbers(["10001"]) == {}
        assert await target.find_by_numbers(["10002"]) == {}
        assert o.books.calls["GET", "FLD"] == 2


async def test_a_row_that_is_switched_off_needs_no_column() -> None:
    books = a_books()
    books.missing_columns["CONTACT"] = frozenset({"IBAN_NR"})
    async with office(books) as o:
        target = customer_target(o, {"to": "CONTACT.IBAN_NR", "off": True})
        assert await target.create_debtor(target.debtor_fields(a_party())) == "10001"


async def test_a_dictionary_that_is_not_shown_bars_nothing() -> None:
    async with office(behaviour=Behaviour(unreadable=frozenset({"FLD"}), shows_objects=False)) as o:
        target = customer_target(o)
        assert await target.create_debtor(target.debtor_fields(a_party())) == "10001"
        with pytest.raises(Hold, match="PUT"):
            await target.update_address("10001", "0000000012", {"ADDRESS1": "Kade 14"}, TODAY)
    async with office(objects={"dictionary": None}) as o:
        assert await customer_target(o).find_by_numbers(["10001"]) == {}
        assert o.books.calls["GET", "FLD"] == 0


async def test_a_number_that_is_taken_and_one_that_is_gone_are_told_from_other_refusals() -> None:
    async with office(auto_number=False) as o:
        target = customer_target(o, {"to": "CONTACT.SUB_NR", "from": "record.number"})
        assert await target.create_debtor(target.debtor_fields(a_party())) == "10048"
        with pytest.raises(AlreadyThere, match=r"CONTACT\.SUB_NR"):
            await target.create_debtor(target.debtor_fields(a_party()))
        with pytest.raises(NotThere, match="het record bestaat niet"):
            await target.update_debtor("10049", {"TEL_BUS": "020-5550101"})
