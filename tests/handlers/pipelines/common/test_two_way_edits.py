"""1,000 random sequences of edits on both sides, in each system's own forms: nothing swings, nothing is lost untold."""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from relay.line.queue import Queue
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.common.offices import RULES, same
from tests.handlers.pipelines.common.shelf import Carrier, Killed, lost
from tests.handlers.pipelines.common.two_systems import Edit, TwoSystems

SEQUENCES: Final = 1000
SHARDS: Final = 20
STEPS: Final = 14
POLLS: Final = 100

VALUES: Final[dict[str, Sequence[Any]]] = {
    "name": ["Van Dam", "VAN DAM", "Van  Dam B.V.", "De Wit", "Bakkerij De Gouden Korenaar"],
    "phone": ["020-5550199", "+31 20 555 01 99", "0031 20 5550188", "", "(020) 555 01 77"],
    "email": ["a@example.com", "A@example.com", "info@example.com", ""],
    "city": ["Delft", "delft", "LEIDEN", "'s-Gravenhage", ""],
    "limit": [Decimal(0), Decimal("12.5"), Decimal("99.99"), Decimal(1000)],
    "remark": ["short", "a remark that is a good deal longer than the column of the books", "another", ""],
}


def a_step(chance: random.Random, systems: TwoSystems, *, faults: bool) -> Callable[[], Any]:
    """One thing that happens: an edit, a poll, a run, time that passes, or a fault of the next write."""
    office = chance.choice([systems.shop, systems.books])
    flow = chance.choice([systems.forth, systems.back])
    name = chance.choice([*VALUES])
    value = chance.choice(VALUES[name])

    def strike() -> None:
        setattr(office, chance.choice(["before", "after"]), chance.choice([lost(), Killed()]))

    def edit_meanwhile() -> None:
        office.meanwhile = lambda: systems.edit(office, name, value)

    def pass_minutes() -> None:
        systems.clock += timedelta(minutes=chance.choice([1, 4, 11, 60]))

    steps: list[Callable[[], Any]] = [
        *[lambda: systems.edit(office, name, value)] * 5,
        *[flow.poll] * 5,
        *[flow.run] * 5,
        *[pass_minutes] * 2,
        *([strike, edit_meanwhile, flow.pass_time] if faults else []),
    ]
    return chance.choice(steps)


async def play(systems: TwoSystems, seed: int, *, faults: bool) -> None:
    """Happenings in a random order, from a customer whom both have."""
    chance = random.Random(seed)
    systems.edit(systems.shop, "name", "Van Dam")
    for name in VALUES:
        systems.edit(systems.shop, name, chance.choice(VALUES[name]))
    await systems.come_to_rest()
    systems.edits.clear()
    systems.tellings.clear()
    for _ in range(STEPS):
        happened = a_step(chance, systems, faults=faults)()
        if happened is not None and hasattr(happened, "__await__"):
            await happened
    for office in (systems.shop, systems.books):
        office.before = office.after = office.meanwhile = None


def find_lost(systems: TwoSystems) -> list[str]:
    """Fields of which an edit was lost without a word."""
    return [name for name, edits in systems.edits.items() if edits and _is_lost(systems, name, edits)]


def _is_lost(systems: TwoSystems, name: str, edits: Sequence[Edit]) -> bool:
    last = {edit.office.system: edit for edit in edits}
    told = systems.tellings.get(name, 0)
    first, *later = sorted(last.values(), key=lambda edit: edit.moment)
    final = [systems.shop.fields[name], systems.books.fields[name]]
    if not later:
        stands = all(same(name, first.value, value) for value in final)
        return not stands and not (RULES.one_way.get(name) not in {None, first.office.system} and told > first.moment)
    [second] = later
    if all(same(name, second.value, value) for value in final):
        return not (second.saw_other or same(name, first.value, second.value) or told > first.moment)
    stands = any(same(name, edit.value, value) for edit in last.values() for value in final)
    return not stands or told <= second.moment


def is_in_step(systems: TwoSystems, name: str) -> bool:
    return same(name, systems.shop.fields[name], systems.books.fields[name])


async def writes_of_polls(systems: TwoSystems, polls: int) -> int:
    before = systems.shop.writes + systems.books.writes
    for _ in range(polls):
        for flow in (systems.forth, systems.back):
            await flow.poll()
            await flow.run()
    return systems.shop.writes + systems.books.writes - before


@pytest.mark.parametrize("shard", range(SHARDS))
async def test_no_edit_is_lost_untold_and_after_the_last_one_nothing_oscillates(
    shard: int, store: Store, vault: Vault, queue: Queue
) -> None:
    for seed in range(shard * SEQUENCES // SHARDS, (shard + 1) * SEQUENCES // SHARDS):
        faults = seed % 2 == 1
        systems = TwoSystems(Carrier(store, vault, queue), f"{seed}")
        await play(systems, seed, faults=faults)
        before = {office.system: office.writes for office in (systems.shop, systems.books)}
        await systems.come_to_rest()
        assert await writes_of_polls(systems, POLLS if seed % 50 == 0 else 3) == 0, seed
        written = {office.system: office.writes - before[office.system] for office in (systems.shop, systems.books)}
        assert faults or max(written.values()) <= 1, (seed, written)
        assert find_lost(systems) == [], seed
        assert [name for name in VALUES if name not in RULES.one_way and not is_in_step(systems, name)] == [], seed
