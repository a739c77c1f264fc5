"""A document that comes again after its event has ended: never thrown away, and never carried against an operator."""

import asyncio
from datetime import timedelta

import pytest

from relay.care.selection import Result
from relay.line.accept import Acceptor
from relay.line.arrivals import Accepted
from relay.model import State
from relay.store.store import Store
from tests.relay.desk import POSTED, Desk
from tests.relay.line.ageing import let_pass
from tests.relay.parts import FLOW, arrive, fields_of

REPEATS = pytest.mark.parametrize("repeat", [{"delivery": "one"}, {"delivery": "two"}, {}])
"""The same delivery, the same document in another one, and in none."""


async def first_of(acceptor: Acceptor) -> str:
    return (await arrive(acceptor, delivery="one")).event_id


async def bring(desk: Desk, state: State) -> str:
    """An event that was posted as one delivery, and has come to stand in a state."""
    event_id = await first_of(desk.acceptor)
    await desk.bring(event_id, state)
    return event_id


async def has_story(store: Store, accepted: Accepted) -> bool:
    return bool(await fields_of(store, accepted.event_id))


class TestAnEventWhoseTimeIsOver:
    @REPEATS
    async def test_a_repeat_of_an_expired_event_is_a_new_one(self, repeat: dict[str, str], desk: Desk) -> None:
        expired = await bring(desk, State.EXPIRED)
        again = await arrive(desk.acceptor, **repeat)  # type: ignore[arg-type]  # the cases above fit
        assert (again.kind, again.event_id != expired) == ("new", True)
        assert await desk.claimed() == again.event_id

    @REPEATS
    async def test_a_repeat_of_an_event_whose_story_is_gone_is_a_new_one(
        self, repeat: dict[str, str], desk: Desk
    ) -> None:
        written = await bring(desk, State.WRITTEN)
        await desk.store.state.delete(desk.store.keys.event(written))
        again = await arrive(desk.acceptor, **repeat)  # type: ignore[arg-type]  # the cases above fit
        assert (again.kind, again.event_id != written) == ("new", True)
        assert await desk.claimed() == again.event_id

    @pytest.mark.parametrize("over", [State.EXPIRED, None])
    async def test_both_keys_lead_to_the_new_event_from_then_on(self, over: State | None, desk: Desk) -> None:
        gone = await bring(desk, State.EXPIRED)
        if over is None:
            await desk.store.state.delete(desk.store.keys.event(gone))
        new = await arrive(desk.acceptor, delivery="one")
        for kind, delivery in (("replayed", "one"), ("duplicate", "two"), ("duplicate", None)):
            again = await arrive(desk.acceptor, delivery=delivery)
            assert (again.kind, again.event_id) == (kind, new.event_id)
        assert await desk.ids() == {gone, new.event_id}

    async def test_a_delivery_whose_event_is_over_follows_the_document_to_the_event_that_has_it(
        self, desk: Desk
    ) -> None:
        await bring(desk, State.EXPIRED)
        new = await arrive(desk.acceptor, delivery="two")
        assert await arrive(desk.acceptor, delivery="one") == Accepted("duplicate", new.event_id)
        assert await arrive(desk.acceptor, delivery="one") == Accepted("replayed", new.event_id)

    async def test_another_body_under_the_key_of_an_event_whose_story_is_gone_names_no_event(self, desk: Desk) -> None:
        gone = await bring(desk, State.EXPIRED)
        assert await arrive(desk.acceptor, delivery="one", body=b"{}") == Accepted("conflict", gone)
        await desk.store.state.delete(desk.store.keys.event(gone))
        assert await arrive(desk.acceptor, delivery="one", body=b"{}") == Accepted("conflict", "")

    @pytest.mark.parametrize("state", sorted(State))
    @pytest.mark.parametrize("days", [0, 3, 15, 17, 300])
    async def test_whatever_became_of_an_event_and_however_long_ago_an_answer_names_one_that_is_there(
        self, state: State, days: int, desk: Desk
    ) -> None:
        await bring(desk, state) if state is not State.WAITING else await first_of(desk.acceptor)
        await let_pass(desk.store, timedelta(days=days))
        for repeat in ({"delivery": "one"}, {"delivery": "two"}, {}):
            assert await has_story(desk.store, await arrive(desk.acceptor, **repeat))  # type: ignore[arg-type]  # they fit


