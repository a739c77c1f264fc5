"""A process that moves stock and kills itself beside one of its notes or its call, for a test to go on."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

import orjson
from pydantic import SecretStr

from handlers.contracts.stock import Mutation
from relay.model import Event, Lease, Origin, State, Ticket
from relay.settings.model import RedisSettings
from relay.store.store import Store, open_store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.handlers.pipelines.common.shelf import Killed
from tests.handlers.pipelines.stock.stock_books import FLOW, KEY, Mover, StockBooks

VAULT: Final = Vault([b"s" * 32], b"i" * 32)
LOCKS_END: Final = timedelta(milliseconds=300)


@dataclass
class KeptBooks(StockBooks):
    """Keeps its entries in Redis, beside the notes of the relay, so that they outlive the process that books."""

    store: Store | None = None

    async def load(self) -> "KeptBooks":
        assert self.store is not None
        entries = orjson.loads(await self.store.state.get(self._key) or b"[]")
        self.entries = [(mark, Decimal(amount)) for mark, amount in entries]
        self.levels[KEY] = Decimal(10) + sum(amount for _, amount in self.entries)
        return self

    async def carry_out(self, mutation: Mutation) -> None:
        await super().carry_out(mutation)
        assert self.store is not None
        await self.store.state.set(self._key, orjson.dumps([[mark, str(amount)] for mark, amount in self.entries]))

    @property
    def _key(self) -> str:
        assert self.store is not None
        return f"{self.store.keys.prefix}books"


def ticket_of(event: str, token: str) -> Ticket:
    """The event of which the test holds the lease, as any process has it."""
    known = Event(event, FLOW.name, "A1", Origin.POLL, State.RUNNING, 0, ordinal=2)
    return Ticket(known, FLOW, Lease(event, token), {})


async def main(url: str, instance: str, moment: str, event: str, token: str) -> None:
    settings = RedisSettings(payload_url=SecretStr(url), state_url=SecretStr(url), volatile_state=True)
    async with open_store(settings, instance) as store:
        mover = Mover(store, VAULT, make_queue(store), LOCKS_END)
        books = await KeptBooks(store=store).load()
        if moment in {"kill_before", "kill_after"}:
            books.faults = [moment]  # type: ignore[list-item]  # of the two words that the line above allows
        else:
            mover.differences.kill = moment  # type: ignore[assignment]  # whoever starts this names a moment
        try:
            await mover.move(books, 8, ticket_of(event, token))
        except Killed:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
