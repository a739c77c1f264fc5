"""Measures a round of stock: what Redis and the shop are asked where a few levels of many changed, and where none did.

``python -m bench.stock_turnover`` lets so many articles be read again and again by the pipeline of stock into a shop in
memory, and tells calls and commands of Redis for each round, and what the state role keeps of an article.
"""

import argparse
import asyncio
import json
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from bench.parts import quick_settings, working
from bench.turnover import LONGEST, Line
from handlers.contracts.records import Fields, Repeat
from handlers.contracts.stock import FoundLevel, Level, LevelKey, StockSource, StockTarget
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.records import Records
from handlers.pipelines.stock import PIPELINE
from handlers.pipelines.stock.mutation_limits import MutationLimits
from handlers.pipelines.stock.mutations import Mutations
from handlers.pipelines.stock.settings import StockSettings
from mapping.documents.stock import StockRecord
from mapping.problems import Problem
from relay.demo.embedded import EmbeddedRedis
from relay.line.dues import Dues
from relay.line.flow_rotation import Room
from relay.line.once.claims import Claims
from relay.line.once.differences import Differences
from relay.line.once.intents import Intents
from relay.line.once.links import Links
from relay.line.once.locks import Locks
from relay.line.once.ordinals import Ordinals
from relay.line.once.reservations import Reservations
from relay.line.run_event import EventRunner, OpenFlow
from relay.line.worker import RelayWorker
from relay.model import Flow, Identity, Origin
from relay.processes.logs import configure_logs
from relay.settings.model import RetrySettings, WorkerSettings
from relay.store.store import open_store
from relay.store.vault import Vault

ARTICLES: Final = 1000
FLOW: Final = Flow(
    "stock", "stock", "books", "shop", StockSettings(compare="never"), keeps_state=True, keeps_stories=False
)


class CanonicalRecords:
    """Reads documents that are canonical already."""

    def read(self, document: Any) -> StockRecord:
        """The record."""
        return StockRecord.model_validate(document)


class Names:
    """Which system is behind each connection: as it is called."""

    def id_of(self, connection: str) -> str:
        """The name itself."""
        return connection

    def former_prefixes(self, _: str) -> Sequence[str]:
        """None."""
        return ()


class Shop:
    """Takes every level at once, and counts them."""

    connection = "shop"
    horizon = timedelta(minutes=5)
    repeat = Repeat.METHOD
    stock_decimals = 0
    is_ledger = False
    told = 0

    def check_level(self, _: Level) -> Sequence[Problem]:
        """Nothing is wrong."""
        return ()

    async def find_levels(self, _: Sequence[LevelKey]) -> Mapping[LevelKey, FoundLevel] | None:
        """It shows none."""
        return None

    def level_fields(self, level: Level) -> Fields:
        """Code and quantity."""
        return {"code": level.key.code, "quantity": level.quantity}

    async def set_level(self, _: Level, __: Fields) -> str | None:
        """It is told."""
        self.told += 1
        return None


class StockLine(Line):
    """One flow of stock with a worker."""

    shop: Shop

    def worker(self) -> RelayWorker:
        """Carries the flow into a shop."""
        self.shop = Shop()
        intents, locks = Intents(self.store, self.queue), Locks(self.store, timedelta(seconds=10), timedelta(seconds=5))
        links, ordinals = Links(self.store, self.vault, Names()), Ordinals(self.store)
        differences, limits = Differences(self.store, self.queue), MutationLimits(self.store, links)
        bound = PIPELINE.bind(
            {
                StockSource: CanonicalRecords(),
                StockTarget: self.shop,
                Links: links,
                Claims: Claims(self.store),
                Locks: locks,
                Intents: intents,
                Records: Records(links, intents, locks),
                KnownRecords: KnownRecords(),
                Ordinals: ordinals,
                Dues: Dues(self.store, self.vault),
                Reservations: Reservations(self.store, 1000),
                Differences: differences,
                MutationLimits: limits,
                Mutations: Mutations(links, locks, ordinals, differences, limits),
            }
        )
        flows = {FLOW.name: OpenFlow(FLOW, CanonicalRecords(), self.shop, bound)}  # type: ignore[arg-type]  # it is only read from
        runner = EventRunner(self.store, self.vault, self.queue, flows, RetrySettings(), intents)
        room = Room({FLOW.name: "shop"}, {"shop": 4}, {FLOW.name: PIPELINE.precedence})
        return RelayWorker(self.store, self.queue, runner, list(flows), WorkerSettings(), room)

    async def read_all(self, levels: Sequence[int]) -> dict[str, float]:
        """Read every article once, and carry what changed: calls of the shop and commands of Redis."""
        before, told, began = await self._commands(), self.shop.told, asyncio.get_running_loop().time()
        ordinal = await Ordinals(self.store).draw()
        for number, level in enumerate(levels):
            place = {"warehouse": "01", "available": str(level)}
            body = json.dumps({"number": f"KFM-{number}", "sku": f"KFM-{number}", "places": [place]}).encode()
            identity = Identity(f"KFM-{number}")
            await self.acceptor.accept(FLOW, body, identity, Origin.FULL_READ, digest_material=body, ordinal=ordinal)
        async with asyncio.timeout(LONGEST):
            while await self._is_under_way():
                await asyncio.sleep(0.05)
        seconds = asyncio.get_running_loop().time() - began
        commands = await self._commands() - before
        return {"told": self.shop.told - told, "commands": commands, "seconds": round(seconds, 1)}

    async def _commands(self) -> int:
        return int((await self.store.state.info("stats"))["total_commands_processed"])


async def measure(articles: int, share: float) -> dict[str, Any]:
    """The first round, one in which nothing changed, and one in which a share did; and what is kept of an article."""
    with EmbeddedRedis(maxmemory_mb=512) as server:
        async with open_store(quick_settings(server.url), "bench") as store:
            line = StockLine(store, Vault([secrets.token_bytes(32)], secrets.token_bytes(32)), replace(FLOW))
            async with working(line.worker()):
                levels = [5] * articles
                found: dict[str, Any] = {"articles": articles, "first": await line.read_all(levels)}
                kept = await line.measure()
                found["unchanged"] = await line.read_all(levels)
                changed = max(1, round(articles * share))
                found["changed"] = await line.read_all([4] * changed + levels[changed:])
                last = await line.measure()
    found["state_bytes_an_article"] = round(kept["state"] / articles)
    found["state_bytes_a_change"] = round((last["state"] - kept["state"]) / changed, 1)
    return found


async def main() -> None:
    """Measure, and print one JSON object as the last line."""
    asked = argparse.ArgumentParser(prog="python -m bench.stock_turnover", description=__doc__.partition("\n")[0])
    asked.add_argument("--articles", type=int, default=ARTICLES, help="how many articles there are")
    asked.add_argument("--share", type=float, default=0.01, help="which share of them changes in a round")
    words = asked.parse_args()
    configure_logs(level=logging.ERROR)
    print(json.dumps(await measure(words.articles, words.share)))


if __name__ == "__main__":
    asyncio.run(main())
