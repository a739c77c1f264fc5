"""Each run in a story tells when it began, how long it lasted, and under which settings it ran."""

from datetime import timedelta

from relay.line.queue import Queue
from relay.model import State
from relay.settings.model import RetentionSettings
from relay.store.store import Store
from tests.relay.arrivals import arrival, claimed, ended
from tests.relay.desk import Desk
from tests.waiting import eventually

LEAST = timedelta(milliseconds=20)


async def test_a_run_tells_its_first_moment_its_length_and_the_version_of_its_settings(desk: Desk) -> None:
    queue = Queue(desk.store, RetentionSettings(), timedelta(seconds=10), settings_version="0a1b2c3d4e5f")
    event_id = (await queue.accept(arrival())).event_id
    before = await desk.activity.now()
    claim = await claimed(queue)
    claimed_at = await desk.activity.now()

    async def has_lasted() -> bool:
        return await desk.activity.now() - claimed_at >= LEAST

    await eventually(has_lasted)
    await queue.finish(claim.lease, ended(State.RETRYING))
    after = await desk.activity.now()
    [run] = (await desk.story(event_id)).runs
    assert int(before.timestamp() * 1000) <= run["at"] <= claimed_at.timestamp() * 1000
    assert LEAST <= timedelta(milliseconds=run["lasted"]) <= after - before + timedelta(milliseconds=2)
    assert run["settings"] == "0a1b2c3d4e5f"
    assert (run["run"], run["state"], run["reason"]) == (1, "retrying", "it is retrying")


async def test_the_second_run_counts_from_its_own_claim(desk: Desk, store: Store) -> None:
    event_id = await desk.stand("1", State.RETRYING)
    await store.state.zadd(store.keys.queue("shop-orders"), {event_id: 1})
    await desk.bring(event_id, State.WRITTEN)
    first, second = (await desk.story(event_id)).runs
    assert second["at"] >= first["at"] + first["lasted"]
