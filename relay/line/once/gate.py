"""The gate before each connection, shared by all workers: how many calls at once, how many a minute, and breakers.

Of the calls that wait for a place, that of the first class goes first (``right_of_way``).

A breaker opens when calls fail in a row or too often, and at once when the other side refuses whatever the record, or
gives different records the same answer that explains nothing. There is one for the connection, one for each kind of
call at it, and one for each flow at it: only what a failure concerns is left alone (``verdicts``). While a breaker is
open no call passes it; then one call at a time goes through as a probe, and the first that works closes it. However a
probe ends, the next may follow at once; that of a killed worker ends with its lease. Events that wait for it are due in
the moment in which it closes. A breaker is named by the settings under which it was opened: others begin with none.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final

import structlog

from relay.errors import Barred, Parked, RunEnd, Transient
from relay.line.background import beside
from relay.line.once.breakers import Breaker
from relay.line.once.lease_check import check_the_lease
from relay.line.once.right_of_way import CLASS, Class, Waiters, new_place, precedence, woken_within
from relay.line.once.verdicts import Passed, verdict_of, verdicts
from relay.line.queue import milliseconds
from relay.line.repeated_answers import CARRIED, COMMON, FLOW, RepeatedAnswers
from relay.settings.connections import ConnectionSettings
from relay.store.gate_names import GateName
from relay.store.scripts import script
from relay.store.store import STORAGE_FAILURES, Store, reply
from relay.systems.asking import ASKING
from words.told import Told, pack, unpack

log = structlog.get_logger()

PLACE_LIFE: Final = timedelta(seconds=10)
"""How long a killed worker's call holds its place, where nobody says how long its leases last."""

_FIRST_PAUSE: Final = 0.005
_LONGEST_PAUSE: Final = 0.1
_LONGEST_WAIT: Final = 60.0

WAITS_FOR: Final = timedelta(seconds=1)
"""How long after it asked last a call is believed to wait: ten of its pauses. One of a killed worker is waited for."""

KEPT: Final = timedelta(milliseconds=100)
"""How long an order's place is kept for its next call where others wait, so that it waits for one of theirs at most."""

_APART: Final = 0.02
"""Seconds by which each class comes after the one before it, as a new minute begins."""


