"""``GET /healthz`` and ``GET /readyz``: a word for a load balancer and why, and no number that a stranger could use."""

import asyncio
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Final, Literal

import orjson
from aiohttp import web

from relay.care.activity import Activity
from relay.care.doctor.troubles import Reason, read_troubles
from relay.model import Flow
from relay.store.memory import read_memory
from relay.store.store import STORAGE_FAILURES, Store, reply

Readiness = Literal["ready", "degraded", "unready"]

LOOK_SECONDS: Final = 2.0
"""How long Redis has to answer."""

FRESH_SECONDS: Final = 1.0
"""How long an answer serves all who ask, so that asking often costs nothing."""


class ReadinessCheck:
    """Tells whether the next document could be stored (else unready), and whether it would be carried (else degraded).

    Only ``unready`` takes the relay out of a load balancer: a document that waits for a worker is safe, one that is
    turned away may be lost.
    """

    def __init__(
        self, store: Store, activity: Activity, flows: Sequence[Flow], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._activity = activity
        self._flows = flows
        self._clock = clock
        self._one_looks = asyncio.Lock()
        self._seen: Readiness = "unready"
        self.reasons: tuple[Reason, ...] = ()
        self._seen_at = float("-inf")

    async def look(self) -> Readiness:
        """How things stand, or stood at most FRESH_SECONDS ago."""
        async with self._one_looks:
            if self._clock() - self._seen_at >= FRESH_SECONDS:
                self._seen = await self._look()
                self._seen_at = self._clock()
            return self._seen

    async def _look(self) -> Readiness:
        self.reasons = ()
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                for role in (self._store.payload, self._store.state):
                    await reply(role.ping())
                    if (await read_memory(role)).is_full:
                        return "unready"
                troubles = await read_troubles(self._store, self._activity, self._flows)
        except STORAGE_FAILURES:
            return "unready"
        self.reasons = tuple(trouble.reason for trouble in troubles)
        return "degraded" if self.reasons else "ready"


READINESS: Final = web.AppKey("readiness", ReadinessCheck)


async def tell_alive(_: web.Request) -> web.Response:
    """200 for as long as the process serves."""
    return _answer("alive", HTTPStatus.OK)


async def tell_ready(request: web.Request) -> web.Response:
    """200 ``ready`` or ``degraded``, with reasons; 503 ``unready`` only when an event could not be stored."""
    check = request.app[READINESS]
    seen = await check.look()
    return _answer(seen, HTTPStatus.SERVICE_UNAVAILABLE if seen == "unready" else HTTPStatus.OK, check.reasons)


def _answer(word: str, status: HTTPStatus, reasons: Sequence[str] = ()) -> web.Response:
    return web.Response(
        body=orjson.dumps({"status": word} | ({"reasons": reasons} if reasons else {})),
        status=status,
        headers={"Cache-Control": "no-store"},
        content_type="application/json",
    )
