"""Whether an order is in the target already: linked, found equal, found different, or not known yet."""

from collections.abc import Awaitable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.debtors import FoundDebtor
from handlers.contracts.orders import FoundOrder
from handlers.pipelines.common.changes import fingerprint
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.settings import ByCurrency, OrderSettings
from handlers.pipelines.orders.steps import exists
from mapping.choices import Choice
from relay.errors import Hold, Settled, Skip, Unconfirmed
from relay.line.once.links import Link
from relay.model import State
from tests.handlers.pipelines.orders.fakes import EMAIL, OrderDesk, document

SENT_BEFORE = "changed_after_send: order SO7 was sent before, and now"


def there(**changes: Any) -> FoundOrder:
    """The order of the fakes as it stands in the target."""
    fields = {"number": "SO7", "reference": "S1-1001", "debtor": "D1", "ordered_on": date(2026, 11, 24)}
    return FoundOrder(**{**fields, "total": Decimal("25.12"), **changes})


def looked_up(desk: OrderDesk, run: OrderRun) -> Awaitable[OrderRun]:
    return exists(run, desk.target, desk.links, desk.intents, desk.records)


@pytest.fixture
def known(desk: OrderDesk) -> OrderDesk:
    """The target knows the customer as D1."""
    desk.target.debtors.append(FoundDebtor("D1", EMAIL, {}))
    return desk


class TestCarriedBefore:
    @pytest.mark.parametrize("change", [{}, {"payment_condition": "unheard of"}])
    async def test_an_order_that_was_sent_needs_no_code_any_more(self, change: dict[str, Any], desk: OrderDesk) -> None:
        written = await desk.carry()
        desk.settings = OrderSettings(
            payment_condition=Choice(table={"14 days": "14"}), currency=ByCurrency(table={"USD": "x"})
        )
        outcome = await desk.carry(document(**change))
        assert (outcome.state, outcome.number) == (State.SKIPPED, written.number)
        assert outcome.reason == (
            f"{SENT_BEFORE.replace('SO7', 'SO1')} differs in payment_condition" if change else "carried before"
        )


class TestExists:
    async def test_an_order_that_is_not_there_goes_on(self, desk: OrderDesk) -> None:
        assert (await looked_up(desk, await desk.run())).seen is None
        assert desk.target.calls.total() == 1

    async def test_a_linked_order_is_skipped_without_a_call(self, desk: OrderDesk) -> None:
        run = await desk.run()
        await desk.links.store(desk.order_name(), Link("SO7", fingerprint(run.read, desk.links)))
        with pytest.raises(Skip, match=r"^carried before$") as caught:
            await looked_up(desk, run)
        assert (caught.value.number, desk.target.calls.total()) == ("SO7", 0)

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"updated_at": "2026-11-25T09:30:00+01:00"}, "carried before"),
            ({"status": "delivered"}, "carried before"),
            ({"remark": "Another one"}, f"{SENT_BEFORE} differs in remark"),
            (
                {"lines": [{"sku": "BR-100", "quantity": "2.00", "unit_price": 1}]},
                f"{SENT_BEFORE} differs in lines[0], lines[1]",
            ),
        ],
    )
    async def test_a_later_version_of_a_linked_order_is_skipped_and_told_when_it_differs(
        self,
        change: dict[str, Any],
        told: str,
        desk: OrderDesk,
    ) -> None:
        first = await desk.run()
        await desk.links.store(desk.order_name(), Link("SO7", fingerprint(first.read, desk.links)))
        with pytest.raises(Skip) as caught:
            await looked_up(desk, await desk.run(document(**change)))
        assert caught.value.reason == told

    async def test_an_equal_order_is_skipped_with_its_number_and_linked(self, known: OrderDesk) -> None:
        known.target.orders.append(there())
        run = await known.run()
        with pytest.raises(Skip, match="already in the target") as caught:
            await looked_up(known, run)
        assert caught.value.number == "SO7"
        assert await known.link(known.order_name()) == Link("SO7", fingerprint(run.read, known.links))

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

    async def test_the_day_of_an_unconfirmed_write_is_searched_too_since_it_may_be_in_another_year(
        self, desk: OrderDesk
    ) -> None:
        desk.settings = OrderSettings(order_date="today")
        run = await desk.run(document(delivery_on="2026-12-01"))
        await desk.intents.begin(run.ticket.lease, desk.order_name(), None)
        await desk.age_intent(desk.order_name(), timedelta(days=2))
        await looked_up(desk, run)
        assert desk.target.days_asked == [(date(2026, 11, 24), date(2026, 12, 1), date(2026, 11, 21))]

    async def test_the_note_is_read_before_the_target_is_asked_so_that_no_write_falls_between(
        self, desk: OrderDesk
    ) -> None:
        run = await desk.run()
        find = desk.target.find_orders

        async def find_as_another_run_begins(reference: str, ordered_on: date, **days: date | None) -> Any:
            await desk.intents.begin(run.ticket.lease, desk.order_name(), None)
            return await find(reference, ordered_on, **days)

        desk.target.find_orders = find_as_another_run_begins  # type: ignore[method-assign]  # a race, on purpose
        assert (await looked_up(desk, run)).seen is None
