"""A process that carries pictures of 20 MB from a host to AFAS, as many at once as it may; it tells its memory.

``python -m tests.handlers.services.images.many_pictures REDIS INSTANCE HOST AFAS COUNT``
"""

import asyncio
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import aiohttp
from pydantic import SecretStr

from handlers.contracts.images import LARGEST, Picture
from handlers.exchange.outbound import Outbound
from handlers.services.images import ImageFetcher
from handlers.services.images.fetching import MOST_WAITING
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.protocol import Element
from handlers.vendors.webhook.settings import WebhookConnection
from mapping.documents.product import Image
from relay.line.once.locks import Locks
from relay.settings.model import RedisSettings
from relay.store.store import open_store
from tests.handlers.vendors.afas.support import connection
from tests.stand_ins import OpenGate


def peak() -> int:
    """The most memory that this process had so far, in bytes."""
    told = Path("/proc/self/status").read_text("ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) * 1024


async def carry_all(redis: str, instance: str, host: str, afas: str, count: int) -> None:
    url = SecretStr(redis)
    settings = RedisSettings(payload_url=url, state_url=url, volatile_state=True)
    port = int(host.rpartition(":")[2])
    outbound = {"allow_private": ["127.0.0.1/32"], "ports": [port], "plain_http": True}
    shop = WebhookConnection.model_validate({"vendor": "webhook", "outbound": outbound})
    async with open_store(settings, instance) as store, Outbound() as client, aiohttp.ClientSession() as session:
        fetcher = ImageFetcher(client, {"shop": shop}, Locks(store, timedelta(seconds=10), timedelta(seconds=10)))
        books = AfasClient(connection(afas), session, OpenGate())

        async def carry_some(numbers: Iterator[int]) -> None:
            for number in numbers:
                await carry(number)

        async def carry(number: int) -> None:
            async with fetcher.room():
                image = Image(id=str(number), place=1, address=f"{host}/{number}.jpg")
                had = await fetcher.fetch(object(), "shop", image, LARGEST, strip=True)
                picture = Picture(had.content, had.form, "", f"{number}.jpg")
                element = Element({"ItCd": str(number), "FileName": picture.file_name, "FileStream": "MARK"})
                await books.write_picture("FbItemArticle", element, "MARK", picture.content)

        before = peak()
        numbers = iter(range(count))
        await asyncio.gather(*(carry_some(numbers) for _ in range(MOST_WAITING)))
        sys.stdout.write(f"{before} {peak()}\n")


if __name__ == "__main__":
    _, redis_url, instance_name, pictures_at, books_at, how_many = sys.argv
    asyncio.run(carry_all(redis_url, instance_name, pictures_at, books_at, int(how_many)))