class SharedGate:
    """The gate of one connection, kept in the state role. ``version`` is that of the settings of this process."""

    def __init__(
        self,
        store: Store,
        connection: str,
        settings: ConnectionSettings,
        place_life: timedelta = PLACE_LIFE,
        version: str = "",
    ) -> None:
        self._life = place_life
        self._store = store
        self._connection = connection
        self._version = version
        self._settings = settings
        self._said = RepeatedAnswers(store)
        self._waiters = Waiters()
        self._enter = script(store.state, "enter_gate")
        self._leave = script(store.state, "leave_gate")
        self._keep = script(store.state, "keep_place")

    @asynccontextmanager
    async def call(self, about: str = "") -> AsyncIterator[None]:
        """Hold a place while a call runs, and judge by its end what it concerns. ``about`` is the kind of call.

        Raises Parked while a breaker on its way is open, Transient when no place comes free for a minute, LeaseLost
        when a write waited too long and its event has moved on.
        """
        token, passed = new_place(), self._passed(about)
        await self._take_a_place(token, passed)
        try:
            async with beside(self._keep_the_place(token, passed)):
                await check_the_lease()
                yield
        except RunEnd as end:
            await self._judge(token, end, passed, about)
            raise
        except BaseException:
            await self._end(token, passed, about)
            raise
        await self._end(token, passed, about, "fine")

    def _passed(self, about: str) -> Passed:
        """The breakers on the way of a call; who a system is concerns every flow and all that is asked of it."""
        whole = GateName(self._connection, self._version)
        if ASKING.get():
            return Passed(whole)
        return Passed(
            whole,
            GateName(self._connection, self._version, call=about) if about else None,
            GateName(self._connection, self._version, flow=flow) if (flow := FLOW.get()) else None,
        )

    async def _take_a_place(self, token: str, passed: Passed) -> None:
        wait = await self._ask(token, passed)
        if wait is None:
            return
        try:
            await self._wait_for_a_place(token, passed, wait)
        except BaseException:
            with suppress(*STORAGE_FAILURES):  # else it is believed to wait a little longer
                await reply(self._store.state.zrem(self._store.keys.gate_line(self._connection), token))
            raise

    async def _wait_for_a_place(self, token: str, passed: Passed, wait: float | None) -> None:
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + _LONGEST_WAIT, _FIRST_PAUSE
        with self._waiters.stand() as woken:
            while wait is not None:
                pause = wait + _APART * CLASS.get() if wait else min(pause * 2, _LONGEST_PAUSE)
                if loop.time() + pause > deadline:
                    raise Transient(Told("once.no_call_came_free", connection=self._connection), burns_try=False)
                await woken_within(woken, pause)
                wait = await self._ask(token, passed)

    async def _ask(self, token: str, passed: Passed) -> float | None:
        """None where the call has its place; else in how many seconds there may be one, 0 where nobody can tell.

        Raises Parked while a breaker on its way is open.
        """
        answer, wait, *breaker = await self._enter(
            args=[
                *(self._store.keys.prefix, self._connection, token, self._settings.parallel_calls),
                *(milliseconds(self._life), self._settings.calls_per_minute),
                *(int(precedence()), milliseconds(WAITS_FOR)),
                *map(str, passed.names),
            ]
        )
        if answer == b"shut":
            raise _turned_away(wait, *(text.decode() for text in breaker))
        return None if answer == b"in" else wait / 1000

    async def _keep_the_place(self, token: str, passed: Passed) -> None:
        arguments: list[str | int] = [self._store.keys.prefix, self._connection, token, milliseconds(self._life)]
        arguments += map(str, passed.names)
        while True:
            await asyncio.sleep(self._life.total_seconds() / 3)
            with suppress(*STORAGE_FAILURES):
                await self._keep(args=arguments)

    async def _judge(self, token: str, end: RunEnd, passed: Passed, about: str) -> None:
        """What the end of a call says of what it passed; a refusal of data, or of one record, says that it works.

        An end that the other side asked no time for may go on as soon as what it concerns works again.
        """
        await self._see_whether_common(end, passed)
        verdict, asked = verdict_of(end), getattr(end, "after", None)
        concerned = passed.concerned_by(end, verdict, is_bulk=CLASS.get() is Class.BULK)
        goes_on_with_it = verdict in {"down", "common"} and isinstance(end, Transient) and asked is None
        if concerned is not None and (isinstance(end, Barred) or goes_on_with_it):
            end.gate = str(concerned)
        # A sentence about an event's document is told with the event, once personal values in it are masked.
        reason = pack(end.told) if isinstance(end, Barred) or not CARRIED.get() else ""
        pause = asked if verdict == "down" and asked else timedelta()
        await self._end(token, passed, about, verdict, concerned, pause, reason)

    async def _see_whether_common(self, end: RunEnd, passed: Passed) -> None:
        """Note whether different records got the answer: then it is about none of them, and takes no try of theirs."""
        if end.said is None:
            return
        with suppress(*STORAGE_FAILURES):  # it then counts as one record's
            gate = str(passed.flow or passed.connection)
            end.is_common = await self._said.count_records(gate, end.said) >= COMMON
        if end.is_common and isinstance(end, Transient):
            end.burns_try = False

    async def _end(
        self,
        token: str,
        passed: Passed,
        about: str,
        verdict: str = "",
        concerned: GateName | None = None,
        asked: timedelta = timedelta(),
        reason: str = "",
    ) -> None:
        breaker = self._settings.breaker
        judged = verdicts(passed, verdict, concerned)
        changed: Sequence[bytes] = ()
        with suppress(*STORAGE_FAILURES):  # the place ends by itself then
            changed = await self._leave(
                args=[
                    *(self._store.keys.prefix, self._connection, token),
                    *(breaker.failures, breaker.share, breaker.calls),
                    *(milliseconds(breaker.first_pause), milliseconds(breaker.longest_pause)),
                    *(milliseconds(breaker.longest_barred_pause), milliseconds(asked)),
                    *(about, reason, milliseconds(KEPT)),
                    *(text for name, said in judged.items() for text in (str(name), said)),
                ]
            )
        self._waiters.wake()
        for name, change in zip(changed[::2], changed[1::2], strict=True):
            log.warning("breaker", gate=name.decode(), change=change.decode(), verdict=verdict)


def _turned_away(wait: int, since: str, verdict: str, reason: str, gate: str) -> Parked:
    shut = Breaker(GateName.read(gate), int(since or 0), verdict, unpack(reason) if reason else None, 0)
    return Parked(shut.told(), after=timedelta(milliseconds=wait), gate=gate)
