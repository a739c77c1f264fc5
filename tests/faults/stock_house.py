"""Stock that is moved in the sandbox of AFAS by processes that may be killed; the verdict is from its books."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import aiohttp
from pydantic import SecretStr

from handlers.contracts.stock import LevelKey, TakesMutations
from handlers.sandboxes.afas import AfasSandbox, Profit
from handlers.vendors.afas.connection import OpenAfas
from relay.model import Event, Flow, Lease, Origin, State, Ticket
from relay.settings.model import RedisSettings
from relay.store.store import open_store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.handlers.pipelines.common.shelf import Killed
from tests.handlers.pipelines.stock.killed_mover import LOCKS_END
from tests.handlers.pipelines.stock.stock_books import FLOW, Mover
from tests.handlers.vendors.afas.support import connection
from tests.stand_ins import OpenGate

KEY: Final = LevelKey("000100", "01")
VAULT: Final = Vault([b"s" * 32], b"i" * 32)


@dataclass
class StockHouse:
    """A sandbox whose books tell what was booked, and targets over it: ``hurried`` is one that soon gives a call up."""

    sandbox: AfasSandbox
    target: TakesMutations
    hurried: TakesMutations

    @property
    def profit(self) -> Profit:
        return self.sandbox.profit

    @property
    def level(self) -> Decimal:
        """What lies there now."""
        return self.profit.stock.quantities[(KEY.code, KEY.warehouse)]

    @property
    def amounts(self) -> list[Any]:
        """What each mutation of the relay moved, in the order in which they were carried out."""
        return [one["pieces"] for one in self.profit.stock.mutations]

    @property
    def doubled(self) -> list[Any]:
        """Marks that stand in the books more than once."""
        marks = [one["Ds"] for one in self.profit.stock.mutations]
        return sorted({mark for mark in marks if marks.count(mark) > 1}, key=str)

    def sell(self, pieces: int) -> None:
        """Somebody in Profit delivers goods, or receives them where it is below nought."""
        self.profit.stock.move((KEY.code, KEY.warehouse), Decimal(-pieces))


@asynccontextmanager
async def open_target(base_url: str, token: str, total_timeout: str = "60s") -> AsyncIterator[TakesMutations]:
    """A target over a sandbox, as each process has its own; a busy machine may take long over a call."""
    settings = connection(
        base_url,
        token=token,
        total_timeout=total_timeout,
        lookups={"mutations": "Relay_StockMutations"},
        writing={"stock": {"reason_in": "5", "reason_out": "6"}},
    )
    async with aiohttp.ClientSession() as session:
        flow = Flow(name="stock", entity="stock", source="shop", target="books", settings=None)
        yield OpenAfas("books", settings, session, OpenGate()).target(flow)


@asynccontextmanager
async def open_stock_house() -> AsyncIterator[StockHouse]:
    """A sandbox with ten of an article."""
    profit = Profit()
    profit.levels.set(KEY.code, 10, KEY.warehouse)
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(AfasSandbox(profit=profit))
        given = (sandbox.base_url, sandbox.access.token)
        target = await stack.enter_async_context(open_target(*given))
        yield StockHouse(sandbox, target, await stack.enter_async_context(open_target(*given, "2s")))


def ticket_of(event: str, token: str) -> Ticket:
    """The event of which the test holds the lease, as any process has it."""
    known = Event(event, FLOW.name, "A1", Origin.POLL, State.RUNNING, 0, ordinal=2)
    return Ticket(known, FLOW, Lease(event, token), {})


async def main(url: str, instance: str, base_url: str, moment: str, event: str, token: str) -> None:
    """Move the level to 8, and be killed at a moment; the sandbox's token comes by a variable, as no secret is seen."""
    redis = RedisSettings(payload_url=SecretStr(url), state_url=SecretStr(url), volatile_state=True)
    async with open_store(redis, instance) as store, open_target(base_url, os.environ["SANDBOX_TOKEN"]) as target:
        mover = Mover(store, VAULT, make_queue(store), LOCKS_END)
        mover.differences.kill = moment  # type: ignore[assignment]  # whoever starts this names a moment
        try:
            await mover.move(target, 8, ticket_of(event, token), key=KEY)
        except Killed:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
