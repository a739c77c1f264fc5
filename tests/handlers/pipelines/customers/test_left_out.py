"""Addresses and contacts that a source gives no longer: each is told once to a person, and none is taken away."""

from typing import Any

from handlers.pipelines.customers import PIPELINE
from relay.model import Outcome, State
from tests.handlers.pipelines.customers.desk import (
    ELSEWHERE,
    KADE,
    KEES,
    PIET,
    CustomerDesk,
    company,
    places,
    record,
    settings,
)

ADDRESS = "the source gives a delivery address no longer that is {} in the target, where it stays"
CONTACT = "the source gives a contact no longer who is {} in the target, where they stay"


def told(outcome: Outcome) -> list[tuple[str, str]]:
    assert outcome.state is State.WRITTEN
    return [(one.path, str(one.wrong)) for one in outcome.problems]


def with_places(*ids: str) -> dict[str, Any]:
    return record(delivery_addresses=[one for one in places(("1", ELSEWHERE), ("2", KADE)) if one["id"] in ids])


async def test_an_address_that_is_given_no_longer_is_told_once_and_stays(customers: CustomerDesk) -> None:
    await customers.carry(with_places("1", "2"))
    gone = await customers.carry(with_places("1"))
    assert told(gone) == [("delivery_addresses", ADDRESS.format("A2"))]
    assert [str(one.mend) for one in gone.problems] == ["decide by hand what becomes of A2 of debtor D1 in the target"]
    again = await customers.carry(with_places("1") | {"website": "https://anna.example.com"})
    assert told(again) == []
    assert [one.number for _, one in customers.target.addresses] == ["A1", "A2"]


async def test_one_that_comes_back_is_the_same_and_is_told_when_it_leaves_again(customers: CustomerDesk) -> None:
    await customers.carry(with_places("1", "2"))
    before = customers.target.written()
    for ids in (("1",), ("1", "2")):
        await customers.carry(with_places(*ids))
    assert customers.target.written() == before
    assert sorted(told(await customers.carry(with_places()))) == [
        ("delivery_addresses", ADDRESS.format("A1")),
        ("delivery_addresses", ADDRESS.format("A2")),
    ]


async def test_a_contact_that_is_given_no_longer_is_told(customers: CustomerDesk) -> None:
    await customers.carry(company(customer={"company": "Bakkerij B.V."}, contacts=[KEES, PIET]))
    gone = await customers.carry(company(customer={"company": "Bakkerij B.V."}, contacts=[PIET]))
    assert told(gone) == [("contacts", CONTACT.format("C2"))]
    assert len(customers.target.contacts) == 2


async def test_a_record_that_gives_no_list_says_nothing_of_who_stood_in_it(customers: CustomerDesk) -> None:
    await customers.carry(with_places("1", "2"))
    assert told(await customers.carry(record(shipping_address=KADE))) == []
    assert told(await customers.carry(with_places("1"))) == [("delivery_addresses", ADDRESS.format("A2"))]


async def test_what_was_never_carried_is_not_told(customers: CustomerDesk) -> None:
    customers.settings = settings(addresses=False)
    await customers.carry(with_places("1", "2"))
    assert told(await customers.carry(with_places("1"))) == []


async def test_another_try_of_the_same_event_tells_it_again(customers: CustomerDesk) -> None:
    await customers.carry(with_places("1", "2"))
    ticket = await customers.ticket(with_places("1"))
    tries = [await PIPELINE.bind(customers.services).run(ticket) for _ in range(2)]
    assert [told(one) for one in tries] == [[("delivery_addresses", ADDRESS.format("A2"))]] * 2
