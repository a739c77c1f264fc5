"""A gate to the books whose pauses are short, and ways to shut it and to see whether it works."""

from contextlib import suppress
from datetime import timedelta

from relay.errors import Transient
from relay.line.once.gate import SharedGate
from relay.settings.connections import BreakerSettings
from tests.plain import as_told

BREAKER = BreakerSettings(
    failures=3,
    calls=1000,
    first_pause=timedelta(milliseconds=100),
    longest_pause=timedelta(milliseconds=400),
    longest_barred_pause=timedelta(milliseconds=800),
)
DOWN = Transient(as_told("the books do not answer"))


async def fail(gate: SharedGate, end: Exception = DOWN) -> None:
    with suppress(type(end)):
        async with gate.call():
            raise end


async def works(gate: SharedGate) -> bool:
    with suppress(Exception):
        async with gate.call():
            return True
    return False
