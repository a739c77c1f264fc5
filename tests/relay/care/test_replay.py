"""Replays: what rests goes again, what has ended becomes a new event, and what is on its way is left alone."""

import asyncio
from dataclasses import replace as changed
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from relay.care.selection import CARRIED, RELEASABLE, Replayed, Result, Selection
from relay.demo.embedded import EmbeddedRedis
from relay.errors import StorageError, Transient
from relay.line.accept import Acceptor
from relay.model import State
from relay.store.store import Store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.plain import as_told
from tests.relay.desk import POSTED, Desk, document
from tests.relay.line.ageing import let_pass
from tests.relay.parts import FLOW, arrive, fields_of

ENDED = (State.WRITTEN, State.SKIPPED)


async def replay(desk: Desk, event_id: str) -> Replayed:
    return await desk.operations.replayer.replay(event_id)


class TestEventsThatRest:
    @pytest.mark.parametrize("state", RELEASABLE)
    async def test_it_waits_again_with_the_document_as_the_source_has_it_now(self, desk: Desk, state: State) -> None:
        event_id = await desk.stand("1001", state)
        desk.source.documents = {"1001": document("1001", "7")}
        replayed = await replay(desk, event_id)
        assert (replayed.result, replayed.event_id) == (Result.RELEASED, event_id)
        assert await desk.state_of(event_id) is State.WAITING
        assert await desk.body(event_id) == b'{"number":"1001","version":"7"}'
        assert await desk.claimed() == event_id

    @pytest.mark.parametrize("failure", [None, Transient(as_told("the source is down")), OSError("a defect")])
    @pytest.mark.parametrize("state", [State.HELD, State.FAILED])
    async def test_it_goes_with_the_sealed_document_where_the_source_does_not_give_it(
        self, desk: Desk, state: State, failure: Exception | None
    ) -> None:
        desk.source.failure = failure
        event_id = await desk.stand("1001", state)
        before = await desk.body(event_id)
        assert (await replay(desk, event_id)).result is Result.RELEASED
        assert await desk.body(event_id) == before
        assert (await desk.notes(event_id))[-1]["document"] == "sealed"

    @pytest.mark.parametrize("state", RELEASABLE)
    async def test_without_any_document_nothing_changes_and_the_answer_says_so(self, desk: Desk, state: State) -> None:
        event_id = await desk.stand("1001", state, POSTED)
        await desk.lose_document(event_id)
        before = await fields_of(desk.store, event_id)
        replayed = await replay(desk, event_id)
        assert replayed.result is Result.NO_DOCUMENT
        assert (
            replayed.reason == "the document is lost, and its source cannot be read; nothing is changed: send it again"
        )
        assert await fields_of(desk.store, event_id) == before

    async def test_a_document_sealed_under_a_key_that_is_gone_counts_as_lost(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.HELD, POSTED)
        other = Vault([b"k" * 32], b"i" * 32)
        key = desk.store.keys.payload(event_id)
        await desk.store.payload.set(key, other.seal(b"{}", POSTED.name, event_id), px=60_000)
        assert (await replay(desk, event_id)).result is Result.NO_DOCUMENT

    async def test_a_lost_document_of_a_polled_source_is_read_again(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.HELD)
        await desk.lose_document(event_id)
        desk.shows("1001")
        assert (await replay(desk, event_id)).result is Result.RELEASED
        assert await desk.body(event_id) == b'{"number":"1001","version":"1"}'

    async def test_document_and_job_live_as_long_as_those_of_a_new_event(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.HELD, POSTED)
        await let_pass(desk.store, timedelta(days=10))
        await replay(desk, event_id)
        keys = (desk.store.keys.payload(event_id), desk.store.keys.event(event_id), f"arq:job:{event_id}")
        left = [await desk.store.state.pttl(key) for key in keys]
        assert all(desk.queue.keep - 60_000 < each <= desk.queue.keep for each in left)

    async def test_the_story_tells_who_when_and_by_which_nonce(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.HELD)
        desk.shows("1001")
        await replay(desk, event_id)
        [note] = (await desk.story(event_id)).notes
        assert (note["who"], note["what"], note["document"]) == ("operator", "replayed", "source")
        assert note["at"] > 1_700_000_000_000
        assert len(note["nonce"]) == 16

    async def test_two_operators_at_once_let_it_go_once(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.HELD)
        replays = await asyncio.gather(*(replay(desk, event_id) for _ in range(5)))
        assert sorted(each.result for each in replays) == [Result.RELEASED] + [Result.UNCHANGED] * 4
        assert await desk.claimed() == event_id
        assert await desk.claimed() is None


