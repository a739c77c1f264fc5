"""Each figure the doctor measures is judged: what is well, what may fail, what does, and what to do about it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from relay.activity import Health
from relay.findings import (
    Finding,
    Level,
    on_clock,
    on_index_key,
    on_memory,
    on_poll,
    on_process,
    on_proof,
    on_restart,
    on_systems,
    on_work,
)
from relay.flow_notes import PollNote
from relay.machine import ProcessMemory
from relay.memory import Memory
from relay.settings.model import RedisSettings
from relay.system_register import KnownSystem, Register, placed

URL = SecretStr("unix:///redis.sock?db=0")


def settings(**changes: Any) -> RedisSettings:
    return RedisSettings(payload_url=URL, state_url=URL, **changes)


def memory(used: int) -> Memory:
    """So many hundredths of 100 MB in use."""
    return Memory(used=used * 2**20, most=100 * 2**20, exempt=0, evicts=False)


def levels(found: Iterable[Finding]) -> list[Level]:
    return [finding.level for finding in found]


def test_a_finding_is_one_line_with_its_remedy_last() -> None:
    assert str(Finding(Level.WARNING, "clock", "it is late", "wind it")) == "warning  clock: it is late; wind it"
    assert str(Finding(Level.OK, "clock", "it is right")) == "ok       clock: it is right"


class TestTheProof:
    def test_every_mistake_is_a_problem_of_its_own_without_its_subject_twice(self) -> None:
        mistakes = ["redis.payload_url: save is '900 1'", "redis.payload_url: its replica 10.0.0.2:6379: save is 'x'"]
        found = list(on_proof("payload", settings(), mistakes, 1))
        assert levels(found) == [Level.PROBLEM, Level.PROBLEM]
        assert str(found[0]) == "problem  redis.payload_url: save is '900 1'"

    def test_replicas_that_were_proved_too_are_told(self) -> None:
        [found] = on_proof("payload", settings(), [], 2)
        assert (found.level, "any of its 2 replicas" in found.text) == (Level.OK, True)

    def test_the_word_of_an_owner_is_a_warning(self) -> None:
        [found] = on_proof("payload", settings(operator_confirms_no_disk=True), [], 0)
        assert (found.level, bool(found.remedy)) == (Level.WARNING, True)

    def test_the_state_role_makes_no_promise_about_disks(self) -> None:
        [found] = on_proof("state", settings(operator_confirms_no_disk=True), [], 0)
        assert (found.level, "saves" in found.text) == (Level.OK, False)


class TestARestart:
    def test_a_state_that_forgets_is_a_warning_with_what_would_be_lost(self) -> None:
        first, _ = on_restart(settings(volatile_state=True), "always", {True: 2, False: 3}, 0)
        assert (first.level, "loses 5 open events" in first.text) == (Level.WARNING, True)

    @pytest.mark.parametrize(("fsync", "told"), [("everysec", "everysec"), ("no", "no"), (None, "not told")])
    def test_a_state_that_may_lose_its_last_second_is_a_warning(self, fsync: str | None, told: str) -> None:
        first, _ = on_restart(settings(), fsync, {}, 0)
        assert (first.level, f"appendfsync is {told}" in first.text) == (Level.WARNING, True)

    def test_documents_that_senders_must_send_again_are_counted_apart(self) -> None:
        first, second = on_restart(settings(), "always", {True: 2, False: 3}, 0)
        assert levels([first, second]) == [Level.OK, Level.OK]
        assert second.text.endswith("documents of 5 open events; senders must send 3 of them again")

    def test_too_few_replicas_stop_the_intake_and_are_a_problem(self) -> None:
        *_, last = on_restart(settings(min_replicas=2), "always", {}, 1)
        assert (last.level, last.subject) == (Level.PROBLEM, "redis.min_replicas")
        assert len(list(on_restart(settings(min_replicas=2), "always", {}, 2))) == 2


@pytest.mark.parametrize(("found", "level"), [(None, Level.OK), ("a mark", Level.OK), ("another mark", Level.PROBLEM)])
def test_only_another_index_key_than_the_first_is_a_problem(found: str | None, level: Level) -> None:
    finding = on_index_key("a mark", found)
    assert finding.level is level
    assert "mark" not in finding.text.replace("leaves its mark", "")


@pytest.mark.parametrize(
    ("used", "level"),
    [
        (0, Level.OK),
        (59, Level.OK),
        (60, Level.WARNING),
        (74, Level.WARNING),
        (75, Level.PROBLEM),
        (100, Level.PROBLEM),
    ],
)
def test_memory_is_a_warning_before_the_intake_stops_and_a_problem_when_it_does(used: int, level: Level) -> None:
    found = on_memory("redis.state_url", memory(used))
    assert found.level is level
    assert f"{used}% of its 100 MB" in found.text


class TestAProcess:
    @pytest.mark.parametrize(("holds_documents", "level"), [(True, Level.PROBLEM), (False, Level.WARNING)])
    def test_swapped_memory_is_worst_where_documents_are(self, *, holds_documents: bool, level: Level) -> None:
        [found] = on_process("a Redis", ProcessMemory(12288, may_dump=False), holds_documents=holds_documents)
        assert (found.level, "12 kB" in found.text, bool(found.remedy)) == (level, True, True)

    def test_a_core_file_that_may_be_written_is_a_warning_beside_the_swap(self) -> None:
        found = list(on_process("a Redis", ProcessMemory(4096, may_dump=True), holds_documents=True))
        assert levels(found) == [Level.PROBLEM, Level.WARNING]

    def test_neither_is_well_and_not_to_know_is_a_warning(self) -> None:
        assert levels(on_process("a Redis", ProcessMemory(0, may_dump=False), holds_documents=True)) == [Level.OK]
        assert levels(on_process("a Redis", None, holds_documents=True)) == [Level.WARNING]


class TestTheWork:
    def test_no_living_worker_is_a_problem(self) -> None:
        assert levels(on_work(Health(0, 0, None))) == [Level.PROBLEM, Level.OK]

    @pytest.mark.parametrize(("oldest", "level"), [(None, Level.OK), (299.0, Level.OK), (300.0, Level.WARNING)])
    def test_an_event_that_is_due_for_five_minutes_is_a_warning(self, oldest: float | None, level: Level) -> None:
        assert levels(on_work(Health(2, 1, oldest))) == [Level.OK, level]

    @pytest.mark.parametrize(("error", "level"), [(None, Level.OK), ("the source is away", Level.WARNING)])
    def test_a_poll_that_failed_is_a_warning_with_its_reason(self, error: str | None, level: Level) -> None:
        assert on_poll("shop", None).level is Level.OK
        found = on_poll("shop", PollNote(last_ms=1, next_ms=2, error=error))
        assert (found.level, found.subject) == (level, "flows.shop.poll")
        assert (error or "") in found.text

    def test_what_a_poll_passed_over_is_a_warning_that_says_what(self) -> None:
        note = PollNote(last_ms=1, next_ms=2, error=None, left_out_count=4, left_out=["a row has no number", "another"])
        found = on_poll("shop", note)
        assert (found.level, bool(found.remedy)) == (Level.WARNING, True)
        assert "passed over 4" in found.text
        assert "a row has no number; another" in found.text


@given(st.floats(-1e6, 1e6))
def test_clocks_more_than_five_seconds_apart_are_a_warning_in_either_direction(seconds: float) -> None:
    difference = timedelta(seconds=seconds)
    found = on_clock(difference)
    assert (found.level is Level.WARNING) == (abs(difference) > timedelta(seconds=5))
    assert ("behind" in found.text) == (difference <= timedelta())


@given(st.integers(0, 200), st.booleans())
def test_whatever_is_not_well_has_a_remedy(used: int, holds_documents: bool) -> None:  # noqa: FBT001 - hypothesis fills it in
    found = [
        on_memory("redis.payload_url", memory(used)),
        on_clock(timedelta(seconds=used - 100)),
        *on_work(Health(used % 2, used, float(used * 5))),
        *on_process("it", ProcessMemory(used, may_dump=holds_documents), holds_documents=holds_documents),
        *on_restart(settings(volatile_state=holds_documents, min_replicas=used % 9), None, {}, 0),
    ]
    assert [finding for finding in found if (finding.level is Level.OK) == bool(finding.remedy)] == []


def test_a_connection_tells_to_which_system_it_leads_and_that_another_one_is_a_problem() -> None:
    demo = KnownSystem("accountview", "mark", shown={"company": "DEMO", "company id": "7f3a9c52"})
    register = placed(Register(), "books", demo)
    names = ("books", "shop")
    assert [str(finding) for finding in on_systems(register, {}, names)] == [
        "ok       connections.books: leads to company DEMO, company id 7f3a9c52"
    ]
    [finding] = on_systems(register, {"books": "it is another company"}, names)
    assert (finding.level, "it is another company" in finding.text) == (Level.PROBLEM, True)
