"""The gate before each connection, shared by all workers: how many calls at once, how many a minute, and a breaker.

The breaker opens when calls fail in a row or too often, and at once when the other side proves that it does not let us
in, or gives different records the same answer that explains nothing. While it is open no call is made; then one call at
a time goes through as a probe, and the first that works closes it. However a probe ends, the next may follow at once;
that of a killed worker ends with its lease. Events that wait for the connection are due in the moment in which the
breaker closes.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final

import structlog

from relay.errors import Barred, Contended, Parked, RunEnd, Transient, Unconfirmed
from relay.line.background import beside
from relay.line.once.breakers import Breaker
from relay.line.once.lease_check import check_the_lease
from relay.line.queue import milliseconds
from relay.line.repeated_answers import COMMON, RepeatedAnswers
from relay.model import new_token
from relay.settings.connections import ConnectionSettings
from relay.store.scripts import script
from relay.store.store import STORAGE_FAILURES, Store
from words.told import Told, unpack

log = structlog.get_logger()

PLACE_LIFE: Final = timedelta(seconds=10)
"""How long a killed worker's call holds its place, where nobody says how long its leases last."""

_FIRST_PAUSE: Final = 0.005
_LONGEST_PAUSE: Final = 0.2
_LONGEST_WAIT: Final = 60.0


class SharedGate:
    """The gate of one connection, kept in the state role."""

    def __init__(
        self, store: Store, connection: str, settings: ConnectionSettings, place_life: timedelta = PLACE_LIFE
    ) -> None:
        self._life = place_life
        self._store = store
        self._connection = connection
        self._settings = settings
        self._said = RepeatedAnswers(store)
        self._enter = script(store.state, "enter_gate")
        self._leave = script(store.state, "leave_gate")
        self._keep = script(store.state, "keep_place")

    @asynccontextmanager
    async def call(self) -> AsyncIterator[None]:
        """Hold a place while a call runs, and judge the connection by its end.

        Raises Parked while the breaker is open, Transient when no place comes free for a minute, LeaseLost when a
        write waited too long and its event has moved on.
        """
        token = new_token()
        await self._take_a_place(token)
        try:
            async with beside(self._keep_the_place(token)):
                await check_the_lease()
                yield
        except RunEnd as end:
            await self._judge(token, end)
            raise
        except BaseException:
            await self._end(token, "", timedelta())
            raise
        await self._end(token, "fine", timedelta())

    async def _take_a_place(self, token: str) -> None:
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + _LONGEST_WAIT, _FIRST_PAUSE
        while True:
            answer, wait, *breaker = await self._enter(
                args=[
                    *(self._store.keys.prefix, self._connection, token, self._settings.parallel_calls),
                    *(milliseconds(self._life), self._settings.calls_per_minute),
                ]
            )
            if answer == b"in":
                return
            if answer == b"shut":
                raise self._turned_away(wait, *(text.decode() for text in breaker))
            pause = wait / 1000 if answer == b"spent" else min(pause * 2, _LONGEST_PAUSE)
            if loop.time() + pause > deadline:
                raise Transient(Told("once.no_call_came_free", connection=self._connection), burns_try=False)
            await asyncio.sleep(pause)

    def _turned_away(self, wait: int, since: str, verdict: str, reason: str) -> Parked:
        shut = Breaker(self._connection, int(since or 0), verdict, unpack(reason) if reason else None, 0)
        return Parked(shut.told(), after=timedelta(milliseconds=wait), connection=self._connection)

    async def _keep_the_place(self, token: str) -> None:
        while True:
            await asyncio.sleep(self._life.total_seconds() / 3)
            with suppress(*STORAGE_FAILURES):
                await self._keep(args=[self._store.keys.prefix, self._connection, token, milliseconds(self._life)])

    async def _judge(self, token: str, end: RunEnd) -> None:
        """What the end of a call says of the connection; a refusal of data, or of one record, says that it works.

        An end that the other side asked no time for may go on as soon as the connection works again.
        """
        await self._see_whether_common(end)
        verdict, asked = _verdict(end), getattr(end, "after", None)
        if isinstance(end, Barred) or (verdict in {"down", "common"} and isinstance(end, Transient) and asked is None):
            end.connection = self._connection
        await self._end(token, verdict, asked if verdict == "down" and asked else timedelta())

    async def _see_whether_common(self, end: RunEnd) -> None:
        """Note whether different records got the answer: then it is about none of them, and takes no try of theirs."""
        if end.said is None:
            return
        with suppress(*STORAGE_FAILURES):  # it then counts as one record's
            end.is_common = await self._said.count_records(self._connection, end.said) >= COMMON
        if end.is_common and isinstance(end, Transient):
            end.burns_try = False

    async def _end(self, token: str, verdict: str, asked: timedelta) -> None:
        breaker = self._settings.breaker
        with suppress(*STORAGE_FAILURES):  # the place ends by itself then
            changed = await self._leave(
                args=[
                    *(self._store.keys.prefix, self._connection, token, verdict),
                    *(breaker.failures, breaker.share, breaker.calls),
                    *(milliseconds(breaker.first_pause), milliseconds(breaker.longest_pause)),
                    *(milliseconds(breaker.longest_barred_pause), milliseconds(asked)),
                ]
            )
            if changed:
                log.warning("breaker", connection=self._connection, change=changed.decode(), verdict=verdict)


def _verdict(end: RunEnd) -> str:
    """What the end of a call says: the words that ``leave_gate.lua`` knows."""
    if isinstance(end, Contended):
        return ""
    if isinstance(end, Barred):
        return "barred"
    if end.said is not None and end.said.works:
        return "common" if end.is_common else "fine"
    return "down" if isinstance(end, Transient | Unconfirmed) else "fine"
