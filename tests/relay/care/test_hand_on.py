"""The events of a flow that is gone are handed on to another: each whole, in its place, and known when repeated."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from relay.care.hand_on import Mover
from relay.care.orphans import Orphans, find_orphans, remember_flows
from relay.care.record_list import count_records
from relay.errors import StartError
from relay.line.dues import PRICE, Dues, Waiting, read_waiting
from relay.line.run_event import OpenFlow
from relay.model import Flow, State
from relay.store.documents import SealedDocuments
from tests.relay.desk import POSTED, VERSION, Desk, document
from tests.relay.parts import FLOW, ReadableSource, SmallSource, bound
from tests.relay.state_desk import ITEMS, StateDesk
from tests.waiting import eventually

NEW = replace(POSTED, name="till-orders")
OTHER_TARGET = replace(POSTED, name="elsewhere-orders", target="other-books")


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    await remember_flows(desk.store, [FLOW, POSTED])
    return desk


def mover_of(desk: Desk, *flows: Flow) -> Mover:
    """Of a relay in whose relay.yaml these flows stand now."""
    known = {flow.name: OpenFlow(flow, SmallSource(), None, bound()) for flow in (FLOW, *flows)}
    documents = SealedDocuments(desk.store, desk.vault)
    return Mover(desk.store, desk.queue, desk.acceptor, documents, known, Dues(desk.store, desk.vault))


async def test_what_is_due_of_the_old_flow_is_due_of_the_new_one(desk: Desk) -> None:
    at = datetime(2027, 1, 1, tzinfo=UTC)
    await Dues(desk.store, desk.vault).note(POSTED, "KFM-100", at, PRICE)
    await mover_of(desk, NEW).move(POSTED.name, NEW.name)
    assert await read_waiting(desk.store, POSTED.name) == Waiting(0, None)
    assert await read_waiting(desk.store, NEW.name) == Waiting(1, round(at.timestamp() * 1000))


async def test_what_is_known_of_records_without_stories_goes_on_so_that_none_is_carried_twice(cards: StateDesk) -> None:
    renamed = replace(ITEMS, name="goods")
    await remember_flows(cards.store, [ITEMS])
    for number in ("KFM-100", "noor@example.com"):
        await cards.read("5", number, flow=ITEMS)
        await cards.carry(State.WRITTEN, ITEMS)
    held = await cards.read("5", "KFM-200", flow=ITEMS)
    await cards.carry(State.HELD, ITEMS)
    opened = OpenFlow(renamed, ReadableSource(), None, bound())
    documents = SealedDocuments(cards.store, cards.vault)
    dues = Dues(cards.store, cards.vault)
    await Mover(cards.store, cards.queue, cards.acceptor, documents, {renamed.name: opened}, dues).move(
        ITEMS.name, renamed.name
    )
    assert (await cards.read("5", "KFM-100", flow=renamed)).kind == "unchanged"
    assert (await cards.read("5", "noor@example.com", flow=renamed)).kind == "new"
    assert (await cards.event(held.event_id)).flow == renamed.name
    assert (await count_records(cards.store, ITEMS.name), await count_records(cards.store, renamed.name)) == (0, 2)
    assert await cards.newest(ITEMS, "noor@example.com") == {}


async def next_millisecond(desk: Desk) -> None:
    """Two events that come within one millisecond have no order."""
    before = await desk.activity.now()

    async def has_passed() -> bool:
        return await desk.activity.now() - before >= timedelta(milliseconds=1)

    await eventually(has_passed)


async def test_each_event_keeps_its_state_its_story_and_its_document_and_is_carried_by_the_new_flow(desk: Desk) -> None:
    order = (State.FAILED, State.HELD, State.UNCONFIRMED, State.RETRYING, State.WAITING)
    ids = {state: await desk.stand(str(number), state, POSTED) for number, state in enumerate(order)}
    before = {event_id: (await desk.story(event_id)).runs for event_id in ids.values()}
    bodies = {event_id: await desk.body(event_id, POSTED) for event_id in ids.values()}
    moved = await mover_of(desk, NEW).move(POSTED.name, NEW.name)
    assert (moved.count, moved.left) == (5, {})
    for state, event_id in ids.items():
        event = await desk.event(event_id)
        assert (event.flow, event.state) == (NEW.name, state)
        assert (await desk.story(event_id)).runs == before[event_id]
        assert await desk.body(event_id, NEW) == bodies[event_id]
        assert (await desk.notes(event_id))[-1] == {
            "who": "operator", "what": "handed on", "from": POSTED.name, "to": NEW.name,
        }  # fmt: skip
    carried = {await desk.claimed(NEW) for _ in range(4)}
    assert carried == {ids[State.UNCONFIRMED], ids[State.RETRYING], ids[State.WAITING], None}
    assert await desk.claimed(POSTED) is None
    assert sum((await desk.activity.counts(POSTED.name)).values()) == 0


async def test_parked_orphans_are_handed_on_and_then_told_nowhere(desk: Desk) -> None:
    event_id = await desk.stand("1", State.WAITING, POSTED)
    await Orphans(desk.store, desk.queue, [FLOW.name, NEW.name]).tend()
    assert await desk.state_of(event_id) is State.PARKED
    await mover_of(desk, NEW).move(POSTED.name, NEW.name)
    assert await find_orphans(desk.store, [FLOW.name, NEW.name]) == []
    assert (await desk.story(event_id)).summary.reason == ""
    assert await desk.claimed(NEW) == event_id


async def test_a_repeat_that_comes_by_the_new_flow_is_known_and_by_the_old_one_too(desk: Desk) -> None:
    event_id = await desk.take("1", POSTED)
    await mover_of(desk, NEW).move(POSTED.name, NEW.name)
    assert await desk.take("1", NEW) == event_id
    assert await desk.take("1", POSTED) == event_id
    assert await desk.take("1", NEW, version="2") != event_id


async def test_versions_of_one_document_stay_in_the_order_in_which_they_were_accepted(desk: Desk) -> None:
    first = await desk.take("1", POSTED)
    await next_millisecond(desk)
    second = await desk.take("1", POSTED, version="2")
    await next_millisecond(desk)
    third = await desk.take("1", NEW, version="3")  # the shop has posted to the new address already
    await mover_of(desk, NEW).move(POSTED.name, NEW.name)
    lane = (await desk.store.state.hget(desk.store.keys.event(first), "lane") or b"").decode()  # type: ignore[misc]  # redis-py's own union
    order = await desk.store.state.lrange(f"{desk.store.keys.prefix}lane:{lane}", 0, -1)  # type: ignore[misc]  # redis-py's own union
    assert [event_id.decode() for event_id in order] == [first, second, third]
    assert await desk.claimed(NEW) == first
    assert await desk.claimed(NEW) is None


async def test_an_event_whose_document_is_lost_goes_on_in_a_lane_of_its_own(desk: Desk) -> None:
    event_id = await desk.take("1", POSTED)
    await desk.lose_document(event_id)
    assert (await mover_of(desk, NEW).move(POSTED.name, NEW.name)).count == 1
    assert await desk.claimed(NEW) == event_id


async def test_a_document_that_was_not_sealed_anew_since_the_process_died_is_read_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(*_: object) -> None:
        raise KeyboardInterrupt

    event_id = await desk.take("1", POSTED)
    mover = mover_of(desk, NEW)
    with monkeypatch.context() as patched:
        patched.setattr(SealedDocuments, "seal_anew", die)
        with pytest.raises(KeyboardInterrupt):
            await mover.move(POSTED.name, NEW.name)
    event = await desk.event(event_id)
    assert event.flow == NEW.name
    assert await mover._documents.read(event) == document("1", VERSION)


async def test_an_event_that_a_worker_carries_at_this_moment_is_left_and_the_answer_says_so(desk: Desk) -> None:
    event_id = await desk.stand("1", State.RUNNING, POSTED)
    moved = await mover_of(desk, NEW).move(POSTED.name, NEW.name)
    assert moved.count == 0
    assert "run this again" in str(moved.left[event_id])


async def test_what_may_be_written_in_one_target_is_not_handed_on_to_another(desk: Desk) -> None:
    unconfirmed = await desk.stand("1", State.UNCONFIRMED, POSTED)
    waiting = await desk.take("2", POSTED)
    moved = await mover_of(desk, OTHER_TARGET).move(POSTED.name, OTHER_TARGET.name)
    assert moved.count == 1
    assert "another target" in str(moved.left[unconfirmed])
    assert (await desk.event(waiting)).flow == OTHER_TARGET.name


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (POSTED.name, "til-orders", "there is no flow 'til-orders'; did you mean 'till-orders'?"),
        ("posted-order", NEW.name, "there never was a flow 'posted-order'; did you mean 'posted-orders'?"),
        (FLOW.name, NEW.name, "shop-orders is in relay.yaml and its events are carried there"),
        (POSTED.name, "invoices", "posted-orders had entity: order, and invoices has entity: invoice"),
        (POSTED.name, FLOW.name, "posted-orders had from: till, and shop-orders has from: shop"),
    ],
)
async def test_a_move_that_makes_no_sense_is_refused_with_the_remedy_and_changes_nothing(
    desk: Desk, old: str, new: str, told: str
) -> None:
    event_id = await desk.take("1", POSTED)
    invoices = replace(POSTED, name="invoices", entity="invoice")
    with pytest.raises(StartError) as refused:
        await mover_of(desk, NEW, invoices).move(old, new)
    assert told in str(refused.value)
    assert (await desk.event(event_id)).flow == POSTED.name


async def test_a_dry_run_is_handed_on_and_carried_by_the_new_flow_and_what_was_skipped_for_good_is_not(
    desk: Desk,
) -> None:
    final, dry = await desk.stand("1", State.SKIPPED, POSTED), await desk.dry_run("2", POSTED)
    moved = await mover_of(desk, NEW).move(POSTED.name, NEW.name)
    assert (moved.count, moved.left) == (1, {})
    assert [(await desk.event(each)).flow for each in (final, dry)] == [POSTED.name, NEW.name]
    assert (await desk.event(dry)).dry_run
    assert await desk.body(dry, NEW) is not None
    await desk.operations.moves.release(dry, {"who": "operator", "what": "replayed"})
    assert await desk.claimed(NEW) == dry
