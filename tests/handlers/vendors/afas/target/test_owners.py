"""Who is behind a debtor is asked for again only after a while, and again at once where nobody was told."""

from datetime import timedelta

import pytest

from handlers.vendors.afas.target.owners import KnownOwners, Owner
from relay.errors import Hold
from tests.handlers.vendors.afas.customers import a_record, customer_target, made, party_of
from tests.handlers.vendors.afas.environment import environment
from tests.plain import as_told


class Asked:
    """Counts how often it is asked, and tells one owner; nobody while ``away``."""

    def __init__(self) -> None:
        self.times = 0
        self.away = False

    async def __call__(self) -> Owner:
        self.times += 1
        if self.away:
            raise Hold(as_told("not shown"))
        return "ORG", "1000813"


async def test_an_owner_is_asked_for_once_and_again_when_the_time_is_over() -> None:
    now, asked = [0.0], Asked()
    owners = KnownOwners(timedelta(minutes=1), lambda: now[0])
    assert [await owners.find("10141", asked) for _ in range(3)] == [("ORG", "1000813")] * 3
    assert asked.times == 1
    await owners.find("10142", asked)
    now[0] += 61
    await owners.find("10141", asked)
    assert asked.times == 3


async def test_one_whom_afas_does_not_tell_is_asked_for_each_time() -> None:
    owners, asked = KnownOwners(), Asked()
    asked.away = True
    for _ in range(2):
        with pytest.raises(Hold):
            await owners.find("10141", asked)
    asked.away = False
    assert await owners.find("10141", asked) == ("ORG", "1000813")
    assert asked.times == 3


async def test_the_contacts_and_addresses_of_a_customer_ask_for_their_debtor_once() -> None:
    async with environment() as e:
        target, record = customer_target(e), a_record()
        debtor = await made(target)
        for contact in record.contacts:
            await target.create_contact(debtor, target.contact_fields(party_of(record), contact))
            await target.find_contacts(debtor)
        place = party_of(record, debtor=debtor, shipping=record.delivery_addresses[0].address)
        await target.require_owner_of_addresses(debtor)
        await target.create_address(target.address_fields(place))
        assert e.calls("GET", "/connectors/relay_debtors") == 1
