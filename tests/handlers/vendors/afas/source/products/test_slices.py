"""All of AFAS's products are read in the order of their code, from any of them on, whatever changes meanwhile."""

from collections.abc import Iterable

import pytest

from relay.roles import Slice
from tests.handlers.vendors.afas.source.products.environment import (
    EVERYTHING,
    Reading,
    a_profit,
    add,
    add_picture,
    add_set,
    add_variant,
    change,
    reading,
    set_price,
)
from tests.handlers.vendors.afas.support import Clock

CODES = [f"TG-{number:02}" for number in range(25)]


async def read(
    r: Reading, part: str = "articles", position: str | None = None, since: str | None = None
) -> list[Slice]:
    return [one async for one in r.source.slices(part, position, since)]


def numbers(r: Reading, slices: Iterable[Slice]) -> list[str]:
    return [r.source.identify(document).reference for one in slices for document in one.documents]


async def test_every_product_comes_once_and_whole_though_rows_move_between_two_slices() -> None:
    clock = Clock()
    profit = a_profit(clock)
    for code in CODES:
        add(profit, code)
        set_price(profit, code, "4.00")
    add_set(profit, "SET", (CODES[0], "2"))
    async with reading(profit, clock, page_size=4) as r:
        found: list[str] = []
        async for one in r.source.slices("articles", None, None):
            found += numbers(r, [one])
            assert all(len(document["prices"]) == 1 for document in one.documents)
            clock.move(seconds=1)
            for index in (0, 12, 23):
                change(profit, CODES[index], Ds=f"Glas {len(found)}")
        assert found == CODES
        assert numbers(r, await read(r, "compositions")) == ["Sam:SET"]
        assert await r.source.count(None) == 26


@pytest.mark.parametrize("part", ["prices", "images"])
async def test_all_there_are_the_articles_and_compositions_show_and_no_other_part(part: str) -> None:
    clock = Clock()
    profit = a_profit(clock)
    add(profit, "TG-1")
    set_price(profit, "TG-1", "4.00")
    add_picture(profit, "TG-1", "A1")
    async with reading(profit, clock) as r:
        assert await read(r, part) == []


async def test_from_each_position_the_rest_is_read() -> None:
    clock = Clock()
    profit = a_profit(clock)
    for code in CODES[:10]:
        add(profit, code)
    for code in CODES[:5]:
        add_set(profit, f"S-{code}", (code, "1"), (CODES[9], "1"))
    async with reading(profit, clock, page_size=3) as r:
        for part in ("articles", "compositions"):
            slices = await read(r, part)
            for done, one in enumerate(slices, start=1):
                assert numbers(r, await read(r, part, position=one.position)) == numbers(r, slices[done:])


async def test_with_a_cursor_each_part_brings_what_changed_since_in_it_and_its_own_part_does_not() -> None:
    clock = Clock()
    profit = a_profit(clock)
    for code in CODES[:8]:
        add(profit, code)
        set_price(profit, code, "4.00")
    clock.move(hours=1)
    async with reading(profit, clock, page_size=2) as r:
        since = r.source.cursor_at(clock())
        clock.move(hours=1)
        change(profit, CODES[1], Bl=True)
        for index in (1, 2, 5):
            set_price(profit, CODES[index], "5.00", begins="2027-01-01")
        add_picture(profit, CODES[7], "A1")
        expected = {"articles": [1], "compositions": [], "prices": [2, 5], "images": [7]}
        for part, changed in expected.items():
            slices = await read(r, part, since=since)
            assert numbers(r, slices) == [CODES[index] for index in changed]
            for done, one in enumerate(slices, start=1):
                assert numbers(r, await read(r, part, one.position, since)) == numbers(r, slices[done:])
        assert await r.source.count(since) == 1


async def test_sizes_come_whole_and_once_wherever_a_page_ends() -> None:
    clock = Clock()
    profit = a_profit(clock)
    for code in ("A", "B", "C"):
        add(profit, code, VaTp="3", StD1="MAAT")
        for size in ("S", "M", "L"):
            add_variant(profit, code, size)
    products = {**EVERYTHING, "variants": {}}
    for page_size in range(1, 11):
        async with reading(profit, clock, products, page_size=page_size) as r:
            found = numbers(r, await read(r))
        assert sorted(found) == sorted(f"{code}|{size}" for code in "ABC" for size in "SML")
