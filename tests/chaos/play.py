"""A chaos run from its first order to its verdict: sell, strike, wait until all has ended, and judge by the books."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import aiohttp

from relay.care.activity import Summary
from relay.model import State
from tests.chaos.acts import Act, dealt
from tests.chaos.between import STILL, Between, standing_of, summaries
from tests.chaos.crew import Crew
from tests.chaos.forms import Form
from tests.chaos.house import INTO_AFAS, INTO_BOOKS, House, open_house
from tests.chaos.offices import AFAS_PREFIX, BOOKS_PREFIX, sold_by
from tests.chaos.recovery import next_outcome, restarts, running, steadily
from tests.chaos.result import Result
from tests.chaos.shop import Shop
from tests.chaos.storage import Storage
from tests.chaos.verdict import Promise, Standing, Verdict, judge, summed
from tests.chaos.weather import cut_off

_LOST_DOCUMENT: Final = "the document is lost"
_MOST_OPEN: Final = 150
_LOOK: Final = 0.25

Say = Callable[[str], None]


async def run(form: Form, seed: int, say: Say) -> Result:
    """Run it. Raises TimeoutError where the relay does not come to rest in time."""
    random = Random(seed)
    with tempfile.TemporaryDirectory(prefix="chaos-") as name, form.open_storage(Path(name), random) as storage:
        folder = Path(name)
        async with open_house(storage, folder, random) as house, aiohttp.ClientSession() as session:
            shop = Shop(session, house.address, random, customers=max(form.orders // 6, 1))
            async with Crew(house.config, house.environment, folder, random, workers=form.workers) as crew:
                play = _Play(form, seed, random, storage, house, shop, crew, say)
                try:
                    async with asyncio.timeout(form.within):
                        return await play.whole()
                except TimeoutError:
                    await play.tell_open()
                    raise


@dataclass
class _Play:
    form: Form
    seed: int
    random: Random
    storage: Storage
    house: House
    shop: Shop
    crew: Crew
    say: Say
    recoveries: list[float] = field(default_factory=list)
    outages: list[float] = field(default_factory=list)

    async def tell_open(self) -> None:
        """Say of each of the shop's events that is open how it stands."""
        for one in await self._open():
            self.say(f"open: {one.event.reference}, event {one.event.id}: {one.event.state}: {one.reason}")

    async def whole(self) -> Result:
        began = time.monotonic()
        await self._until_signed_in()
        sold = self.form.orders % self.form.acts + 1
        await self._sell(range(1, sold))
        batch = self.form.orders // self.form.acts
        for number, act in enumerate(dealt(self.form.deck, self.random, count=self.form.acts), start=1):
            selling = asyncio.create_task(self._sell(range(sold, sold + batch)))
            sold += batch
            await asyncio.sleep(self.random.uniform(0.2, 1.0))  # the blow falls at any moment of the selling
            await self._strike(act)
            await selling
            is_open = await self._until_open(_MOST_OPEN)
            self.say(f"{time.monotonic() - began:6.1f} s  {number}/{self.form.acts}  {act}; {is_open} events open")
        await self._until_all_ended()
        verdict = await self._judged()
        has_failovers = self.form.has_failovers
        return Result(
            seed=self.seed,
            verdict=verdict,
            recoveries=self.recoveries,
            outages=() if has_failovers else self.outages,
            failovers=self.outages if has_failovers else (),
            troubles=self.crew.troubles,
            faults=self.house.office.met + self.house.source.met,
            answers_without_promise=self.shop.answers_without_promise,
            seconds=time.monotonic() - began,
        )

    async def _until_signed_in(self) -> None:
        """Wait for the first call for data: a refresh token that is used and not stored would need a person."""
        calls = self.house.accountview.books.calls
        while not calls["GET", "SO1"]:  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(_LOOK)

    async def _sell(self, numbers: range) -> None:
        """Some are sold in AFAS and in AccountView, the others in the shop."""
        await self.shop.sell(sold_by(self.house.offices, numbers))

    async def _strike(self, act: Act) -> None:
        blows: dict[Act, Callable[[], Awaitable[None]]] = {
            Act.KILL_WORKER: self._kill_a_worker,
            Act.FREEZE_WORKER: self.crew.freeze_a_worker,
            Act.DRAIN_WORKER: self.crew.drain_a_worker,
            Act.KILL_ONE_SERVER: self.crew.kill_one_server,
            Act.KILL_SERVERS: self.crew.servers.kill,
            Act.RENEW: self.crew.renew_servers_and_a_worker,
            Act.INTERRUPT_STATE: self._interrupt_state,
            Act.LOSE_PAYLOADS: self._lose_payloads,
            Act.CUT_OFF_ACCOUNTVIEW: lambda: cut_off(self.house.office, self.random),
            Act.CUT_OFF_AFAS: lambda: cut_off(self.house.source, self.random),
        }
        await blows[act]()

    async def _interrupt_state(self) -> None:
        await self.storage.interrupt_state()
        self.outages.append(await next_outcome(self.house.store))

    async def _lose_payloads(self) -> None:
        await self.storage.lose_payloads()
        await self.shop.send_again([summary.event.id for summary in await self._open()])

    async def _kill_a_worker(self) -> None:
        worker = await self.crew.any_worker()
        before = await steadily(lambda: running(self.house.store))
        killed_at = asyncio.get_running_loop().time()
        await worker.kill()
        self.recoveries += await restarts(self.house.store, before, killed_at)

    async def _until_open(self, most: int) -> int:
        """Wait until no more events are open than this; what lost its document is sent again meanwhile."""
        while True:
            is_open = await self._open()
            await self.shop.send_again([summary.event.id for summary in is_open if _lacks_its_document(summary)])
            if len(is_open) <= most:
                return len(is_open)
            await asyncio.sleep(_LOOK)

    async def _until_all_ended(self) -> None:
        """Let the weather clear, and wait until all that was sold or promised has ended or waits for a person."""
        await self.house.offices.all_changed()
        self.house.clear_up()
        await self._until_open(0)
        await self.house.commits_done()
        await Between(self.house).all_ended()

    async def _open(self) -> list[Summary]:
        """The shop's events that have not ended, among them those that lost their document."""
        found = await summaries(self.house, list(self.shop.promises))
        return [one for one in found if one.event.state not in STILL or _lacks_its_document(one)]

    async def _judged(self) -> Verdict:
        """Both systems' books against what the other, and the shop, stand for."""
        offices, between = self.house.offices, Between(self.house)
        into_books = [*self.shop.promises.values(), *offices.promises(AFAS_PREFIX)]
        hooked = [await self._standing(promise) for promise in self.shop.promises.values()]
        standings = [*(one for one in hooked if one is not None), *await between.standings(INTO_BOOKS)]
        back = await between.standings(INTO_AFAS)
        return summed(
            [
                judge(into_books, standings, offices.ledgers.accountview(offices.numbers(BOOKS_PREFIX))),
                judge(offices.promises(BOOKS_PREFIX), back, offices.ledgers.afas(offices.numbers(AFAS_PREFIX))),
            ]
        )

    async def _standing(self, promise: Promise) -> Standing | None:
        story = await steadily(lambda: self.house.activity.story(promise.event_id or ""))
        return None if story is None else standing_of(promise.reference, story)


def _lacks_its_document(summary: Summary) -> bool:
    return summary.event.state is State.HELD and summary.reason.startswith(_LOST_DOCUMENT)
