"""Which part of a relay does not run, and where the memory of its processes goes."""

from collections.abc import Iterable
from typing import Literal

import pytest

from relay.care.activity import Health
from relay.care.doctor.observations import Level, Observation
from relay.care.doctor.process_memory import ProcessMemory
from relay.care.doctor.process_observations import on_memory_of, on_parts, on_waiting
from relay.care.process_register import Process, Register
from words.told import Told

NOW = 1_800_000_000_000


def levels(found: Iterable[Observation]) -> list[Level]:
    return [observation.level for observation in found]


def process(role: Literal["serve", "work"], *, age_ms: int = 0, is_leaving: bool = False) -> Process:
    return Process(role, role, "office", 7, started_ms=1, seen_ms=NOW - age_ms, version="v", is_leaving=is_leaving)


def parts(*processes: Process, workers: int = 1, takes_documents: bool = True) -> list[Observation]:
    register = Register(NOW, processes=processes)
    return list(on_parts(register, Health(workers, 0, None), takes_documents=takes_documents))


class TestTheParts:
    def test_both_parts_that_run_are_well(self) -> None:
        assert levels(parts(process("serve"), process("work"))) == [Level.OK, Level.OK]

    def test_a_server_that_is_gone_is_named_with_when_it_was_last_seen_and_what_to_type(self) -> None:
        server, worker = parts(process("serve", age_ms=60_000), process("work"))
        assert (server.level, str(server.subject), server.command) == (Level.PROBLEM, "relay serve", "relay serve")
        assert (server.since_ms, server.stops) == (NOW - 60_000, None)
        assert worker.level is Level.OK

    def test_a_relay_that_is_only_read_from_can_do_without_a_server(self) -> None:
        assert levels(parts(process("work"), takes_documents=False)) == [Level.WARNING, Level.OK]

    def test_no_worker_is_a_problem_and_the_relay_runs_all_the_same(self) -> None:
        server, worker = parts(process("serve"), workers=0)
        assert (server.level, worker.level, worker.command) == (Level.OK, Level.PROBLEM, "relay work")
        assert worker.stops is None

    def test_neither_part_means_that_the_relay_does_not_run(self) -> None:
        assert {str(observation.stops) for observation in parts(workers=0, takes_documents=False)} == {"does not run"}

    def test_a_process_that_ends_what_it_began_is_no_part_that_runs(self) -> None:
        assert levels(parts(process("serve", is_leaving=True), process("work"))) == [Level.PROBLEM, Level.OK]

    def test_a_worker_that_shows_life_and_takes_no_events_is_a_problem(self) -> None:
        assert levels(parts(process("serve"), process("work"), workers=0)) == [Level.OK, Level.OK, Level.PROBLEM]


@pytest.mark.parametrize(("oldest", "level"), [(None, Level.OK), (299.0, Level.OK), (300.0, Level.WARNING)])
def test_an_event_that_is_due_for_five_minutes_is_a_warning(oldest: float | None, level: Level) -> None:
    assert on_waiting(Health(2, 1, oldest)).level is level


SERVER_OF_STATE = Told("doctor.redis_of", role="state")


class TestMemory:
    @pytest.mark.parametrize(("holds_documents", "level"), [(True, Level.PROBLEM), (False, Level.WARNING)])
    def test_swapped_memory_is_worst_where_documents_are(self, *, holds_documents: bool, level: Level) -> None:
        [found] = on_memory_of(SERVER_OF_STATE, ProcessMemory(12288, may_dump=False), holds_documents=holds_documents)
        assert (found.level, "12 kB" in found.text, bool(found.remedy)) == (level, True, True)

    def test_a_core_file_that_may_be_written_is_a_warning_beside_the_swap(self) -> None:
        found = on_memory_of(SERVER_OF_STATE, ProcessMemory(4096, may_dump=True), holds_documents=True)
        assert levels(found) == [Level.PROBLEM, Level.WARNING]

    def test_neither_is_well_and_not_to_know_is_a_warning(self) -> None:
        assert levels(on_memory_of(SERVER_OF_STATE, ProcessMemory(0, may_dump=False), holds_documents=True)) == [
            Level.OK
        ]
        assert levels(on_memory_of(SERVER_OF_STATE, None, holds_documents=True)) == [Level.WARNING]
