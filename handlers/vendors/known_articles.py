"""Remembers for a while which articles a target has, so that order after order does not ask for the same ones."""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Final

_MOST: Final = 50_000


class KnownArticles:
    """Articles that were seen in a target lately. One that is missing is never remembered: it may be made any moment.

    In memory and for each process apart. An article that is removed meanwhile makes the target refuse the order.
    """

    def __init__(self, remembered: timedelta, clock: Callable[[], float] = time.monotonic) -> None:
        self._remembered = remembered.total_seconds()
        self._clock = clock
        self._seen: dict[str, float] = {}

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
