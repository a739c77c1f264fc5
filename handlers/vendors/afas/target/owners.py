"""Remembers for a moment who is behind a debtor, under whom addresses and contacts are made and found.

A customer's record asks for that again with each of them. Who it is never changes, unless a person joins two of them.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

_MOST: Final = 10_000

Owner = tuple[str, str]
"""Whether a debtor is an organisation (``ORG``) or a person (``PER``), and the number of that party."""


class KnownOwners:
    """Owners that AFAS told lately, by the number of their debtor; in memory and for each flow apart.

    One whom AFAS does not tell is never remembered: they may be made any moment.
    """

    def __init__(
        self, remembered: timedelta = timedelta(minutes=1), clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._remembered = remembered.total_seconds()
        self._clock = clock
        self._seen: dict[str, tuple[float, Owner]] = {}

    async def find(self, debtor: str, look_up: Callable[[], Awaitable[Owner]]) -> Owner:
        """The owner, looked up unless that was told lately. Raises what looking up raises."""
        told, owner = self._seen.get(debtor, (float("-inf"), ("", "")))
        if told <= self._clock() - self._remembered:
            owner = await look_up()
            if len(self._seen) >= _MOST:
                self._seen.clear()
            self._seen[debtor] = (self._clock(), owner)
        return owner
