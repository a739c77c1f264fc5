"""The steps of an order up to a draft that fits: each alone, against a fake target and real Redis."""

from collections.abc import Awaitable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from handlers.pipelines.orders.needs import FoundDebtor, FoundOrder
from handlers.pipelines.orders.run import OrderRun, OrderSettings
from handlers.pipelines.orders.steps import complete, exists, fits, order_digest, products, validate
from mapping.problems import Problem
from relay.errors import Hold, Settled, Skip, Unconfirmed
from relay.links import Link
from tests.handlers.pipelines.orders.fakes import EMAIL, OrderDesk, customer_of, document


def there(**changes: Any) -> FoundOrder:
    """The order of the fakes as it stands in the target."""
    fields = {"number": "SO7", "reference": "S1-1001", "debtor": "D1", "ordered_on": date(2026, 11, 24)}
    return FoundOrder(**{**fields, "total": Decimal("25.12"), **changes})


def looked_up(desk: OrderDesk, run: OrderRun) -> Awaitable[OrderRun]:
    return exists(run, desk.target, desk.links, desk.intents)


@pytest.fixture
def known(desk: OrderDesk) -> OrderDesk:
    """The target knows the customer as D1."""
    desk.target.debtors.append(FoundDebtor("D1", EMAIL, {}))
    return desk


class TestValidate:
    async def test_a_good_document_becomes_a_draft_under_the_prefixed_reference(self, desk: OrderDesk) -> None:
        run = await validate(OrderRun(await desk.ticket()), desk.source)
        assert (run.known.reference, run.known.order.number, run.known.codes) == ("S1-1001", "1001", {})

    async def test_a_wrong_document_is_held_with_all_its_problems(self, desk: OrderDesk) -> None:
        wrong = document(number="", lines=[{"sku": "BR-100", "quantity": 0, "unit_price": 1}], ordered_on="tomorrow")
        with pytest.raises(Hold) as caught:
            await validate(OrderRun(await desk.ticket(order=wrong)), desk.source)
        assert sorted(problem.path for problem in caught.value.problems) == [
            "lines[0].quantity",
            "number",
            "ordered_on",
        ]
        assert "(and 2 more)" in caught.value.reason

    async def test_a_personal_value_in_a_wrong_field_is_masked(self, desk: OrderDesk) -> None:
        wrong = document(customer=customer_of(email="secret-name at example.com"))
        with pytest.raises(Hold) as caught:
            await validate(OrderRun(await desk.ticket(order=wrong)), desk.source)
        [problem] = caught.value.problems
        assert problem.path == "customer.email"
        assert "secret-name" not in f"{caught.value} {problem}"


class TestComplete:
    async def test_each_added_code_is_told_with_its_setting(self, desk: OrderDesk) -> None:
        desk.settings = OrderSettings.model_validate(
            {
                "administration": {"default": "1"},
                "receivables_account": {"default": "1300"},
                "payment_condition": {"table": {"14 days": "14"}},
            }
        )
        run = await complete(await desk.run(document(payment_condition="14 days")))
        assert run.known.codes == {"administration": "1", "receivables_account": "1300", "payment_condition": "14"}
        assert run.notes == (
            "administration 1 added by setting administration",
            "receivables_account 1300 added by setting receivables_account",
            "payment_condition 14 added by setting payment_condition",
        )

    async def test_without_settings_nothing_is_added(self, desk: OrderDesk) -> None:
        run = await complete(await desk.run())
        assert (run.known.codes, run.notes, run.known.debtor) == ({}, (), None)

    async def test_a_payment_condition_without_a_code_is_held_with_the_remedy(self, desk: OrderDesk) -> None:
        desk.settings = OrderSettings.model_validate({"payment_condition": {"table": {"14 days": "14"}}})
        with pytest.raises(Hold, match="a value has no code in the target: payment_condition") as caught:
            await complete(await desk.run(document(payment_condition="60 days")))
        [problem] = caught.value.problems
        assert (problem.path, problem.value) == ("payment_condition", "60 days")
        assert problem.remedy == (
            "add a row to settings.payment_condition.table of this flow, or set settings.payment_condition.unmapped"
        )

    async def test_a_long_payment_condition_is_told_shortened(self, desk: OrderDesk) -> None:
        with pytest.raises(Hold) as caught:
            await complete(await desk.run(document(payment_condition="as agreed " * 50)))
        assert len(caught.value.problems[0].value or "") == 40

    @pytest.mark.parametrize(("unmapped", "code"), [("keep", "60 days"), ("default", "30")])
    async def test_what_the_table_lacks_may_be_kept_or_replaced(
        self, unmapped: str, code: str, desk: OrderDesk
    ) -> None:
        desk.settings = OrderSettings.model_validate({"payment_condition": {"default": "30", "unmapped": unmapped}})
        run = await complete(await desk.run(document(payment_condition="60 days")))
        assert run.known.codes == {"payment_condition": code}

    @pytest.mark.parametrize(
        ("settings", "customer", "debtor"),
        [
            ({"value": "10000"}, customer_of(email=None), "10000"),
            ({"value": "10000"}, customer_of(), None),
            ({"value": "10000", "force": True}, customer_of(), "10000"),
            ({}, customer_of(email=None), None),
        ],
    )
    async def test_the_default_debtor_is_for_orders_without_an_address_unless_it_is_forced(
        self, settings: dict[str, Any], customer: dict[str, Any], debtor: str | None, desk: OrderDesk
    ) -> None:
        desk.settings = OrderSettings.model_validate({"default_debtor": settings})
        run = await complete(await desk.run(document(customer=customer)))
        assert run.known.debtor == debtor
        assert ("debtor added by setting default_debtor" in run.notes) is (debtor is not None)


