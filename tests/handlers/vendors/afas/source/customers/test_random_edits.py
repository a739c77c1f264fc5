"""Whatever is edited in AFAS, in whichever connector and however late it shows, the polls of all parts find it.

The edits are random, and the same each time: of sales relations, organisations, addresses, delivery addresses and
contacts, between two polls and two pages of one, visible up to 900 seconds after their stamp, on a plain day and
in both nights on which the clock changes.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

import pytest

from handlers.sandboxes.afas import Profit
from tests.handlers.vendors.afas.examples import delivery_contact
from tests.handlers.vendors.afas.source.customers.environment import (
    OVERLAP,
    Reading,
    a_buyer,
    a_company,
    a_profit,
    change_contact,
    change_debtor,
    change_party,
    move,
    reading,
)
from tests.handlers.vendors.afas.support import Clock

LATEST = 900
STARTS = {
    "a plain day": datetime(2026, 11, 24, 9, tzinfo=UTC),
    "the night in autumn": datetime(2026, 10, 24, 22, tzinfo=UTC),
    "the night in spring": datetime(2027, 3, 27, 22, tzinfo=UTC),
}


class Editors:
    """People who change customers, one thing at a time."""

    def __init__(self, random: Random, clock: Clock, profit: Profit) -> None:
        self.companies = [a_company(profit, a_buyer()) for _ in range(10)]
        self._random = random
        self._clock = clock
        self._profit = profit
        self._count = 0

    def edit(self) -> None:
        """One change, whose stamp lies up to the commit horizon before the moment at which it becomes visible."""
        late = self._random.choice([0, 0, 1, 60, LATEST])
        self._clock.move(seconds=-late)
        self._count += 1
        self._random.choice(self._edits)(self._random.choice(self.companies))
        self._clock.move(seconds=late)

    @property
    def _edits(self) -> list[Callable[[dict[str, str]], object]]:
        profit, count = self._profit, self._count
        contacts = list(profit.relations.contacts.by_number.values())
        person = next(one for one in self._random.sample(contacts, len(contacts)) if one["ViKc"] == "PRS")
        return [
            lambda company: change_debtor(profit, company, Krli=count),
            lambda company: change_party(profit, company, EmAd=f"info{count}@example.com"),
            lambda company: move(profit, company, HmNr=1000 + count),
            lambda company: change_party(profit, company, delivery_contact(f"Filiaal {count}", HmNr=count)),
            lambda _: change_contact(profit, int(str(person["CdId"])), TeNr=f"030-{count}"),
            lambda _: self.companies.append(a_company(profit, a_buyer())),
        ]


async def poll(
    r: Reading, cursors: dict[str, str], known: dict[str, str | None], meanwhile: Callable[[], None]
) -> None:
    """Poll all parts, and note the version of each customer that comes by."""
    for part in r.source.parts:
        async for page in r.source.changed_since(cursors[part], OVERLAP, part=part):
            for document in page.documents:
                identity = r.source.identify(document)
                known[identity.reference] = identity.version
            cursors[part] = page.cursor
            meanwhile()


@pytest.mark.parametrize("start", STARTS)
async def test_after_the_last_edit_the_newest_state_of_every_customer_was_read(start: str) -> None:
    random, clock = Random(start), Clock(STARTS[start])
    profit = a_profit(clock)
    people = Editors(random, clock, profit)
    known: dict[str, str | None] = {}

    def meanwhile() -> None:
        clock.move(seconds=random.choice([0, 1, 2]))
        if random.random() < 0.2:
            people.edit()

    async with reading(profit, clock, page_size=5) as r:
        cursors = dict.fromkeys(r.source.parts, r.source.cursor_at(clock()))
        for _ in range(30):
            for _ in range(random.choice([0, 1, 1, 2, 5])):
                people.edit()
                clock.move(seconds=random.choice([0, 1, 40]))
            if random.random() < 0.4:
                await poll(r, cursors, known, meanwhile)
            clock.move(seconds=random.choice([1, 60, 300, 600]))
        await poll(r, cursors, known, lambda: None)
        for company in people.companies:
            assert known[company["DbId"]] == r.source.identify(await r.source.fetch(company["DbId"])).version
