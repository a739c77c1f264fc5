"""What orders sell is kept in one stroke with their events, and counts by the state of these."""

from decimal import Decimal

import pytest

from relay.line.once.links import Link
from relay.line.once.reservations import Reservations
from relay.line.queue import Queue
from relay.model import State
from relay.store.store import Store, reply
from relay.store.vault import Vault
from tests.relay.sold_desk import BOOKS, SHOP, SoldDesk, dry, sale

TWO = Decimal(2)
IN_LINE = (State.WAITING, State.RUNNING, State.RETRYING, State.PARKED, State.UNCONFIRMED)
RESTS = (State.HELD, State.FAILED)
ENDED = (State.SKIPPED, State.CANCELLED, State.EXPIRED, State.SUPERSEDED)


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue) -> SoldDesk:
    return SoldDesk(store, vault, queue)


class TestEntering:
    async def test_an_order_reserves_as_soon_as_it_is_accepted(self, desk: SoldDesk) -> None:
        event = await desk.take("7201", sale("A-1", "2", "STK", "01"), sale("A-1", "1.5"), sale("B-2", "4"))
        [one] = await desk.found("A-1")
        assert (one.order, one.event, one.source, one.state) == (desk.order("7201"), event, SHOP, State.WAITING)
        assert one.sold == (sale("A-1", "2", "STK", "01"), sale("A-1", "1.5"))
        assert (one.known_from, one.ended, one.is_newest, one.many) == (0, None, True, Decimal(1))
        assert await desk.sold("B-2") == {event: 4}
        assert await desk.sold("C-3") == {}

    @pytest.mark.parametrize("spelling", ["a-1", " A-1 ", "A-1"])
    async def test_capitals_and_blanks_around_a_code_make_no_other_article(self, desk: SoldDesk, spelling: str) -> None:
        event = await desk.take("7201", sale("A-1"))
        assert await desk.sold(spelling) == {event: TWO}

    async def test_an_article_of_other_books_is_another(self, desk: SoldDesk) -> None:
        await desk.take("7201", sale("A-1"))
        other = desk.links.name("other books", "reserved", "a-1")
        assert (await desk.reservations.read([other])).of == {other: []}

    async def test_a_document_that_is_a_repeat_reserves_nothing_more(self, desk: SoldDesk) -> None:
        first = await desk.take("7201", sale(), document="the same")
        repeated = await desk.queue.accept(desk.arrival("7201", sale(), document="the same"))
        assert (repeated.kind, repeated.event_id) == ("duplicate", first)
        assert await desk.sold() == {first: TWO}

    async def test_an_order_that_has_a_link_is_in_the_books_and_reserves_nothing(self, desk: SoldDesk) -> None:
        await desk.links.store(desk.order("7201"), Link("2601"))
        event = await desk.take("7201", sale())
        assert await desk.sold() == {}
        assert await reply(desk.store.state.hget(desk.store.keys.event(event), "reserves")) is None

    async def test_what_is_kept_of_an_order_is_neither_its_number_nor_anybodys_data(self, desk: SoldDesk) -> None:
        await desk.take("7201", sale())
        keys = [desk.store.keys.reservations(desk.article()), desk.store.keys.reserving(desk.order("7201"))]
        kept = [await reply(desk.store.state.hgetall(key)) for key in keys]
        assert all(kept)
        assert "7201" not in str([keys, kept])