class TestExists:
    async def test_an_order_that_is_not_there_goes_on(self, desk: OrderDesk) -> None:
        assert (await looked_up(desk, await desk.run())).seen is None
        assert desk.target.calls.total() == 1

    async def test_a_linked_order_is_skipped_without_a_call(self, desk: OrderDesk) -> None:
        run = await desk.run()
        await desk.links.store(desk.order_name(), Link("SO7", order_digest(run.known, desk.links)))
        with pytest.raises(Skip, match=r"^carried before$") as caught:
            await looked_up(desk, run)
        assert (caught.value.number, desk.target.calls.total()) == ("SO7", 0)

    @pytest.mark.parametrize(
        ("change", "differs"),
        [
            ({"updated_at": "2026-11-25T09:30:00+01:00"}, False),
            ({"lines": [{"sku": "BR-100", "quantity": "2.00", "unit_price": 1}]}, True),
            ({"remark": "Another one"}, True),
        ],
    )
    async def test_a_later_version_of_a_linked_order_is_skipped_and_told_when_it_differs(
        self,
        change: dict[str, Any],
        differs: bool,
        desk: OrderDesk,
    ) -> None:
        first = await desk.run()
        await desk.links.store(desk.order_name(), Link("SO7", order_digest(first.known, desk.links)))
        with pytest.raises(Skip) as caught:
            await looked_up(desk, await desk.run(document(**change)))
        assert ("this version differs from what was sent" in caught.value.reason) is differs

    async def test_an_equal_order_is_skipped_with_its_number_and_linked(self, known: OrderDesk) -> None:
        known.target.orders.append(there())
        run = await known.run()
        with pytest.raises(Skip, match="already in the target") as caught:
            await looked_up(known, run)
        assert caught.value.number == "SO7"
        assert await known.link(known.order_name()) == Link("SO7", order_digest(run.known, known.links))

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"ordered_on": date(2026, 11, 23)}, "another date;"),
            ({"total": Decimal("25.18")}, "another total;"),
            ({"total": Decimal("25.06")}, "another total;"),
            ({"debtor": "D2"}, "another customer;"),
            (
                {"ordered_on": date(2025, 11, 24), "total": Decimal(1), "debtor": "D2"},
                "another date and another total and another customer;",
            ),
        ],
    )
    async def test_an_order_under_our_reference_that_differs_is_held_naming_the_difference(
        self, change: dict[str, Any], told: str, known: OrderDesk
    ) -> None:
        known.target.orders.append(there(**change))
        with pytest.raises(Hold) as caught:
            await looked_up(known, await known.run())
        assert caught.value.reason.startswith("order SO7 in the target has this reference but ")
        assert told in caught.value.reason
        assert await known.link(known.order_name()) is None

    @pytest.mark.parametrize(
        "same",
        [
            {"total": Decimal("25.17")},
            {"total": Decimal("25.07")},
            {"total": None},
            {"ordered_on": None},
        ],
    )
    async def test_a_total_within_the_tolerance_and_what_the_target_does_not_tell_are_no_difference(
        self, same: dict[str, Any], known: OrderDesk
    ) -> None:
        known.target.orders.append(there(**same))
        with pytest.raises(Skip):
            await looked_up(known, await known.run())

    async def test_a_reference_that_only_begins_like_ours_is_another_order(self, known: OrderDesk) -> None:
        known.target.orders += [there(reference="S1-10010"), there(reference="s1-1001"), there(reference="XS1-1001")]
        assert (await looked_up(known, await known.run())).seen is None

    async def test_two_orders_under_our_reference_are_held_naming_both(self, known: OrderDesk) -> None:
        known.target.orders += [there(), there(number="SO8")]
        with pytest.raises(Hold, match="several orders with this reference: SO7, SO8"):
            await looked_up(known, await known.run())

    async def test_a_linked_debtor_is_compared_without_asking_for_him(self, desk: OrderDesk) -> None:
        await desk.links.store(desk.debtor_name(), Link("D1"))
        desk.target.orders.append(there())
        with pytest.raises(Skip):
            await looked_up(desk, await desk.run())
        assert desk.target.calls["find_debtors"] == 0

    async def test_a_debtor_chosen_by_a_setting_is_the_customer(self, desk: OrderDesk) -> None:
        desk.target.orders.append(there(debtor="10000"))
        with pytest.raises(Skip):
            await looked_up(desk, await desk.run(debtor="10000"))

    async def test_an_unconfirmed_order_that_is_there_is_settled(self, known: OrderDesk) -> None:
        run = await known.run()
        await known.intents.begin(run.ticket.lease, known.order_name(), None)
        known.target.orders.append(there())
        with pytest.raises(Settled) as caught:
            await looked_up(known, run)
        assert caught.value.number == "SO7"
        assert await known.intents.look(known.order_name()) is None
        assert await known.link(known.order_name()) is not None

    async def test_an_unconfirmed_order_that_is_not_there_waits_for_the_horizon(self, desk: OrderDesk) -> None:
        run = await desk.run()
        await desk.intents.begin(run.ticket.lease, desk.order_name(), None)
        await desk.age_intent(desk.order_name(), desk.target.horizon - timedelta(seconds=10))
        with pytest.raises(Unconfirmed) as caught:
            await looked_up(desk, run)
        assert caught.value.after is not None
        assert timedelta() < caught.value.after <= timedelta(seconds=10)

    async def test_after_the_horizon_the_run_goes_on_and_knows_the_note(self, desk: OrderDesk) -> None:
        run = await desk.run()
        await desk.intents.begin(run.ticket.lease, desk.order_name(), None)
        await desk.age_intent(desk.order_name(), desk.target.horizon)
        seen = (await looked_up(desk, run)).seen
        assert seen is not None
        assert seen.age >= desk.target.horizon

    async def test_the_note_is_read_before_the_target_is_asked_so_that_no_write_falls_between(
        self, desk: OrderDesk
    ) -> None:
        run = await desk.run()
        find = desk.target.find_orders

        async def find_as_another_run_begins(reference: str, ordered_on: date) -> Any:
            await desk.intents.begin(run.ticket.lease, desk.order_name(), None)
            return await find(reference, ordered_on)

        desk.target.find_orders = find_as_another_run_begins  # type: ignore[method-assign]  # a race, on purpose
        assert (await looked_up(desk, run)).seen is None


