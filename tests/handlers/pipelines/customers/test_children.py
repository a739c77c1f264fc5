"""Addresses to deliver to and contacts: each made once, changed as a whole, and never two of them for one."""

from relay.errors import Unconfirmed
from relay.model import State
from tests.handlers.pipelines.customers.desk import (
    ELSEWHERE,
    HOME,
    KADE,
    KEES,
    PIET,
    CustomerDesk,
    company,
    places,
    record,
    settings,
)
from tests.plain import as_told


async def test_addresses_are_made_under_the_debtor_once_and_changed_in_place(customers: CustomerDesk) -> None:
    both = places(("1", ELSEWHERE), ("2", KADE))
    made = await customers.carry(record(delivery_addresses=both))
    assert made.reason == "delivery address 2 made: A2"
    moved = places(("1", ELSEWHERE), ("2", {**ELSEWHERE, "number": "99"}))
    changed = await customers.carry(record(delivery_addresses=moved))
    assert changed.reason == "delivery address 2 (A2): changed ADDITION, CITY, HOUSE, POSTCODE, STREET"
    fields = [one.fields for _, one in customers.target.addresses]
    assert [(one["STREET"], one["HOUSE"], one.get("ADDITION")) for one in fields] == [
        ("Coolsingel", "40", None),
        ("Coolsingel", "99", None),
    ]


async def test_an_address_that_is_there_is_used_and_one_left_out_stays(customers: CustomerDesk) -> None:
    await customers.carry(record(delivery_addresses=places(("1", ELSEWHERE))))
    await customers.carry(record(shipping_address=KADE))
    again = await customers.carry(record("K-1", delivery_addresses=places(("1", ELSEWHERE), ("9", KADE))))
    assert again.state is State.WRITTEN
    assert [one.number for _, one in customers.target.addresses] == ["A1", "A2"]


async def test_goods_that_go_home_need_no_address(customers: CustomerDesk) -> None:
    await customers.carry(record(shipping_address=HOME, delivery_addresses=places(("1", HOME))))
    assert customers.target.addresses == []


async def test_an_address_that_lacks_something_is_left_out_or_holds_as_the_settings_say(
    customers: CustomerDesk,
) -> None:
    half = places(("1", {"street": "Kade", "country": "NL"}), ("2", KADE))
    carried = await customers.carry(record(delivery_addresses=half))
    assert (carried.state, len(customers.target.addresses)) == (State.WRITTEN, 1)
    customers.settings = settings(incomplete={"delivery_address": "hold"})
    held = await customers.carry(record("K-2", customer={"last_name": "Bos"}, delivery_addresses=half))
    assert (held.state, {one.path for one in held.problems}) == (
        State.HELD,
        {"shipping_address.city", "shipping_address.postcode"},
    )


async def test_an_address_whose_answer_was_lost_is_found_and_not_made_twice(customers: CustomerDesk) -> None:
    customers.target.answer_lost["create_address"] = Unconfirmed(as_told("no answer in time"))
    whole = record(delivery_addresses=places(("1", ELSEWHERE), ("2", KADE)))
    assert (await customers.carry(whole)).state is State.UNCONFIRMED
    assert (await customers.carry(whole)).state is State.WRITTEN
    assert [one.number for _, one in customers.target.addresses] == ["A1", "A2"]


async def test_contacts_are_records_of_their_own_and_the_first_comes_with_the_debtor(customers: CustomerDesk) -> None:
    whole = company(customer={"company": "Bakkerij B.V."}, contacts=[KEES, PIET])
    await customers.carry(whole)
    shown = [(contact.name, contact.email) for _, contact in customers.target.contacts]
    assert shown == [("Piet Dam", "piet@example.com"), ("Kees Bos", "kees@example.com")]
    changed = await customers.carry(
        company(customer={"company": "Bakkerij B.V."}, contacts=[{**KEES, "phone": "1234567"}, PIET])
    )
    assert changed.reason == "contact 8 (C2): changed PHONE"
    assert customers.target.calls["create_contact"] == 1


async def test_the_buyer_of_a_company_is_its_contact(customers: CustomerDesk) -> None:
    await customers.carry(company())
    assert [contact.name for _, contact in customers.target.contacts] == ["Dam"]
    assert customers.target.calls["create_contact"] == 0


async def test_books_that_keep_contacts_on_the_debtor_get_the_first_and_tell_of_the_others(
    customers: CustomerDesk,
) -> None:
    customers.target.keeps_contacts = False
    whole = company(customer={"company": "Bakkerij B.V."}, contacts=[KEES, PIET])
    carried = await customers.carry(whole)
    notes = [note for step in carried.steps for note in step.notes]
    assert "the target keeps one contact on the debtor: 1 more is not carried" in notes
    assert customers.target.debtor("D1").fields["CONTACT"] == "Piet Dam"
    changed = await customers.carry(company(customer={"company": "Bakkerij B.V."}, contacts=[KEES]))
    assert changed.reason == "debtor D1: changed CONTACT"
    assert customers.target.contacts == []


async def test_a_person_has_no_contacts_and_settings_may_leave_them_out(customers: CustomerDesk) -> None:
    customers.settings = settings(contacts=False, addresses=False)
    await customers.carry(company(contacts=[PIET], shipping_address=ELSEWHERE))
    assert (customers.target.calls["find_contacts"], customers.target.addresses) == (0, [])
