"""Leaves a member state, or all of VIES, alone for a while after it was down or busy; longer each time in a row."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(minutes=15)

SERVICE: Final = ""
"""Stands for all of VIES, where others stand for a member state."""


class BackOff:
    """In memory, for one process. ``clock`` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        self._pause: dict[str, timedelta] = {}

    def rests(self, member_state: str) -> bool:
        """Whether it is to be left alone now."""
        now = self._clock()
        return any(self._until.get(one, now) > now for one in (SERVICE, member_state))

    def failed(self, one: str, after: timedelta | None = None) -> None:
        """It was down or busy: leave it alone for twice as long as the last time, or as long as it asks for."""
        pause = min(2 * self._pause[one], LONGEST_PAUSE) if one in self._pause else FIRST_PAUSE
        self._pause[one] = pause
        self._until[one] = self._clock() + max(pause, after or timedelta()).total_seconds()

    def worked(self, member_state: str) -> None:
        """It answered: the next pause is short again."""
        for one in (SERVICE, member_state):
            self._pause.pop(one, None)
            self._until.pop(one, None)
