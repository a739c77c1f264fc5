"""Proof of which system is behind a connection: over a real Redis, with systems that say who they are."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from relay.errors import LOOKED_AT_AGAIN, Barred, OtherSystem, Parked, StartError, Transient, Unconfirmed
from relay.line.once.links import Link, Links
from relay.model import Flow
from relay.roles import SystemIdentity
from relay.store.store import Store
from relay.store.vault import Vault
from relay.systems.proofs import DOUBTED_AFTER, PROOF_LASTS
from relay.systems.proven_gate import ProvenGate
from relay.systems.register_store import RegisterStore
from relay.systems.systems import Systems
from tests.plain import as_told
from tests.stand_ins import make_links
from words.told import Told

FLOW = Flow(name="orders", entity="order", source="shop", target="books", settings=None, reference_prefix="W-")
PATIENCE = timedelta(seconds=5)


class Office:
    """A system that says who it is, unless something is wrong with it."""

    def __init__(self, company: str | None) -> None:
        self.company = company
        self.trouble: Exception | None = None
        self.asked = 0

    async def identify(self) -> SystemIdentity | None:
        self.asked += 1
        await asyncio.sleep(0)
        if self.trouble is not None:
            raise self.trouble
        return None if self.company is None else SystemIdentity((self.company,), {"company": self.company})

    async def check(self, reads: Collection[str], writes: Collection[str]) -> Told:
        raise AssertionError((reads, writes))

    def source(self, flow: Flow) -> Any:
        raise AssertionError(flow)

    def target(self, flow: Flow) -> Any:
        raise AssertionError(flow)


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def systems(store: Store, vault: Vault, clock: Clock | None = None, **offices: Office) -> Systems:
    """What a process knows that has just started with these connections."""
    connections = {name: SimpleNamespace(vendor="accountview", reference_prefix="W-") for name in offices}
    flow = SimpleNamespace(source="shop", target="books")
    settings: Any = SimpleNamespace(connections=connections, flows={"orders": flow})
    made = Systems(store, vault, settings, *([clock] if clock else []))
    await made.open(offices, [FLOW])
    return made


async def test_nothing_is_named_or_called_before_the_system_has_said_who_it_is(store: Store, vault: Vault) -> None:
    made = await systems(store, vault, books=Office("1"), shop=Office(None))
    with pytest.raises(Parked, match="has not told yet which system it is"):
        Links(store, vault, made).name("books", "order", "W-1")
    called = False
    with pytest.raises(Parked):
        async with ProvenGate(made, "books", _Open()).call():
            called = True
    assert not called
    await made.make_ready(FLOW)
    assert Links(store, vault, made).name("books", "order", "W-1") == make_links(store, vault).name(
        "books", "order", "W-1"
    )
    async with ProvenGate(made, "books", _Open()).call():
        called = True
    assert called


async def test_another_system_refuses_the_start_and_one_that_is_silent_does_not(store: Store, vault: Vault) -> None:
    await (await systems(store, vault, books=Office("1"), shop=Office(None))).prove_all(PATIENCE)
    other = await systems(store, vault, books=Office("2"), shop=Office(None))
    with pytest.raises(StartError, match="relay connection replace books"):
        await other.prove_all(PATIENCE)
    noted = RegisterStore(store, {"books": "accountview"})
    assert "relay connection replace books" in str((await noted.refused())["books"]), "and others can see it"
    await (await systems(store, vault, books=Office("1"), shop=Office(None))).prove_all(PATIENCE)
    assert not await noted.refused()
    closed = Office("2")
    closed.trouble = Transient(as_told("the office is closed"))
    silent = await systems(store, vault, books=closed, shop=Office(None))
    await silent.prove_all(PATIENCE)
    closed.trouble = None
    with pytest.raises(OtherSystem):  # and is asked before it is first used
        await silent.make_ready(FLOW)


async def test_a_system_that_becomes_another_while_the_relay_runs_is_neither_read_nor_written(
    store: Store, vault: Vault
) -> None:
    clock, office = Clock(), Office("1")
    made = await systems(store, vault, clock, books=office, shop=Office(None))
    await made.make_ready(FLOW)
    office.company = "2"
    clock.now += PROOF_LASTS.total_seconds() - 1
    commands = (await store.state.info("stats"))["total_commands_processed"]
    for _ in range(100):
        await made.make_ready(FLOW)
    assert office.asked == 1, "a proof costs no call while it lasts"
    assert (await store.state.info("stats"))["total_commands_processed"] - commands <= 2, "nor one to Redis"
    clock.now += 1
    with pytest.raises(OtherSystem):
        await made.make_ready(FLOW)
    with pytest.raises(OtherSystem):
        made.id_of("books")
    with pytest.raises(OtherSystem):
        async with ProvenGate(made, "books", _Open()).call():
            pass


@pytest.mark.parametrize("failure", [Transient(as_told("gone")), Unconfirmed(as_told("no answer"))])
async def test_after_a_call_that_failed_the_system_is_asked_again_soon(
    store: Store, vault: Vault, failure: Exception
) -> None:
    clock, office = Clock(), Office("1")
    made = await systems(store, vault, clock, books=office, shop=Office(None))
    await made.make_ready(FLOW)
    with pytest.raises(type(failure)):
        async with ProvenGate(made, "books", _Open()).call():
            raise failure
    office.company = "2"
    clock.now += DOUBTED_AFTER.total_seconds()
    with pytest.raises(OtherSystem):
        await made.make_ready(FLOW)


async def test_many_events_at_once_ask_one_question_and_all_learn_why_it_failed(store: Store, vault: Vault) -> None:
    office = Office("1")
    office.trouble = Transient(as_told("the office is closed"))
    made = await systems(store, vault, books=office, shop=Office(None))
    ends = await asyncio.gather(*(made.make_ready(FLOW) for _ in range(20)), return_exceptions=True)
    assert [str(end) for end in ends] == ["the office is closed"] * 20
    assert not any(getattr(end, "burns_try", True) for end in ends)
    assert office.asked == 1


async def test_a_system_that_lets_nobody_in_and_has_no_gate_that_tells_when_is_asked_once_a_minute(
    store: Store, vault: Vault
) -> None:
    clock, office = Clock(), Office("1")
    office.trouble = Barred(as_told("no company of this user"))
    made = await systems(store, vault, clock, books=office, shop=Office(None))
    for _ in range(20):
        with pytest.raises(Barred) as caught:
            await made.make_ready(FLOW)
        assert caught.value.after == LOOKED_AT_AGAIN
    assert office.asked == 1
    clock.now += LOOKED_AT_AGAIN.total_seconds()
    office.trouble = None
    await made.make_ready(FLOW)
    assert office.asked == 2


async def test_a_system_that_lets_nobody_in_is_asked_as_soon_as_its_gate_lets_the_question_through(
    store: Store, vault: Vault
) -> None:
    office = Office("1")
    office.trouble = Barred(as_told("the token is not accepted"))
    office.trouble.gate = "books"  # as its gate says that has judged the answer
    made = await systems(store, vault, books=office, shop=Office(None))
    for _ in range(2):
        with pytest.raises(Barred):
            await made.make_ready(FLOW)
    assert office.asked == 2


async def test_a_source_that_is_down_does_not_keep_what_came_from_it_from_being_carried(
    store: Store, vault: Vault
) -> None:
    clock, source = Clock(), Office("9")
    made = await systems(store, vault, clock, books=Office("1"), shop=source)
    await made.make_ready(FLOW)
    source.trouble = Transient(as_told("down"))
    clock.now += PROOF_LASTS.total_seconds()
    await made.make_ready(FLOW)
    clock.now += DOUBTED_AFTER.total_seconds()
    with pytest.raises(Transient):  # while it is not read
        await made.prove("shop")


async def test_processes_that_start_at_once_agree_on_one_id(store: Store, vault: Vault) -> None:
    names = ("books", "ledger") * 8
    crew = [await systems(store, vault, books=Office("1"), ledger=Office("1"), shop=Office(None)) for _ in names]
    await asyncio.gather(*(one.prove(name) for one, name in zip(crew, names, strict=True)))
    assert len({one.id_of(name) for one, name in zip(crew, names, strict=True)}) == 1


async def test_links_of_an_earlier_version_are_found_after_the_upgrade(store: Store, vault: Vault) -> None:
    before = make_links(store, vault)
    await before.store(before.name("books", "debtor", "anna@example.com"), Link("10001", manual=True))
    made = await systems(store, vault, books=Office("1"), ledger=Office("1"), shop=Office(None))
    await made.prove_all(PATIENCE)
    await made.prove("ledger")
    after = Links(store, vault, made)
    assert await after.find(after.name("books", "debtor", "anna@example.com")) == Link("10001", manual=True)
    assert made.id_of("ledger") == "ledger", "two names for one system had links of their own, and keep them"


class _Open:
    @asynccontextmanager
    async def call(self, about: str = "") -> AsyncIterator[None]:
        assert about == ""
        yield
