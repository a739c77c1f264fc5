import asyncio
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from relay.demo.embedded import EmbeddedRedis
from relay.intake.door import Door
from relay.model import State
from relay.store.counters import read_counters
from relay.store.vault import Vault
from tests.relay.doors import own_keys
from tests.relay.intake.callers import Caller

ORDER = {"number": "1001", "quantity": 3}


async def test_a_document_is_answered_with_its_event_once_it_is_stored(sender: Caller, door: Door) -> None:
    answer = await sender.post("/hooks/shop", ORDER)
    assert answer.status == 202
    assert answer.document == {"event": answer.document["event"], "duplicate": False}
    assert "Location" not in answer.headers
    story = await door.activity.story(answer.document["event"])
    assert story is not None
    assert story.summary.event.state is State.WAITING
    assert (story.summary.event.flow, story.summary.event.reference) == ("shop", "1001")


async def test_the_stored_document_is_sealed_and_opens_to_the_very_bytes_sent(
    sender: Caller, door: Door, vault: Vault
) -> None:
    body = b'{"number": "1001",   "price": 0.1234567890123456789}'
    event = (await sender.post("/hooks/shop", body)).document["event"]
    sealed = await door.store.payload.get(door.store.keys.payload(event))
    assert b"0.1234567890123456789" not in sealed
    assert vault.open(sealed, "shop", event) == body


async def test_a_document_of_which_nothing_comes_is_answered_as_taken_and_leaves_nothing(
    sender: Caller, door: Door
) -> None:
    before = [await own_keys(role, door) for role in (door.store.state, door.store.payload)]
    answer = await sender.post("/hooks/shop", ORDER | {"news": True}, webhook_id="delivery 1")
    assert answer.status == 202
    assert answer.document == {"event": None, "duplicate": False, "passed_over": "tells something else"}
    assert [await own_keys(role, door) for role in (door.store.state, door.store.payload)] == before
    assert sum((await door.activity.counts("shop")).values()) == 0
    assert (await sender.post("/hooks/shop", {"news": True})).status == 422


async def test_the_same_document_twice_is_one_event(sender: Caller) -> None:
    first = await sender.post("/hooks/shop", ORDER)
    again = await sender.post("/hooks/shop", ORDER)
    assert again.status == 202
    assert again.document == {"event": first.document["event"], "duplicate": True}
    assert "Idempotent-Replayed" not in again.headers


async def test_the_same_document_twenty_times_at_once_is_one_event(sender: Caller, door: Door) -> None:
    answers = await asyncio.gather(*(sender.post("/hooks/shop", ORDER) for _ in range(20)))
    assert {answer.status for answer in answers} == {202}
    assert len({answer.document["event"] for answer in answers}) == 1
    assert sorted(answer.document["duplicate"] for answer in answers) == [False] + [True] * 19
    assert (await door.activity.counts("shop"))[State.WAITING] == 1


async def test_a_new_version_of_a_document_is_a_new_event(sender: Caller) -> None:
    first = await sender.post("/hooks/shop", ORDER | {"version": "a"})
    second = await sender.post("/hooks/shop", ORDER | {"version": "b"})
    assert not second.document["duplicate"]
    assert second.document["event"] != first.document["event"]


@pytest.mark.parametrize("header", ["webhook-id", "Idempotency-Key", "X-Shopify-Webhook-Id", "X-GitHub-Delivery"])
async def test_a_repeated_delivery_is_replayed_with_the_first_event(sender: Caller, header: str) -> None:
    first = await sender.post("/hooks/shop", ORDER, **{header: "delivery 1"})
    again = await sender.post("/hooks/shop", ORDER, **{header: "delivery 1"})
    assert "Idempotent-Replayed" not in first.headers
    assert again.status == 202
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.document == {"event": first.document["event"], "duplicate": True}


