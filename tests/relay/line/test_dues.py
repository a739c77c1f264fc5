"""What is due is kept by number and moment, taken by one carrier at a time, and lost by none."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from relay.line.dues import IMAGE, PRICE, Dues, Work, midnight, read_waiting
from relay.store.store import Store, reply
from relay.store.vault import Vault
from tests.relay.state_desk import CARDS
from tests.stand_ins import other_vault

NAME = CARDS.name
HOUR = timedelta(hours=1)
MOST = 100


@pytest.fixture
def dues(store: Store, vault: Vault) -> Dues:
    return Dues(store, vault)


def ago(length: timedelta) -> datetime:
    return datetime.now(UTC) - length


def soon() -> datetime:
    return datetime.now(UTC) + HOUR


async def taken(dues: Dues, work: Work = Work.OWN) -> list[str | None]:
    """The numbers of what a carrier gets now."""
    return [due.reference for due in await dues.take(NAME, work, MOST)]


async def moments(store: Store, work: Work = Work.OWN) -> dict[str, int]:
    found = await reply(store.state.zrange(store.keys.dues(NAME, work), 0, -1, withscores=True))
    return {member.decode(): int(score) for member, score in found}


class TestNoting:
    async def test_what_is_due_later_is_not_taken_before(self, dues: Dues) -> None:
        await dues.note(CARDS, "KFM-100", soon(), PRICE)
        assert await taken(dues) == []
        assert await dues.flows_with_due([NAME]) == set()

    async def test_what_was_due_while_nobody_ran_is_taken_at_once(self, dues: Dues) -> None:
        await dues.note(CARDS, "KFM-100", ago(30 * HOUR), PRICE)
        assert await dues.flows_with_due(["another", NAME, "third"]) == {NAME}
        assert await taken(dues) == ["KFM-100"]

    async def test_of_one_document_and_reason_the_earliest_moment_counts(self, dues: Dues, store: Store) -> None:
        first = soon()
        for at in (first + HOUR, first, first + 2 * HOUR, first):
            await dues.note(CARDS, "KFM-100", at, PRICE)
        assert list((await moments(store)).values()) == [round(first.timestamp() * 1000)]

    async def test_each_reason_and_each_document_is_due_by_itself(self, dues: Dues) -> None:
        for number in ("KFM-100", "KFM-200"):
            await dues.note(CARDS, number, ago(HOUR), PRICE)
            await dues.note(CARDS, number, ago(HOUR), IMAGE)
        assert sorted(map(str, await taken(dues))) == ["KFM-100", "KFM-200"]
        assert sorted(map(str, await taken(dues, Work.BULK))) == ["KFM-100", "KFM-200"]

    async def test_what_is_dropped_is_not_due_for_that_reason_any_more(self, dues: Dues) -> None:
        for why in (PRICE, IMAGE):
            await dues.note(CARDS, "KFM-100", ago(HOUR), why)
        await dues.drop(CARDS, "KFM-100", PRICE)
        await dues.drop(CARDS, "never-noted", PRICE)
        assert (await taken(dues), await taken(dues, Work.BULK)) == ([], ["KFM-100"])

    async def test_a_number_that_may_be_personal_stands_nowhere_in_redis(self, dues: Dues, store: Store) -> None:
        number = "noor.hendriks@example.com"
        await dues.note(CARDS, number, ago(HOUR), PRICE)
        kept = [*(await moments(store)), str(await reply(store.state.hgetall(store.keys.dues_hidden(NAME, Work.OWN))))]
        assert not [text for text in kept if "noor" in text]
        [due] = await dues.take(NAME, Work.OWN, MOST)
        assert due.reference == number
        await dues.end(NAME, due)
        assert await reply(store.state.hgetall(store.keys.dues_hidden(NAME, Work.OWN))) == {}

    async def test_a_number_sealed_under_a_key_that_is_gone_is_given_without_it(self, dues: Dues, store: Store) -> None:
        await dues.note(CARDS, "ÄB 100", ago(HOUR), PRICE)
        assert await taken(Dues(store, other_vault())) == [None]


class TestCarrying:
    async def test_what_is_taken_is_taken_by_one_only(self, dues: Dues) -> None:
        await dues.note(CARDS, "KFM-100", ago(HOUR), PRICE)
        assert (await taken(dues), await taken(dues)) == (["KFM-100"], [])

    async def test_what_a_killed_carrier_had_taken_is_due_again(
        self, dues: Dues, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("relay.line.dues._CARRIED_WITHIN", -HOUR)
        await dues.note(CARDS, "KFM-100", ago(HOUR), PRICE)
        assert await taken(dues) == ["KFM-100"]
        assert await dues.flows_with_due([NAME]) == {NAME}
        assert await taken(dues) == ["KFM-100"]

    async def test_what_could_not_be_carried_is_due_again_at_its_moment(self, dues: Dues, store: Store) -> None:
        at = soon()
        await dues.note(CARDS, "ÄB 100", ago(HOUR), PRICE)
        [due] = await dues.take(NAME, Work.OWN, MOST)
        await dues.end(NAME, due, again_at=at)
        assert await moments(store) == {due.kept_as: round(at.timestamp() * 1000)}
        assert await reply(store.state.hlen(store.keys.dues_hidden(NAME, Work.OWN))) == 1

    @pytest.mark.parametrize("by_carrier", [None, soon() + HOUR], ids=["carried", "not carried"])
    async def test_what_is_noted_while_it_is_carried_stays_due(
        self, dues: Dues, store: Store, by_carrier: datetime | None
    ) -> None:
        await dues.note(CARDS, "KFM-100", ago(HOUR), PRICE)
        [due] = await dues.take(NAME, Work.OWN, MOST)
        at = soon()
        await dues.note(CARDS, "KFM-100", at, PRICE)  # the next price begins then
        await dues.end(NAME, due, by_carrier)
        assert list((await moments(store)).values()) == [round(at.timestamp() * 1000)]

    async def test_no_more_is_taken_than_is_asked_for_and_the_longest_due_goes_first(self, dues: Dues) -> None:
        for hours in (1, 3, 2):
            await dues.note(CARDS, f"N-{hours}", ago(hours * HOUR), PRICE)
        assert [due.reference for due in await dues.take(NAME, Work.OWN, 2)] == ["N-3", "N-2"]

    async def test_all_that_is_due_is_counted_with_the_first_moment(self, dues: Dues, store: Store) -> None:
        first, second = ago(2 * HOUR), soon()
        await dues.note(CARDS, "KFM-100", second, PRICE)
        await dues.note(CARDS, "KFM-200", first, IMAGE)
        waiting = await read_waiting(store, NAME)
        assert (waiting.count, waiting.first_ms) == (2, round(first.timestamp() * 1000))
        await taken(dues, Work.BULK)
        assert (await read_waiting(store, NAME)).count == 2
        assert (await read_waiting(store, "another")).first_ms is None

    async def test_a_renamed_flow_goes_on_with_what_was_due_and_taken(self, dues: Dues, store: Store) -> None:
        for number in ("KFM-100", "ÄB 100", "KFM-300"):
            await dues.note(CARDS, number, ago(HOUR), PRICE)
        assert len(await dues.take(NAME, Work.OWN, 1)) == 1
        assert await dues.hand_on(NAME, "renamed") == 3
        assert {due.reference for due in await dues.take("renamed", Work.OWN, MOST)} == {"ÄB 100", "KFM-300"}
        assert (await read_waiting(store, "renamed")).count == 3  # it is due again once its carrier is given up
        assert await dues.hand_on(NAME, "renamed") == 0


class TestMidnight:
    @pytest.mark.parametrize(
        ("day", "zone", "moment"),
        [
            (date(2026, 1, 1), "Europe/Amsterdam", "2025-12-31T23:00:00+00:00"),
            (date(2026, 3, 29), "Europe/Amsterdam", "2026-03-28T23:00:00+00:00"),  # the clock goes on that night
            (date(2026, 3, 30), "Europe/Amsterdam", "2026-03-29T22:00:00+00:00"),
            (date(2026, 10, 25), "Europe/Amsterdam", "2026-10-24T22:00:00+00:00"),  # and back on this one
            (date(2026, 10, 26), "Europe/Amsterdam", "2026-10-25T23:00:00+00:00"),
            (date(2026, 4, 24), "Africa/Cairo", "2026-04-23T22:00:00+00:00"),  # no 00:00 that day: 01:00 is its first
            (date(2026, 11, 1), "America/Havana", "2026-11-01T04:00:00+00:00"),  # 00:00 comes twice: the first counts
        ],
    )
    def test_a_day_begins_when_the_clock_on_the_wall_shows_it_first(self, day: date, zone: str, moment: str) -> None:
        assert midnight(day, ZoneInfo(zone)).isoformat() == moment
