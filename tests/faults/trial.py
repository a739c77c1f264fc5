"""One fault run: orders before, in and behind an outage until all is done; the verdict is from the target's books."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from relay.demo.embedded import EmbeddedRedis
from tests.chaos.between import standing_of
from tests.chaos.verdict import Promise, Verdict, judge
from tests.faults.house import House, open_house
from tests.faults.kinds import Kind, Vendor
from tests.faults.sales import PREFIX, addresses_of, debtors_of, order, total_of
from tests.faults.scale import Scale, allowed
from tests.waiting import eventually

_LOOK: Final = 0.05
_LONGEST_TO_MEET: Final = 60.0
"""Seconds an outage lasts on until a call meets it: on a busy machine the first one may come late."""


@dataclass
class Result:
    """``seconds`` is from the beginning of the outage until all was done, ``within`` what was allowed.

    ``open_ones`` were not done in that time.
    """

    kind: Kind
    vendor: Vendor
    verdict: Verdict
    seconds: float
    within: float
    met: int
    missing: list[str] = field(default_factory=list)
    open_ones: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """All that is not as it must be; empty where all is well."""
        verdict = self.verdict
        told = [f"held: {one}" for one in verdict.held] + [f"lost: {one}" for one in verdict.lost]
        told += [f"doubled: {one}" for one in verdict.doubled] + [f"differing: {one}" for one in verdict.differing]
        told += [f"missing: {one}" for one in self.missing] + [f"open: {one}" for one in self.open_ones]
        return told if self.met else [*told, "no call met the fault"]


async def run(kind: Kind, vendor: Vendor, scale: Scale, orders: int, redis: EmbeddedRedis, folder: Path) -> Result:
    """A fifth of the orders comes before the outage, most come while it lasts, a fifth after it.

    It lasts until a call met it, at least.
    """
    documents = [order(number, orders) for number in range(1, orders + 1)]
    fifth = max(orders // 5, 1)
    async with open_house(vendor, scale, redis, folder) as house:
        ids = [await house.post(document) for document in documents[:fifth]]
        house.proxy.kind = kind
        began = time.monotonic()
        ids += await _spread(house, documents[fifth:-fifth], scale.outage.total_seconds())
        await _until_met(house, kind)
        house.proxy.kind = None
        within = allowed(time.monotonic() - began)  # of the outage as it was: a busy machine posts for longer
        ids += [await house.post(document) for document in documents[-fifth:]]
        open_ones = await _until_done(house, ids, began + within)
        seconds = time.monotonic() - began
        await house.proxy.all_carried_out()
        verdict = await _judged(house, documents, ids)
        missing = _missing(house, documents)
        return Result(kind, vendor, verdict, seconds, within, house.proxy.met[kind], missing, open_ones)


async def _spread(house: House, documents: Sequence[Any], seconds: float) -> list[str]:
    """Post documents evenly over so long."""
    began, ids = time.monotonic(), []
    for position, document in enumerate(documents, start=1):
        ids.append(await house.post(document))
        await asyncio.sleep(max(began + seconds * position / len(documents) - time.monotonic(), 0))
    return ids


async def _until_met(house: House, kind: Kind) -> None:
    """Wait until a call met the outage; a run whose outage none meets in time says so in its result."""
    with suppress(AssertionError):
        await eventually(lambda: house.proxy.met[kind], within=_LONGEST_TO_MEET)


async def _until_done(house: House, ids: Sequence[str], until: float) -> list[str]:
    """Wait until nothing is open; what is open when the time is over."""
    while left := await house.open(ids):
        if time.monotonic() > until:
            return left
        await asyncio.sleep(_LOOK)
    return []


async def _judged(house: House, documents: Sequence[Any], ids: Sequence[str]) -> Verdict:
    promises = [
        Promise(f"{PREFIX}{document['number']}", position, event_id, None, (total_of(document),))
        for position, (document, event_id) in enumerate(zip(documents, ids, strict=True), start=1)
    ]
    stories = await house.stories(ids)
    standings = [standing_of(f"{PREFIX}{story.summary.event.reference}", story) for story in stories]
    return judge(promises, standings, house.accounts)


def _missing(house: House, documents: list[Any]) -> list[str]:
    """Debtors and delivery addresses that are not in the books as often as they should; doubles are told apart."""
    accounts = house.accounts
    wanted = {"debtors": debtors_of(documents), "addresses": addresses_of(documents)}
    found = {"debtors": len(set(accounts.debtors)), "addresses": len(set(accounts.addresses))}
    return [f"{found[kind]} {kind} of {count}" for kind, count in wanted.items() if found[kind] != count]