class TestStates:
    @pytest.mark.parametrize("state", [*IN_LINE, *RESTS])
    async def test_an_order_that_is_in_the_line_or_rests_is_told_with_its_state(
        self, desk: SoldDesk, state: State
    ) -> None:
        event = await desk.bring(state)
        [one] = await desk.found()
        assert (one.event, one.state, one.known_from) == (event, state, 0)

    @pytest.mark.parametrize("state", ENDED)
    async def test_an_order_that_ends_without_being_written_reserves_nothing_at_once(
        self, desk: SoldDesk, state: State
    ) -> None:
        await desk.bring(state)
        assert await desk.sold() == {}

    async def test_a_dry_run_reserves_nothing(self, desk: SoldDesk) -> None:
        await desk.take("7201", sale())
        await desk.carry(dry())
        assert await desk.sold() == {}

    @pytest.mark.parametrize("state", [State.CANCELLED, State.EXPIRED])
    async def test_one_that_goes_again_reserves_again(self, desk: SoldDesk, state: State) -> None:
        event = await desk.bring(state)
        await desk.release(event)
        assert await desk.sold() == {event: TWO}

    async def test_a_written_order_is_known_to_reads_that_begin_after_it_was_written(self, desk: SoldDesk) -> None:
        event = await desk.take("7201", sale())
        before = await desk.ordinals.draw()
        assert await desk.carry() == event
        after = await desk.ordinals.draw()
        [one] = await desk.found()
        assert before < one.known_from < after
        assert one.ended is not None

    async def test_the_order_whose_story_is_gone_is_forgotten(self, desk: SoldDesk) -> None:
        event = await desk.take("7201", sale())
        await desk.store.state.delete(desk.store.keys.event(event))
        assert await desk.sold() == {}
        assert not await desk.store.state.exists(desk.store.keys.reservations(desk.article()))

    async def test_what_is_kept_of_reservations_ends_by_itself(self, desk: SoldDesk) -> None:
        await desk.take("7201", sale())
        keys = [desk.store.keys.reservations(desk.article()), desk.store.keys.reserving(desk.order("7201"))]
        assert all([await desk.store.state.pttl(key) > 0 for key in keys])


class TestVersions:
    async def test_of_several_versions_of_one_order_the_newest_is_told(self, desk: SoldDesk) -> None:
        first = await desk.bring(State.HELD)
        second = await desk.take("7201", sale("A-1", "3"))
        assert {one.event: one.is_newest for one in await desk.found()} == {first: False, second: True}

    async def test_a_newer_version_that_sells_nothing_of_the_article_is_the_newest_too(self, desk: SoldDesk) -> None:
        await desk.bring(State.HELD)
        await desk.take("7201")
        assert [one.is_newest for one in await desk.found()] == [False]


class TestDelivering:
    async def test_what_was_delivered_is_seen_by_reads_that_begin_after_it_was_told(self, desk: SoldDesk) -> None:
        await desk.bring(State.WRITTEN)
        before = await desk.ordinals.draw()
        assert await desk.reservations.deliver(desk.order("7201"), desk.article(), Decimal("1.5"))
        [one] = await desk.found()
        assert one.delivered == Decimal("1.5")
        assert before < one.delivered_from < await desk.ordinals.draw()

    async def test_a_late_answer_lowers_nothing(self, desk: SoldDesk) -> None:
        await desk.bring(State.WRITTEN)
        assert await desk.reservations.deliver(desk.order("7201"), desk.article(), TWO)
        [one] = await desk.found()
        for quantity in (TWO, Decimal(1)):
            assert not await desk.reservations.deliver(desk.order("7201"), desk.article(), quantity)
        assert await desk.found() == [one]

    async def test_of_an_order_that_never_reserved_nothing_is_kept(self, desk: SoldDesk) -> None:
        assert not await desk.reservations.deliver(desk.order("9999"), desk.article(), TWO)
        assert not await desk.store.state.exists(desk.store.keys.reserving(desk.order("9999")))


class TestCompositions:
    async def test_what_is_sold_of_a_composition_is_sold_of_its_parts(self, desk: SoldDesk) -> None:
        await desk.watch("SET", parts={"BOLT": 4, "NUT": 2})
        event = await desk.take("7201", sale("SET", "3"), sale("BOLT", "5"))
        assert await desk.sold("BOLT") == {event: 17}
        assert await desk.sold("NUT") == {event: 6}
        assert await desk.sold("SET") == {event: 3}

    async def test_a_composition_that_was_sold_before_its_parts_were_known_counts_once_they_are(
        self, desk: SoldDesk
    ) -> None:
        event = await desk.take("7201", sale("SET", "3"))
        assert await desk.sold("BOLT") == {}
        await desk.watch("SET", parts={"BOLT": 4})
        assert await desk.sold("BOLT") == {event: 12}

    async def test_parts_that_a_composition_has_no_longer_are_sold_with_it_no_more(self, desk: SoldDesk) -> None:
        event = await desk.take("7201", sale("SET", "1"))
        await desk.watch("SET", parts={"BOLT": 4, "NUT": 2})
        await desk.watch("SET", parts={"BOLT": 3, "RING": 1})
        assert [await desk.sold(part) for part in ("BOLT", "NUT", "RING")] == [{event: 3}, {}, {event: 1}]

    async def test_a_composition_that_became_an_article_is_made_of_nothing(self, desk: SoldDesk) -> None:
        await desk.watch("SET", parts={"BOLT": 4})
        await desk.watch("SET")
        await desk.take("7201", sale("SET", "1"))
        assert await desk.sold("BOLT") == {}
        keys = [desk.store.keys.made_of(desk.article("SET")), desk.store.keys.made_into(desk.article("BOLT"))]
        assert not await desk.store.state.exists(*keys)


