"""Products that people edit in AFAS and in AccountView: each edit reaches the other books, and nothing comes back."""

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from handlers.pipelines.common.two_way_settings import TwoWaySettings
from handlers.pipelines.products import PIPELINE
from mapping.documents.product import Product
from relay.line.queue import Queue
from relay.line.run_event import OpenFlow
from relay.model import Outcome, State
from relay.settings.model import RetentionSettings
from relay.store.store import Store
from tests.handlers.pipelines.products.desk import ProductDesk
from tests.handlers.pipelines.products.ways import Business, ProductWay, open_way

WAYS = [("afas", "accountview"), ("accountview", "afas")]


@dataclass
class BothWays:
    """A product that both have: ``number`` in the first system, ``other`` in the second."""

    way: ProductWay
    forth: ProductDesk
    back: ProductDesk
    number: str
    other: str

    async def go_forth(self) -> Outcome:
        return await self.forth.carry(await self.forth.source.fetch(self.number))  # type: ignore[attr-defined]  # it is polled

    async def go_back(self) -> Outcome:
        return await self.back.carry(await self.back.source.fetch(self.other))  # type: ignore[attr-defined]  # it is polled

    async def edit_there(self, **texts: str) -> None:
        """A person changes texts of the article in the second system."""
        await self._edit(self.forth, self.other, texts)

    async def edit_here(self, **texts: str) -> None:
        """A person changes texts of the article in the first system."""
        await self._edit(self.back, self.number, texts)

    async def _edit(self, desk: ProductDesk, code: str, texts: dict[str, str]) -> None:
        fields = {}
        for word, text in texts.items():
            names = [name for name, paths in desk.target.product_sources.items() if f"texts.{word}" in paths]
            fields[names[0]] = text
        await desk.target.update_product(code, fields)

    async def shown(self) -> tuple[Product, Product]:
        """The product as a flow reads it in either system."""
        there = self.forth.source.read(await self.forth.source.fetch(self.number))  # type: ignore[attr-defined]  # it is polled
        return there, self.back.source.read(await self.back.source.fetch(self.other))  # type: ignore[attr-defined]  # it is polled

    async def names(self) -> tuple[str | None, str | None]:
        one, other = await self.shown()
        return one.name, other.name


@pytest.fixture
def queue(store: Store) -> Queue:
    """With leases that no run outlives: nobody renews them here."""
    return Queue(store, RetentionSettings(), timedelta(minutes=5))


@pytest.fixture(params=WAYS, ids=[" and ".join(ends) for ends in WAYS])
async def both(request: pytest.FixtureRequest, desk: ProductDesk) -> AsyncIterator[BothWays]:
    source, target = request.param
    async with open_way(source, target, desk.orders) as way:
        assert way.back is not None
        assert isinstance(way.there, Business)
        flows: dict[str, OpenFlow] = {}
        for each in (way.desk, way.back):
            each.settings = each.settings.model_copy(update={"two_way": TwoWaySettings(leader="shop"), "prices": None})
            each.opened = flows
            bound = PIPELINE.bind(each.services)
            given: Any = each.source
            flows[each.flow.name] = OpenFlow(each.flow, given, each.target, bound)
        number = await way.new()
        made = await way.desk.carry(await way.document(number))
        assert made.state is State.WRITTEN, made
        yield BothWays(way, way.desk, way.back, number, str(made.number))


async def test_what_was_carried_is_not_carried_back_and_nobody_is_asked(both: BothWays) -> None:
    for _ in range(2):
        back = await both.go_back()
        assert (back.state, back.number) == (State.WRITTEN, both.number), back
        forth = await both.go_forth()
        assert (forth.state, forth.number) == (State.WRITTEN, both.other), forth
    assert await both.names() == ("Kaasplank eiken", "Kaasplank eiken")


async def test_an_edit_at_either_end_reaches_the_other_and_stays(both: BothWays) -> None:
    await both.edit_there(name="Kaasplank noten")
    assert (await both.go_back()).state is State.WRITTEN
    assert await both.names() == ("Kaasplank noten", "Kaasplank noten")
    forth = await both.go_forth()
    assert "nothing changed since" in forth.reason, forth
    await both.edit_here(name="Kaasplank beuken")
    assert (await both.go_forth()).state is State.WRITTEN
    assert await both.names() == ("Kaasplank beuken", "Kaasplank beuken")
    await both.go_back()
    assert await both.names() == ("Kaasplank beuken", "Kaasplank beuken")


async def test_a_value_that_a_person_puts_back_is_an_edit_like_any_other(both: BothWays) -> None:
    for name in ("Kaasplank noten", "Kaasplank eiken"):
        await both.edit_there(name=name)
        await both.go_back()
        await both.go_forth()
        assert await both.names() == (name, name)


async def test_edits_of_other_fields_at_both_ends_do_not_undo_each_other(both: BothWays) -> None:
    await both.edit_there(name="Kaasplank noten")
    await both.edit_here(extra_name="Van noten.")
    await both.go_forth()
    await both.go_back()
    await both.go_forth()
    for product in await both.shown():
        assert (product.name, product.extra_name) == ("Kaasplank noten", "Van noten.")


async def test_of_one_field_that_both_changed_the_leaders_counts_and_it_is_told_without_values(both: BothWays) -> None:
    await both.edit_there(name="Kaasplank noten")
    await both.edit_here(name="Kaasplank beuken")
    back = await both.go_back()
    assert [(problem.path, problem.rule.split(":")[0]) for problem in back.problems] == [("name", "two_way_conflict")]
    told = [back.reason, *map(str, back.problems), *(note for step in back.steps for note in step.notes)]
    assert "noten" not in " ".join(told)
    await both.go_forth()
    await both.go_back()
    assert await both.names() == ("Kaasplank beuken", "Kaasplank beuken")


async def test_an_older_reading_does_not_undo_what_was_carried_since(both: BothWays) -> None:
    old = await both.way.there.document(both.number)
    ticket = await both.forth.ticket(old)
    await both.edit_there(name="Kaasplank noten")
    await both.go_back()
    outcome = await PIPELINE.bind(both.forth.services).run(ticket)
    assert outcome.state is State.WRITTEN, outcome
    assert await both.names() == ("Kaasplank noten", "Kaasplank noten")


async def test_a_name_that_one_system_cuts_never_comes_back_cut(both: BothWays) -> None:
    whole = "Kaasplank van massief eikenhout met handgreep, geolied, dertig bij twintig centimeter"
    await both.edit_here(name=whole[:38])
    await both.go_forth()
    for _ in range(2):
        await both.go_back()
        await both.go_forth()
    here, _ = await both.names()
    assert here == whole[:38]


@pytest.mark.parametrize("seed", range(4))
async def test_after_any_edits_at_both_ends_the_two_agree_and_then_nothing_is_written(
    both: BothWays, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(6):
        edit = chance.choice([both.edit_here, both.edit_there])
        word = chance.choice(["name", "extra_name"])
        await edit(**{word: f"Plank {chance.randrange(10**6)}"})
        await (both.go_forth if chance.random() < 0.5 else both.go_back)()
    for _ in range(2):
        await both.go_forth()
        await both.go_back()
    one, other = await both.shown()
    assert (one.name, one.extra_name) == (other.name, other.extra_name)
    assert isinstance(both.way.there, Business)
    books = (both.way.books, both.way.there.books)
    before = [one.writes() for one in books]
    for _ in range(3):
        await both.go_forth()
        await both.go_back()
    assert [one.writes() for one in books] == before
