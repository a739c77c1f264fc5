import asyncio

from relay.demo.embedded import EmbeddedRedis
from relay.intake.door import Door
from relay.store.store import reply
from tests.relay.intake.callers import Caller


async def triggered(door: Door) -> set[bytes]:
    return set(await reply(door.store.state.smembers(door.store.keys.triggers)))


async def test_a_trigger_marks_its_flow_for_the_poller(sender: Caller, door: Door) -> None:
    answer = await sender.post("/triggers/erp")
    assert answer.status == 202
    assert answer.document == {"flow": "erp", "polling": True}
    assert await triggered(door) == {b"erp"}


async def test_many_triggers_make_one_mark(sender: Caller, door: Door) -> None:
    await asyncio.gather(*(sender.post("/triggers/erp") for _ in range(10)))
    assert await triggered(door) == {b"erp"}


async def test_a_trigger_may_carry_json_that_is_not_used(sender: Caller) -> None:
    assert (await sender.post("/triggers/erp", {"changed": "something"})).status == 202


async def test_a_trigger_with_another_body_is_refused(sender: Caller, door: Door) -> None:
    broken = await sender.post("/triggers/erp", b"now!")
    text = await sender.post("/triggers/erp", b"now", Content_Type="text/plain")
    large = await sender.post("/triggers/erp", b'"' + b"x" * 1023 + b'"')
    assert [(each.status, each.kind) for each in (broken, text, large)] == [
        (400, "body-not-json"),
        (415, "media-type-refused"),
        (413, "body-too-large"),
    ]
    assert await triggered(door) == set()


async def test_a_flow_without_a_poll_cannot_be_triggered(sender: Caller, door: Door) -> None:
    answer = await sender.post("/triggers/shop")
    assert (answer.status, answer.kind) == (409, "flow-not-polled")
    assert await triggered(door) == set()


async def test_a_trigger_follows_the_address_rules_of_the_hooks(sender: Caller, stranger: Caller, door: Door) -> None:
    assert (await stranger.post("/triggers/erp")).status == 403
    assert (await stranger.post("/triggers/nowhere")).status == 403
    assert (await sender.post("/triggers/nowhere")).status == 404
    assert (await sender.post("/triggers/guest")).status == 403
    assert await triggered(door) == set()


async def test_without_redis_a_trigger_is_not_acknowledged(mortal_sender: Caller, mortal_redis: EmbeddedRedis) -> None:
    mortal_redis.kill()
    answer = await mortal_sender.post("/triggers/erp")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    mortal_redis.restart()
    assert (await mortal_sender.post("/triggers/erp")).status == 202
