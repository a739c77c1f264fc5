"""The steps of an order up to a draft that fits: each alone, against a fake target and real Redis."""

from typing import Any

import pytest

from handlers.contracts.orders import FoundOrder
from handlers.pipelines.orders.articles import products, replacements
from handlers.pipelines.orders.fitting import fits
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.orders.steps import complete, validate, wanted
from mapping.problems import Problem
from relay.errors import Hold, Skip, Unconfirmed
from relay.line.once.links import Link
from tests.handlers.pipelines.orders.fakes import OrderDesk, customer_of, document
from tests.plain import as_told


async def have_all(desk: OrderDesk, run: OrderRun) -> OrderRun:
    return await replacements(await products(run, desk.target), desk.target)


class TestValidate:
    async def test_a_good_document_is_read_under_its_prefixed_reference(self, desk: OrderDesk) -> None:
        run = await validate(OrderRun(await desk.ticket()), desk.source)
        assert (run.reference, run.read.number, run.draft) == ("S1-1001", "1001", None)

    async def test_a_wrong_document_is_held_with_all_its_problems(self, desk: OrderDesk) -> None:
        lines = [{"sku": "BR-100", "quantity": "none", "unit_price": 1}]
        wrong = document(number="", lines=lines, ordered_on="tomorrow")
        with pytest.raises(Hold) as caught:
            await validate(OrderRun(await desk.ticket(order=wrong)), desk.source)
        paths = sorted(problem.path for problem in caught.value.problems)
        assert paths == ["lines[0].quantity", "number", "ordered_on"]
        assert "(and 2 more)" in caught.value.reason

    async def test_a_personal_value_in_a_wrong_field_is_masked(self, desk: OrderDesk) -> None:
        wrong = document(customer=customer_of(email="secret-name" * 100))
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
        run = await complete(
            await desk.run(document(payment_condition="14 days")), desk.target, desk.links, desk.records
        )
        assert run.known.codes == {"administration": "1", "receivables_account": "1300", "payment_condition": "14"}
        assert run.notes == (
            "administration 1 added by setting administration",
            "receivables_account 1300 added by setting receivables_account",
            "payment_condition 14 added by setting payment_condition",
        )

    async def test_without_settings_nothing_is_added(self, desk: OrderDesk) -> None:
        run = await complete(await desk.run(), desk.target, desk.links, desk.records)
        assert (run.known.codes, run.notes, run.known.debtor) == ({}, (), None)

    async def test_a_payment_condition_without_a_code_is_held_with_the_remedy(self, desk: OrderDesk) -> None:
        desk.settings = OrderSettings.model_validate({"payment_condition": {"table": {"14 days": "14"}}})
        with pytest.raises(Hold, match="the order cannot be sent as it is: payment_condition") as caught:
            await complete(await desk.run(document(payment_condition="60 days")), desk.target, desk.links, desk.records)
        [problem] = caught.value.problems
        assert (problem.path, problem.value) == ("payment_condition", "60 days")
        assert problem.remedy == (
            "add a row to settings.payment_condition.table of this flow, or set settings.payment_condition.unmapped"
        )

    async def test_a_long_payment_condition_is_told_shortened(self, desk: OrderDesk) -> None:
        with pytest.raises(Hold) as caught:
            await complete(
                await desk.run(document(payment_condition="as agreed " * 50)), desk.target, desk.links, desk.records
            )
        assert len(caught.value.problems[0].value or "") == 40

    @pytest.mark.parametrize(("unmapped", "code"), [("keep", "60 days"), ("default", "30")])
    async def test_what_the_table_lacks_may_be_kept_or_replaced(
        self, unmapped: str, code: str, desk: OrderDesk
    ) -> None:
        desk.settings = OrderSettings.model_validate({"payment_condition": {"default": "30", "unmapped": unmapped}})
        run = await complete(
            await desk.run(document(payment_condition="60 days")), desk.target, desk.links, desk.records
        )
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
        run = await complete(await desk.run(document(customer=customer)), desk.target, desk.links, desk.records)
        assert run.known.debtor == debtor
        assert ("debtor 10000 added by setting default_debtor" in run.notes) is (debtor is not None)


class TestFits:
    async def test_an_order_that_the_target_would_refuse_is_held_with_all_its_problems_and_without_a_call(
        self, desk: OrderDesk
    ) -> None:
        desk.target.problems = [
            Problem(
                "customer.email", as_told("is longer than 50 characters"), as_told("shorten it"), "i*** (60 characters)"
            ),
            Problem(
                "customer.company",
                as_told("is longer than 40 characters"),
                as_told("shorten it"),
                "B*** (60 characters)",
            ),
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
            await have_all(desk, await desk.run(document(lines=lines)))
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
        assert await have_all(desk, run) == run
        assert desk.target.calls == {"missing_articles": 1}


class TestWanted:
    async def find_out(self, desk: OrderDesk, **order: Any) -> OrderRun:
        ticket = await desk.ticket(order=document(**order))
        run = await validate(OrderRun(ticket), desk.source)
        return await wanted(run, desk.target, desk.links, desk.intents, desk.records)

    async def test_without_a_setting_every_state_is_carried_but_a_cancelled_one(self, desk: OrderDesk) -> None:
        for status in (None, "paid", "whatever"):
            assert (await self.find_out(desk, status=status)).read.status == status
        for status in ("cancelled", " Canceled", "GEANNULEERD"):
            with pytest.raises(Skip, match="at the source"):
                await self.find_out(desk, status=status)

    async def test_only_the_states_that_the_flow_names_are_carried(self, desk: OrderDesk) -> None:
        desk.settings = OrderSettings(statuses=("paid", "Processing"))
        assert (await self.find_out(desk, status="processing ")).read.number == "1001"
        with pytest.raises(Skip, match="the flow carries orders that are paid, Processing; this one is on-hold"):
            await self.find_out(desk, status="on-hold")
        with pytest.raises(Skip, match="this one is in no state"):
            await self.find_out(desk)

    @pytest.mark.parametrize("status", ["cancelled", "on hold"])
    async def test_while_nobody_can_tell_whether_it_was_sent_its_end_is_not_told(
        self, status: str, desk: OrderDesk
    ) -> None:
        desk.settings = OrderSettings(statuses=("paid",))
        run = await desk.run(document(status="paid"))
        await desk.intents.begin(run.ticket.lease, desk.order_name(), None)
        with pytest.raises(Unconfirmed):
            await self.find_out(desk, status=status)
        desk.target.orders.append(FoundOrder("SO7", "S1-1001", "D1", None, None))
        with pytest.raises(Skip) as caught:
            await self.find_out(desk, status=status)
        assert caught.value.number == "SO7"
        desk.target.orders.clear()
        await desk.age_intent(desk.order_name(), desk.target.horizon)
        with pytest.raises(Skip) as caught:
            await self.find_out(desk, status=status)
        assert caught.value.number is None

    async def test_an_order_that_is_cancelled_after_it_was_sent_is_reported(self, desk: OrderDesk) -> None:
        await desk.links.store(desk.order_name(), Link("SO7"))
        with pytest.raises(Skip, match="changed_after_send: order SO7 was sent before, and now is cancelled") as caught:
            await self.find_out(desk, status="cancelled")
        assert [problem.path for problem in caught.value.problems] == ["status"]
