"""Delivery addresses: what rows say of them, and what is written and found over real HTTP."""

from collections.abc import AsyncIterator

import pytest

from handlers.vendors.afas.target.addresses import address_places, read_address
from handlers.vendors.afas.target.lookup_columns import DeliveryAddressColumns
from relay.errors import Hold
from tests.handlers.vendors.afas.environment import Environment, debtor_of, draft_for, environment, written
from tests.handlers.vendors.afas.orders import (
    a_company,
    a_delivery_address,
    a_person,
    an_order,
)


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
