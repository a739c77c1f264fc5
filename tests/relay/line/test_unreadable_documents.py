"""An event whose sealed document is there but cannot be opened: held once with the remedy, until a good copy comes."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from relay.care.event_moves import Resting
from relay.care.selection import Result
from relay.line.arrivals import Accepted
from relay.line.queue import Claim
from relay.model import State, new_token
from relay.store.store import Store
from relay.store.vault import Vault
from tests.relay.desk import POSTED, Desk, document
from tests.relay.parts import FLOW, ReadableSource, SmallRun, arrive, fields_of, make_worker, working
from tests.relay.workbench import Bench, pass_by
from words.told import unpack

INDEX = b"i" * 32
OLD, NEW = b"o" * 32, b"n" * 32
BODY = b"0"
KEY_MISSING = "the document is sealed under a key that is not among keys.payload any more"


async def stored(store: Store, event_id: str) -> bytes:
    return bytes(await store.payload.get(store.keys.payload(event_id)) or b"")


async def damage(store: Store, event_id: str) -> None:
    """A sealed document of which some bytes are others now."""
    await store.payload.set(store.keys.payload(event_id), (await stored(store, event_id))[:-1] + b"?", px=60_000)


async def arrive_again(bench: Bench) -> Accepted:
    """The first document of the bench once more."""
    return await arrive(bench.acceptor, f"{FLOW.name}-0", body=BODY)


@pytest.fixture
def before(bench: Bench) -> Bench:
    """The relay as it was before its key was replaced."""
    return Bench(bench.store, Vault([OLD], INDEX), bench.queue)


@pytest.fixture
async def rekeyed(bench: Bench) -> AsyncIterator[Bench]:
    """The relay after its key was replaced, with a worker."""
    after = Bench(bench.store, Vault([NEW], INDEX), bench.queue)
    async with working(after.worker(pass_by)):
        yield after


class TestOneThatWasPosted:
    async def test_it_is_held_once_with_the_remedy_and_does_not_run_again(self, before: Bench, bench: Bench) -> None:
        [event_id] = await before.arrive()
        after = Bench(bench.store, Vault([NEW], INDEX), bench.queue)
        async with working(after.worker(pass_by)):
            await after.becomes(event_id, State.HELD)
            other = (await arrive(after.acceptor, "later")).event_id
            await after.becomes(other, State.WRITTEN)
        told = await fields_of(bench.store, event_id)
        assert (told["state"], told["runs"]) == ("held", "1")
        assert str(unpack(told["reason"])) == (
            f"{KEY_MISSING}, and its source cannot be read; put that key back and replay this, or send it again"
        )
        assert not await bench.store.state.exists(bench.store.keys.queue(FLOW.name))

    async def test_the_next_good_copy_replaces_it_and_the_event_is_written(self, before: Bench, rekeyed: Bench) -> None:
        [event_id] = await before.arrive()
        await rekeyed.becomes(event_id, State.HELD)
        again = await arrive_again(rekeyed)
        assert (again.kind, again.event_id) == ("restored", event_id)
        assert (await rekeyed.becomes(event_id, State.WRITTEN)).runs == 2

    async def test_of_many_good_copies_at_once_one_lets_it_go(self, before: Bench, bench: Bench) -> None:
        after = Bench(bench.store, Vault([NEW], INDEX), bench.queue)
        [event_id] = await before.arrive()
        async with working(after.worker(pass_by)):
            await after.becomes(event_id, State.HELD)
        await asyncio.gather(*(arrive_again(after) for _ in range(10)))
        notes = [value for name, value in (await fields_of(bench.store, event_id)).items() if name.startswith("note:")]
        assert sum("document restored" in note for note in notes) == 1
        assert after.vault.open(await stored(bench.store, event_id), FLOW.name, event_id) == BODY
        assert (await after.event(event_id)).state is State.WAITING

    async def test_a_good_copy_that_comes_before_the_run_replaces_it_too(self, before: Bench, bench: Bench) -> None:
        [event_id] = await before.arrive()
        after = Bench(bench.store, Vault([NEW], INDEX), bench.queue)
        assert (await arrive_again(after)).kind == "restored"
        async with working(after.worker(pass_by)):
            assert (await after.becomes(event_id, State.WRITTEN)).runs == 1

    async def test_a_document_that_opens_but_that_the_run_could_not_read_is_replaced(self, bench: Bench) -> None:
        [event_id] = await bench.arrive()
        no_json = bench.vault.seal(b"{", FLOW.name, event_id)
        await bench.store.payload.set(bench.store.keys.payload(event_id), no_json, px=60_000)
        async with working(bench.worker(pass_by)):
            await bench.becomes(event_id, State.HELD)
        assert (await arrive_again(bench)).kind == "restored"
        async with working(bench.worker(pass_by)):
            await bench.becomes(event_id, State.WRITTEN)

    async def test_a_good_copy_after_a_crash_between_storing_and_releasing_lets_it_go(
        self, before: Bench, rekeyed: Bench
    ) -> None:
        [event_id] = await before.arrive()
        await rekeyed.becomes(event_id, State.HELD)
        sealed = rekeyed.vault.seal(BODY, FLOW.name, event_id)
        await rekeyed.store.payload.set(rekeyed.store.keys.payload(event_id), sealed)  # and then the server died
        assert (await arrive_again(rekeyed)).kind == "restored"
        await rekeyed.becomes(event_id, State.WRITTEN)

    async def test_a_document_that_can_be_opened_is_not_replaced(self, bench: Bench) -> None:
        [event_id] = await bench.arrive()
        standing = await stored(bench.store, event_id)
        assert (await arrive_again(bench)).kind == "duplicate"
        assert await stored(bench.store, event_id) == standing

    async def test_it_can_be_cancelled(self, before: Bench, rekeyed: Bench) -> None:
        [event_id] = await before.arrive()
        await rekeyed.becomes(event_id, State.HELD)
        assert (await Resting(rekeyed.store, rekeyed.queue).cancel(event_id)).moved
        assert (await rekeyed.event(event_id)).state is State.CANCELLED

    async def test_with_the_old_key_put_back_a_replay_carries_it(self, bench: Bench) -> None:
        first, changed, mended = (
            Desk(bench.store, Vault(keys, INDEX), bench.queue) for keys in ([OLD], [NEW], [NEW, OLD])
        )
        event_id = await first.take("1001", POSTED)
        claim = await bench.queue.claim([POSTED.name], new_token())
        assert isinstance(claim, Claim)
        carrier = Bench(bench.store, changed.vault, bench.queue).carrier(pass_by, flows=[POSTED])
        assert await bench.queue.finish(claim.lease, await carrier.carry(claim))
        refused = await changed.operations.replayer.replay(event_id)
        assert (refused.result, await changed.state_of(event_id)) == (Result.NO_DOCUMENT, State.HELD)
        assert refused.reason == (
            f"{KEY_MISSING}, and its source cannot be read; nothing is changed: "
            "put that key back and replay this, or send it again"
        )
        assert (await mended.operations.replayer.replay(event_id)).result is Result.RELEASED


async def test_of_a_polled_source_it_is_read_from_the_source_again(bench: Bench) -> None:
    seen: list[object] = []

    async def show(run: SmallRun) -> SmallRun:
        seen.append(run.ticket.document)
        return run

    [event_id] = await bench.arrive()
    await damage(bench.store, event_id)
    source = ReadableSource(documents={f"{FLOW.name}-0": document("1001")})
    async with working(make_worker(bench.store, bench.queue, bench.carrier(show, source=source))):
        await bench.becomes(event_id, State.WRITTEN)
    assert seen == [document("1001")]
