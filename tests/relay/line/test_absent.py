"""What no complete reading found is asked for by its number, and carried as absent where its source gives none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from relay.line.absent import ABSENT, absent_document, absent_reference
from relay.line.dues import Dues
from relay.line.identify import shape_identity
from relay.line.taking import Taker
from relay.model import Identity, State
from relay.store.counters import read_counters
from relay.store.documents import SealedDocuments
from relay.store.store import Store
from relay.store.vault import Vault
from tests.relay.line.due_office import Clerk, office
from tests.relay.state_desk import CARDS, RECORD, StateDesk, card


@pytest.fixture
def clerk(cards: StateDesk, store: Store, vault: Vault) -> Clerk:
    return Clerk(cards, office(RECORD), Dues(store, vault))


def test_only_the_relays_own_mark_stands_for_what_is_absent() -> None:
    assert absent_reference(absent_document("A-1")) == "A-1"
    others: list[object] = [{"number": "A-1"}, {**absent_document("A-1"), "number": "A-1"}, [], "A-1", None]
    for other in others:
        assert absent_reference(other) is None


async def carried_of(clerk: Clerk) -> list[object]:
    """The documents of all events there are, in their order."""
    documents = SealedDocuments(clerk.cards.store, clerk.cards.vault)
    return [await documents.read(await clerk.cards.event(event_id)) for event_id in await clerk.cards.lane()]


async def test_one_that_its_source_gives_after_all_is_carried_as_it_is(clerk: Clerk) -> None:
    await clerk.note(RECORD, why=ABSENT)
    await clerk.carry()
    assert (await clerk.results(), await carried_of(clerk)) == ({"carried": 1}, [card("as it is")])


async def test_one_that_its_source_does_not_give_is_carried_as_absent(clerk: Clerk) -> None:
    clerk.source.documents = {}
    await clerk.note(RECORD, why=ABSENT)
    await clerk.carry()
    assert (await clerk.results(), await carried_of(clerk)) == ({"gone": 1}, [absent_document(RECORD)])
    await clerk.metrics.hand_over()
    assert (await read_counters(clerk.cards.store))["poll_absent", CARDS.name] == 1


async def test_what_was_carried_as_absent_is_carried_again_once_it_is_there_though_it_looks_as_before(
    clerk: Clerk,
) -> None:
    await clerk.cards.read("as it is")
    await clerk.cards.carry()
    clerk.source.documents = {}
    await clerk.note(RECORD, why=ABSENT)
    await clerk.carry()
    await clerk.cards.carry()
    assert (await clerk.cards.read("as it is")).kind == "new"
    assert (await clerk.cards.counts())[State.WRITTEN] == 2


async def test_what_shapes_a_flow_is_part_of_each_version_so_that_all_is_carried_anew(clerk: Clerk) -> None:
    taken = []
    taker = Taker(clerk.cards.store, clerk.cards.acceptor, clerk.metrics)
    for shape in ("a", "a", "b"):
        polled = replace(clerk.polled, shape=partial(str, shape))
        document = card("as it is")
        taken.append((await taker.take(polled, document, await clerk.cards.ordinals.draw())).is_new)
        if taken[-1]:
            await clerk.cards.carry()
    assert taken == [True, False, True]


def test_a_shape_goes_with_the_stamp_of_a_document_or_with_what_it_says() -> None:
    stamp = datetime.now(UTC) - timedelta(days=1)
    assert shape_identity(Identity("1", "v1", stamp), b"", "s") == (Identity("1", "v1 s", stamp), b"")
    assert shape_identity(Identity("1"), b"says", "s") == (Identity("1"), b"sayss")
