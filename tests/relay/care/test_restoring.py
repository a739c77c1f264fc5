"""A repeat of an event that lost its document gives the document back, and lets a held event go again."""

import pytest

from relay.line.accept import Acceptor
from relay.line.queue import Claim, Queue
from relay.model import Outcome, State
from relay.store.store import Store
from relay.store.vault import Vault
from tests.plain import as_told
from tests.relay.parts import FLOW, arrive

BODY = b'{"number":"1001"}'


async def end_as(queue: Queue, state: State) -> None:
    claim = await queue.claim([FLOW.name], "token")
    assert isinstance(claim, Claim)
    assert await queue.finish(claim.lease, Outcome(state, as_told("for the test")))


@pytest.mark.parametrize("delivery", ["one", None])
async def test_a_repeat_restores_a_lost_document_under_the_first_event(
    acceptor: Acceptor, store: Store, vault: Vault, delivery: str | None
) -> None:
    first = await arrive(acceptor, body=BODY, delivery=delivery)
    await store.payload.delete(store.keys.payload(first.event_id))
    again = await arrive(acceptor, body=BODY, delivery=delivery)
    assert (again.kind, again.event_id) == ("restored", first.event_id)
    sealed = await store.payload.get(store.keys.payload(first.event_id))
    assert vault.open(sealed, FLOW.name, first.event_id) == BODY


@pytest.mark.parametrize("state", [State.HELD, State.FAILED])
async def test_an_event_that_was_held_for_its_lost_document_waits_again(
    acceptor: Acceptor, store: Store, queue: Queue, state: State
) -> None:
    first = await arrive(acceptor, body=BODY)
    await end_as(queue, state)
    await store.payload.delete(store.keys.payload(first.event_id))
    assert (await arrive(acceptor, body=BODY)).kind == "restored"
    event = await queue.event(first.event_id)
    assert event is not None
    assert event.state is State.WAITING
    assert isinstance(await queue.claim([FLOW.name], "next"), Claim)


async def test_a_repeat_of_a_written_event_restores_nothing(acceptor: Acceptor, store: Store, queue: Queue) -> None:
    first = await arrive(acceptor, body=BODY)
    await end_as(queue, State.WRITTEN)
    await store.payload.delete(store.keys.payload(first.event_id))
    assert (await arrive(acceptor, body=BODY)).kind == "duplicate"
    assert not await store.payload.exists(store.keys.payload(first.event_id))


async def test_a_repeat_of_an_event_that_has_its_document_changes_nothing(acceptor: Acceptor, queue: Queue) -> None:
    first = await arrive(acceptor, body=BODY)
    await end_as(queue, State.HELD)
    assert (await arrive(acceptor, body=BODY)).kind == "duplicate"
    event = await queue.event(first.event_id)
    assert event is not None
    assert event.state is State.HELD
