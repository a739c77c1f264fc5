"""Each figure the doctor measures is judged: what is well, what may fail, what does, and what to do about it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from relay.care.doctor.observations import (
    Level,
    Observation,
    on_both,
    on_clock,
    on_index_key,
    on_memory,
    on_proof,
    on_restart,
)
from relay.settings.model import RedisSettings
from relay.store.memory import Memory
from relay.store.proof import Proof
from relay.store.server_facts import Facts
from relay.store.servers import Role
from tests.plain import as_told
from words.told import Told

URL = SecretStr("unix:///redis.sock?db=0")


def settings(**changes: Any) -> RedisSettings:
    return RedisSettings(payload_url=URL, state_url=URL, **changes)


def memory(used: int) -> Memory:
    """So many hundredths of 100 MB in use."""
    return Memory(used=used * 2**20, most=100 * 2**20, exempt=0, evicts=False)


def levels(found: Iterable[Observation]) -> list[Level]:
    return [observation.level for observation in found]


def test_an_observation_is_one_line_with_its_remedy_last() -> None:
    assert (
        str(Observation(Level.WARNING, as_told("clock"), as_told("it is late"), as_told("wind it")))
        == "warning  clock: it is late; wind it"
    )
    assert str(Observation(Level.OK, as_told("clock"), as_told("it is right"))) == "ok       clock: it is right"


def test_an_observation_says_since_when_and_what_to_type() -> None:
    found = Observation(
        Level.PROBLEM,
        as_told("clock"),
        as_told("it stands"),
        as_told("wind it"),
        since_ms=1_795_000_000_000,
        command="wind clock",
    )
    assert str(found) == "problem  clock: it stands (since 2026-11-18 11:06 UTC); wind it: `wind clock`"


SERVER = Facts({}, {"appendonly": "no"})
REPLICATED = Facts({f"slave{n}": {"ip": "10.0.0.2", "port": 6379 + n} for n in range(2)}, {"appendonly": "no"})
MANAGED = Facts({}, None)


def proof(*payload: Told, of: Facts | None = SERVER, together: Sequence[Told] = ()) -> Proof:
    facts: dict[Role, Facts] = {"payload": of, "state": of} if of is not None else {}
    return Proof({"payload": payload, "state": payload}, together, facts)


class TestTheProof:
    def test_every_mistake_is_a_problem_of_its_own_without_its_subject_twice(self) -> None:
        of_replica = Told("redis.of_replica", replica="10.0.0.2:6379", what=Told("redis.no_maxmemory"))
        mistakes = [Told("redis.would_evict", found="'allkeys-lru'"), of_replica]
        found = list(on_proof("payload", settings(), proof(*mistakes)))
        assert levels(found) == [Level.PROBLEM, Level.PROBLEM]
        assert str(found[0]) == "problem  redis.payload_url: maxmemory-policy is 'allkeys-lru'; set it to 'noeviction'"

    def test_replicas_that_were_proved_too_are_told(self) -> None:
        [found] = on_proof("payload", settings(), proof(of=REPLICATED))
        assert (found.level, "any of its 2 replicas" in found.text) == (Level.OK, True)

    def test_the_word_of_an_owner_is_a_warning(self) -> None:
        [found] = on_proof("payload", settings(operator_confirms_no_disk=True), proof(of=MANAGED))
        assert (found.level, bool(found.remedy)) == (Level.WARNING, True)
        assert "refuses CONFIG" in found.text

    def test_a_word_that_nothing_needs_is_a_warning_before_it_hides_something(self) -> None:
        [found] = on_proof("payload", settings(operator_confirms_no_disk=True), proof())
        assert (found.level, found.remedy.startswith("take that setting out")) == (Level.WARNING, True)

    def test_the_state_role_makes_no_promise_about_disks(self) -> None:
        [found] = on_proof("state", settings(operator_confirms_no_disk=True), proof())
        assert (found.level, "saves" in found.text) == (Level.OK, False)

    def test_a_server_that_could_not_be_asked_is_one_problem_and_the_states_stops_all(self) -> None:
        silent = proof(Told("redis.nothing_listens"), of=None)
        [payload], [state] = on_proof("payload", settings(), silent), on_proof("state", settings(), silent)
        assert (payload.level, payload.stops) == (Level.PROBLEM, None)
        assert (state.level, str(state.stops)) == (Level.PROBLEM, "cannot be judged")

    def test_a_pair_that_cannot_be_is_a_problem_and_neither_of_it_is_called_well(self) -> None:
        both = proof(together=[Told("redis.no_maxmemory")])
        assert [*on_proof("payload", settings(), both), *on_proof("state", settings(), both)] == []
        [found] = on_both(both.together)
        assert (found.level, str(found.subject)) == (Level.PROBLEM, "redis")


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
        assert (last.level, str(last.subject)) == (Level.PROBLEM, "redis.min_replicas")
        assert len(list(on_restart(settings(min_replicas=2), "always", {}, 2))) == 2


@pytest.mark.parametrize(("found", "level"), [(None, Level.OK), ("a mark", Level.OK), ("another mark", Level.PROBLEM)])
def test_only_another_index_key_than_the_first_is_a_problem(found: str | None, level: Level) -> None:
    observation = on_index_key("a mark", found)
    assert observation.level is level
    assert "mark" not in observation.text.replace("leaves its mark", "")


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
        *on_restart(settings(volatile_state=holds_documents, min_replicas=used % 9), None, {}, 0),
    ]
    assert [observation for observation in found if (observation.level is Level.OK) == bool(observation.remedy)] == []
