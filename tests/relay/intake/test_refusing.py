"""Documents that the door refuses: an operator sees which and why, no value is kept, and a later good one clears it."""

from collections.abc import Mapping
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.webhook.posted_settings import DocumentIdentity
from handlers.vendors.webhook.source.kinds import ORDERS
from handlers.vendors.webhook.source.source import WebhookSource
from mapping.problems import Problem
from relay.care.refused import MOST_LISTED, RefusedDocument, count_refused, list_wrong_fields, read_refused
from relay.demo.embedded import EmbeddedRedis
from relay.intake.door import Door
from relay.line.accept import Acceptor
from relay.store.counters import read_counters
from relay.store.store import reply
from tests.plain import as_told
from tests.relay.intake.callers import Caller
from tests.relay.line.ageing import let_pass

WRONG = {"number": "1001", "quantity": -3, "version": 7}
GOOD = {"number": "1001", "quantity": 3}


async def listed(door: Door) -> list[RefusedDocument]:
    return await read_refused(door.store, door.flows)


async def counted(door: Door) -> Mapping[tuple[str, ...], int]:
    await door.metrics.hand_over()
    return {label: count for label, count in (await read_counters(door.store)).items() if label[0].count("refused")}


async def test_a_refused_document_is_listed_with_its_fields_and_counted_by_them(sender: Caller, door: Door) -> None:
    assert (await sender.post("/hooks/shop", WRONG)).status == 422
    assert (await sender.post("/hooks/shop", WRONG)).status == 422
    [one] = await listed(door)
    assert (one.flow, one.reference, one.cause, one.times) == ("shop", "1001", "document-refused", 2)
    assert [(field.path, field.rule) for field in one.fields] == [
        ("quantity", "is not above zero"),
        ("version", "is not a text"),
    ]
    assert one.first_ms <= one.last_ms
    assert await counted(door) == {
        ("documents_refused", "shop", "document-refused", "quantity"): 2,
        ("documents_refused", "shop", "document-refused", "version"): 2,
    }


async def test_one_with_the_same_number_that_is_accepted_later_clears_it(sender: Caller, door: Door) -> None:
    await sender.post("/hooks/shop", WRONG)
    await sender.post("/hooks/shop", WRONG | {"number": "1002"})
    assert (await sender.post("/hooks/shop", GOOD)).status == 202
    assert [one.reference for one in await listed(door)] == ["1002"]
    assert (await counted(door))["refused_mended", "shop"] == 1


async def test_what_is_no_json_is_listed_once_under_a_stand_in(sender: Caller, door: Door) -> None:
    for body in (b'{"number": "noor@example.com",', b'{"number": "noor@example.com",', b""):
        assert (await sender.post("/hooks/shop", body)).status == 400
    found = {one.cause: one for one in await listed(door)}
    assert {cause: one.times for cause, one in found.items()} == {"body-not-json": 2, "body-empty": 1}
    assert all(one.reference.startswith("unnamed-") and not one.fields for one in found.values())


async def test_another_body_under_a_used_delivery_key_is_listed_too(sender: Caller, door: Door) -> None:
    key = {"Idempotency-Key": "a-key"}
    await sender.post("/hooks/shop", GOOD, **key)
    assert (await sender.post("/hooks/shop", GOOD | {"number": "1002"}, **key)).status == 422
    [one] = await listed(door)
    assert (one.reference, one.cause) == ("1002", "delivery-key-reused")


async def test_no_value_and_nothing_personal_is_kept(sender: Caller, door: Door) -> None:
    await sender.post("/hooks/shop", {"number": "noor@example.com", "quantity": "0612345678"})
    [one] = await listed(door)
    assert one.reference.startswith("hidden-")
    kept = b"".join((await reply(door.store.state.hgetall(door.store.keys.refused("shop")))).values())
    assert b"0612345678" not in kept
    assert b"noor" not in kept


async def test_strangers_and_unproved_senders_get_on_no_list(stranger: Caller, door: Door) -> None:
    await stranger.post("/hooks/shop", WRONG)
    assert await listed(door) == []


async def test_a_hostile_sender_fills_neither_the_list_nor_the_metrics(sender: Caller, door: Door) -> None:
    for number in range(MOST_LISTED + 20):
        assert (await sender.post("/hooks/shop", WRONG | {"number": f"{number}-{'x' * 1000}"})).status == 422
    found = await listed(door)
    assert len(found) == MOST_LISTED
    assert await door.store.state.zcard(door.store.keys.refused_at("shop")) == MOST_LISTED
    assert (await count_refused(door.store, ["shop", "erp"])) == {"shop": MOST_LISTED, "erp": 0}
    assert all(len(one.reference) <= 40 for one in found)


async def test_none_is_kept_for_longer_than_events_are(sender: Caller, door: Door, acceptor: Acceptor) -> None:
    await sender.post("/hooks/shop", WRONG)
    await let_pass(door.store, timedelta(milliseconds=acceptor.keep))
    await sender.post("/hooks/shop", WRONG | {"number": "1002"})
    assert [one.reference for one in await listed(door)] == ["1002"]
    for key in (door.store.keys.refused("shop"), door.store.keys.refused_at("shop")):
        assert 0 < await door.store.state.pttl(key) <= acceptor.keep


async def test_a_refusal_that_cannot_be_noted_is_answered_all_the_same(
    mortal_sender: Caller, mortal_redis: EmbeddedRedis
) -> None:
    mortal_redis.kill()
    assert (await mortal_sender.post("/hooks/shop", WRONG)).status == 422


def test_a_name_that_the_sender_made_up_is_not_kept() -> None:
    source = WebhookSource(DocumentIdentity(reference="number"), ORDERS)
    posted = {"number": "1", "jan_jansen": 1, "customer": {"vrouw_de_vries": 1}}
    found = list_wrong_fields(source.check(posted))
    told = " ".join(f"{field.path} {field.rule}" for field in found)
    assert {"*", "customer.*"} <= {field.path for field in found}
    assert "jansen" not in told
    assert "vries" not in told


@given(st.lists(st.tuples(st.text(max_size=300), st.text(max_size=300)), max_size=40))
def test_what_is_kept_of_problems_is_short_and_each_place_stands_once(told: list[tuple[str, str]]) -> None:
    found = list_wrong_fields([Problem(path, as_told(rule), as_told("remedy"), "value") for path, rule in told])
    assert len(found) == len(set(found))
    assert all(len(field.path) <= 80 and len(field.rule) <= 80 for field in found)
