"""The sealed documents: what is put opens for its own event, lives as long as it is told to, and is forgotten."""

import re
from pathlib import Path

import pytest

import relay
from relay.model import Event, Origin, State, new_event_id
from relay.store.documents import DocumentLost, SealedDocuments, StoredDocuments
from relay.store.store import Store
from relay.store.vault import Vault

KEEP = 60_000


def an_event(flow: str = "shop-orders", *sealed_for: str) -> Event:
    return Event(new_event_id(), flow, "1001", Origin.HOOK, State.HELD, accepted_ms=0, sealed_for=sealed_for)


@pytest.fixture
def documents(store: Store, vault: Vault) -> SealedDocuments:
    return SealedDocuments(store, vault)


async def test_a_document_that_was_put_is_read_by_its_own_event_only(documents: SealedDocuments) -> None:
    event, other = an_event(), an_event()
    await documents.put(event, {"number": "1001"}, KEEP)
    assert await documents.read(event) == {"number": "1001"}
    with pytest.raises(DocumentLost):
        await documents.read(other)


async def test_a_document_is_renewed_where_it_is_and_not_made_where_it_is_not(
    documents: SealedDocuments, store: Store
) -> None:
    event, other = an_event(), an_event()
    await documents.put(event, {}, 1_000)
    await documents.renew(event.id, other.id, keep=KEEP)
    lives = [await store.payload.pttl(store.keys.payload(each.id)) for each in (event, other)]
    assert 1_000 < lives[0] <= KEEP
    assert lives[1] == -2  # as Redis tells of a key that is not there


async def test_documents_are_forgotten_and_counted_by_who_has_no_key_to_open_them(
    documents: SealedDocuments, store: Store
) -> None:
    events = [an_event() for _ in range(3)]
    for event in events[:2]:
        await documents.put(event, {}, KEEP)
    keyless = StoredDocuments(store)
    assert {each async for each in keyless.event_ids()} == {event.id for event in events[:2]}
    assert await keyless.forget(*(event.id for event in events)) == 2
    assert await keyless.forget() == 0
    assert [each async for each in keyless.event_ids()] == []


async def test_a_document_that_opens_is_restored_only_where_that_is_wanted(documents: SealedDocuments) -> None:
    event = an_event()
    await documents.put(event, {"number": "1001"}, KEEP)
    other = b'{"number":"1002"}'
    assert not await documents.restore(other, event.flow, event.id, KEEP, even_if_it_opens=False)
    assert await documents.read(event) == {"number": "1001"}
    assert await documents.restore(other, event.flow, event.id, KEEP, even_if_it_opens=True)
    assert await documents.read(event) == {"number": "1002"}


async def test_an_event_that_is_handed_on_reads_its_document_before_and_after_it_is_sealed_anew(
    documents: SealedDocuments,
) -> None:
    before = an_event("old-orders")
    await documents.put(before, {"number": "1001"}, KEEP)
    handed_on = Event(before.id, "new-orders", "1001", Origin.HOOK, State.HELD, 0, sealed_for=("old-orders",))
    assert await documents.read(handed_on) == {"number": "1001"}
    await documents.seal_anew(handed_on, "new-orders", KEEP)
    as_if_new = Event(before.id, "new-orders", "1001", Origin.HOOK, State.HELD, 0)
    assert await documents.read(as_if_new) == {"number": "1001"}


def test_no_other_file_names_the_key_of_a_document() -> None:
    top = Path(str(relay.__file__)).parents[1]
    shipped = [path for package in ("relay", "handlers", "admin") for path in (top / package).rglob("*.py")]
    naming = {path.relative_to(top).as_posix() for path in shipped if re.search(r"keys\.payload\(", path.read_text())}
    assert naming == {"relay/store/documents.py"}
