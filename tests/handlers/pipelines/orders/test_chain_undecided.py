"""An order whose marks match several debtors, or nobody: held, or with the first, a new or the default debtor."""

import pytest

from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.parties.settings import CustomerMatching, DefaultDebtor
from relay.errors import Hold
from tests.handlers.pipelines.orders.chains import ANNA, found, settings
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.orders.people import debtor, people


class TestSeveral:
    TWINS = (debtor("10100", ANNA), debtor("9", ANNA.upper()), debtor("A1", ANNA))

    async def test_they_are_held_with_their_numbers_and_the_remedy(self, desk: OrderDesk) -> None:
        people(desk, *self.TWINS)
        with pytest.raises(Hold) as caught:
            await found(desk)
        assert caught.value.reason == (
            "several debtors have the order's e-mail address: 9, 10100, A1; leave it on one of them, or say which one "
            "it is with: relay link EVENT --debtor NUMBER"
        )

    async def test_the_lowest_number_is_taken_and_told_where_the_settings_say_so(self, desk: OrderDesk) -> None:
        people(desk, *self.TWINS)
        desk.settings = settings(on_many="first")
        run = await found(desk)
        assert run.known.debtor == "9"
        assert run.notes == (
            "several debtors have the order's e-mail address: 9, 10100, A1; the lowest number is taken",
            "debtor 9 found by e-mail address",
        )

    async def test_the_default_debtor_is_taken_and_not_linked_where_the_settings_say_so(self, desk: OrderDesk) -> None:
        people(desk, *self.TWINS)
        desk.settings = settings(on_many="default_debtor", default="10000")
        run = await found(desk)
        assert (run.known.debtor, run.known.stands_in) == ("10000", True)
        assert run.notes[0].startswith("debtor 10000 added by setting default_debtor: several debtors have")
        assert await desk.link(desk.debtor_name(ANNA)) is None

    async def test_one_debtor_who_is_shown_twice_is_one(self, desk: OrderDesk) -> None:
        people(desk, self.TWINS[0], self.TWINS[0])
        assert (await found(desk)).known.debtor == "10100"


class TestNobody:
    async def test_a_new_customer_costs_one_search_and_one_write(self, desk: OrderDesk) -> None:
        target = people(desk)
        assert (await found(desk)).notes == ("debtor D1 created",)
        assert target.calls == {"find_debtors": 1, "create_debtor": 1}

    async def test_the_order_is_held_where_the_settings_say_so(self, desk: OrderDesk) -> None:
        desk.settings = settings(on_none="hold")
        with pytest.raises(Hold, match="no debtor has the order's e-mail address; make them in the target or say"):
            await found(desk)
        assert desk.written() == 0

    async def test_the_default_debtor_of_the_country_is_taken_where_the_settings_say_so(self, desk: OrderDesk) -> None:
        desk.settings = OrderSettings(
            customer=CustomerMatching(on_none="default_debtor"),
            default_debtor=DefaultDebtor(by_country={"NL": "10001"}),
        )
        run = await found(desk)
        assert (run.known.debtor, run.known.stands_in) == ("10001", True)

    async def test_a_country_without_a_default_debtor_is_held(self, desk: OrderDesk) -> None:
        desk.settings = OrderSettings(
            customer=CustomerMatching(on_none="default_debtor"),
            default_debtor=DefaultDebtor(by_country={"BE": "10001"}),
        )
        with pytest.raises(Hold, match="no default debtor for this country or shop"):
            await found(desk)

    async def test_a_dry_run_makes_nobody(self, desk: OrderDesk) -> None:
        run = await found(desk, write=False)
        assert run.plan.customer is not None
        assert (run.plan.customer.number, sorted(run.plan.customer.sought.fields)) == (
            None,
            ["EMAIL", "KIND", "NAME", "STREET"],
        )
        assert desk.written() == 0
