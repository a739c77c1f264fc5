"""Remembers for a while which articles a target has, so that order after order does not ask for the same ones."""

import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import timedelta
from typing import Final

_MOST: Final = 50_000

LookUp = Callable[[Sequence[str]], Awaitable[Collection[str]]]
"""Asks a target for articles by their codes: those of the codes that it has, in capitals."""


class KnownArticles:
    """Articles that were seen in a target lately. One that is missing is never remembered: it may be made any moment.

    In memory and for each process apart. An article that is removed meanwhile makes the target refuse the order.
    """

    def __init__(self, remembered: timedelta, clock: Callable[[], float] = time.monotonic) -> None:
        self._remembered = remembered.total_seconds()
        self._clock = clock
        self._seen: dict[str, float] = {}

    async def find_missing(self, skus: Sequence[str], look_up: LookUp) -> list[str]:
        """Those of the SKUs that the target has no article for, as they are written; in capitals or not is the same.

        Only what was not seen lately is looked up.
        """
        wanted = self.unknown(sku.strip().upper() for sku in skus)
        present = await look_up(wanted) if wanted else ()
        self.remember([code for code in wanted if code in present])
        missing = set(wanted).difference(present)
        return [sku for sku in skus if sku.strip().upper() in missing]

    def unknown(self, skus: Iterable[str]) -> list[str]:
        """Those of the SKUs that must be asked for, each once and in their order."""
        oldest = self._clock() - self._remembered
        return [sku for sku in dict.fromkeys(skus) if self._seen.get(sku, float("-inf")) <= oldest]

    def remember(self, skus: Sequence[str]) -> None:
        """Note that the target has these now."""
        now = self._clock()
        if len(self._seen) + len(skus) > _MOST:
            self._seen.clear()
        self._seen.update(dict.fromkeys(skus, now))
