"""Fetches the bytes of a picture, over the network or through its vendor's connection, with few in memory at a time.

At most so many are on their way in one process, and so many in all processes of a relay that they take 64 MB together.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from handlers.contracts.images import LARGEST, ImageSource
from handlers.exchange.outbound import Outbound, wait_of
from handlers.exchange.outbound_rules import AddressRules, RefusedAddressError
from handlers.exchange.reply import Reply
from handlers.exchange.send import ExchangeError, Limits, TooLargeError
from handlers.services.images.looked_at import LookedAt, NotHadError, look_at
from mapping.documents.product import Image
from relay.errors import Barred, Contended, Hold, Permanent, RunEnd
from relay.line.once.locks import Locks
from relay.settings.connections import ConnectionSettings
from words.told import Told

MOST_BYTES: Final = 64_000_000
"""So many bytes of pictures all processes of a relay hold at once."""

IN_FLIGHT: Final = 2
"""So many pictures one process has on their way at once, where its settings say nothing."""

_ROOMS: Final = tuple(f"image room {number}" for number in range(MOST_BYTES // LARGEST))
MOST_WAITING: Final = 4
"""So many of one process wait for room at once; others come back later."""

_PAUSE: Final = 0.1
_AGAIN: Final = timedelta(seconds=5)
_LONGEST_WAIT: Final = 60.0


class ImageFetcher:
    """One for a process. ``connections`` are the settings of those whose documents name pictures, by name."""

    def __init__(
        self,
        outbound: Outbound,
        connections: Mapping[str, ConnectionSettings],
        locks: Locks,
        in_flight: int = IN_FLIGHT,
    ) -> None:
        self._outbound = outbound
        self._connections = connections
        self._locks = locks
        self._places = asyncio.Semaphore(in_flight)
        self._waiting = 0

    @asynccontextmanager
    async def room(self) -> AsyncIterator[None]:
        """Have room for one picture while a block runs.

        Raises Contended where none comes free for a minute, and at once where some wait already: whoever waits keeps an
        order from being carried in its stead.
        """
        if self._waiting >= MOST_WAITING:
            raise Contended(Told("images.no_room"), after=_AGAIN)
        async with AsyncExitStack() as stack:
            self._waiting += 1
            try:
                await self._wait(stack)
            finally:
                self._waiting -= 1
            yield

    async def _wait(self, stack: AsyncExitStack) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _LONGEST_WAIT
        await stack.enter_async_context(self._places)
        while not await self._take(stack):
            if loop.time() > deadline:
                raise Contended(Told("images.no_room"), after=_AGAIN)
            await asyncio.sleep(_PAUSE)

    async def _take(self, stack: AsyncExitStack) -> bool:
        for room in _ROOMS:
            async with AsyncExitStack() as trial:
                if await trial.enter_async_context(self._locks.hold_if_free(room)):
                    await stack.enter_async_context(trial.pop_all())
                    return True
        return False

    async def fetch(self, source: object, connection: str, image: Image, largest: int, *, strip: bool) -> LookedAt:
        """The bytes of a picture as they are to be sent, and what they are. Raises NotHadError."""
        if image.address.lower().startswith(("https:", "http:")) or not isinstance(source, ImageSource):
            content = await self._download(connection, image.address, largest)
        else:
            content = await _ask(source, image, largest)
        return await asyncio.to_thread(look_at, content, strip=strip)

    async def _download(self, connection: str, address: str, largest: int) -> bytes:
        settings = self._connections[connection]
        outbound = settings.outbound
        rules = AddressRules(outbound.allow_private, frozenset(outbound.ports), outbound.plain_http)
        limits = Limits(settings.total_timeout, largest, settings.connect_timeout)
        try:
            reply = await self._outbound.get(address, rules, limits, accept="image/*")
        except RefusedAddressError as error:
            raise NotHadError(error.told, again=False) from None
        except TooLargeError as error:
            raise NotHadError(Told("images.too_large", most=error.limit), again=False) from None
        except ExchangeError as error:
            raise NotHadError(error.told, again=True) from None
        return _content_of(reply)


def _content_of(reply: Reply) -> bytes:
    if reply.status != HTTPStatus.OK:
        again = reply.status != HTTPStatus.GONE
        raise NotHadError(Told("images.status", status=reply.status), again=again, after=wait_of(reply))
    return reply.body


async def _ask(source: ImageSource, image: Image, largest: int) -> bytes:
    """What a vendor's own connection gives; whatever keeps it from that leaves the picture owed."""
    try:
        content = await source.fetch_image(image, largest)
    except RunEnd as end:
        again = isinstance(end, Barred) or not isinstance(end, Hold | Permanent)
        raise NotHadError(end.told, again=again, after=getattr(end, "after", None)) from None
    if content is None:
        raise NotHadError(Told("images.gone"), again=True)
    return content
