"""What other settings would change of customers is told by field, from what was last sent, without a call."""

from typing import Any

import pytest

from handlers.pipelines.common.two_way_carrying import TwoWayCarrier
from handlers.pipelines.customers.foreseeing import foresee_customer
from relay.errors import Hold, Skip
from relay.line.actions import FORESEE, Foreseen
from relay.line.opposites import Opposites
from tests.handlers.pipelines.customers.desk import ELSEWHERE, CustomerDesk, anna, company, record, settings

CONTACT = {"id": "7", "first_name": "Kees", "last_name": "Dam", "email": "kees@bakkerij.example.com"}


async def foresee(customers: CustomerDesk, document: dict[str, Any]) -> Foreseen:
    """What the action tells; the target is asked nothing."""
    before = dict(customers.target.calls)
    two_way, opposites = customers.services[TwoWayCarrier], customers.services[Opposites]
    assert isinstance(two_way, TwoWayCarrier)
    assert isinstance(opposites, Opposites)
    foreseen = await foresee_customer(
        customers.flow, document, customers.source, customers.target, customers.links, two_way, opposites
    )
    assert dict(customers.target.calls) == before
    return foreseen


async def test_one_who_was_never_carried_is_new(customers: CustomerDesk) -> None:
    foreseen = await foresee(customers, record())
    assert foreseen.is_new
    assert "NAME" in foreseen.fields


async def test_one_who_is_as_they_were_carried_changes_in_nothing(customers: CustomerDesk) -> None:
    whole = company(contacts=[CONTACT], delivery_addresses=[{"id": "2", "address": ELSEWHERE}])
    await customers.carry(whole)
    assert (await foresee(customers, whole)).is_nothing


async def test_a_setting_that_fills_a_field_anew_is_told_by_that_field(customers: CustomerDesk) -> None:
    await customers.carry(record())
    customers.settings = settings(vat_liability={"default": "1"})
    assert (await foresee(customers, record())).fields == ["VAT_CODE"]


async def test_of_contacts_and_addresses_the_fields_are_told_under_the_word_for_them(customers: CustomerDesk) -> None:
    await customers.carry(company(contacts=[CONTACT], delivery_addresses=[{"id": "2", "address": ELSEWHERE}]))
    changed = company(
        contacts=[{**CONTACT, "email": "k.dam@bakkerij.example.com"}],
        delivery_addresses=[{"id": "2", "address": {**ELSEWHERE, "city": "Delft"}}],
    )
    fields = (await foresee(customers, changed)).fields
    assert {name.partition(":")[0] for name in fields} == {"contact", "delivery address"}
    assert {name.rpartition(" ")[2] for name in fields} == {"MAIL", "CITY"}


async def test_one_who_would_be_held_or_left_out_is_so_here_too(customers: CustomerDesk) -> None:
    customers.settings = settings(countries=["BE"])
    with pytest.raises(Skip, match="BE"):
        await foresee(customers, record())
    customers.settings = settings()
    with pytest.raises(Hold):
        await foresee(customers, record(customer=anna(last_name=7)))


async def test_the_pipeline_offers_it(customers: CustomerDesk) -> None:
    assert customers.pipeline.bind(customers.services).actions.get(FORESEE) is not None