async def test_a_repeated_delivery_whose_document_was_lost_restores_it(
    sender: Caller, door: Door, vault: Vault
) -> None:
    first = await sender.post("/hooks/shop", ORDER, webhook_id="delivery 1")
    event = first.document["event"]
    await door.store.payload.delete(door.store.keys.payload(event))
    again = await sender.post("/hooks/shop", ORDER, webhook_id="delivery 1")
    assert (again.status, again.headers["Idempotent-Replayed"]) == (202, "restored")
    assert again.document == {"event": event, "duplicate": True}
    sealed = await door.store.payload.get(door.store.keys.payload(event))
    assert json.loads(vault.open(sealed, "shop", event)) == ORDER


async def test_a_delivery_key_with_another_body_is_refused_with_the_first_event(sender: Caller, door: Door) -> None:
    first = await sender.post("/hooks/shop", ORDER, webhook_id="delivery 1")
    other = await sender.post("/hooks/shop", ORDER | {"number": "1002"}, webhook_id="delivery 1")
    assert (other.status, other.kind) == (422, "delivery-key-reused")
    assert other.document["event"] == first.document["event"]
    assert "new key" in other.document["detail"]
    assert (await door.activity.counts("shop"))[State.WAITING] == 1


async def test_of_two_delivery_keys_the_one_in_the_header_listed_first_counts(sender: Caller) -> None:
    first = await sender.post("/hooks/shop", ORDER, webhook_id="delivery 1", Idempotency_Key="a")
    again = await sender.post("/hooks/shop", ORDER, webhook_id="delivery 1", Idempotency_Key="b")
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.document["event"] == first.document["event"]


async def test_a_quoted_idempotency_key_repeats_an_unquoted_one(sender: Caller) -> None:
    await sender.post("/hooks/shop", ORDER, Idempotency_Key="8e03978e")
    again = await sender.post("/hooks/shop", ORDER, Idempotency_Key='"8e03978e"')
    assert again.headers["Idempotent-Replayed"] == "true"


async def test_every_answer_says_how_many_seconds_a_delivery_key_is_remembered(sender: Caller) -> None:
    new = await sender.post("/hooks/shop", ORDER, webhook_id="delivery 1")
    replayed = await sender.post("/hooks/shop", ORDER, webhook_id="delivery 1")
    reused = await sender.post("/hooks/shop", ORDER | {"number": "1002"}, webhook_id="delivery 1")
    assert [new.status, replayed.status, reused.status] == [202, 202, 422]
    assert {answer.headers["Idempotency-Window"] for answer in (new, replayed, reused)} == {"604800"}


@pytest.mark.parametrize(
    "headers",
    [
        {"webhook-id": ""},
        {"webhook-id": "k" * 256},
        {"Idempotency-Key": "clé"},
        {"Idempotency-Key": "a\tb"},
    ],
    ids=["empty", "256 characters", "not ASCII", "not printable"],
)
async def test_a_malformed_delivery_key_is_refused(sender: Caller, door: Door, headers: dict[str, str]) -> None:
    answer = await sender.post("/hooks/shop", ORDER, **headers)
    assert (answer.status, answer.kind) == (400, "delivery-key-malformed")
    assert (await door.activity.counts("shop"))[State.WAITING] == 0


async def test_a_delivery_key_of_255_characters_is_accepted(sender: Caller) -> None:
    assert (await sender.post("/hooks/shop", ORDER, webhook_id="k" * 255)).status == 202


async def test_a_wrong_document_is_refused_with_all_its_problems_at_once(sender: Caller, door: Door) -> None:
    answer = await sender.post("/hooks/shop", {"number": 7, "quantity": 0})
    assert (answer.status, answer.kind) == (422, "document-refused")
    assert answer.content_type == "application/problem+json"
    assert answer.document["errors"] == [
        {
            "path": "number",
            "code": "as_written",
            "rule": "is not a text",
            "remedy": "send the document's number as a text",
            "value": None,
        },
        {
            "path": "quantity",
            "code": "as_written",
            "rule": "is not above zero",
            "remedy": "send a quantity above zero",
            "value": "0",
        },
    ]
    assert (await door.activity.counts("shop"))[State.WAITING] == 0


