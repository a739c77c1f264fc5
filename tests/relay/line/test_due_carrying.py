"""What is due is read again and carried, once, whatever stands in the way; and nothing that is due gets lost."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from relay.errors import Hold, Parked, Transient
from relay.line.background import end
from relay.line.due_carrying import DueCarrier
from relay.line.dues import IMAGE, PRICE, Dues
from relay.line.once.right_of_way import Class
from relay.model import Origin, State
from relay.settings.schedule_words import QuietHours
from relay.store.store import Store
from relay.store.vault import Vault
from tests.plain import as_told
from tests.relay.line.due_office import HOUR, Clerk, is_empty, office, running
from tests.relay.state_desk import CARDS, RECORD, StateDesk
from tests.stand_ins import other_vault
from tests.waiting import eventually

OFFICE = replace(CARDS, name="office-cards")


@pytest.fixture
def dues(store: Store, vault: Vault) -> Dues:
    return Dues(store, vault)


@pytest.fixture
def clerk(cards: StateDesk, dues: Dues) -> Clerk:
    return Clerk(cards, office(RECORD), dues)


@pytest.fixture
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relay.line.due_carrying._LOOK_AROUND", 0.01)


class TestWhatIsDue:
    async def test_a_document_that_looks_the_same_as_it_was_carried_is_carried_again(self, clerk: Clerk) -> None:
        assert (await clerk.cards.read("as it is")).kind == "new"
        await clerk.cards.carry()
        assert (await clerk.cards.read("as it is")).kind == "unchanged"
        await clerk.note(RECORD)
        assert await clerk.carry() == 1
        assert await clerk.cards.counts() == {State.WRITTEN: 1, State.WAITING: 1}
        assert (await clerk.left(), await clerk.results()) == (0, {"carried": 1})

    async def test_what_is_due_later_is_neither_read_nor_carried(self, clerk: Clerk) -> None:
        await clerk.note(RECORD, before=-HOUR)
        assert await clerk.carry() == 0
        assert (clerk.source.fetched, await clerk.left()) == ([], 1)

    async def test_a_document_that_is_gone_at_its_source_is_due_no_more(self, clerk: Clerk) -> None:
        await clerk.note("10099")
        await clerk.carry()
        assert (await clerk.left(), await clerk.results(), await clerk.cards.counts()) == (0, {"gone": 1}, {})

    @pytest.mark.parametrize(
        ("why", "expected", "origin"), [(PRICE, Class.PRODUCT, Origin.POLL), (IMAGE, Class.BULK, Origin.FULL_READ)]
    )
    async def test_pictures_are_work_of_the_last_class_and_all_else_of_the_flows_own(
        self, clerk: Clerk, why: str, expected: Class, origin: Origin
    ) -> None:
        await clerk.note(RECORD, why=why)
        await clerk.carry()
        assert clerk.source.classes == [expected]
        [event_id] = await clerk.cards.lane()
        assert (await clerk.cards.event(event_id)).origin is origin

    async def test_no_older_state_is_carried_after_a_newer_one_that_was_read_meanwhile(self, clerk: Clerk) -> None:
        clerk.source.stops = asyncio.Event()
        await clerk.note(RECORD)
        carrying = asyncio.create_task(clerk.carry())
        await eventually(lambda: clerk.source.at_once)
        newer = await clerk.cards.read("newer")
        clerk.source.stops.set()
        await carrying
        assert await clerk.cards.lane() == [newer.event_id]

    async def test_no_more_is_read_at_once_than_a_few(self, clerk: Clerk) -> None:
        numbers = [f"N-{number}" for number in range(30)]
        clerk.source = office(*numbers)
        await clerk.note(*numbers)
        clerk.source.stops = asyncio.Event()
        carrying = asyncio.create_task(clerk.carry())
        await eventually(lambda: clerk.source.at_once == 8)
        clerk.source.stops.set()
        assert await carrying == 8
        assert clerk.source.most_at_once == 8


class TestTrouble:
    async def test_a_source_that_is_away_leaves_all_of_it_due_and_says_so(self, clerk: Clerk) -> None:
        clerk.source.failures[RECORD] = Transient(as_told("away"))
        await clerk.note(RECORD)
        with pytest.raises(Transient):
            await clerk.carry()
        assert (await clerk.left(), await clerk.results()) == (1, {"failed": 1})
        assert await clerk.carry() == 0  # it rests a while

    async def test_one_document_that_cannot_be_had_does_not_keep_the_others(self, clerk: Clerk) -> None:
        clerk.source = office("A", "B", "C")
        clerk.source.failures |= {"A": Hold(as_told("not readable")), "B": KeyError("noor@example.com")}
        await clerk.note("A", "B", "C")
        assert await clerk.carry() == 3
        assert (await clerk.left(), await clerk.results()) == (2, {"failed": 2, "carried": 1})

    async def test_a_number_that_cannot_be_opened_any_more_is_told_and_ends(self, clerk: Clerk, store: Store) -> None:
        await clerk.note("ÄB 100")
        await clerk.carrier(Dues(store, other_vault())).carry(clerk.polled)
        assert (await clerk.left(), await clerk.results()) == (0, {"lost": 1})

    async def test_it_waits_as_long_as_too_many_events_are_under_way(self, clerk: Clerk) -> None:
        clerk.settings["open_events"] = 1
        await clerk.cards.read("under way", "10024")
        await clerk.note(RECORD)
        assert (await clerk.carry(), await clerk.left()) == (0, 1)
        await clerk.cards.carry()
        assert (await clerk.carry(), await clerk.left()) == (1, 0)

    async def test_what_was_taken_by_one_that_was_killed_is_carried_by_the_next(
        self, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clerk.source.stops = asyncio.Event()
        await clerk.note(RECORD)
        monkeypatch.setattr("relay.line.dues._CARRIED_WITHIN", timedelta(milliseconds=50))
        killed = asyncio.create_task(clerk.carry())
        await eventually(lambda: clerk.source.at_once)
        await end(killed)
        clerk.source.stops = None
        await eventually(clerk.carry)
        assert (await clerk.left(), len(await clerk.cards.lane())) == (0, 1)


@pytest.mark.usefixtures("brisk")
class TestRunning:
    async def test_what_was_due_while_the_relay_was_down_is_carried_at_its_start(self, clerk: Clerk) -> None:
        clerk.source = office(*(f"N-{number}" for number in range(20)))
        await clerk.note(*clerk.source.documents, before=72 * HOUR)
        async with running(clerk.carrier()):
            await eventually(lambda: len(clerk.source.fetched) == 20)
            await eventually(lambda: is_empty(clerk))
        assert sorted(clerk.source.fetched) == sorted(clerk.source.documents)

    async def test_two_workers_carry_each_of_it_once(self, clerk: Clerk) -> None:
        clerk.source = office(*(f"N-{number}" for number in range(40)))
        await clerk.note(*clerk.source.documents)
        async with running(clerk.carrier()), running(clerk.carrier()):
            await eventually(lambda: is_empty(clerk))
        assert sorted(clerk.source.fetched) == sorted(clerk.source.documents)

    async def test_it_is_carried_at_its_moment(self, clerk: Clerk) -> None:
        await clerk.note(RECORD, before=-timedelta(seconds=0.3))
        async with running(clerk.carrier()):
            await eventually(lambda: is_empty(clerk))
            assert clerk.source.fetched == [RECORD]

    async def test_a_flow_whose_source_is_away_rests_and_another_goes_on(self, clerk: Clerk) -> None:
        away, well = office("A"), office("B")
        away.failures["A"] = Parked(as_told("left alone"), after=HOUR)
        flows = [replace(clerk.polled, source=away), replace(clerk.polled, flow=OFFICE, source=well)]
        await clerk.note("A")
        await clerk.note("B", flow=OFFICE)
        carrier = DueCarrier(clerk.cards.store, clerk.cards.acceptor, clerk.dues, flows, clerk.metrics)
        async with running(carrier):
            await eventually(lambda: well.fetched and away.classes)
            await clerk.note("B", flow=OFFICE)
            await eventually(lambda: well.fetched == ["B", "B"])
        assert len(away.classes) == 1

    @pytest.mark.parametrize("is_quiet", [True, False])
    async def test_in_quiet_hours_nothing_is_read(self, clerk: Clerk, is_quiet: bool) -> None:  # noqa: FBT001 - a case
        now = datetime.now(UTC)
        begin, last = (now - HOUR, now + HOUR) if is_quiet else (now + HOUR, now + 2 * HOUR)
        hours = QuietHours(begin.time().replace(tzinfo=None), last.time().replace(tzinfo=None))
        clerk.settings |= {"quiet_hours": (hours,), "time_zone": "UTC"}
        await clerk.note(RECORD)
        carrier = clerk.carrier()
        await carrier._start()
        assert bool(carrier._running) is not is_quiet
        await asyncio.gather(*carrier._running.values())
        assert await clerk.left() == int(is_quiet)
