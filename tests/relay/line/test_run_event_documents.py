"""Where a run finds the document of its event, and what becomes of an event whose document is lost."""

from datetime import timedelta

import pytest

from relay.errors import Hold, Permanent, Transient
from relay.line.queue import Queue
from relay.model import State
from relay.store.store import Store
from relay.store.vault import Vault
from tests.plain import as_told
from tests.relay.line.carrying import Desk, ending
from tests.relay.parts import FLOW, ReadableSource, SmallSource, arrive

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue) -> Desk:
    return Desk(store, vault, queue)


class TestFindingTheDocument:
    async def test_the_sealed_document_goes_through_the_pipeline(self, desk: Desk) -> None:
        outcome = await desk.runner().run(await desk.claim())
        assert (outcome.state, outcome.number) == (State.WRITTEN, "7")
        assert outcome.steps[0].notes == ("saw {'number': '1001'}",)

    async def test_a_lost_document_of_a_source_that_can_be_read_is_fetched_anew(self, desk: Desk) -> None:
        claim = await desk.claim()
        await desk.lose_document(claim)
        source = ReadableSource(documents={"1001": {"number": "1001", "status": "now"}})
        outcome = await desk.runner(source=source).run(claim)
        assert outcome.state is State.WRITTEN
        assert outcome.steps[0].notes == ("saw {'number': '1001', 'status': 'now'}",)
        assert source.fetched == ["1001"]

    @pytest.mark.parametrize(
        ("source", "trouble"), [(SmallSource(), "cannot be read"), (ReadableSource(), "has it no more")]
    )
    async def test_a_lost_document_that_nobody_has_any_more_is_held_with_the_remedy(
        self, source: SmallSource, trouble: str, desk: Desk
    ) -> None:
        claim = await desk.claim()
        await desk.lose_document(claim)
        outcome = await desk.runner(source=source).run(claim)
        assert (outcome.state, outcome.steps) == (State.HELD, ())
        assert outcome.reason == f"the document is lost, and its source {trouble}; send it again"

    async def test_a_document_that_is_sent_again_while_its_run_misses_it_lets_the_event_go_again(
        self, desk: Desk
    ) -> None:
        claim, runner = await desk.claim(), desk.runner()
        event_id = claim.lease.event_id
        await desk.lose_document(claim)
        outcome = await runner.run(claim)
        await arrive(desk.acceptor, body=b'{"number":"1001"}')  # the run has looked, and its end is not recorded yet
        assert await desk.queue.finish(claim.lease, outcome)
        await runner.forget(event_id, outcome)
        event = await desk.queue.event(event_id)
        assert event is not None
        assert event.state is State.RETRYING

    async def test_an_event_that_is_held_for_its_data_does_not_go_again_though_its_document_is_there(
        self, desk: Desk
    ) -> None:
        claim, runner = await desk.claim(), desk.runner(ending(Hold(as_told("a code is missing"))))
        outcome = await runner.run(claim)
        assert await desk.queue.finish(claim.lease, outcome)
        await runner.forget(claim.lease.event_id, outcome)
        event = await desk.queue.event(claim.lease.event_id)
        assert event is not None
        assert event.state is State.HELD

    @pytest.mark.parametrize("damage", ["altered", "another key", "another event", "no JSON"])
    async def test_a_document_that_cannot_be_opened_or_read_counts_as_lost(self, damage: str, desk: Desk) -> None:
        claim = await desk.claim()
        event_id = claim.lease.event_id
        sealed = {
            "altered": b"\x01 not sealed by anyone",
            "another key": Vault([b"n" * 32], b"i" * 32).seal(b"{}", FLOW.name, event_id),
            "another event": desk.vault.seal(b"{}", FLOW.name, "f" * 32),
            "no JSON": desk.vault.seal(b"{", FLOW.name, event_id),
        }
        await desk.store.payload.set(desk.store.keys.payload(event_id), sealed[damage])
        outcome = await desk.runner().run(claim)
        assert (outcome.state, outcome.lacks_document) == (State.HELD, True)

    @pytest.mark.parametrize(
        ("failure", "wanted"),
        [
            (Transient(as_told("away"), after=MINUTE), State.RETRYING),
            (Permanent(as_told("not allowed")), State.FAILED),
            (KeyError("secret-name"), State.RETRYING),
            (OSError("secret-name"), State.RETRYING),
        ],
    )
    async def test_a_source_that_fails_while_a_lost_document_is_fetched_ends_the_run_like_any_step(
        self, failure: Exception, wanted: State, desk: Desk
    ) -> None:
        claim = await desk.claim()
        await desk.lose_document(claim)
        outcome = await desk.runner(source=ReadableSource(failure=failure)).run(claim)
        assert outcome.state is wanted
        assert "secret-name" not in outcome.reason
        if wanted is State.RETRYING:
            assert outcome.burns_try
            assert outcome.after is not None
        if isinstance(failure, Transient):
            assert outcome.after is not None
            assert outcome.after >= MINUTE
