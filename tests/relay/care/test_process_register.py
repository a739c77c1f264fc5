"""The register of processes: who is there, which settings are the newest, and when a difference is a problem."""

from dataclasses import replace
from datetime import timedelta

from relay.care.doctor.observations import Level
from relay.care.doctor.process_observations import on_processes
from relay.care.process_register import (
    AGREE_WITHIN,
    FORGOTTEN_AFTER,
    GONE_AFTER,
    Announcement,
    Process,
    Processes,
    Register,
)
from relay.store.store import Store, reply
from tests.plain import as_told

NOW = 1_800_000_000_000
LONG_AGO = NOW - 3_600_000
WORKER = Process("w", "work", "host-a", 11, started_ms=LONG_AGO, seen_ms=NOW, version="old")
SERVER = replace(WORKER, name="s", role="serve", pid=12, version="new")
SECOND = 1000


def register(*processes: Process, announced_ms: int = LONG_AGO) -> Register:
    return Register(NOW, Announcement(3, "new", announced_ms, "serve", "host-a"), processes)


def milliseconds(length: timedelta) -> int:
    return length // timedelta(milliseconds=1)


class TestDifferences:
    def test_a_process_with_other_settings_than_the_newest_is_a_problem_after_ten_seconds(self) -> None:
        after = milliseconds(AGREE_WITHIN)
        assert after == 10_000
        assert register(WORKER, SERVER, announced_ms=NOW - after - 1).differing() == [WORKER]
        assert register(WORKER, SERVER, announced_ms=NOW - after).differing() == []

    def test_a_process_that_has_just_started_has_ten_seconds_too(self) -> None:
        assert register(replace(WORKER, started_ms=NOW - 9_000)).differing() == []
        assert register(replace(WORKER, started_ms=NOW - 10_001)).differing() != []

    def test_one_that_leaves_and_one_that_is_gone_are_none(self) -> None:
        leaving, gone = replace(WORKER, is_leaving=True), replace(WORKER, seen_ms=NOW - milliseconds(GONE_AFTER) - 1)
        assert register(leaving, gone).differing() == []
        assert register(leaving, gone).alive() == [leaving]

    def test_the_doctor_names_the_process_the_difference_and_who_brought_the_newest(self) -> None:
        found = {str(observation.subject): observation for observation in on_processes(register(WORKER, SERVER), "new")}
        told = found["relay work, process 11 on host-a"]
        assert told.level is Level.PROBLEM
        assert "runs settings old, and new came by relay serve on host-a" in told.text
        assert found["relay serve, process 12 on host-a"].level is Level.OK
        assert found["settings"].level is Level.OK

    def test_the_doctor_tells_the_mistakes_for_which_a_process_was_not_renewed(self) -> None:
        refused = replace(SERVER, refused=(as_told("flows.a.to: unknown"),))
        [told, _] = on_processes(register(refused), "new")
        assert told.level is Level.PROBLEM
        assert "flows.a.to: unknown" in told.text

    def test_the_doctor_warns_where_the_file_is_not_what_runs(self) -> None:
        [*_, told] = on_processes(register(SERVER), "another")
        assert (str(told.subject), told.level) == ("settings", Level.WARNING)


class TestTheRegister:
    async def test_a_process_that_shows_itself_is_read_back_as_it_is(self, store: Store) -> None:
        shown = replace(WORKER, refused=(as_told("a mistake"),), is_leaving=True)
        await Processes(store).show(shown, announce=False, dry=[])
        [found] = (await Processes(store).read()).processes
        assert replace(found, seen_ms=shown.seen_ms) == shown
        await Processes(store).leave(shown.name)
        assert (await Processes(store).read()).processes == []

    async def test_only_other_settings_make_a_new_announcement_and_its_number_only_grows(self, store: Store) -> None:
        seen = []
        for version, announce in (("a", True), ("a", True), ("b", False), ("b", True), ("a", True)):
            told = await Processes(store).show(replace(WORKER, version=version), announce=announce, dry=["f"])
            seen.append((told.newest.number, told.newest.version))
        assert seen == [(1, "a"), (1, "a"), (1, "a"), (2, "b"), (3, "a")]
        newest = (await Processes(store).read()).newest
        assert (newest.role, newest.host, newest.dry) == ("work", "host-a", frozenset({"f"}))

    async def test_before_any_process_nothing_is_announced(self, store: Store) -> None:
        found = await Processes(store).read()
        assert (found.newest, found.processes) == (Announcement(), [])

    async def test_a_process_that_was_silent_for_long_is_forgotten_when_another_starts(self, store: Store) -> None:
        seconds, _ = await store.state.time()
        old = seconds * 1000 - milliseconds(FORGOTTEN_AFTER) - SECOND
        line = b'{"role":"work","host":"h","pid":1,"started":1,"version":"a","leaving":false,"refused":[]}'
        await reply(store.state.hset(store.keys.processes, "gone", (b"%d %s" % (old, line)).decode()))
        await Processes(store).show(WORKER, announce=False, dry=[])
        assert len((await Processes(store).read()).processes) == 2
        await Processes(store).show(WORKER, announce=True, dry=[])
        assert [one.name for one in (await Processes(store).read()).processes] == ["w"]
