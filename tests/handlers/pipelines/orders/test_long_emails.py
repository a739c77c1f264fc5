"""An e-mail address longer than the target's field: what is cut there equals nobody's, and may be another's."""

import pytest

from handlers.contracts.debtors import CustomerMarks
from handlers.pipelines.orders.run import OrderRun
from relay.errors import Hold, Unconfirmed
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.orders.people import debtor, order_of, people
from tests.plain import as_told

VAT_NUMBER = "NL850123456B01"
LONG = f"{'anna.' * 10}de.wit@example.com"


async def found(desk: OrderDesk, **of: str) -> OrderRun:
    return await desk.customer(await desk.run(order_of(**of)))


async def test_it_is_not_looked_for_and_the_next_mark_decides(desk: OrderDesk) -> None:
    target = people(
        desk, debtor("10040", LONG[:50]), debtor("10030", vat_number=VAT_NUMBER), longest_email=50, searches_wide=True
    )
    run = await found(desk, company="De Wit", vat_number=VAT_NUMBER, email=LONG)
    assert run.known.debtor == "10030"
    assert run.notes[0] == (
        "the e-mail address was not looked for: it is longer than the 50 characters the target keeps"
    )
    assert target.asked == [CustomerMarks(vat_number=VAT_NUMBER)]


async def test_the_second_order_finds_the_debtor_by_his_link(desk: OrderDesk) -> None:
    target = people(desk, longest_email=50)
    for number in ("1001", "1002"):
        assert (await found(desk, number=number, email=LONG)).known.debtor == "D1"
    assert target.calls["create_debtor"] == 1


async def test_one_that_just_fits_is_looked_for(desk: OrderDesk) -> None:
    people(desk, debtor("10040", LONG), longest_email=len(LONG))
    assert (await found(desk, email=LONG)).known.debtor == "10040"


@pytest.mark.parametrize("lost", [True, False])
async def test_an_unanswered_write_of_such_a_debtor_is_found_by_name_and_address(
    lost: bool,  # noqa: FBT001 - a case
    desk: OrderDesk,
) -> None:
    target = people(desk, longest_email=50)
    if lost:
        target.answer_lost["create_debtor"] = Unconfirmed(as_told("no answer in time"))
        with pytest.raises(Unconfirmed):
            await found(desk, email=LONG)
    else:
        target.numbers_told = False
    assert (await found(desk, number="1002", email=LONG)).known.debtor == "D1"
    assert target.calls["create_debtor"] == 1


async def test_two_customers_whose_addresses_are_cut_alike_are_two_debtors(desk: OrderDesk) -> None:
    target = people(desk, longest_email=50)
    one, other = f"{'x' * 45}.one@example.com", f"{'x' * 45}.other@example.com"
    assert [(await found(desk, number=email[-20:-12], email=email)).known.debtor for email in (one, other)] == [
        "D1",
        "D2",
    ]
    assert [stands.email for stands in target.debtors] == [one[:50], other[:50]]


@pytest.mark.parametrize("told", [True, False])
async def test_an_unanswered_write_that_nothing_can_find_again_is_held_and_never_repeated(
    told: bool,  # noqa: FBT001 - a case
    desk: OrderDesk,
) -> None:
    target = people(desk, longest_email=50)
    target.numbers_told = told
    if told:
        target.answer_lost["create_debtor"] = Unconfirmed(as_told("no answer in time"))
    unsplit = {"street": "Plein 1944", "postcode": "1017 GN", "city": "Utrecht", "country": "NL"}
    order = {**order_of(email=LONG), "billing_address": unsplit}
    for end in (Unconfirmed if told else Hold, Hold, Hold):
        with pytest.raises(end, match=r"no answer in time|relay link EVENT --debtor NUMBER"):
            await desk.customer(await desk.run(order))
        await desk.age_intent(desk.debtor_name(LONG), target.horizon * 2)
    assert target.calls == {"create_debtor": 1}
