"""Which records claim one name: each claims one at a time, an older reading moves none, and all see who else does."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relay.line.once.claims import Claims
from relay.line.once.links import Link, Links
from relay.model import Flow, new_token
from relay.store.store import Store
from relay.store.vault import Vault
from tests.stand_ins import make_links

FLOW = Flow("products", "product", "shop", "books", settings=None)


@pytest.fixture
def claims(store: Store) -> Claims:
    return Claims(store)


@pytest.fixture
def links(store: Store, vault: Vault) -> Links:
    return make_links(store, vault)


async def test_whoever_claims_a_name_sees_all_who_do(claims: Claims) -> None:
    assert await claims.claim("link one", "1", "name", 1) == {"1"}
    assert await claims.claim("link two", "2", "name", 2) == {"1", "2"}
    assert await claims.claimants("name") == {"1", "2"}


async def test_of_many_at_once_at_most_one_believes_to_be_alone(claims: Claims) -> None:
    found = await asyncio.gather(*(claims.claim(f"link {n}", str(n), "name", 1) for n in range(20)))
    assert sum(len(others) == 1 for others in found) == 1
    assert await claims.claimants("name") == {str(n) for n in range(20)}


async def test_a_record_claims_one_name_at_a_time(claims: Claims) -> None:
    await claims.claim("link", "1", "old", 1)
    await claims.claim("link", "1", "new", 2)
    assert await claims.claimants("old") == frozenset()
    assert await claims.claimants("new") == {"1"}


async def test_an_older_reading_only_looks(claims: Claims) -> None:
    await claims.claim("link", "1", "new", 5)
    assert await claims.claim("link", "1", "old", 4) == frozenset()
    await claims.release("link", "1", 4)
    assert await claims.claimants("new") == {"1"}


async def test_without_an_ordinal_nothing_is_claimed(claims: Claims) -> None:
    await claims.claim("link", "1", "name", 1)
    assert await claims.claim("link two", "2", "name", 0) == {"1"}
    assert await claims.claimants("name") == {"1"}


async def test_what_is_released_is_free_and_is_not_taken_back_by_what_was_read_before(claims: Claims) -> None:
    await claims.claim("link", "1", "name", 3)
    await claims.release("link", "1", 5)
    assert await claims.claimants("name") == frozenset()
    await claims.claim("link", "1", "name", 4)
    assert await claims.claimants("name") == frozenset()
    await claims.claim("link", "1", "name", 6)
    assert await claims.claimants("name") == {"1"}


async def test_a_claim_is_no_link_and_a_link_keeps_it(claims: Claims, links: Links) -> None:
    await claims.claim("link", "1", "name", 1)
    assert await links.find("link") is None
    await links.store("link", Link("A-1"))
    assert await links.find("link") == Link("A-1")
    assert await claims.claimants("name") == {"1"}


def test_one_code_in_two_targets_or_of_two_sources_is_claimed_apart(links: Links) -> None:
    other = Flow("products", "product", "shop", "other books", settings=None)
    back = Flow("products", "product", "books", "shop", settings=None)
    names = {Claims.name(links, flow, "code", "a-1") for flow in (FLOW, other, back)}
    assert len(names | {Claims.name(links, FLOW, "code", "a-2")}) == 4


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("123"), st.sampled_from(["", "a", "b"]), st.integers(1, 9)), min_size=1, max_size=12
    )
)
async def test_whatever_comes_in_whatever_order_the_latest_reading_of_each_counts(
    store: Store, made: list[tuple[str, str, int]]
) -> None:
    claims, of = Claims(store), new_token()
    latest: dict[str, tuple[int, str]] = {}
    for number, name, ordinal in made:
        before = latest.get(number)
        if name:
            await claims.claim(f"{of} {number}", number, f"{of} {name}", ordinal)
        else:
            await claims.release(f"{of} {number}", number, ordinal)
        if before is None:
            latest[number] = (ordinal, name) if name else (0, "")
        elif ordinal >= before[0]:
            latest[number] = (ordinal, name) if name or before[1] else before
    for name in ("a", "b"):
        assert await claims.claimants(f"{of} {name}") == {
            number for number, (_, kept) in latest.items() if kept == name
        }
