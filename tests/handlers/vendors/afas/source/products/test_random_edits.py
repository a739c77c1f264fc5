"""Whatever is edited in AFAS, in whichever connector and however late it shows, the polls of all parts find it.

The edits are random, and the same each time: of articles, prices, pictures, sizes and compositions, between two polls
and two pages of one, visible up to 900 seconds after their stamp, on a plain day and in both nights on which the clock
changes.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from handlers.sandboxes.afas import Profit
from tests.handlers.vendors.afas.examples import body
from tests.handlers.vendors.afas.source.products.environment import (
    EVERYTHING,
    OVERLAP,
    Reading,
    a_profit,
    add,
    add_picture,
    add_set,
    add_variant,
    change,
    reading,
    set_price,
    write,
)
from tests.handlers.vendors.afas.support import Clock

LATEST = 900
STARTS = {
    "a plain day": datetime(2026, 11, 24, 9, tzinfo=UTC),
    "the night in autumn": datetime(2026, 10, 24, 22, tzinfo=UTC),
    "the night in spring": datetime(2027, 3, 27, 22, tzinfo=UTC),
}
VARIANTS = {**EVERYTHING, "variants": {}, "columns": {"modified_2": "VariantModified"}}


class Editors:
    """People who change goods, one thing at a time."""

    def __init__(self, random: Random, clock: Clock, profit: Profit) -> None:
        self._random = random
        self._clock = clock
        self._profit = profit
        self._count = 0
        self.plain = [add(profit, f"TG-{number}") for number in range(8)]
        self.sized = [add(profit, f"SH-{number}", VaTp="3", StD1="MAAT") for number in range(3)]
        for code in self.sized:
            add_variant(profit, code, "S")
        add_set(profit, "SET-1", ("TG-0", "2"), ("TG-1", "1"))

    def edit(self) -> None:
        """One change, whose stamp lies up to the commit horizon before the moment at which it becomes visible."""
        late = self._random.choice([0, 0, 1, 60, LATEST])
        self._clock.move(seconds=-late)
        self._count += 1
        self._random.choice(self._edits)()
        self._clock.move(seconds=late)

    @property
    def _edits(self) -> list[Callable[[], object]]:
        profit, count = self._profit, self._count
        plain, sized = self._random.choice(self.plain), self._random.choice(self.sized)
        begins = (date(2026, 1, 1) + timedelta(days=count)).isoformat()
        header = {"ItCd": "SET-1", "Ds": f"Set {count}"}
        return [
            lambda: change(profit, plain, Ds=f"Glas {count}"),
            lambda: change(profit, sized, Bl=bool(count % 2)),
            lambda: set_price(profit, plain, "4.00", begins=begins),
            lambda: set_price(profit, "SET-1", "9.00", begins=begins, VaIt="7"),
            lambda: add_picture(profit, plain, f"A{count}", place=1 + count % 5),
            lambda: add_variant(profit, sized, self._random.choice("SML"), BlSa=bool(count % 2)),
            lambda: write(profit, body("FbComposition", header), "PUT"),
            lambda: self.plain.append(add(profit, f"N-{count}")),
        ]


async def poll(
    r: Reading, cursors: dict[str, str], known: dict[str, str | None], meanwhile: Callable[[], None]
) -> None:
    """Poll all parts, and note the version of each product that comes by."""
    for part in r.source.parts:
        async for page in r.source.changed_since(cursors[part], OVERLAP, part=part):
            for document in page.documents:
                identity = r.source.identify(document)
                known[identity.reference] = identity.version
            cursors[part] = page.cursor
            meanwhile()


@pytest.mark.parametrize("start", STARTS)
async def test_after_the_last_edit_the_newest_state_of_every_product_was_read(start: str) -> None:
    random, clock = Random(start), Clock(STARTS[start])
    profit = a_profit(clock)
    people = Editors(random, clock, profit)
    known: dict[str, str | None] = {}

    def meanwhile() -> None:
        clock.move(seconds=random.choice([0, 1, 2]))
        if random.random() < 0.2:
            people.edit()

    async with reading(profit, clock, VARIANTS, page_size=5) as r:
        cursors = dict.fromkeys(r.source.parts, r.source.cursor_at(clock()))
        for _ in range(30):
            for _ in range(random.choice([0, 1, 1, 2, 5])):
                people.edit()
                clock.move(seconds=random.choice([0, 1, 40]))
            if random.random() < 0.4:
                await poll(r, cursors, known, meanwhile)
            clock.move(seconds=random.choice([1, 60, 300, 600]))
        await poll(r, cursors, known, lambda: None)
        every = [*people.plain, "Sam:SET-1", *(f"{row['ItCd']}|{row['StL1']}" for row in profit.goods.combinations)]
        for number in every:
            assert known[number] == r.source.identify(await r.source.fetch(number)).version
