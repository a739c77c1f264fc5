"""Debtors and delivery addresses: what the target writes and finds over real HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from handlers.contracts.debtors import CustomerMarks
from handlers.contracts.orders import OrderTarget
from handlers.sandboxes.afas import Item, Masters, Profit
from relay.errors import Barred, Hold
from tests.handlers.vendors.afas.environment import Environment, debtor_of, draft_for, environment, written
from tests.handlers.vendors.afas.orders import (
    EMAIL,
    TODAY,
    a_company,
    a_delivery_address,
    a_person,
    an_address,
    an_order,
)


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


async def test_it_is_an_order_target_by_name_and_horizon(e: Environment) -> None:
    target: OrderTarget = e.target()
    assert (target.connection, target.horizon) == ("afas", timedelta(minutes=15))
    assert (target.today(), target.longest_email) == (TODAY, None)
    assert repr(target) == "AfasOrderTarget('afas')"


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


async def test_signs_that_separate_values_in_afas_are_looked_for_as_they_are() -> None:
    profit = Profit(masters=Masters(items=[Item("AB,1;2", "Set")]))
    async with environment(profit) as e:
        target = e.target()
        assert await target.missing_articles(["AB,1;2", "AB"]) == ["AB"]
        assert await target.find_debtors(CustomerMarks(code="1,2;3", email=EMAIL)) == []


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


@pytest.mark.parametrize("customer", [a_company(), a_person()])
async def test_a_delivery_address_is_made_and_found_with_the_number_that_an_order_names(
    e: Environment, customer: dict[str, str]
) -> None:
    target = e.target()
    order = an_order(customer=customer, shipping_address=a_delivery_address())
    debtor = await debtor_of(target, order)
    fields = target.address_fields(draft_for(target, order, debtor=debtor).party)
    assert await target.create_address(fields) is None
    [found] = await target.find_addresses(debtor)
    assert {place: str(found.fields[place]) for place in fields} == {
        place: str(value) for place, value in fields.items()
    }
    _, number = await written(target, order, debtor=debtor, delivery_address=found.number)
    row = e.profit.orders.find(number)
    assert row is not None
    assert row["DeliveryStreet"] == "Industrieweg"
    assert await target.find_addresses("99999") == []


async def test_an_address_with_an_addition_is_not_the_one_without(e: Environment) -> None:
    target = e.target()
    order = an_order(shipping_address=a_delivery_address(addition="bus 2"))
    debtor = await debtor_of(target, order)
    await target.create_address(target.address_fields(draft_for(target, order, debtor=debtor).party))
    [found] = await target.find_addresses(debtor)
    plain = target.address_fields(
        draft_for(target, an_order(shipping_address=a_delivery_address()), debtor=debtor).party
    )
    assert [place for place in plain if str(found.fields[place]) != str(plain[place])] == [
        "KnContact.KnBasicAddressAdr.HmAd"
    ]


async def test_a_delivery_address_of_a_debtor_who_is_not_there_is_held(e: Environment) -> None:
    target = e.target()
    draft = draft_for(target, an_order(shipping_address=a_delivery_address()), debtor="77777")
    with pytest.raises(Hold, match="77777"):
        await target.create_address(target.address_fields(draft.party))


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