class TestFits:
    async def test_an_order_that_the_target_would_refuse_is_held_with_all_its_problems_and_without_a_call(
        self, desk: OrderDesk
    ) -> None:
        desk.target.problems = [
            Problem("customer.email", "is longer than 50 characters", "shorten it", "i*** (60 characters)"),
            Problem("customer.company", "is longer than 40 characters", "shorten it", "B*** (60 characters)"),
        ]
        with pytest.raises(Hold) as caught:
            await fits(await desk.run(), desk.target)
        assert caught.value.problems == tuple(desk.target.problems)
        assert caught.value.reason.startswith("the target would refuse the order: customer.email: is longer than 50")
        assert caught.value.reason.endswith("(and 1 more)")
        assert desk.target.calls.total() == 0

    async def test_an_order_that_fits_goes_on_unchanged(self, desk: OrderDesk) -> None:
        run = await desk.run()
        assert await fits(run, desk.target) == run


class TestProducts:
    async def test_every_line_with_a_missing_article_is_named(self, desk: OrderDesk) -> None:
        skus = ["BR-100", "XX-1", "BR-200", "XX-2", "XX-1"]
        lines = [{"sku": sku, "quantity": 1, "unit_price": 1} for sku in skus]
        with pytest.raises(Hold) as caught:
            await products(await desk.run(document(lines=lines)), desk.target)
        assert caught.value.reason == "not in the target: XX-1, XX-2"
        assert [(problem.path, problem.value) for problem in caught.value.problems] == [
            ("lines[1].sku", "XX-1"),
            ("lines[3].sku", "XX-2"),
            ("lines[4].sku", "XX-1"),
        ]
        assert {problem.remedy for problem in caught.value.problems} == {
            "make the article in the target, then replay the order"
        }

    async def test_an_order_of_known_articles_goes_on_after_one_call(self, desk: OrderDesk) -> None:
        run = await desk.run()
        assert await products(run, desk.target) == run
        assert desk.target.calls == {"missing_articles": 1}
