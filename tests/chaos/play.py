"""A chaos run from its first order to its verdict: sell, strike, wait until all has ended, and judge by the books."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import aiohttp

from relay.activity import Story, Summary
from relay.model import ENDS, State
from tests.chaos.acts import Act, dealt
from tests.chaos.crew import Crew
from tests.chaos.forms import Form
from tests.chaos.house import POLLED, House, open_house
from tests.chaos.recovery import next_outcome, restarts, running, steadily
from tests.chaos.result import Result
from tests.chaos.shop import Shop
from tests.chaos.storage import Storage
from tests.chaos.verdict import RESTS, Promise, Standing, judge

_LOST_DOCUMENT: Final = "the document is lost"
_MOST_OPEN: Final = 150
_AT_ONCE: Final = 200
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
                async with asyncio.timeout(form.within):
                    return await play.whole()


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

    async def whole(self) -> Result:
        began = time.monotonic()
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
        self.house.clear_up()
        await self._until_all_ended()
        await self.house.accountview.commits_done()
        promises = [*self.shop.promises.values(), *self.house.polled]
        has_failovers = self.form.has_failovers
        verdict = judge(promises, await self._standings(), self.house.accounts())
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

    async def _sell(self, numbers: range) -> None:
        """Every tenth order is AFAS's own, the others come from the shop."""
        for number in numbers:
            if number % 10 == 0:
                self.house.order_in_afas(number)
        await self.shop.sell(number for number in numbers if number % 10)

    async def _strike(self, act: Act) -> None:
        blows: dict[Act, Callable[[], Awaitable[None]]] = {
            Act.KILL_WORKER: self._kill_a_worker,
            Act.FREEZE_WORKER: self.crew.freeze_a_worker,
            Act.DRAIN_WORKER: self.crew.drain_a_worker,
            Act.KILL_ONE_SERVER: self.crew.kill_one_server,
            Act.KILL_SERVERS: self.crew.servers.kill,
            Act.RENEW_SERVERS: self.crew.renew_servers,
            Act.INTERRUPT_STATE: self._interrupt_state,
            Act.LOSE_PAYLOADS: self._lose_payloads,
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
        """Wait until everything that was promised has ended or waits for a person, and AFAS's orders are found."""
        while True:
            is_open = await self._until_open(0)
            if not is_open and len(await self._ended_polled()) == len(self.house.polled):
                return
            await asyncio.sleep(_LOOK)

    async def _open(self) -> list[Summary]:
        """The shop's events that have not ended, among them those that lost their document."""
        summaries = await self._summaries(list(self.shop.promises))
        return [one for one in summaries if one.event.state not in ENDS | {State.HELD} or _lacks_its_document(one)]

    async def _summaries(self, event_ids: Sequence[str]) -> list[Summary]:
        found: list[Summary] = []
        for start in range(0, len(event_ids), _AT_ONCE):
            part = event_ids[start : start + _AT_ONCE]
            found += await steadily(lambda part=part: self.house.activity.summaries(part))  # type: ignore[misc]
        return found

    async def _ended_polled(self) -> set[str]:
        """References of AFAS's orders whose event has ended or waits for a person."""
        return {one.reference for one in await self._polled() if one.state in ENDS | {State.HELD}}

    async def _standings(self) -> list[Standing]:
        hooked = [await self._standing(promise) for promise in self.shop.promises.values()]
        return [*(one for one in hooked if one is not None), *await self._polled()]

    async def _standing(self, promise: Promise) -> Standing | None:
        story = await steadily(lambda: self.house.activity.story(promise.event_id or ""))
        return None if story is None else _standing(promise.reference, story)

    async def _polled(self) -> list[Standing]:
        """How AFAS's orders stand; a poll reads a document more than once, and finds its event again."""
        now = await steadily(self.house.activity.now)
        ids = [i async for page in self.house.activity.ids(until=now, flow=POLLED) for i in page]
        stories = [await steadily(lambda i=i: self.house.activity.story(i)) for i in ids]  # type: ignore[misc]
        return [_standing(f"A-{story.summary.event.reference}", story) for story in stories if story is not None]


def _standing(reference: str, story: Story) -> Standing:
    event, states = story.summary.event, {run["state"] for run in story.runs}
    return Standing(event.id, reference, event.state, story.summary.reason, bool(states & RESTS))


def _lacks_its_document(summary: Summary) -> bool:
    return summary.event.state is State.HELD and summary.reason.startswith(_LOST_DOCUMENT)
