"""Customers whom people edit in AFAS and in AccountView: each edit reaches the other books, and nothing comes back."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from handlers.pipelines.common.two_way_settings import TwoWaySettings
from handlers.pipelines.customers import PIPELINE
from relay.line.actions import FORESEE
from relay.line.queue import Queue
from relay.line.run_event import OpenFlow
from relay.model import Outcome, State
from relay.settings.model import RetentionSettings
from relay.store.store import Store
from tests.handlers.pipelines.customers.desk import CustomerDesk
from tests.handlers.pipelines.customers.ways import Business, CustomerWay, open_way
from tests.handlers.pipelines.orders.fakes import OrderDesk

WAYS = [("afas", "accountview"), ("accountview", "afas")]


@dataclass
class BothWays:
    """A customer whom both have: ``number`` in the first system, ``other`` in the second."""

    way: CustomerWay
    forth: CustomerDesk
    back: CustomerDesk
    number: str
    other: str

    async def go_forth(self) -> Outcome:
        return await self.forth.carry(await self.forth.source.fetch(self.number))  # type: ignore[attr-defined]  # it is polled

    async def go_back(self) -> Outcome:
        return await self.back.carry(await self.back.source.fetch(self.other))  # type: ignore[attr-defined]  # it is polled

    async def edit(self, desk: CustomerDesk, number: str, reads: str, value: str) -> None:
        """A person changes a field in the books that a desk writes to: the first one that is filled from this path."""
        names = [name for name, paths in desk.target.debtor_sources.items() if reads in paths]
        await desk.target.update_debtor(number, {names[0]: value}, date(2026, 6, 1))

    async def read(self, desk: CustomerDesk, number: str) -> Any:
        """A customer as a flow reads them."""
        return desk.source.read(await desk.source.fetch(number))  # type: ignore[attr-defined]  # it is polled

    async def foreseen(self, desk: CustomerDesk, number: str) -> Sequence[str]:
        """The fields that a refresh of a desk's flow would change of a customer."""
        document = await desk.source.fetch(number)  # type: ignore[attr-defined]  # it is polled
        foresee = desk.pipeline.bind(desk.services).actions.get(FORESEE)
        assert foresee is not None
        return (await foresee(desk.flow, document)).fields

    async def phones(self) -> tuple[str, str]:
        """The last digits of the telephone number at both ends, which write it each in a way of its own."""
        records = await self.read(self.forth, self.number), await self.read(self.back, self.other)
        first, second = (str(record.customer.phone)[-7:] for record in records)
        return first, second


@pytest.fixture
def queue(store: Store) -> Queue:
    """With leases that no run outlives: nobody renews them here."""
    return Queue(store, RetentionSettings(), timedelta(minutes=5))


@pytest.fixture(params=WAYS, ids=[" and ".join(ends) for ends in WAYS])
async def both(request: pytest.FixtureRequest, desk: OrderDesk) -> AsyncIterator[BothWays]:
    source, target = request.param
    async with open_way(source, target, desk) as way:
        assert way.back is not None
        assert isinstance(way.there, Business)
        flows: dict[str, OpenFlow] = {}
        for each in (way.desk, way.back):
            two_way = TwoWaySettings(leader="shop")
            each.settings = each.settings.model_copy(update={"two_way": two_way, "contacts": False})
            each.opened = flows
            bound = PIPELINE.bind(each.services)
            given: Any = each.source
            flows[each.flow.name] = OpenFlow(each.flow, given, each.target, bound)
        number = await way.new()
        made = await way.desk.carry(await way.document(number))
        assert made.state is State.WRITTEN, made
        yield BothWays(way, way.desk, way.back, number, str(made.number))


async def test_what_was_carried_is_not_carried_back_and_nobody_is_asked(both: BothWays) -> None:
    for _ in range(2):
        back = await both.go_back()
        assert (back.state, back.number) == (State.WRITTEN, both.number), back
        forth = await both.go_forth()
        assert (forth.state, forth.number) == (State.WRITTEN, both.other), forth
    assert await both.phones() == ("5550100", "5550100")


async def test_an_edit_at_either_end_reaches_the_other_and_stays(both: BothWays) -> None:
    await both.edit(both.forth, both.other, "customer.phone", "0205550177")
    assert (await both.go_back()).state is State.WRITTEN
    assert await both.phones() == ("5550177", "5550177")
    forth = await both.go_forth()
    assert forth.reason.endswith("nothing changed since they were carried"), forth
    await both.edit(both.back, both.number, "customer.phone", "0205550188")
    assert (await both.go_forth()).state is State.WRITTEN
    assert await both.phones() == ("5550188", "5550188")
    await both.go_back()
    assert await both.phones() == ("5550188", "5550188")


async def test_what_a_refresh_would_change_is_what_changed_at_its_own_end(both: BothWays) -> None:
    """What came over from the other end is nothing that this flow still has to carry."""
    await both.edit(both.forth, both.other, "customer.phone", "0205550177")
    assert await both.foreseen(both.forth, both.number) == []
    assert await both.foreseen(both.back, both.other) != []
    await both.go_back()
    assert await both.foreseen(both.forth, both.number) == []
    assert await both.foreseen(both.back, both.other) == []


async def test_edits_of_other_fields_at_both_ends_do_not_undo_each_other(both: BothWays) -> None:
    await both.edit(both.forth, both.other, "customer.email", "new@bakkerij.example.com")
    await both.edit(both.back, both.number, "customer.phone", "0205550177")
    await both.go_forth()
    await both.go_back()
    await both.go_forth()
    assert await both.phones() == ("5550177", "5550177")
    for desk, number in ((both.forth, both.number), (both.back, both.other)):
        assert (await both.read(desk, number)).customer.email == "new@bakkerij.example.com"


async def test_of_one_field_that_both_changed_the_leaders_counts_and_it_is_told_without_values(both: BothWays) -> None:
    await both.edit(both.forth, both.other, "customer.phone", "0205550177")
    await both.edit(both.back, both.number, "customer.phone", "0205550188")
    back = await both.go_back()
    assert [(problem.path, problem.rule.split(":")[0]) for problem in back.problems] == [("phone", "two_way_conflict")]
    told = [back.reason, *map(str, back.problems), *(note for step in back.steps for note in step.notes)]
    assert "5550" not in " ".join(told)  # of all that is told, but for how long each step took
    await both.go_forth()
    await both.go_back()
    assert await both.phones() == ("5550188", "5550188")


async def test_an_older_reading_does_not_undo_what_was_carried_since(both: BothWays) -> None:
    old = await both.way.there.document(both.number)
    ticket = await both.forth.ticket(old)
    await both.edit(both.forth, both.other, "customer.phone", "0205550177")
    await both.go_back()
    outcome = await PIPELINE.bind(both.forth.services).run(ticket)
    assert outcome.state is State.WRITTEN, outcome
    assert await both.phones() == ("5550177", "5550177")