class TestEventsOnTheirWay:
    @pytest.mark.parametrize("state", sorted(CARRIED))
    async def test_nothing_changes_and_the_answer_says_so(self, desk: Desk, state: State) -> None:
        event_id = await desk.stand("1001", state)
        desk.shows("1001")
        before = await fields_of(desk.store, event_id)
        replayed = await replay(desk, event_id)
        assert (replayed.result, replayed.reason) == (Result.UNCHANGED, f"it is {state} and goes on by itself")
        assert await fields_of(desk.store, event_id) == before
        assert desk.source.fetched == []

    async def test_replaying_again_and_again_is_as_replaying_once(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.FAILED)
        results = [(await replay(desk, event_id)).result for _ in range(3)]
        assert results == [Result.RELEASED, Result.UNCHANGED, Result.UNCHANGED]
        assert await desk.ids() == {event_id}


class TestEventsThatEnded:
    @pytest.mark.parametrize("state", ENDED)
    async def test_a_new_event_carries_the_document_and_the_old_one_stays_as_it_is(
        self, desk: Desk, state: State
    ) -> None:
        event_id = await desk.stand("1001", state)
        desk.shows("1001")
        replayed = await replay(desk, event_id)
        assert replayed.result is Result.ACCEPTED
        assert replayed.event_id not in {None, event_id}
        assert await desk.state_of(event_id) is state
        assert await desk.claimed() == replayed.event_id
        new = str(replayed.event_id)
        assert (await desk.notes(new))[-1] == {
            "who": "operator", "what": "replayed", "document": "source", "of": event_id,
        }  # fmt: skip
        assert (await desk.notes(event_id))[-1]["as"] == new

    @pytest.mark.parametrize("state", ENDED)
    async def test_a_document_that_nobody_keeps_is_not_carried_and_the_answer_says_so(
        self, desk: Desk, state: State
    ) -> None:
        event_id = await desk.stand("1001", state, POSTED)
        replayed = await replay(desk, event_id)
        assert (replayed.result, replayed.event_id) == (Result.NO_DOCUMENT, event_id)
        assert replayed.reason == "its document is not kept any more, and its source cannot be read; nothing is changed"
        assert await desk.ids() == {event_id}

    async def test_the_new_event_does_not_let_a_poll_bring_the_document_once_more(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.WRITTEN)
        desk.shows("1001")
        new = (await replay(desk, event_id)).event_id
        assert await desk.take("1001") == event_id
        assert await desk.ids() == {event_id, new}

    async def test_the_new_event_waits_for_its_turn_in_the_lane_of_its_document(self, desk: Desk) -> None:
        written = await desk.stand("1001", State.WRITTEN)
        newer = await desk.take("1001", version="2")
        desk.shows("1001")
        new = (await replay(desk, written)).event_id
        assert await desk.claimed() == newer
        assert await desk.claimed() is None
        assert new in await desk.ids()


async def test_an_event_that_does_not_exist_is_not_found(desk: Desk) -> None:
    replayed = await replay(desk, "0" * 32)
    assert (replayed.result, replayed.event_id) == (Result.NOT_FOUND, None)


async def test_an_event_of_a_flow_that_is_gone_stays_as_it_is(desk: Desk, acceptor: Acceptor) -> None:
    gone = changed(FLOW, name="gone-orders")
    event_id = (await arrive(acceptor, flow=gone)).event_id
    await desk.bring(event_id, State.HELD, gone)
    replayed = await replay(desk, event_id)
    assert (replayed.result, replayed.reason) == (
        Result.UNCHANGED, "there is no flow 'gone-orders' in relay.yaml any more",
    )  # fmt: skip


async def test_each_replay_leaves_a_line_in_the_log_with_its_outcome(desk: Desk) -> None:
    event_id = await desk.stand("1001", State.HELD)
    with capture_logs() as logs:
        await replay(desk, event_id)
    assert [entry for entry in logs if entry["event"] == "operator_replayed"] == [
        {
            "event": "operator_replayed",
            "log_level": "info",
            "asked": event_id,
            "event_id": event_id,
            "result": "released",
        }
    ]


async def test_a_redis_that_is_away_is_told_as_storage(
    mortal_redis: EmbeddedRedis, mortal_store: Store, vault: Vault
) -> None:
    desk = Desk(mortal_store, vault, make_queue(mortal_store))
    event_id = await desk.stand("1001", State.HELD)
    mortal_redis.kill()
    with pytest.raises(StorageError):
        await replay(desk, event_id)
    with pytest.raises(StorageError):
        await desk.operations.replayer.replay_all(Selection())
    with pytest.raises(StorageError):
        await desk.operations.replayer.replay_reference(FLOW.name, "1001")
