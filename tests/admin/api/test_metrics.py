import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from relay.care.clocks import ClockWatch
from relay.care.orphans import remember_flows
from relay.model import State
from relay.store.counters import COUNTERS, Metrics
from relay.store.store import Store
from tests.admin.conftest import ERP, SHOP, Inbox, Operator
from tests.relay.parts import FLOW

HOUSE = Path(__file__).parents[3]


async def samples(operator: Operator) -> list[Sample]:
    """What Prometheus itself would read."""
    answer = await operator.get("/api/metrics")
    assert (answer.status, answer.content_type) == (200, "text/plain")
    return [sample for family in text_string_to_metric_families(answer.document) for sample in family.samples]


async def value(operator: Operator, name: str, **labels: str) -> float | None:
    return next((each.value for each in await samples(operator) if (each.name, each.labels) == (name, labels)), None)


async def test_a_counter_is_the_sum_of_what_all_processes_counted(operator: Operator, store: Store) -> None:
    one, two = Metrics(store), Metrics(store)
    one.count("documents", SHOP.name, "new", by=3)
    two.count("documents", SHOP.name, "new", by=4)
    two.count("documents", SHOP.name, "duplicate")
    await one.hand_over()
    await two.hand_over()
    assert await value(operator, "relay_documents_total", flow="shop", kind="new") == 7
    assert await value(operator, "relay_documents_total", flow="shop", kind="duplicate") == 1


async def test_every_family_is_there_before_anything_is_counted(operator: Operator) -> None:
    families = {family.name for family in text_string_to_metric_families((await operator.get("/api/metrics")).document)}
    assert {f"relay_{name}" for name in COUNTERS} < families


@pytest.mark.parametrize("key", ["an_older_counter\x1fshop", "documents\x1fshop", "documents"])
async def test_a_sum_of_another_version_does_no_harm(operator: Operator, store: Store, key: str) -> None:
    await store.state.hset(store.keys.counters, key, "5")  # type: ignore[misc]  # our client gives an awaitable
    assert 5 not in [sample.value for sample in await samples(operator)]


async def test_events_are_told_by_flow_and_state_with_noughts(operator: Operator, inbox: Inbox) -> None:
    await inbox.take("1")
    await inbox.take("2")
    await inbox.take("3", ERP)
    told = {
        (each.labels["flow"], each.labels["state"]): each.value
        for each in await samples(operator)
        if each.name == "relay_events"
    }
    assert told == {
        **{(flow.name, state.value): 0 for flow in (SHOP, ERP) for state in State},
        ("shop", "waiting"): 2,
        ("erp", "waiting"): 1,
    }


async def test_workers_waiting_events_and_memory_are_told(operator: Operator, store: Store) -> None:
    seconds, _ = await store.state.time()
    await store.state.zadd(store.keys.workers, {"alive": seconds})
    await store.state.zadd(store.keys.queue(SHOP.name), {"an-event": (seconds - 90) * 1000})
    found = {each.name: each.value for each in await samples(operator) if not each.labels}
    assert (found["relay_workers"], found["relay_waiting_events"]) == (1, 1)
    assert 88 < found["relay_oldest_waiting_seconds"] < 120
    for role in ("payload", "state"):
        assert await value(operator, "relay_redis_most_bytes", role=role) == 128 * 1024 * 1024
        assert await value(operator, "relay_redis_used_bytes", role=role)


async def test_nothing_waiting_is_told_as_nought(operator: Operator) -> None:
    assert await value(operator, "relay_oldest_waiting_seconds") == 0


def counted_in_the_source() -> Iterator[tuple[str, str]]:
    """Every counter that the program counts, with the file that does: by the object, and inside Lua."""
    for path in (HOUSE / "relay").rglob("*"):
        if path.suffix in {".py", ".lua"}:
            text = path.read_text("utf-8")
            for name in re.findall(r"metrics\.count\(\s*\"(\w+)\"|counters_key\(\), '(\w+)\\31", text):
                yield next(filter(None, name)), path.name


def test_every_counter_that_the_program_counts_is_described_and_the_other_way_round() -> None:
    assert {name for name, _ in counted_in_the_source()} == set(COUNTERS)


async def test_events_of_a_flow_that_is_gone_are_a_gauge_by_its_name(
    operator: Operator, inbox: Inbox, store: Store
) -> None:
    await remember_flows(store, [FLOW])
    await inbox.take("1", FLOW)
    assert await value(operator, "relay_orphaned_events", flow=FLOW.name) == 1


async def test_a_clock_that_is_too_far_off_is_shown_with_its_seconds(operator: Operator, store: Store) -> None:
    assert await value(operator, "relay_clock_ahead_seconds", of="state Redis") is None
    await ClockWatch(store, Metrics(store), {}, lambda: time.time() - 60).look()
    assert await value(operator, "relay_clock_ahead_seconds", of="state Redis") == pytest.approx(60, abs=1)
