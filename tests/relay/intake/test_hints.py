import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from relay.demo.embedded import EmbeddedRedis
from relay.intake.door import Door
from relay.line.accept import Acceptor
from relay.store.counters import read_counters
from relay.store.store import Store, reply
from tests.relay.doors import make_door, make_flow, open_door
from tests.relay.intake.callers import Answer, Caller
from tests.relay.intake.signatures.messages import AFAS, hex_signature

EVENT = b"""{
  "EventId": "8e03978e-40d5-43dd-bc93-6894a57f9324", "EnvironmentId": "12345AA", "EventType": "subject.updated",
  "Data": {"SubjectTypeId": 12, "SubjectId": 3456}, "Timestamp": "2026-06-16T08:30:00.1234567Z"
}"""


def make_hinted_door(store: Store, acceptor: Acceptor) -> Door:
    """`erp` is polled and takes hints that are signed; the others lack one thing for that."""
    hints: dict[str, Any] = {"events": "hints", "hint_field": "EventId"}
    flows = [
        make_flow("erp", takes=False, polls=True, signature=AFAS, **hints),
        make_flow("unsigned", takes=False, polls=True, **hints),
        make_flow("documents", takes=False, polls=True, signature=AFAS),
        make_flow("unpolled", takes=False, polls=False, signature=AFAS, **hints),
    ]
    return replace(make_door(store, acceptor), flows={each.flow.name: each for each in flows})


@pytest.fixture
def hinted_door(store: Store, acceptor: Acceptor) -> Door:
    return make_hinted_door(store, acceptor)


@pytest.fixture
async def erp(hinted_door: Door) -> AsyncIterator[Caller]:
    async with open_door(hinted_door) as caller:
        yield caller


async def hint(caller: Caller, body: bytes = EVENT, flow: str = "erp") -> Answer:
    return await caller.post(f"/hooks/{flow}", body, X_Profit_Signature_256=hex_signature(body))


async def triggered(door: Door) -> set[bytes]:
    return set(await reply(door.store.state.smembers(door.store.keys.triggers)))


async def test_an_event_of_afas_starts_a_poll_of_its_flow(erp: Caller, hinted_door: Door) -> None:
    answer = await hint(erp)
    assert (answer.status, answer.document) == (202, {"hint": True})
    assert await triggered(hinted_door) == {b"erp"}


async def test_many_events_and_the_same_one_again_make_one_poll(erp: Caller, hinted_door: Door) -> None:
    bodies = [EVENT, *(EVENT.replace(b"8e03978e", f"{number:08}".encode()) for number in range(20)), EVENT]
    answers = await asyncio.gather(*(hint(erp, body) for body in bodies))
    assert {answer.status for answer in answers} == {202}
    assert await triggered(hinted_door) == {b"erp"}


async def test_an_event_whose_sender_is_not_proved_starts_nothing(erp: Caller, hinted_door: Door) -> None:
    bare = await erp.post("/hooks/erp", EVENT)
    other = await erp.post("/hooks/erp", EVENT + b" ", X_Profit_Signature_256=hex_signature(EVENT))
    assert [bare.status, other.status] == [401, 401]
    assert await triggered(hinted_door) == set()


@pytest.mark.parametrize("flow", ["unsigned", "documents", "unpolled"])
async def test_a_flow_without_signature_hints_or_poll_takes_none(erp: Caller, hinted_door: Door, flow: str) -> None:
    answer = await hint(erp, flow=flow)
    assert (answer.status, answer.kind) == (409, "flow-takes-no-documents")
    assert await triggered(hinted_door) == set()


@pytest.mark.parametrize(
    "body",
    [b"{}", b'{"EventId": ""}', b'{"EventId": 7}', b'{"EventId": null}', b'{"eventid": "a"}', b'["EventId"]', b'"a"'],
)
async def test_json_that_is_no_event_is_refused_with_the_field_it_lacks(
    erp: Caller, hinted_door: Door, body: bytes
) -> None:
    answer = await hint(erp, body)
    assert (answer.status, answer.kind) == (422, "document-refused")
    [error] = answer.document["errors"]
    assert (error["path"], error["value"]) == ("EventId", None)
    assert await triggered(hinted_door) == set()


@pytest.mark.parametrize(("body", "kind"), [(b"EventId=1", "body-not-json"), (b"", "body-empty")])
async def test_what_is_no_json_is_no_event(erp: Caller, hinted_door: Door, body: bytes, kind: str) -> None:
    answer = await hint(erp, body)
    assert (answer.status, answer.kind) == (400, kind)
    assert await triggered(hinted_door) == set()


async def test_the_log_names_the_flow_and_nothing_of_the_event(erp: Caller) -> None:
    with capture_logs() as lines:
        await hint(erp)
    assert [(line["event"], line["flow"]) for line in lines] == [("hint_received", "erp")]
    assert "8e03978e" not in str(lines)


async def test_while_redis_hangs_a_sender_is_told_to_come_back_before_it_gives_up(
    mortal_store: Store, mortal_acceptor: Acceptor, mortal_redis: EmbeddedRedis
) -> None:
    clock = asyncio.get_running_loop().time
    async with open_door(make_hinted_door(mortal_store, mortal_acceptor)) as erp:
        assert (await hint(erp)).status == 202
        os.kill(mortal_redis.pid, signal.SIGSTOP)
        started = clock()
        try:
            answer = await hint(erp)
        finally:
            os.kill(mortal_redis.pid, signal.SIGCONT)
        took = clock() - started
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert took < 1.9
        assert (await hint(erp)).status == 202


async def test_each_hint_is_counted_though_many_make_one_poll(erp: Caller, hinted_door: Door) -> None:
    for _ in range(3):
        await hint(erp)
    await hinted_door.metrics.hand_over()
    assert (await read_counters(hinted_door.store))["hints", "erp"] == 3
