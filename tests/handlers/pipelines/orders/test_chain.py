"""The chain by which a customer is found: the first mark that matches anybody decides, in one call."""

from collections.abc import Sequence
from typing import Any

import pytest
from pydantic import ValidationError

from handlers.contracts.debtors import CustomerMarks
from handlers.pipelines.orders.settings import OrderSettings
from relay.errors import Hold
from relay.line.once.links import Link
from tests.handlers.pipelines.orders.chains import ANNA, BY_MARK, COMPANY, HOME, found, settings
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.orders.people import debtor, order_of, people


class TestTheOrderOfMarks:
    @pytest.mark.parametrize("mark", BY_MARK)
    async def test_each_mark_finds_its_debtor_by_itself(self, mark: str, desk: OrderDesk) -> None:
        target = people(desk, BY_MARK[mark], searches_wide=True)
        desk.settings = settings(mark)
        run = await found(desk, **COMPANY)
        assert run.known.debtor == BY_MARK[mark].number
        assert target.calls == {"find_debtors": 1}
        assert run.notes[0].startswith(f"debtor {BY_MARK[mark].number} found by ")

    @pytest.mark.parametrize(
        "chain",
        [
            ("customer_code", "vat_number", "email", "name_and_address"),
            ("name_and_address", "email", "vat_number", "customer_code"),
            ("email", "customer_code", "name_and_address", "vat_number"),
        ],
    )
    async def test_of_several_that_match_the_first_in_the_chain_decides_in_one_call(
        self, chain: Sequence[str], desk: OrderDesk
    ) -> None:
        target = people(desk, *BY_MARK.values(), searches_wide=True)
        desk.settings = settings(*chain)
        assert (await found(desk, **COMPANY)).known.debtor == BY_MARK[chain[0]].number
        assert target.calls == {"find_debtors": 1}

    async def test_a_mark_that_the_chain_does_not_name_is_neither_asked_nor_believed(self, desk: OrderDesk) -> None:
        target = people(desk, *BY_MARK.values(), searches_wide=True)
        desk.settings = settings("link", "email")
        assert (await found(desk, **COMPANY)).known.debtor == "10040"
        assert target.asked == [CustomerMarks(email=ANNA)]

    async def test_the_search_is_given_all_marks_of_the_chain_at_once(self, desk: OrderDesk) -> None:
        target = people(desk, BY_MARK["email"])
        desk.settings = settings("customer_code", "vat_number", "email", "name_and_address")
        await found(desk, **COMPANY)
        assert target.asked == [
            CustomerMarks("10023", "NL850123456B01", ANNA, "Café De Wit B.V.", "1017 GN", "12"),
        ]


class TestTheMarks:
    @pytest.mark.parametrize("other", ["1002", "100230", "010023", "10023A"])
    async def test_a_customer_code_must_be_equal_to_the_letter(self, other: str, desk: OrderDesk) -> None:
        people(desk, debtor(other), searches_wide=True)
        desk.settings = settings("customer_code", on_none="hold")
        with pytest.raises(Hold, match="no debtor has the order's customer code; make them"):
            await found(desk, code="10023")

    async def test_a_vat_number_counts_for_companies_only(self, desk: OrderDesk) -> None:
        people(desk, BY_MARK["vat_number"], searches_wide=True)
        desk.settings = settings("vat_number", "email", on_none="hold")
        with pytest.raises(Hold, match="no debtor has the order's e-mail address"):
            await found(desk, vat_number=COMPANY["vat_number"])

    @pytest.mark.parametrize("change", [{"name": "Anna Wit"}, {"postcode": "1017 GM"}, {"house": "12A"}, {"house": ""}])
    async def test_name_postcode_and_house_must_all_be_equal(self, change: dict[str, str], desk: OrderDesk) -> None:
        desk.settings = settings("name_and_address", on_none="hold")
        people(desk, debtor("10050", **{**HOME, **change}), searches_wide=True)
        with pytest.raises(Hold, match="no debtor has the order's name and address"):
            await found(desk)
        people(desk, debtor("10050", **HOME), searches_wide=True)
        assert (await found(desk)).known.debtor == "10050"

    async def test_without_any_mark_the_order_is_held_and_nobody_is_asked(self, desk: OrderDesk) -> None:
        target = people(desk)
        desk.settings = settings("link", "customer_code")
        with pytest.raises(Hold, match=r"no e-mail address, nor another mark .* set settings\.default_debtor\.value"):
            await found(desk)
        assert target.calls.total() == 0

    async def test_without_any_mark_the_default_debtor_is_taken(self, desk: OrderDesk) -> None:
        desk.settings = settings("link", "customer_code", default="10000")
        run = await found(desk)
        assert (run.known.debtor, run.known.stands_in) == ("10000", True)

    async def test_an_order_without_an_address_that_has_another_mark_is_looked_for_and_not_booked_elsewhere(
        self, desk: OrderDesk
    ) -> None:
        people(desk, BY_MARK["vat_number"], searches_wide=True)
        desk.settings = settings(default="10000")
        assert (await found(desk, **{**COMPANY, "email": None})).known.debtor == "10030"


