"""What the doctor says of a flow: events at rest, how it is read, and what a comparison found missing."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.care.doctor.flow_observations import (
    COMPARED_WITHIN,
    DUE_WITHIN,
    FAILS_FOR_LONG,
    MOST_PAUSE,
    OVERDUE_AFTER,
    on_comparison,
    on_dues,
    on_events,
    on_full_read,
    on_poll,
    on_refused,
    pause_between,
)
from relay.care.doctor.observations import Level, Observation
from relay.line.backlog import PAUSES
from relay.line.dues import Waiting
from relay.model import State
from relay.settings.polling import PollSettings
from relay.store.flow_notes import ComparisonNote, PollNote
from relay.store.full_notes import FullRead, LastFullRead
from tests.plain import as_told
from words.told import Told

NOW = 1_800_000_000_000
MINUTE = timedelta(minutes=1)


def ago(length: timedelta) -> int:
    return NOW - length // timedelta(milliseconds=1)


def levels(found: Iterable[Observation]) -> list[Level]:
    return [observation.level for observation in found]


class TestWhatIsDue:
    def test_where_nothing_is_due_nothing_is_said(self) -> None:
        assert list(on_dues("items", Waiting(0, None), NOW, is_gone=True)) == []

    @pytest.mark.parametrize(
        ("since", "level"), [(-MINUTE, Level.OK), (DUE_WITHIN, Level.OK), (DUE_WITHIN + MINUTE, Level.WARNING)]
    )
    def test_what_is_late_is_worth_a_look(self, since: timedelta, level: Level) -> None:
        [found] = on_dues("items", Waiting(7, ago(since)), NOW)
        assert (found.level, "7 documents" in found.text) == (level, True)

    def test_what_nobody_carries_is_told_though_it_is_not_due_yet(self) -> None:
        [gone] = on_dues("items", Waiting(2, ago(-MINUTE)), NOW, is_gone=True)
        assert (gone.level, gone.text) == (
            Level.PROBLEM,
            "2 documents are due of a flow that is in relay.yaml no more; nobody carries them",
        )
        assert "relay move-events items NEW" in gone.remedy
        [posted] = on_dues("items", Waiting(2, ago(-MINUTE)), NOW, is_read=False)
        assert (posted.level, "not read but posted" in posted.text) == (Level.WARNING, True)


class TestEvents:
    def test_held_events_are_a_problem_with_their_number_their_age_and_the_commands(self) -> None:
        held, _ = on_events("shop", {State.HELD: 31}, {State.HELD: NOW})
        assert (held.level, held.text, held.since_ms) == (Level.PROBLEM, "31 events are held", NOW)
        assert held.command == "relay events --flow shop --state held; relay replay --flow shop --state held"

    def test_failed_events_are_a_problem_and_expired_ones_which_nobody_can_carry_a_warning(self) -> None:
        found = on_events("shop", {State.FAILED: 1, State.EXPIRED: 2}, {})
        assert levels(found) == [Level.PROBLEM, Level.WARNING, Level.OK]

    def test_what_goes_on_by_itself_is_counted_and_well(self) -> None:
        [found] = on_events("shop", {State.WAITING: 2, State.PARKED: 1, State.WRITTEN: 9}, {})
        assert (found.level, found.text) == (Level.OK, "under way: 2 waiting, 1 parked")

    @given(st.dictionaries(st.sampled_from(State), st.integers(0, 99)))
    def test_whatever_is_not_well_has_a_remedy_and_a_command(self, counts: dict[State, int]) -> None:
        for found in on_events("shop", counts, {}):
            assert (found.level is Level.OK) != bool(found.remedy and found.command)


class TestPolls:
    def test_by_cron_words_it_may_be_late_by_the_pause_between_two_polls_and_by_an_hour_at_the_most(self) -> None:
        nightly = PollSettings(cron="0 3 * * *")
        assert pause_between(nightly, PollNote(ago(timedelta(hours=9)), NOW, None)) == MOST_PAUSE
        assert pause_between(nightly, PollNote(ago(timedelta(minutes=9)), NOW, None)) == timedelta(minutes=9)
        assert pause_between(nightly, None) == timedelta()
        assert pause_between(PollSettings(every=timedelta(hours=9)), None) == timedelta(hours=9)

    @pytest.mark.parametrize(
        ("failing", "level"),
        [(MINUTE, Level.WARNING), (FAILS_FOR_LONG, Level.WARNING), (FAILS_FOR_LONG + MINUTE, Level.PROBLEM)],
    )
    def test_a_source_that_cannot_be_read_is_a_warning_and_a_problem_after_a_while(
        self, failing: timedelta, level: Level
    ) -> None:
        note = PollNote(ago(MINUTE), NOW, as_told("no such column"), failing_since_ms=ago(failing))
        [found] = on_poll("shop", note, MINUTE, NOW)
        assert (found.level, found.since_ms, found.command) == (level, ago(failing), "relay poll shop")
        assert "no such column" in found.text

    def test_one_failure_of_a_poll_once_a_day_is_no_problem_before_two_days(self) -> None:
        day = timedelta(days=1)
        note = PollNote(ago(MINUTE), NOW, as_told("away"), failing_since_ms=ago(day))
        assert levels(on_poll("shop", note, day, NOW)) == [Level.WARNING]

    def test_a_poll_that_nobody_does_is_a_problem(self) -> None:
        due = PollNote(ago(timedelta(hours=1)), ago(OVERDUE_AFTER + MINUTE), None)
        assert levels(on_poll("shop", due, MINUTE, NOW)) == [Level.PROBLEM, Level.OK]
        late = PollNote(ago(timedelta(hours=1)), ago(MINUTE), None)
        assert levels(on_poll("shop", late, MINUTE, NOW)) == [Level.OK]

    def test_rows_that_a_poll_passed_over_are_a_warning(self) -> None:
        note = PollNote(
            NOW, NOW, None, left_out_count=2, passed_over=[as_told("an order without a number"), as_told("another")]
        )
        well, left_out = on_poll("shop", note, MINUTE, NOW)
        assert (well.level, left_out.level) == (Level.OK, Level.WARNING)
        assert "an order without a number" in left_out.text


class TestComparisons:
    def test_missing_records_are_a_problem_that_names_the_first_of_them_and_how_to_carry_them(self) -> None:
        note = ComparisonNote(NOW, 12, [f"A-{number}" for number in range(12)], 0, None)
        [found] = on_comparison("shop", note, NOW)
        assert found.level is Level.PROBLEM
        assert found.text == "12 records of the source are missing in the target: A-0, A-1, A-2, A-3, A-4 and 7 more"
        assert (found.command, found.since_ms) == ("relay reconcile shop --carry", NOW)

    def test_a_comparison_that_failed_or_is_old_is_a_warning(self) -> None:
        assert levels(on_comparison("shop", ComparisonNote(NOW, 0, [], 0, as_told("away")), NOW)) == [Level.WARNING]
        old = ComparisonNote(ago(COMPARED_WITHIN + MINUTE), 0, [], 0, None)
        assert levels(on_comparison("shop", old, NOW)) == [Level.WARNING]

    def test_one_that_found_nothing_is_well_and_before_the_first_there_is_nothing_to_say(self) -> None:
        assert levels(on_comparison("shop", ComparisonNote(NOW, 0, [], 0, None), NOW)) == [Level.OK]
        assert levels(on_comparison("shop", None, NOW)) == []


def test_documents_that_were_refused_at_the_door_are_a_warning_with_the_command_that_lists_them() -> None:
    assert on_refused("shop", 0).level is Level.OK
    found = on_refused("shop", 3)
    assert (found.level, found.command) == (Level.WARNING, "relay refusals --flow shop")
    assert "3 documents" in found.text


class TestWhatAPollNoticed:
    def test_is_a_warning_with_the_first_of_it(self) -> None:
        noticed = [as_told("7 is dated in the future")]
        note = PollNote(ago(MINUTE), NOW, None, noticed_count=3, noticed=noticed)
        well, found = on_poll("shop", note, MINUTE, NOW)
        assert (well.level, found.level) == (Level.OK, Level.WARNING)
        assert found.text == "the last poll read what a person should look at, 3 in all: 7 is dated in the future"


class TestReadingsOfAllThereIs:
    def test_one_that_stands_still_and_one_that_concluded_nothing_are_told_with_their_reason(self) -> None:
        failure = as_told("the connection broke")
        running = FullRead("refresh", None, "whole", "7", 50, 0, 0, None, ago(MINUTE), confirmed=True, failure=failure)
        stands, concluded = on_full_read("shop", running, LastFullRead(ago(MINUTE), 9, as_told("3 rows were odd")))
        assert (stands.level, concluded.level) == (Level.WARNING, Level.WARNING)
        assert "after 50 documents: the connection broke" in stands.text
        assert "3 rows were odd" in concluded.text

    def test_what_one_took_to_be_gone_is_told_with_the_first_of_it(self) -> None:
        [gone] = on_full_read("shop", None, LastFullRead(ago(MINUTE), 9, None, 3, ["7", "8", "9"]))
        assert (gone.level, gone.text) == (
            Level.WARNING,
            "3 records were gone at the source at the last complete reading, such as 7, 8, 9",
        )

    def test_one_that_goes_on_and_one_that_was_complete_are_well(self) -> None:
        running = FullRead("first", None, "whole", "7", 50, 0, 0, 80, ago(MINUTE), confirmed=True)
        assert list(on_full_read("shop", running, LastFullRead(ago(MINUTE), 9, None))) == []
        assert list(on_full_read("shop", None, None)) == []


class TestReadersThatPause:
    def test_one_that_waits_for_its_own_events_is_well_and_says_so(self) -> None:
        why = Told("line.waits_for_events", number=500, most=500)
        _, pauses = on_poll("shop", PollNote(ago(MINUTE), NOW, None, paused=why), MINUTE, NOW)
        assert pauses.level is Level.OK
        assert "500 events of this flow are under way" in pauses.text
        running = FullRead("first", None, "whole", "7", 500, 500, 0, 9000, ago(MINUTE), confirmed=True, failure=why)
        [stands] = on_full_read("shop", running, None)
        assert stands.level is Level.OK
        assert "after 500 documents: reading pauses: 500 events" in stands.text

    @pytest.mark.parametrize(
        "why",
        [
            Told("line.waits_for_payload", share=21, most=20),
            Told("line.bulk_waits_for_memory", role="state", share=52),
        ],
    )
    def test_one_that_waits_for_memory_is_a_warning(self, why: Told) -> None:
        assert why.code in PAUSES
        _, pauses = on_poll("shop", PollNote(ago(MINUTE), NOW, None, paused=why), MINUTE, NOW)
        running = FullRead("first", None, "whole", "7", 500, 500, 0, None, ago(MINUTE), confirmed=True, failure=why)
        [stands] = on_full_read("shop", running, None)
        assert (pauses.level, stands.level) == (Level.WARNING, Level.WARNING)
