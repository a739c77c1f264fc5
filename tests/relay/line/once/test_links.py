"""Which record of the source became which record of the target."""

import pytest

from relay.line.once.links import Link, LinkState
from relay.store.store import Store, reply
from relay.store.vault import Vault
from tests.stand_ins import make_links


async def test_a_link_is_found_under_the_name_it_was_stored_under(store: Store, vault: Vault) -> None:
    links = make_links(store, vault)
    name = links.name("books", "debtor", "info@example.com")
    assert await links.find(name) is None
    await links.store(name, Link("10001", "digest"))
    assert await links.find(name) == Link("10001", "digest")
    await links.store(name, Link("10002"))
    assert await links.find(name) == Link("10002", "")


async def test_connection_kind_and_mark_each_make_another_name(store: Store, vault: Vault) -> None:
    links = make_links(store, vault)
    marks = [("books", "debtor", "1"), ("books", "order", "1"), ("other", "debtor", "1"), ("books", "debtor", "2")]
    assert len({links.name(*mark) for mark in marks}) == len(marks)


async def test_the_link_table_holds_no_mark_in_clear(store: Store, vault: Vault) -> None:
    links = make_links(store, vault)
    name = links.name("books", "debtor", "info@example.com")
    await links.store(name, Link("10001", links.digest(b"info@example.com")))
    keys = [key async for key in store.state.scan_iter(f"{store.keys.prefix}*")]
    told = repr([keys, await reply(store.state.hgetall(store.keys.link(name)))])
    assert "10001" in told
    assert "example.com" not in told


async def test_equal_material_has_one_digest_and_other_material_another(store: Store, vault: Vault) -> None:
    links = make_links(store, vault)
    assert links.digest(b"one") == links.digest(b"one") != links.digest(b"two")


async def test_a_link_tells_whether_a_person_made_it_and_can_be_forgotten(store: Store, vault: Vault) -> None:
    links = make_links(store, vault)
    await links.store("name", Link("10001", "digest", "event", manual=True))
    assert await links.find("name") == Link("10001", "digest", "event", manual=True)
    await links.store("name", Link("10001"))
    assert await links.find("name") == Link("10001")
    await links.forget("name")
    assert await links.find("name") is None


class TestTombstones:
    @pytest.mark.parametrize("state", [LinkState.GONE, LinkState.MERGED])
    async def test_a_buried_link_keeps_its_number_and_tells_its_successor(
        self, state: LinkState, store: Store, vault: Vault
    ) -> None:
        links = make_links(store, vault)
        await links.store("name", Link("10001", "digest"))
        await links.bury(["name", "mirror"], state, "10002")
        assert await links.find("name") == Link("10001", "digest", state=state, to="10002")
        assert await links.find_all(["mirror", "nobody"]) == [Link("", state=state, to="10002"), None]
        await links.bury(["name"], LinkState.LIVE)
        assert await links.find("name") == Link("10001", "digest")

    async def test_an_erased_record_leaves_nothing_but_its_tombstone(self, store: Store, vault: Vault) -> None:
        links = make_links(store, vault)
        for name in ("name", "contact", "another's"):
            await links.store(name, Link("10001", "digest"))
        await links.attach("name", ["contact", "name"])
        await links.erase(["name"])
        assert await links.find_all(["name", "contact"]) == [Link("", state=LinkState.ERASED), None]
        assert await links.find("another's") == Link("10001", "digest")
        assert not await store.state.exists(store.keys.link_parts("name"))

    async def test_a_record_is_forgotten_with_what_belongs_to_it(self, store: Store, vault: Vault) -> None:
        links = make_links(store, vault)
        await links.store_all(("name", Link("10001")), ("contact", Link("2")))
        await links.attach("name", ["contact"])
        await links.forget_whole(["name"])
        assert await links.find_all(["name", "contact"]) == [None, None]


class TestPairing:
    async def test_both_are_stored_or_neither(self, store: Store, vault: Vault) -> None:
        links = make_links(store, vault)
        assert await links.pair(("one", "1"), ("other", "2"), "event") is None
        assert await links.find_all(["one", "other"]) == [Link("1", event="event"), Link("2", event="event")]
        assert await links.pair(("third", "3"), ("other", "9"), "event") == "other"
        assert await links.pair(("one", "9"), ("fourth", "4"), "event") == "one"
        assert await links.find_all(["third", "fourth"]) == [None, None]

    async def test_no_tombstone_is_taken_for_a_free_name(self, store: Store, vault: Vault) -> None:
        links = make_links(store, vault)
        await links.bury(["other"], LinkState.ERASED)
        assert await links.pair(("one", "1"), ("other", "2"), "event") == "other"
