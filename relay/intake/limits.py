"""How much may come in: requests at the same time, and requests of one client in the course of time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_network
from typing import Final

from aiohttp import web

from relay.http.address import Address
from relay.http.problems import DoorBusy, RateExceeded
from relay.settings.connections import RateLimit

MOST_AT_ONCE: Final = 256
"""Requests of one process that are read or stored at the same time: each may hold a whole body in memory."""

_NETWORK_OF_ONE_CLIENT: Final = 64
"""A client of IPv6 has at least this network to itself, and may change its address within it as it likes."""


class Places:
    """The requests that are inside."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self._most = most
        self._taken = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold a place while the block runs. Raises DoorBusy when all are taken: nobody waits in line unseen."""
        if self._taken >= self._most:
            raise DoorBusy
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1


class Allowance:
    """What each client of one connection may still send: a bucket of ``burst`` tokens that fills up again evenly.

    In memory and for each process apart; the client who was longest unseen is forgotten when too many are known.
    """

    def __init__(self, limit: RateLimit, remembered: int = 10_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = limit.per_minute / 60
        self._burst = float(limit.burst)
        self._remembered = remembered
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def spend(self, client: Address) -> None:
        """Take one token of the client. Raises RateExceeded, with the time until there is one."""
        now = self._clock()
        name = _client(client)
        tokens, since = self._buckets.pop(name, (self._burst, now))
        tokens = min(self._burst, tokens + (now - since) * self._per_second)
        missing = max(0.0, 1.0 - tokens)
        self._buckets[name] = (tokens if missing else tokens - 1.0, now)
        if len(self._buckets) > self._remembered:
            del self._buckets[next(iter(self._buckets))]
        if missing:
            raise RateExceeded(missing / self._per_second)


PLACES: Final = web.AppKey("places", Places)


def _client(address: Address) -> str:
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address), _NETWORK_OF_ONE_CLIENT), strict=False))
    return str(address)