async def test_text_that_is_no_json_is_refused_with_its_place(sender: Caller) -> None:
    answer = await sender.post("/hooks/shop", b'{"number":\n  nothing}')
    assert (answer.status, answer.kind) == (400, "body-not-json")
    assert answer.document["detail"].startswith("line 2, column 3: ")


async def test_an_empty_body_is_refused(sender: Caller) -> None:
    answer = await sender.post("/hooks/shop", b"")
    assert (answer.status, answer.kind) == (400, "body-empty")


async def test_a_flow_whose_source_is_polled_takes_no_documents(sender: Caller) -> None:
    answer = await sender.post("/hooks/erp", ORDER)
    assert (answer.status, answer.kind) == (409, "flow-takes-no-documents")
    assert "/triggers/" in answer.document["detail"]


async def test_the_log_names_the_event_and_nothing_of_body_header_or_query(sender: Caller) -> None:
    with capture_logs() as lines:
        answer = await sender.post(
            "/hooks/shop?secret=in-the-query", {"number": "in-the-body"}, webhook_id="in-a-header"
        )
        await sender.post("/hooks/shop", {"number": "", "note": "in-the-refused-body"}, webhook_id="in-a-header")
    assert [line["event"] for line in lines] == ["document_received", "request_refused"]
    assert lines[0]["event_id"] == answer.document["event"]
    assert (lines[1]["flow"], lines[1]["kind"], lines[1]["status"]) == ("shop", "document-refused", 422)
    assert "in-" not in str(lines)


async def test_without_redis_nothing_is_acknowledged_and_the_server_works_again_after_it(
    mortal_sender: Caller, mortal_door: Door, mortal_redis: EmbeddedRedis
) -> None:
    assert (await mortal_sender.post("/hooks/shop", ORDER)).status == 202
    mortal_redis.kill()
    answers = await asyncio.gather(
        *(mortal_sender.post("/hooks/shop", {"number": str(number)}) for number in range(10))
    )
    assert {(answer.status, answer.kind) for answer in answers} == {(503, "storage-away")}
    assert {answer.headers["Retry-After"] for answer in answers} == {"5"}
    mortal_redis.restart()
    again = await mortal_sender.post("/hooks/shop", {"number": "1"})
    assert (again.status, again.document["duplicate"]) == (202, False)
    assert (await mortal_door.activity.counts("shop"))[State.WAITING] == 1


async def test_a_full_redis_is_answered_like_one_that_is_away(mortal_sender: Caller, mortal_door: Door) -> None:
    await mortal_door.store.state.config_set("maxmemory", 1)
    answer = await mortal_sender.post("/hooks/shop", ORDER)
    assert (answer.status, answer.kind) == (503, "storage-away")
    await mortal_door.store.state.config_set("maxmemory", 32 * 1024 * 1024)
    assert (await mortal_sender.post("/hooks/shop", ORDER)).status == 202


async def test_documents_are_counted_by_flow_and_what_became_of_them(sender: Caller, door: Door) -> None:
    await sender.post("/hooks/shop", ORDER, webhook_id="delivery 1")
    await sender.post("/hooks/shop", ORDER, webhook_id="delivery 1")
    await sender.post("/hooks/shop", ORDER | {"number": "2"}, webhook_id="delivery 1")
    await sender.post("/hooks/shop", ORDER)
    await door.metrics.hand_over()
    counted = {label: count for label, count in (await read_counters(door.store)).items() if label[0] == "documents"}
    kinds = ("new", "replayed", "conflict", "duplicate")
    assert counted == {("documents", "shop", kind): 1 for kind in kinds}


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["number", "quantity", "version"]), inner),
)
BODIES = st.binary(max_size=300) | st.text().map(str.encode) | JSON_VALUES.map(lambda value: json.dumps(value).encode())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
async def test_any_body_is_accepted_or_refused_and_never_fails(sender: Caller, body: bytes) -> None:
    answer = await sender.post("/hooks/shop", body)
    assert answer.status in {202, 400, 413, 422}
    assert ("event" in answer.document) == (answer.status == 202)
