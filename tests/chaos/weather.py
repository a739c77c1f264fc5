"""What goes wrong in the sandboxes: every call to them rolls the dice, from a seed, until the weather clears."""

import asyncio
from datetime import timedelta
from random import Random
from typing import Final, Protocol

from aiohttp import web

from handlers.sandboxes.accountview.behaviour import Behaviour
from handlers.sandboxes.accountview.faults import Fault, Faults
from handlers.sandboxes.afas.faults import Fault as SourceFault
from handlers.sandboxes.afas.faults import Faults as SourceFaults
from handlers.sandboxes.afas.write_faults import WriteFault, WriteFaults
from tests.chaos.scale import LATE_COMMITS, OUTAGE, SLOW_ANSWER

TRANSIENT: Final = 0.2
"""The share of calls that fail in a way that may pass."""

WRITTEN_ALL_THE_SAME: Final = 0.06
"""The share of writes that are carried out, now or later, though their caller gets no answer."""

WITHOUT_NUMBER: Final = 0.05
"""The share of AccountView's writes that are answered without a word on what was made."""

SLOW: Final = 0.1
"""The share of calls that take long; the others take a moment."""

_MOMENT: Final = timedelta(milliseconds=8)

_READING: Final = (
    Fault.ERROR, Fault.BAD_GATEWAY, Fault.UNAVAILABLE, Fault.PAGE_OK, Fault.EMPTY_ERROR, Fault.EMPTY_OK,
    Fault.OFFLINE, Fault.IN_USE, Fault.LOCKED, Fault.TIMED_OUT, Fault.DROP,
)  # fmt: skip
_WRITING: Final = tuple(fault for fault in _READING if fault is not Fault.EMPTY_OK)
"""A target that takes a write with an empty answer and then does nothing cannot be told from one that hides it."""

_STORING: Final = (
    Fault.STORE_THEN_HANG, Fault.STORE_THEN_DROP, Fault.STORE_THEN_BAD_GATEWAY,
    Fault.COMMIT_LATER, Fault.REFUSE_THEN_COMMIT,
)  # fmt: skip
_SOURCE: Final = tuple(fault for fault in SourceFault if fault is not SourceFault.UNAUTHORISED)
"""All that may pass: a refused token stays refused, and the relay waits for a person."""
_SOURCE_WRITING: Final = tuple(fault for fault in _SOURCE if fault is not SourceFault.EMPTY_OK)
_SOURCE_STORING: Final = tuple(fault for fault in WriteFault if fault is not WriteFault.LOCKED)
_WRITES: Final = frozenset({"POST", "PUT"})


class Weather(Protocol):
    """What both kinds of weather can be told."""

    is_cut_off: bool


async def cut_off(weather: Weather, random: Random) -> None:
    """Let every call to a system break for a while."""
    weather.is_cut_off = True
    try:
        await asyncio.sleep(random.uniform(*(length.total_seconds() for length in OUTAGE)))
    finally:
        weather.is_cut_off = False


class OfficeWeather(Faults):
    """The faults of the AccountView sandbox. ``met`` counts those that came."""

    def __init__(self, random: Random, behaviour: Behaviour) -> None:
        super().__init__()
        self.retry_after = 1
        self.is_clear = self.is_cut_off = False
        self.met = 0
        self._random = random
        self._behaviour = behaviour

    def take(self, method: str, _: str) -> Fault | None:
        """The fault that this call meets, if any. Also chooses how long it takes, and how late a late commit is."""
        self.delay = _delay(self._random, clear=self.is_clear)
        self.commit_delay = _between(self._random, *LATE_COMMITS)
        self._behaviour.answers_rows = self.is_clear or self._random.random() >= WITHOUT_NUMBER
        fault = None if self.is_clear else self._rolled(method)
        self.met += fault is not None
        return fault

    def _rolled(self, method: str) -> Fault | None:
        if self.is_cut_off:
            return Fault.DROP
        if method == "POST" and self._random.random() < WRITTEN_ALL_THE_SAME:
            return self._random.choice(_STORING)
        if self._random.random() >= TRANSIENT:
            return None
        return self._random.choice(_READING if method == "GET" else _WRITING)


class SourceWeather(SourceFaults):
    """The faults of the AFAS sandbox, ``writes`` being those of its writes. ``met`` counts those that came."""

    def __init__(self, random: Random, writes: WriteFaults) -> None:
        super().__init__()
        self.retry_after = 1
        self.is_clear = self.is_cut_off = False
        self.met = 0
        self._random = random
        self._writes = writes

    async def meet(self, request: web.Request) -> web.StreamResponse | None:
        """The answer of the fault that this call meets, or None."""
        # First the wait and then the roll: no other call may take the fault between it and its answer.
        await asyncio.sleep(_delay(self._random, clear=self.is_clear).total_seconds())
        if not self.is_clear:
            self._roll(is_write=request.method in _WRITES)
        return await super().meet(request)

    def _roll(self, *, is_write: bool) -> None:
        before = self.met
        self.met += 1
        if self.is_cut_off:
            self.next(SourceFault.DROP)
        elif is_write and self._random.random() < WRITTEN_ALL_THE_SAME:
            self._writes.commit_delay = _between(self._random, *LATE_COMMITS)
            self._writes.next(self._random.choice(_SOURCE_STORING))
        elif self._random.random() < TRANSIENT:
            self.next(self._random.choice(_SOURCE_WRITING if is_write else _SOURCE))
        else:
            self.met = before


def _delay(random: Random, *, clear: bool) -> timedelta:
    return _between(random, _MOMENT, SLOW_ANSWER) if not clear and random.random() < SLOW else _MOMENT


def _between(random: Random, least: timedelta, most: timedelta) -> timedelta:
    return least + (most - least) * random.random()
