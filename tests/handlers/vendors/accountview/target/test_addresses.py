"""Delivery addresses are made under their debtor and found again with the same fields."""

from tests.handlers.vendors.accountview.office import Office
from tests.handlers.vendors.accountview.orders import a_draft, an_address, an_order


async def test_a_delivery_address_is_made_and_found_with_the_same_fields(o: Office) -> None:
    target = o.target()
    debtor = await target.create_debtor(target.debtor_fields(a_draft().party))
    order = an_order(shipping_address=an_address(name="Filiaal Oost", street="Laan", number="3", addition=None))
    fields = target.address_fields(a_draft(order, debtor=debtor).party)
    number = await target.create_address(fields)
    [found] = await target.find_addresses(str(debtor))
    assert found.number == number
    assert {name: found.fields[name] for name in fields} == fields
    assert await target.find_addresses("99999") == []
