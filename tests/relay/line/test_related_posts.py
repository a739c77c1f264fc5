"""Posts of one source are found by later ones: what belongs to what, and the newest post about it, under seal."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.errors import StorageError
from relay.line.queue import Queue
from relay.line.related_posts import RelatedPosts
from relay.roles import Known, Relations
from relay.store.store import Store
from relay.store.vault import Vault
from tests.conftest import make_queue

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ASKS = Relations(needs=("lamp",))


@pytest.fixture
def related(store: Store, vault: Vault, queue: Queue) -> RelatedPosts:
    return RelatedPosts(store, vault, queue)


async def relate(related: RelatedPosts, relations: Relations, body: bytes = b"{}", source: str = "shop") -> Known:
    packed = related.pack(source, relations, body)
    return related.open(source, await related.relate(source, relations, packed))


async def test_a_post_finds_itself_and_those_before_it(related: RelatedPosts) -> None:
    known = await relate(related, Relations("lamp", NOON, needs=("lamp", "bulb")), b'{"watts": 5}')
    assert known == Known(posts={"lamp": {"watts": 5}})
    known = await relate(related, Relations("bulb", needs=("bulb", "lamp")), b'{"socket": "E27"}')
    assert known.posts == {"lamp": {"watts": 5}, "bulb": {"socket": "E27"}}


async def test_what_is_not_kept_is_not_found(related: RelatedPosts) -> None:
    assert await relate(related, Relations(needs=("lamp",)), b'{"watts": 5}') == Known()
    assert await relate(related, ASKS) == Known()


@pytest.mark.parametrize(
    ("minutes", "stays"), [((0, 1), False), ((1, 0), True), ((0, 0), False), ((0, None), False), ((None, 0), False)]
)
async def test_the_post_with_the_later_stamp_stays_and_of_equal_ones_the_last(
    related: RelatedPosts, minutes: tuple[int | None, int | None], *, stays: bool
) -> None:
    first, second = (None if minute is None else NOON + timedelta(minutes=minute) for minute in minutes)
    await relate(related, Relations("lamp", first), b'"first"')
    await relate(related, Relations("lamp", second), b'"second"')
    assert (await relate(related, ASKS)).posts == {"lamp": "first" if stays else "second"}


async def test_a_stamp_of_the_future_keeps_no_later_post_out(related: RelatedPosts) -> None:
    await relate(related, Relations("lamp", datetime.now(UTC) + timedelta(days=300)), b'"first"')
    await relate(related, Relations("lamp", NOON), b'"second"')
    assert (await relate(related, ASKS)).posts == {"lamp": "second"}


async def test_belongings_add_up_and_lead_to_what_is_kept_under_them(related: RelatedPosts) -> None:
    for name in ("lamp", "torch"):
        await relate(related, Relations(name, belongings={"bulb": frozenset({name})}), f'"{name}"'.encode())
    known = await relate(related, Relations(follows=("bulb", "wick")))
    assert known.belongings == {"bulb": frozenset({"lamp", "torch"})}
    assert known.posts == {"lamp": "lamp", "torch": "torch"}
    asked = await relate(related, Relations(asks=("bulb",)))
    assert (asked.belongings, asked.posts) == (known.belongings, {})


async def test_what_one_source_told_no_other_source_finds(related: RelatedPosts) -> None:
    await relate(related, Relations("lamp", belongings={"bulb": frozenset({"lamp"})}))
    assert await relate(related, Relations(follows=("bulb",), needs=("lamp",)), source="other") == Known()


async def test_posts_live_as_long_as_events_and_belongings_as_long_as_document_keys(
    related: RelatedPosts, store: Store, queue: Queue
) -> None:
    await relate(related, Relations("lamp", belongings={"bulb": frozenset({"lamp"})}))
    [post] = await store.payload.keys(store.keys.kept_post("*"))
    [names] = await store.state.keys(store.keys.belongings("*"))
    assert queue.keep - 60_000 < await store.payload.pttl(post) <= queue.keep
    assert queue.keep_documents - 60_000 < await store.state.pttl(names) <= queue.keep_documents


async def test_nothing_that_is_stored_can_be_read_or_tells_a_name(related: RelatedPosts, store: Store) -> None:
    await relate(related, Relations("lamp of Fenna", NOON), b'{"owner": "Fenna"}')
    [key] = await store.payload.keys(store.keys.kept_post("*"))
    assert b"Fenna" not in key
    assert b"Fenna" not in await store.payload.get(key)


async def test_a_post_under_the_seal_of_a_key_that_is_gone_is_as_one_that_was_never_kept(
    related: RelatedPosts, store: Store, queue: Queue
) -> None:
    index = secrets.token_bytes(32)
    before, after = (RelatedPosts(store, Vault([secrets.token_bytes(32)], index), queue) for _ in range(2))
    await relate(before, Relations("lamp"), b'"first"')
    assert (await relate(before, ASKS)).posts == {"lamp": "first"}
    assert await relate(after, ASKS) == Known()


async def test_without_redis_nothing_is_acknowledged(
    mortal_store: Store, vault: Vault, mortal_redis: EmbeddedRedis
) -> None:
    related = RelatedPosts(mortal_store, vault, make_queue(mortal_store))
    mortal_redis.kill()
    with pytest.raises(StorageError):
        await relate(related, Relations("lamp"))
