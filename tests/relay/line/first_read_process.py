"""A process of its own that reads a confirmed first read, and tells each slice on its output: for a test to kill it."""

import asyncio
import sys

from pydantic import SecretStr

from relay.line.questions import Questions
from relay.settings.model import RedisSettings
from relay.store.full_notes import FullRead
from relay.store.store import open_store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.relay.line.sliced import Sliced, never, polled_of, reader_of
from tests.relay.shops import Shop
from tests.stand_ins import make_acceptor

NUMBERS = range(1, 2001)
VAULT = Vault([b"s" * 32], b"i" * 32)


def show(running: FullRead) -> None:
    """Say on stdout how much is read."""
    sys.stdout.write(f"{running.read}\n")
    sys.stdout.flush()


async def main(url: str, instance: str) -> None:
    settings = RedisSettings(payload_url=SecretStr(url), state_url=SecretStr(url), volatile_state=True)
    async with open_store(settings, instance) as store:
        shop = Shop(store, make_acceptor(store, VAULT, make_queue(store)))
        polled = polled_of(Sliced(numbers=NUMBERS, size=5), start="all")
        reader = reader_of(shop)
        await Questions(store).begin_first(polled, confirmed=True)
        await reader.go_on(polled, never, show)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
