"""The doctor over real servers: what stands well, and each thing that does not, with the rest told all the same."""

import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from pydantic import SecretStr

from relay.care.clocks import ClockWatch
from relay.care.doctor.observations import Level
from relay.care.doctor.verdict import judge
from relay.care.orphans import remember_flows
from relay.demo.embedded import EmbeddedRedis
from relay.errors import StartError
from relay.line.dues import PRICE, Dues
from relay.settings import Settings
from relay.settings.model import RedisSettings
from relay.store.counters import Metrics
from relay.store.flow_notes import FlowNotes
from relay.store.store import Store, open_store
from relay.store.vault import open_vault
from relay.systems.rekey import check_index_key
from tests.conftest import make_queue
from tests.processes import said_by
from tests.relay.care.doctor.examined import about, key, observations, settings_of, sign_of_life
from tests.relay.parts import FLOW, arrive, every
from tests.stand_ins import make_acceptor


@pytest.fixture
def settings(mortal_redis: EmbeddedRedis, durable_redis: EmbeddedRedis, instance: str) -> Settings:
    """As in production: the payload role in memory only, the state role on a server that keeps its data."""
    return settings_of(mortal_redis, durable_redis, instance)


async def test_a_relay_that_stands_well_has_no_problem_and_no_warning(settings: Settings, durable_store: Store) -> None:
    await sign_of_life(durable_store, settings.version)
    found = await observations(settings)
    assert [str(observation) for observation in found if observation.level is not Level.OK] == []
    assert judge(found).status == 0
    subjects = {str(observation.subject) for observation in found}
    assert {
        "redis.payload_url",
        "redis.state_url",
        "keys.index",
        "relay work",
        "relay serve",
        "clock",
        "restart",
    } <= subjects


async def test_it_asks_and_writes_nothing(settings: Settings, durable_store: Store) -> None:
    await sign_of_life(durable_store, settings.version)
    await durable_store.state.delete(durable_store.keys.layout)
    before = [await role.keys("*") for role in (durable_store.state, durable_store.payload)]
    await observations(settings)
    assert [await role.keys("*") for role in (durable_store.state, durable_store.payload)] == before


async def test_a_payload_redis_that_saves_is_told_beside_all_the_rest(settings: Settings, durable_store: Store) -> None:
    await sign_of_life(durable_store, settings.version)
    await durable_store.payload.config_set("save", "900 1")
    found = await observations(settings)
    assert judge(found).status == 1
    assert "save is '900 1'" in about(found, "redis.payload_url")[0].text
    assert about(found, "clock")


async def test_a_state_redis_that_forgets_is_a_problem_unless_the_file_accepts_it(
    mortal_redis: EmbeddedRedis, redis_server: EmbeddedRedis, instance: str
) -> None:
    refused = await observations(settings_of(redis_server, mortal_redis, instance))
    assert "appendonly is 'no'" in about(refused, "redis.state_url")[0].text
    accepted = await observations(settings_of(redis_server, mortal_redis, instance, volatile_state=True))
    assert {observation.level for observation in about(accepted, "redis.state_url")} == {Level.OK}
    assert about(accepted, "restart")[0].level is Level.WARNING


async def test_one_server_for_both_roles_is_one_problem_about_both(durable_redis: EmbeddedRedis, instance: str) -> None:
    found = await observations(settings_of(durable_redis, durable_redis, instance))
    [problem] = about(found, "redis")
    assert (problem.level, "lead to one server" in problem.text) == (Level.PROBLEM, True)
    assert not [one for one in found if "saves nothing" in one.text and one is not problem]


async def test_a_database_that_is_not_there_is_told_in_the_same_words_as_at_a_start(
    settings: Settings, mortal_redis: EmbeddedRedis
) -> None:
    url = SecretStr(mortal_redis.url.replace("db=0", "db=7"))
    other = settings.model_copy(update={"redis": settings.redis.model_copy(update={"payload_url": url})})
    [problem] = [one for one in await observations(other) if str(one.subject) == "redis.payload_url"]
    assert "?db=7: the server has no database 7 (it has 1, numbered 0)" in problem.text
    with pytest.raises(StartError) as caught:
        async with open_store(other.redis, other.instance):
            pass
    assert caught.value.mistakes == (f"redis.payload_url: {problem.text}",)


async def test_a_state_redis_that_syncs_once_a_second_may_lose_that_second(
    settings: Settings, durable_store: Store
) -> None:
    await durable_store.state.config_set("appendfsync", "everysec")
    assert about(await observations(settings), "restart")[0].level is Level.WARNING


async def test_open_events_are_counted_with_those_that_must_be_sent_again(
    settings: Settings, durable_store: Store, durable_redis: EmbeddedRedis
) -> None:
    queue = make_queue(durable_store)
    acceptor = make_acceptor(durable_store, open_vault(settings.keys), queue)
    for number in ("1", "2"):
        await arrive(acceptor, number)
    assert about(await observations(settings), "restart")[1].text.endswith(
        "of 2 open events; senders must send 2 of them again"
    )


async def test_another_index_key_is_a_problem(settings: Settings, durable_store: Store) -> None:
    await check_index_key(durable_store, open_vault(settings.keys))
    assert about(await observations(settings), "keys.index")[0].level is Level.OK
    other = settings.model_copy(update={"keys": settings.keys.model_copy(update={"index": key()})})
    [observation] = about(await observations(other), "keys.index")
    assert (observation.level, "relay rekey" in observation.remedy) == (Level.PROBLEM, True)


