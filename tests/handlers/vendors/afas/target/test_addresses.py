"""Delivery addresses: what rows say of them, and what is written and found over real HTTP."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from handlers.contracts.records import NotThere
from handlers.vendors.afas.target.addresses import address_places, read_address
from handlers.vendors.afas.target.lookup_columns import DeliveryAddressColumns
from mapping.documents.customer import CustomerRecord
from mapping.documents.party import Address
from relay.errors import Barred, Hold
from tests.handlers.vendors.afas.customers import a_private_record, a_record, customer_target, made, party_of
from tests.handlers.vendors.afas.environment import Environment, debtor_of, draft_for, environment, written
from tests.handlers.vendors.afas.orders import (
    TODAY,
    a_company,
    a_delivery_address,
    a_person,
    an_order,
)

PLACE = a_delivery_address()


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


def test_a_delivery_address_has_the_fields_that_columns_show() -> None:
    columns = DeliveryAddressColumns(phone=None)
    found = read_address({"Adres_ID": 1002, "DebiteurID": "10141", "A_Huisnummer": 5, "Afdeling": " Oost "}, columns)
    assert found.number == "1002"
    assert (found.fields["DbId"], found.fields["KnContact.ExAd"]) == ("10141", "Oost")
    assert found.fields["KnContact.KnBasicAddressAdr.HmNr"] == "5"
    assert "KnContact.TeNr" not in found.fields
    assert "KnContact.TeNr" not in address_places(columns)


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


async def test_a_delivery_address_waits_until_the_kind_of_debtor_is_told() -> None:
    async with environment(lookups={"debtor_columns": {"kind": None}}) as e:
        target = e.target()
        order = an_order(shipping_address=a_delivery_address())
        debtor = await debtor_of(target, order)
        with pytest.raises(Hold, match=r"lookups\.debtor_columns\.kind"):
            await target.create_address(target.address_fields(draft_for(target, order, debtor=debtor).party))


@pytest.mark.parametrize("record", [a_record(), a_private_record()])
async def test_a_customers_address_keeps_its_number_when_it_moves_and_the_place_gets_another(
    e: Environment, record: CustomerRecord
) -> None:
    target, orders = customer_target(e), e.target()
    debtor = await made(target, record)
    fields = target.address_fields(party_of(record, debtor=debtor, shipping=Address(**PLACE)))
    await target.create_address(fields)
    [before] = await target.find_addresses(debtor)
    [place] = await orders.find_addresses(debtor)
    moved = {"KnContact.KnBasicAddressAdr.Ad": "Havenweg", "KnContact.KnBasicAddressAdr.HmNr": 9}
    for _ in range(2):
        await target.update_address(debtor, before.number, moved, date(2026, 11, 20))
    [after] = await target.find_addresses(debtor)
    assert {field: after.fields[field] for field in moved} == {field: str(value) for field, value in moved.items()}
    assert {**after.fields, **{field: before.fields[field] for field in moved}} == before.fields
    assert after.number == before.number != place.number
    assert [one.number for one in await orders.find_addresses(debtor)] != [place.number]
    [contact] = e.profit.relations.contacts.by_number.values()
    assert (contact["AdrSince"], contact["ViKc"]) == (date(2026, 11, 20), "AFL")
    assert e.calls("PUT", "/connectors/kncontact") == 2


async def test_an_addresss_name_changes_alone_and_an_addition_is_emptied(e: Environment) -> None:
    target, record = customer_target(e), a_record()
    debtor = await made(target, record)
    shipping = Address(**{**PLACE, "addition": "bis"})
    await target.create_address(target.address_fields(party_of(record, debtor=debtor, shipping=shipping)))
    [before] = await target.find_addresses(debtor)
    await target.update_address(debtor, before.number, {"KnContact.ExAd": "Filiaal Zuid"}, TODAY)
    changes = {"KnContact.KnBasicAddressAdr.HmAd": None, "DbId": debtor}
    await target.update_address(debtor, before.number, changes, TODAY)
    [after] = await target.find_addresses(debtor)
    assert after.fields == {
        **before.fields,
        "KnContact.ExAd": "Filiaal Zuid",
        "KnContact.KnBasicAddressAdr.HmAd": "",
    }


async def test_a_customers_address_that_the_debtor_has_not_is_not_there(e: Environment) -> None:
    target = customer_target(e)
    debtor = await made(target)
    with pytest.raises(NotThere, match="contact number 999"):
        await target.update_address(debtor, "999", {"KnContact.ExAd": "Zuid"}, TODAY)
    calls = len(e.sandbox.calls)
    await target.update_address(debtor, "999", {"DbId": debtor}, TODAY)
    assert len(e.sandbox.calls) == calls


async def test_a_connector_that_does_not_show_the_contact_of_an_address_bars_customers(e: Environment) -> None:
    target = customer_target(e, lookups={"address_columns": {"contact": "ContactNr"}})
    debtor = await made(target)
    party = party_of(a_record(), debtor=debtor, shipping=Address(**PLACE))
    await e.target().create_address(target.address_fields(party))
    with pytest.raises(Barred, match="ContactNr"):
        await target.find_addresses(debtor)