class TestLinks:
    async def test_a_link_that_comes_first_decides_over_a_mark_that_finds_another(self, desk: OrderDesk) -> None:
        target = people(desk, debtor("10007"), BY_MARK["email"])
        await desk.links.store(desk.debtor_name(ANNA), Link("10007", "an older digest"))
        run = await found(desk)
        assert (run.known.debtor, run.notes) == ("10007", ("debtor 10007 known",))
        assert target.asked == [CustomerMarks(code="10007", email=ANNA)]

    async def test_a_mark_that_comes_before_the_link_decides_and_the_link_follows_it(self, desk: OrderDesk) -> None:
        people(desk, debtor("10007"), BY_MARK["email"])
        desk.settings = settings("email", "link")
        await desk.links.store(desk.debtor_name(ANNA), Link("10007"))
        assert (await found(desk)).known.debtor == "10040"
        link = await desk.link(desk.debtor_name(ANNA))
        assert link is not None
        assert link.number == "10040"

    async def test_a_link_behind_a_mark_spares_no_call_and_behind_an_absent_one_does(self, desk: OrderDesk) -> None:
        target = people(desk)
        desk.settings = settings("vat_number", "link", "email")
        await found(desk, company="De Wit", vat_number="NL1")
        target.calls.clear()
        await found(desk, number="1002", company="De Wit", vat_number="NL1")
        assert target.calls == {"find_debtors": 1}
        await found(desk, number="1003")
        target.calls.clear()
        assert (await found(desk, number="1004")).notes == ("debtor D1 known",)
        assert target.calls.total() == 0

    async def test_the_customer_is_linked_under_every_mark_of_the_chain(self, desk: OrderDesk) -> None:
        target = people(desk)
        desk.settings = settings("link", "customer_code", "vat_number", "email", "name_and_address")
        await found(desk, **COMPANY)
        for kept in ({}, {"code": None}, {"code": None, "vat_number": None}, {"code": "1", "email": "x@example.com"}):
            assert (await found(desk, **{**COMPANY, **kept})).known.debtor == "D1"
        assert target.calls["create_debtor"] == 1

    async def test_a_linked_number_is_asked_for_apart_where_the_source_gives_another_code(
        self, desk: OrderDesk
    ) -> None:
        target = people(desk, debtor("10007"), debtor("10023"))
        desk.settings = settings("link", "customer_code", "email")
        await desk.links.store(desk.debtor_name(ANNA), Link("10007"))
        assert (await found(desk, code="10023")).known.debtor == "10007"
        assert [marks.code for marks in target.asked] == ["10023", "10007"]

    async def test_a_chain_without_link_still_makes_nobody_twice(self, desk: OrderDesk) -> None:
        target = people(desk)
        desk.settings = settings("email")
        await found(desk)
        target.debtors.clear()
        assert (await found(desk, number="1002")).known.debtor == "D1"
        assert target.calls["create_debtor"] == 1


class TestDebtorsOf:
    async def test_where_the_default_debtor_may_have_been_taken_he_counts_too(self, desk: OrderDesk) -> None:
        people(desk, BY_MARK["email"])
        run = await desk.run(order_of())
        assert await desk.debtors_of(run) == {"10040"}
        desk.settings = settings(on_none="default_debtor", default="10000")
        run = await desk.run(order_of())
        assert await desk.debtors_of(run) == {"10040", "10000"}

    async def test_a_mark_before_the_link_counts_beside_the_link(self, desk: OrderDesk) -> None:
        people(desk, BY_MARK["email"])
        desk.settings = settings("email", "link")
        await desk.links.store(desk.debtor_name(ANNA), Link("10007"))
        run = await desk.run(order_of())
        assert await desk.debtors_of(run) == {"10040", "10007"}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"customer": {"match": ["link"]}}, "name a mark besides link"),
        ({"customer": {"match": ["email", "email"]}}, "name each mark once"),
        ({"customer": {"match": []}}, "at least 1 item"),
        ({"customer": {"on_many": "default_debtor"}}, "default_debtor needs default_debtor.value"),
        ({"customer": {"on_none": "default_debtor"}}, "default_debtor needs default_debtor.value"),
    ],
)
def test_settings_that_could_not_work_are_refused_with_the_remedy(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        OrderSettings.model_validate(wrong)
