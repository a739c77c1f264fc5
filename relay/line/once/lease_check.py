"""Says of a write that is about to be sent whether its lease was seen to be ours a moment ago, and sees again if not.

The wait for a place at a gate may take longer than a lease lives; an intent alone does not show that.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

FRESH_SECONDS: Final = 0.25
"""A lease that was checked longer ago is checked again before something is sent."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A write that is about to be sent: when its lease was last seen to be ours, and how to see it again."""

    checked: float
    check: Callable[[], Awaitable[None]]


SENDING: ContextVar[Sending | None] = ContextVar("sending", default=None)
"""Set while an intent is open and its write was not answered yet."""


async def check_the_lease() -> None:
    """Called with a place in hand, just before a call is made. Raises LeaseLost when a write has lost its event."""
    sending = SENDING.get()
    if sending is not None and asyncio.get_running_loop().time() - sending.checked > FRESH_SECONDS:
        await sending.check()
