"""How long this process itself has seen each open intent stand, by its own monotonic clock, which nobody sets.

The clock of a Redis may be set forward, and then a write of a moment ago looks old. Only a process that lived through
the target's horizon knows that it is over. A restart begins all watches anew: that costs time, and never a double.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

_MOST: Final = 4096
"""Watches kept before those of intents that other processes have settled are cleared away."""


class Watches:
    """How long this process has watched each intent. ``keep`` is how long an intent lives at most."""

    def __init__(self, keep: timedelta, clock: Callable[[], float] = time.monotonic) -> None:
        self._keep = keep.total_seconds()
        self._clock = clock
        self._begun: dict[str, tuple[int, float]] = {}

    def begin(self, name: str, since_ms: int) -> None:
        """Watch an intent from this moment on; ``since_ms`` tells it from any other on the same record."""
        if len(self._begun) >= _MOST:
            self._clear_away()
        self._begun[name] = (since_ms, self._clock())

    def measure(self, name: str, since_ms: int) -> timedelta:
        """For how long this very intent has been watched; the watch begins where there is none."""
        known, begun = self._begun.get(name, (None, 0.0))
        if known != since_ms:
            self.begin(name, since_ms)
            return timedelta()
        return timedelta(seconds=self._clock() - begun)

    def restart(self, name: str) -> None:
        """Count from this moment on, where there is a watch."""
        if name in self._begun:
            self._begun[name] = (self._begun[name][0], self._clock())

    def end(self, name: str) -> None:
        """Stop watching an intent."""
        self._begun.pop(name, None)

    def _clear_away(self) -> None:
        """Drop the oldest half, and what has outlived its intent: a dropped watch begins anew once it is asked for."""
        oldest = self._clock() - self._keep
        kept = sorted(self._begun.items(), key=lambda item: item[1][1])[len(self._begun) // 2 :]
        self._begun = {name: watch for name, watch in kept if watch[1] >= oldest}
