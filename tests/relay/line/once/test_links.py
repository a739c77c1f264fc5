"""Which record of the source became which record of the target."""

from relay.line.once.links import Link
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