class TestAnEventThatWasCancelled:
    @REPEATS
    @pytest.mark.parametrize("days", [0, 17, 390])
    async def test_a_repeat_is_not_taken_in_and_the_answer_says_why(
        self, repeat: dict[str, str], days: int, desk: Desk
    ) -> None:
        cancelled = await bring(desk, State.CANCELLED)
        await let_pass(desk.store, timedelta(days=days))
        again = await arrive(desk.acceptor, **repeat)  # type: ignore[arg-type]  # the cases above fit
        assert again == Accepted("cancelled", cancelled)
        assert await desk.ids() == {cancelled}
        assert [key async for key in desk.store.payload.scan_iter(desk.store.keys.payload("*"))] == []

    async def test_one_that_was_posted_is_held_by_a_replay_and_goes_when_it_is_sent_again(
        self, desk: Desk, acceptor: Acceptor
    ) -> None:
        event_id = (await arrive(acceptor, flow=POSTED, delivery="one")).event_id
        await desk.operations.resting.cancel(event_id)
        replayed = await desk.operations.replayer.replay(event_id)
        assert (replayed.result, replayed.event_id) == (Result.AWAITS_DOCUMENT, event_id)
        story = await desk.story(event_id)
        assert (story.summary.event.state, story.summary.reason) == (
            State.HELD, "its document was deleted when it was cancelled; it goes as soon as that is sent again",
        )  # fmt: skip
        again = await arrive(acceptor, flow=POSTED, delivery="one")
        assert (again.kind, again.event_id) == ("restored", event_id)
        assert await desk.claimed(POSTED) == event_id

    async def test_one_that_is_held_for_its_document_expires_as_any_other(self, desk: Desk, acceptor: Acceptor) -> None:
        event_id = (await arrive(acceptor, flow=POSTED)).event_id
        await desk.operations.resting.cancel(event_id)
        await let_pass(desk.store, timedelta(days=100))
        await desk.operations.replayer.replay(event_id)
        [rest] = await desk.operations.resting.look([event_id])
        seconds, _ = await desk.store.state.time()
        assert abs(rest.since_ms / 1000 - seconds) < 60  # its time begins with the replay
        assert (await desk.operations.resting.expire(rest)).moved

    async def test_one_from_a_source_that_can_be_read_goes_again_itself_with_what_its_source_has(
        self, desk: Desk
    ) -> None:
        event_id = await desk.stand("1001", State.CANCELLED)
        desk.shows("1001")
        replayed = await desk.operations.replayer.replay(event_id)
        assert (replayed.result, replayed.event_id) == (Result.RELEASED, event_id)
        assert await desk.body(event_id) == b'{"number":"1001","version":"1"}'
        assert await desk.take("1001") == event_id  # its key leads to it, and to nothing that is cancelled

    async def test_a_poll_that_meets_it_skips_it_without_a_word(self, desk: Desk) -> None:
        cancelled = await desk.stand("1001", State.CANCELLED)
        desk.shows("1001")
        count = await desk.poller.poll(FLOW.name, begin_anywhere=True)
        assert count is not None
        assert (count.read, count.accepted) == (1, 0)
        assert await desk.state_of(cancelled) is State.CANCELLED
        assert await desk.ids() == {cancelled}


async def test_a_record_that_reconciling_carries_and_whose_story_is_gone_has_its_key_again(desk: Desk) -> None:
    gone = await desk.stand("1001", State.WRITTEN)
    await desk.store.state.delete(desk.store.keys.event(gone))
    desk.shows("1001")
    found = await desk.operations.reconciler.reconcile(FLOW.name, timedelta(days=7), carry=True)
    assert found is not None
    assert found.carried == 1
    assert await desk.take("1001") == await desk.claimed()


async def test_of_equal_documents_at_once_one_replaces_the_expired_event(desk: Desk) -> None:
    await bring(desk, State.EXPIRED)
    found = await asyncio.gather(*(arrive(desk.acceptor) for _ in range(10)))
    assert sorted(each.kind for each in found) == ["duplicate"] * 9 + ["new"]
    assert len({each.event_id for each in found}) == 1
