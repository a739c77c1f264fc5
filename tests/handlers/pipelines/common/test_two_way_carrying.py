"""Two flows of one pair: each waits for the other, reads anew what is old, and tells of conflicts however it ends."""

from datetime import timedelta

import pytest

from relay.errors import Transient, Unconfirmed
from relay.line.once.in_step import Base, InStep
from relay.line.once.links import LinkState
from relay.store.store import Store
from tests.handlers.pipelines.common.shelf import Carrier, lost
from tests.handlers.pipelines.common.two_systems import Reading, TwoSystems


@pytest.fixture
async def systems(carrier: Carrier) -> TwoSystems:
    """A customer whom both have, at rest."""
    both = TwoSystems(carrier)
    both.edit(both.shop, "name", "Van Dam")
    both.edit(both.shop, "phone", "020-5550199")
    await both.come_to_rest()
    both.shop.writes = both.books.writes = 0
    return both


async def test_what_one_flow_wrote_is_no_change_to_the_other_and_needs_no_reading(systems: TwoSystems) -> None:
    systems.edit(systems.shop, "name", "De Wit")
    await systems.forth.poll()
    await systems.forth.run()
    await systems.back.poll()
    systems.shop.shown = 0
    await systems.back.run()
    assert (systems.books.writes, systems.shop.writes, systems.shop.shown) == (1, 0, 0)


async def test_while_one_flow_has_not_heard_whether_it_wrote_the_other_waits(systems: TwoSystems) -> None:
    systems.edit(systems.shop, "name", "De Wit")
    systems.books.after = lost()
    await systems.forth.poll()
    await systems.forth.run()
    systems.edit(systems.shop, "name", "De Wit B.V.")  # its edit must not meet our own value as if that were one
    await systems.back.poll()
    await systems.back.run()
    assert systems.back.ended == "Transient"
    await systems.come_to_rest()
    assert systems.shop.fields["name"] == "De Wit B.V."
    assert systems.books.fields["name"].strip() == "De Wit B.V."
    assert systems.tellings == {}


async def test_what_a_worker_wrote_who_was_away_for_longer_than_the_horizon_is_no_edit(systems: TwoSystems) -> None:
    systems.edit(systems.shop, "name", "De Wit")
    systems.books.after = lost()
    await systems.forth.poll()
    await systems.forth.run()
    systems.edit(systems.shop, "name", "De Wit B.V.")
    assert await systems.forth.pass_time()
    await systems.back.poll()
    await systems.back.run()
    assert (systems.back.ended, systems.shop.writes) == ("Transient", 0)
    await systems.come_to_rest()
    assert systems.shop.fields["name"] == systems.books.fields["name"].strip() == "De Wit B.V."
    assert systems.tellings == {}


async def test_what_was_read_before_the_relay_wrote_there_is_read_again(systems: TwoSystems) -> None:
    systems.edit(systems.books, "name", "De Wit")
    systems.edit(systems.shop, "phone", "020-5550188")
    await systems.forth.poll()  # with the old name
    await systems.back.poll()
    await systems.back.run()
    assert systems.shop.fields["name"] == "De Wit"
    await systems.forth.run()
    assert systems.books.fields["name"].strip() == "De Wit"
    assert systems.books.fields["phone"].strip().endswith("5550188")


async def test_what_was_read_before_a_killed_run_wrote_there_is_read_again_too(systems: TwoSystems) -> None:
    """The next run only finds that it is written: an older reading must not count as somebody's edit all the same."""
    systems.edit(systems.books, "phone", "020-5550177")
    systems.edit(systems.shop, "name", "De Wit")
    await systems.forth.poll()  # with the old telephone number
    systems.shop.after = lost()
    await systems.back.poll()
    await systems.back.run()
    await systems.back.run()
    assert systems.shop.fields["phone"].strip().endswith("5550177")
    systems.edit(systems.books, "phone", "020-5550166")
    await systems.forth.run()
    await systems.come_to_rest()
    for side in (systems.shop, systems.books):
        assert side.fields["phone"].strip().endswith("5550166")
        assert side.fields["name"].strip() == "De Wit"


async def test_what_was_read_before_another_run_read_it_again_is_not_carried_after_that(systems: TwoSystems) -> None:
    systems.edit(systems.books, "phone", "020-5550177")
    await systems.back.poll()
    systems.edit(systems.shop, "name", "De Wit")
    await systems.forth.poll()
    await systems.forth.run()  # what the other flow has read is old from now on
    systems.edit(systems.books, "phone", "020-5550166")
    behind = Reading(await systems.carrier.ordinals.draw(), systems.books.side())
    systems.edit(systems.books, "phone", "020-5550155")
    await systems.back.run()
    assert systems.shop.fields["phone"].strip().endswith("5550155")
    systems.back.waiting = behind
    writes = systems.shop.writes
    await systems.back.run()
    assert (systems.shop.writes, systems.shop.fields["phone"].strip()[-7:]) == (writes, "5550155")


async def test_an_edit_between_the_write_and_its_reading_back_is_carried_back(systems: TwoSystems) -> None:
    systems.edit(systems.shop, "name", "De Wit")
    systems.books.meanwhile = lambda: systems.edit(systems.books, "name", "Janssen")
    await systems.come_to_rest()
    assert systems.shop.fields["name"] == systems.books.fields["name"].strip() == "Janssen"


async def test_a_value_that_goes_back_before_anybody_read_it_is_carried(systems: TwoSystems) -> None:
    systems.edit(systems.books, "name", "De Wit")
    await systems.back.poll()
    await systems.back.run()
    systems.clock += timedelta(minutes=1)
    systems.edit(systems.shop, "name", "Van Dam")
    await systems.come_to_rest()
    assert systems.books.fields["name"].strip() == "Van Dam"


async def test_a_conflict_is_told_also_where_the_run_that_decided_it_does_not_hear_the_answer(
    systems: TwoSystems,
) -> None:
    systems.edit(systems.shop, "name", "De Wit")
    systems.edit(systems.books, "name", "Janssen")
    systems.books.after = lost()
    await systems.forth.poll()
    await systems.forth.run()
    assert systems.forth.ended == Unconfirmed.__name__
    assert [*systems.tellings] == ["name"]


async def test_an_old_reading_that_nobody_read_again_is_not_carried(systems: TwoSystems, carrier: Carrier) -> None:
    pair = carrier.pair(systems.shop.number, systems.forth.flow)
    name = InStep.name(pair.name, carrier.pair(systems.books.number, systems.back.flow).name)
    await InStep(carrier.store).store(name, Base({}, {"shop": 10**6}))
    systems.edit(systems.shop, "name", "De Wit")
    await systems.forth.poll()
    systems.forth.reads_again = False
    await systems.forth.run()
    assert (systems.forth.ended, systems.books.writes) == (Transient.__name__, 0)


async def test_what_is_in_step_is_forgotten_with_the_person(
    systems: TwoSystems, carrier: Carrier, store: Store
) -> None:
    pair = carrier.pair(systems.shop.number, systems.forth.flow)
    mirror = carrier.pair(systems.books.number, systems.back.flow)
    key = store.keys.in_step(InStep.name(pair.name, mirror.name))
    assert await store.state.exists(key)
    await carrier.links.erase([pair.name, mirror.name])
    assert not await store.state.exists(key)
    link = await carrier.links.find(pair.name)
    assert link is not None
    assert link.state is LinkState.ERASED
