"""Debtors: what rows say of them, what must not be filled in, and what is written and found over real HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from handlers.contracts.debtors import CustomerMarks, DebtorTarget
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.target.books import OpenBooks
from handlers.vendors.afas.target.debtors import Debtors, kind_of, read_debtor
from handlers.vendors.afas.target.lookup_columns import DebtorColumns
from relay.errors import Barred, Hold
from tests.handlers.vendors.afas.environment import Environment, debtor_of, draft_for, environment
from tests.handlers.vendors.afas.orders import (
    EMAIL,
    TODAY,
    a_company,
    a_person,
    an_address,
    an_order,
    drafting_for,
)
from tests.handlers.vendors.afas.support import connection_to
from tests.stand_ins import OpenGate

TARGETS = drafting_for().debtor_targets
ORGANISATION, PERSON = "KnSalesRelationOrg.KnOrganisation", "KnSalesRelationPer.KnPerson"


def row(columns: DebtorColumns | None = None, **words: Any) -> dict[str, Any]:
    return {str(column): words.get(word) for word, column in columns or DebtorColumns() if column is not None}


def debtor(columns: DebtorColumns | None = None, **words: Any) -> Any:
    columns = columns or DebtorColumns()
    return read_debtor(row(columns, number="10141", kind="ORG", **words), columns, TARGETS)


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


def test_a_field_of_the_other_kind_of_debtor_is_closed() -> None:
    found = debtor()
    assert f"{PERSON}.LaNm" in found.closed
    assert f"{ORGANISATION}.TeNr" not in found.closed
    person = read_debtor(row(number="1", kind="per"), DebtorColumns(), TARGETS)
    assert f"{ORGANISATION}.Nm" in person.closed
    assert f"{PERSON}.TeN2" not in person.closed


def test_fields_of_the_other_kind_of_debtor_are_none_of_his_whatever_an_update_says() -> None:
    of_persons = {target for target in TARGETS if target.startswith("KnSalesRelationPer.")}
    assert debtor().foreign == of_persons
    person = read_debtor(row(number="1", kind="per"), DebtorColumns(), TARGETS)
    assert person.foreign == TARGETS - of_persons
    assert read_debtor(row(number="1", kind="?"), DebtorColumns(), TARGETS).foreign == TARGETS


def test_nothing_is_filled_in_where_the_kind_of_debtor_is_not_told() -> None:
    assert read_debtor(row(number="1", kind="?"), DebtorColumns(), TARGETS).closed == TARGETS
    columns = DebtorColumns(kind=None)
    assert read_debtor(row(columns, number="1"), columns, TARGETS).closed == TARGETS
    assert kind_of(row(columns), columns) == ""


def test_a_field_that_no_column_shows_is_closed() -> None:
    columns = DebtorColumns(phone=None)
    assert f"{ORGANISATION}.TeNr" in debtor(columns).closed
    assert f"{ORGANISATION}.KnBankAccount.Bic" in debtor().closed


def test_a_spare_column_that_the_connector_lacks_is_not_an_empty_one() -> None:
    columns = DebtorColumns()
    lacking = {column: value for column, value in row(number="1", kind="ORG").items() if column != columns.language}
    found = read_debtor(lacking, columns, TARGETS)
    assert "KnSalesRelationOrg.LgId" not in found.fields
    assert "KnSalesRelationOrg.LgId" in found.closed
    assert "KnSalesRelationOrg.LgId" not in debtor().closed


@pytest.mark.parametrize(("words", "closed"), [({}, False), ({"country": "NL"}, False), ({"city": "Utrecht"}, True)])
def test_half_of_another_address_is_not_added_to_one_that_is_there(words: dict[str, Any], closed: bool) -> None:  # noqa: FBT001
    assert (f"{ORGANISATION}.KnBasicAddressAdr.HmAd" in debtor(**words).closed) is closed


def test_half_of_another_name_is_not_added_to_a_person() -> None:
    found = read_debtor(row(number="1", kind="PER", last_name="Vries"), DebtorColumns(), TARGETS)
    assert {f"{PERSON}.{field}" for field in ("FiNm", "In", "Is", "ViGe")} <= found.closed


def test_a_persons_name_is_put_together_where_its_parts_are_told() -> None:
    parts: dict[str, Any] = {"name": "Vries, A. de", "infix": "de", "last_name": "Vries"}
    firsts: tuple[tuple[str, dict[str, Any]], ...] = (
        ("PER", {"first_name": "Anneke"}),
        ("PER", {}),
        ("ORG", {"first_name": "Anneke"}),
    )
    rows = [row(number="1", kind=kind, **parts, **first) for kind, first in firsts]
    names = [read_debtor(one, DebtorColumns(), TARGETS).name for one in rows]
    assert names == ["Anneke de Vries", "Vries, A. de", "Vries, A. de"]


async def test_a_new_company_is_numbered_by_afas_and_found_by_email_with_its_fields(e: Environment) -> None:
    target = e.target()
    fields = target.debtor_fields(draft_for(target).party)
    number = await target.create_debtor(fields)
    [found] = await target.find_debtors(CustomerMarks(email=EMAIL))
    assert (found.number, found.email, found.name) == (number, EMAIL, "Bakkerij Voorbeeld B.V.")
    assert (found.vat_number, found.postcode, found.house) == ("NL001234567B01", "3511 AB", "12 A")
    shown = {place: value for place, value in fields.items() if ".KnContact." not in place}
    assert {place: found.fields[place] for place in shown} == shown


async def test_a_new_person_is_found_with_his_fields(e: Environment) -> None:
    target = e.target()
    fields = dict(target.debtor_fields(draft_for(target, an_order(customer=a_person())).party))
    number = await target.create_debtor(fields)
    [found] = await target.find_debtors(CustomerMarks(email="anneke@example.com"))
    del fields["KnSalesRelationPer.KnPerson.ViGe"]
    assert (found.number, {place: found.fields[place] for place in fields}) == (number, fields)


@pytest.mark.parametrize(
    "marks",
    [
        CustomerMarks(code="10141"),
        CustomerMarks(vat_number="NL001234567B01"),
        CustomerMarks(email=EMAIL),
        CustomerMarks(name="bakkerij voorbeeld b.v.", postcode="3511AB", house="12 A"),
        CustomerMarks(name="bakkerij voorbeeld b.v.", postcode="3511 AB", house="12 A"),
        CustomerMarks(code="999", vat_number="NL999", email=EMAIL, postcode="9999 ZZ"),
    ],
)
async def test_a_debtor_is_found_by_each_of_his_marks_in_one_call(e: Environment, marks: CustomerMarks) -> None:
    target = e.target()
    number = await debtor_of(target)
    assert [found.number for found in await target.find_debtors(marks)] == [number]
    assert e.calls("GET", "/connectors/relay_debtors") == 1


async def test_nobody_is_asked_for_without_a_mark(e: Environment) -> None:
    assert await e.target().find_debtors(CustomerMarks()) == []
    assert not e.sandbox.calls


@pytest.mark.parametrize(("search", "found"), [("equal", 0), ("contains", 1)])
async def test_how_wide_debtors_are_searched_is_a_setting(search: str, found: int) -> None:
    async with environment(writing={"email_search": search}) as e:
        target = e.target()
        await debtor_of(target, an_order(customer=a_company(email="x" + EMAIL)))
        assert len(await target.find_debtors(CustomerMarks(email=EMAIL))) == found


async def test_more_debtors_than_a_page_holds_are_all_found() -> None:
    async with environment(page_size=2) as e:
        target = e.target()
        numbers = {await debtor_of(target) for _ in range(5)}
        assert {debtor.number for debtor in await target.find_debtors(CustomerMarks(email=EMAIL))} == numbers


async def test_an_update_sets_the_given_fields_and_no_others(e: Environment) -> None:
    target = e.target()
    number = await debtor_of(target)
    before = (await target.find_debtors(CustomerMarks(code=number)))[0].fields
    changes = {
        "KnSalesRelationOrg.PaCd": "14",
        "KnSalesRelationOrg.KnOrganisation.TeNr": "020-5550199",
        "KnSalesRelationOrg.KnOrganisation.KnBasicAddressAdr.Ad": "Nieuwstraat",
    }
    await target.update_debtor(number, changes)
    await target.update_debtor(number, changes)
    after = (await target.find_debtors(CustomerMarks(code=number)))[0].fields
    assert after == {**before, **changes}
    assert len(e.profit.relations.debtors) == len(e.profit.relations.contacts.by_number) == 1


async def test_a_person_is_updated_through_his_own_relation(e: Environment) -> None:
    target = e.target()
    number = await debtor_of(target, an_order(customer=a_person(phone=None)))
    await target.update_debtor(number, {"KnSalesRelationPer.KnPerson.TeN2": "0612345678"})
    [found] = await target.find_debtors(CustomerMarks(code=number))
    assert found.fields["KnSalesRelationPer.KnPerson.TeN2"] == "0612345678"


async def test_nothing_to_update_is_no_call(e: Environment) -> None:
    await e.target().update_debtor("10141", {})
    assert not e.sandbox.calls


async def test_a_debtor_that_afas_refuses_is_held_with_its_message_and_nothing_is_stored(e: Environment) -> None:
    target = e.target()
    fields = dict(target.debtor_fields(draft_for(target).party)) | {"KnSalesRelationOrg.PaCd": "99"}
    with pytest.raises(Hold, match="Betalingsvoorwaarde"):
        await target.create_debtor(fields)
    assert not e.profit.relations.debtors


async def test_a_column_that_the_connector_lacks_bars_and_is_named() -> None:
    columns = {"debtor_columns": {"vat_number": "BtwNr"}}
    async with environment(lookups=columns) as e:
        target = e.target()
        await debtor_of(target)
        with pytest.raises(Barred, match="BtwNr"):
            await target.find_debtors(CustomerMarks(email=EMAIL))


async def test_an_address_of_a_box_is_written_as_one(e: Environment) -> None:
    target = e.target()
    address = an_address(street="Postbus", number="1234", addition=None)
    number = await debtor_of(target, an_order(billing_address=address))
    party = e.profit.relations.party_of(e.profit.relations.debtors[number])
    stored = e.profit.relations.parties.address_of(party)
    assert (stored["PbAd"], stored["HmNr"]) == (True, 1234)


async def test_debtors_alone_are_a_target_for_a_pipeline_of_customers(e: Environment) -> None:
    settings = connection_to(e.sandbox)
    books = OpenBooks(AfasClient(settings, e.session, OpenGate()), settings, lambda: TODAY)
    target: DebtorTarget = Debtors("afas", books, drafting_for())
    number = await target.create_debtor(target.debtor_fields(draft_for(e.target()).party))
    assert [found.number for found in await target.find_debtors(CustomerMarks(email=EMAIL))] == [number]
    assert (target.connection, target.longest_email) == ("afas", None)
