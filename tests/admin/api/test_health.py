import time

from admin.api.health import HealthReport
from relay.store.store import Store, reply
from tests.admin.conftest import SHOP, Operator


async def test_the_report_counts_living_workers_and_waiting_events(operator: Operator, store: Store) -> None:
    now = time.time()
    await store.state.zadd(store.keys.workers, {"alive": now, "gone": now - 3600})
    await store.state.zadd(store.keys.queue(SHOP.name), {"due": (now - 5) * 1000, "due later": (now + 3600) * 1000})
    report = (await operator.get("/api/health")).document
    assert (report["workers"], report["waiting"]) == (1, 1)


async def test_the_report_tells_how_long_the_oldest_event_waits(operator: Operator, store: Store) -> None:
    await store.state.zadd(store.keys.queue(SHOP.name), {"an-event": (time.time() - 90) * 1000})
    report = (await operator.get("/api/health")).document
    assert 88 < report["oldest_waiting_seconds"] < 120


async def test_with_nothing_waiting_there_is_no_oldest_event(operator: Operator) -> None:
    report = (await operator.get("/api/health")).document
    assert (report["waiting"], report["oldest_waiting_seconds"]) == (0, None)


async def test_the_report_tells_the_memory_of_both_roles(operator: Operator) -> None:
    redis = (await operator.get("/api/health")).document["redis"]
    for role in ("payload", "state"):
        assert redis[role]["most"] == 128 * 1024 * 1024
        assert 0 < redis[role]["used"] < redis[role]["most"]
        assert redis[role]["full"] is False


async def test_the_answer_is_what_its_model_says(operator: Operator) -> None:
    document = (await operator.get("/api/health")).document
    assert HealthReport.model_validate(document).model_dump(mode="json") == document


async def test_the_report_says_why_the_relay_is_degraded_with_the_names_that_readyz_leaves_out(
    operator: Operator, store: Store
) -> None:
    gate = {"open_until": str(int(time.time() * 1000) + 60_000), "since_open": "1", "why": "barred"}
    await reply(store.state.hset(store.keys.gate(SHOP.target), mapping=gate))
    await reply(store.state.sadd(store.keys.gates_open, SHOP.target))
    report = (await operator.get("/api/health")).document
    assert report["troubles"] == [
        {"reason": "no_worker", "names": []},
        {"reason": "connection_barred", "names": [SHOP.target]},
    ]