async def test_a_redis_that_is_away_is_one_problem_and_the_other_role_is_told(
    settings: Settings, durable_redis: EmbeddedRedis
) -> None:
    durable_redis.kill()
    found = await observations(settings)
    [problem] = [observation for observation in found if observation.level is Level.PROBLEM]
    assert str(problem.subject) == "redis.state_url"
    assert problem.text.startswith("at unix://")
    assert "there is no such file" in problem.text or "nothing listens there" in problem.text
    assert {observation.level for observation in about(found, "redis.payload_url")} == {Level.OK}


async def test_no_worker_is_a_problem_and_a_poll_that_failed_a_warning(
    settings: Settings, durable_store: Store
) -> None:
    notes = FlowNotes(durable_store)
    await notes.leave_poll("polled-orders", every(timedelta(minutes=5)), {"error": "the source is away"})
    found = await observations(settings)
    assert about(found, "relay work")[0].level is Level.PROBLEM
    [poll] = about(found, "flows.polled-orders.poll")
    assert poll.since_ms is not None
    assert (poll.level, "the source is away" in poll.text) == (Level.WARNING, True)
    assert about(found, f"flows.{FLOW.name}.poll") == []


@pytest.mark.parametrize(("off", "level"), [(0, Level.OK), (4, Level.OK), (6, Level.WARNING), (-6, Level.WARNING)])
async def test_a_clock_that_is_more_than_five_seconds_off_is_a_warning(
    settings: Settings, off: int, level: Level
) -> None:
    found = about(await observations(settings, clock=lambda: time.time() + off), "clock")
    assert [one.level for one in found] == [level] * 2, "of both roles"


async def test_clocks_that_running_processes_find_too_far_apart_are_warnings(
    settings: Settings, durable_store: Store
) -> None:
    assert about(await observations(settings), "clocks") == []
    await ClockWatch(durable_store, Metrics(durable_store), {}, lambda: time.time() - 60).look()
    found = about(await observations(settings), "clocks")
    assert [one.level for one in found] == [Level.WARNING] * 2
    assert "state Redis is 60" in found[1].text


async def test_too_few_replicas_for_what_the_file_asks_are_a_problem(
    mortal_redis: EmbeddedRedis, durable_redis: EmbeddedRedis, instance: str
) -> None:
    found = await observations(settings_of(mortal_redis, durable_redis, instance, min_replicas=1))
    assert about(found, "redis.min_replicas")[0].level is Level.PROBLEM


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells this by /proc, which is Linux's")
async def test_servers_on_this_machine_are_looked_at_from_outside(settings: Settings) -> None:
    found = await observations(settings)
    for who in ("the payload Redis", "the state Redis", "this process"):
        assert about(found, who)


async def test_the_command_prints_a_line_each_and_ends_with_1_when_there_is_a_problem(
    redis_server: EmbeddedRedis, instance: str, tmp_path: Path
) -> None:
    written = {
        "instance": instance,
        "redis": {"payload_url": redis_server.url, "state_url": redis_server.url, "volatile_state": True},
        "keys": {"payload": ["${PAYLOAD_KEY}"], "index": "${INDEX_KEY}"},
        "connections": {},
        "flows": {},
    }
    (tmp_path / "relay.yaml").write_text(yaml.safe_dump(written), "utf-8")
    keys = {"PAYLOAD_KEY": key().get_secret_value(), "INDEX_KEY": key().get_secret_value()}

    async def said() -> tuple[int | None, list[str]]:
        doctor = await said_by("-m", "relay", "doctor", "--config", str(tmp_path / "relay.yaml"), environment=keys)
        return doctor.status, doctor.out.splitlines()

    status, lines = await said()
    assert status == 2
    assert [line for line in lines if not line.startswith(("ok ", "warning ", "problem ", "verdict "))] == []
    assert [line.split(":")[0] for line in lines if line.startswith("problem")] == [
        "problem  relay serve",
        "problem  relay work",
    ]
    assert lines[-1] == "verdict  the relay does not run: see relay serve and relay work above."
    settings = RedisSettings(
        payload_url=SecretStr(redis_server.url), state_url=SecretStr(redis_server.url), volatile_state=True
    )
    async with open_store(settings, instance) as store:
        await sign_of_life(store)
        status, lines = await said()
    assert status == 0
    assert lines[-1].startswith("verdict  all is well; ")  # this Redis forgets, which is worth a warning


async def test_a_flow_that_is_gone_with_events_waiting_is_a_problem_with_its_remedy(
    settings: Settings, durable_store: Store
) -> None:
    queue = make_queue(durable_store)
    gone = replace(FLOW, name="old-orders")
    await remember_flows(durable_store, [FLOW, gone])
    await arrive(make_acceptor(durable_store, open_vault(settings.keys), queue), flow=gone)
    [observation] = about(await observations(settings), "flows.old-orders")
    assert observation.level is Level.PROBLEM
    assert "1 of its events wait" in observation.text
    assert "relay move-events old-orders NEW" in str(observation)


async def test_what_is_due_of_a_flow_that_is_gone_is_a_problem_and_of_one_that_is_read_is_counted(
    settings: Settings, durable_store: Store
) -> None:
    gone = replace(FLOW, name="old-orders")
    await remember_flows(durable_store, [FLOW, gone])
    dues = Dues(durable_store, open_vault(settings.keys))
    for flow in (FLOW, gone):
        await dues.note(flow, "KFM-100", datetime(2027, 1, 1, tzinfo=UTC), PRICE)
    found = await observations(settings)
    [of_gone] = about(found, "flows.old-orders.due")
    assert (of_gone.level, "nobody carries them" in of_gone.text) == (Level.PROBLEM, True)
    [of_posted] = about(found, f"flows.{FLOW.name}.due")
    assert of_posted.level is Level.WARNING