class TestTellingLevels:
    async def test_a_level_is_due_again_whenever_what_is_sold_of_it_changes(self, desk: SoldDesk) -> None:
        await desk.watch("A-1")
        await desk.watch("OTHER")
        assert await desk.due() == []
        event = await desk.take("7201", sale())
        assert await desk.due() == ["A-1"]
        await desk.carry(State.HELD)
        assert await desk.due() == ["A-1"]
        assert (await desk.moves.cancel(event)).moved
        assert await desk.due() == ["A-1"]
        await desk.release(event)
        assert await desk.due() == ["A-1"]
        await desk.carry(State.WRITTEN)
        assert await desk.due() == ["A-1"]

    async def test_a_run_that_changes_nothing_of_that_makes_no_level_due(self, desk: SoldDesk) -> None:
        await desk.watch("A-1")
        await desk.take("7201", sale())
        assert await desk.due() == ["A-1"]
        await desk.carry(State.RETRYING)
        assert await desk.due() == []

    async def test_an_order_that_sells_other_articles_makes_the_level_due_that_it_sold_before(
        self, desk: SoldDesk
    ) -> None:
        await desk.bring(State.HELD)
        await desk.watch("A-1")
        await desk.take("7201", sale("B-2"))
        assert await desk.due() == ["A-1"]

    async def test_what_is_delivered_makes_the_level_due(self, desk: SoldDesk) -> None:
        await desk.bring(State.WRITTEN)
        await desk.watch("A-1")
        await desk.reservations.deliver(desk.order("7201"), desk.article(), TWO)
        assert await desk.due() == ["A-1"]

    async def test_levels_of_parts_and_of_compositions_with_the_same_part_are_due(self, desk: SoldDesk) -> None:
        await desk.watch("BOLT")
        await desk.watch("SET", parts={"BOLT": 4})
        await desk.watch("KIT", parts={"BOLT": 1, "NUT": 1})
        await desk.due()
        await desk.take("7201", sale("SET", "1"))
        assert await desk.due() == ["BOLT", "KIT", "SET"]
        await desk.take("7202", sale("BOLT", "1"))
        assert await desk.due() == ["BOLT", "KIT", "SET"]
        await desk.take("7203", sale("NUT", "1"))
        assert await desk.due() == ["KIT"]

    async def test_a_part_is_due_as_soon_as_a_composition_is_made_of_it(self, desk: SoldDesk) -> None:
        await desk.watch("BOLT")
        await desk.watch("SET", parts={"BOLT": 4})
        assert await desk.due() == ["BOLT"]
        await desk.watch("SET", parts={"BOLT": 4})
        assert await desk.due() == []

    async def test_the_number_of_a_record_that_may_not_be_shown_is_kept_under_seal(self, desk: SoldDesk) -> None:
        number = "piet@example.com"
        await desk.watch(number, "A-1")
        kept = await reply(desk.store.state.hgetall(desk.store.keys.reservation_watchers(desk.article())))
        assert kept
        assert number not in str(kept)
        await desk.take("7201", sale())
        assert await desk.due() == [number]


async def test_two_processes_count_the_same(desk: SoldDesk, second_store: Store) -> None:
    event = await desk.bring(State.WRITTEN)
    found = await Reservations(second_store, desk.queue.keep).read([desk.links.name(BOOKS, "reserved", "a-1")])
    [[one]] = found.of.values()
    assert (one.event, one.known_from) == (event, (await desk.found())[0].known_from)
