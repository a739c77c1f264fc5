"""The index key: another one is refused, and starting over under a new one needs every event to have ended."""

import secrets

import pytest

from relay.errors import StartError, Unconfirmed
from relay.line.accept import Acceptor
from relay.line.once.differences import Differences
from relay.line.once.links import Link
from relay.line.queue import Claim, Queue
from relay.model import Outcome, State
from relay.store.store import Store
from relay.store.vault import Vault
from relay.systems.rekey import check_index_key, rekey
from tests.plain import as_told
from tests.relay.books import leased
from tests.relay.parts import FLOW, arrive
from tests.stand_ins import make_links, other_vault


async def test_a_changed_index_key_is_refused_with_the_remedy(store: Store, vault: Vault) -> None:
    await check_index_key(store, vault)
    await check_index_key(store, vault)
    with pytest.raises(StartError, match=r"relay rekey"):
        await check_index_key(store, other_vault())


async def test_new_payload_keys_change_nothing_of_links_dedupe_and_lanes(store: Store) -> None:
    index, old, new = (secrets.token_bytes(32) for _ in range(3))
    before, after = Vault([old], index), Vault([new, old], index)
    await check_index_key(store, before)
    await check_index_key(store, after)
    assert before.keyed_hash("lane", "a", "b") == after.keyed_hash("lane", "a", "b")
    assert after.open(before.seal(b"document", "flow", "event"), "flow", "event") == b"document"


async def test_rekeying_waits_until_every_event_has_ended(
    store: Store, vault: Vault, acceptor: Acceptor, queue: Queue
) -> None:
    await check_index_key(store, vault)
    await arrive(acceptor)
    with pytest.raises(StartError, match="1 events are open"):
        await rekey(store, other_vault())
    claim = await queue.claim([FLOW.name], "token")
    assert isinstance(claim, Claim)
    await queue.finish(claim.lease, Outcome(State.WRITTEN, as_told("written")))
    fresh = other_vault()
    assert await rekey(store, fresh) > 0
    await check_index_key(store, fresh)


async def test_rekeying_drops_the_links_so_that_records_are_looked_up_again(store: Store, vault: Vault) -> None:
    links = make_links(store, vault)
    name = links.name("books", "order", "W-1")
    await links.store(name, Link("1", ""))
    await rekey(store, other_vault())
    assert await links.find(name) is None


async def test_an_unconfirmed_write_forbids_rekeying(store: Store) -> None:
    await store.state.set(store.keys.intent("some"), b"open")
    with pytest.raises(StartError, match="1 writes unconfirmed"):
        await rekey(store, other_vault())


async def test_a_difference_of_unknown_outcome_forbids_rekeying_as_it_would_be_booked_again(
    store: Store, queue: Queue, acceptor: Acceptor
) -> None:
    differences, lease = Differences(store, queue), await leased(acceptor, queue, "1")

    async def lost() -> None:
        raise Unconfirmed(as_told("no answer"))

    with pytest.raises(Unconfirmed):
        await differences.send(lease, await differences.look("place"), "frozen", lost)
    await queue.finish(lease, Outcome(State.SUPERSEDED, as_told("a newer one")))
    with pytest.raises(StartError, match="1 writes unconfirmed"):
        await rekey(store, other_vault())
    one = (await differences.look("place")).open
    assert one is not None
    await differences.end(one, booked=True)
    await rekey(store, other_vault())
    assert (await differences.look("place")).done == ""
