"""A process that carries a customer of three parts and kills itself beside one of its writes, for a test to go on."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import orjson
from pydantic import SecretStr

from handlers.pipelines.common.part import Carried, Part, day_of
from relay.model import Ticket
from relay.settings.model import RedisSettings
from relay.store.store import Store, open_store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.handlers.pipelines.common.shelf import Carrier, Shelf, Standing

VAULT: Final = Vault([b"s" * 32], b"i" * 32)
ZONE: Final = ZoneInfo("Europe/Amsterdam")
JUST_BEFORE_MIDNIGHT: Final = round(datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC).timestamp() * 1000)
LOCKS_END: Final = timedelta(milliseconds=300)


@dataclass
class KeptShelf(Shelf):
    """Keeps its records in Redis, beside those of the relay, so that they outlive the process that writes them."""

    store: Store | None = None
    kill: tuple[str, int] = ("never", 0)

    async def load(self) -> "KeptShelf":
        assert self.store is not None
        self.records = orjson.loads(await self.store.state.get(self._key) or b"{}")
        return self

    async def _strike(self, moment: str) -> None:
        assert self.store is not None
        if moment == "after":
            await self.store.state.set(self._key, orjson.dumps(self.records))
        if self.kill == (moment, self.sent):
            os.kill(os.getpid(), signal.SIGKILL)
        await super()._strike(moment)

    @property
    def _key(self) -> str:
        assert self.store is not None
        return f"{self.store.keys.prefix}shelf"


def parts_of(carrier: Carrier, shelf: Shelf, ticket: Ticket) -> list[Part[Standing]]:
    """A debtor, a contact and an address that holds from the day of acceptance on: another day is another address."""
    pair = carrier.pair("C1")
    day = day_of(ticket.event, ZONE)
    return [
        carrier.part(shelf, {"name": "Van Dam"}, "debtor", pair, belongs_to=pair.name),
        carrier.part(shelf, {"name": "Anna"}, "contact 1", belongs_to=pair.name),
        carrier.part(shelf, {"city": "Delft", "mark": f"address from {day}"}, "address 1", belongs_to=pair.name),
    ]


async def carry_all(carrier: Carrier, shelf: Shelf) -> list[Carried]:
    """Carry the parts in order, as a run does."""
    ticket = await carrier.ticket(accepted_ms=JUST_BEFORE_MIDNIGHT)
    return [await carrier.parts.carry(ticket, part) for part in parts_of(carrier, shelf, ticket)]


async def main(url: str, instance: str, moment: str, write: str) -> None:
    settings = RedisSettings(payload_url=SecretStr(url), state_url=SecretStr(url), volatile_state=True)
    async with open_store(settings, instance) as store:
        carrier = Carrier(store, VAULT, make_queue(store), LOCKS_END)
        await carry_all(carrier, await KeptShelf(store=store, kill=(moment, int(write))).load())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
