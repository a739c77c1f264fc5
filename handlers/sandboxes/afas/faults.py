"""The faults a test or the demo can switch on: slow and broken answers, refused addresses, calls that never end."""

import asyncio
from collections import deque
from datetime import timedelta
from enum import Enum, auto

from aiohttp import web

from handlers.sandboxes.afas.refusals import HEADERS, RefusedError, Text, answer_json


class Fault(Enum):
    """One way in which an answer goes wrong."""

    ERROR = auto()
    """500 with an "unexpected" body."""
    TIMED_OUT = auto()
    """500 with the text of the limit of 15 minutes."""
    BUSY = auto()
    """503 with ``retry_after`` in the body."""
    BUSY_HEADER = auto()
    """503 with a Retry-After header and no body."""
    RATE_LIMITED = auto()
    """429 with a Retry-After header and no body."""
    UNAUTHORISED = auto()
    """401 without a body."""
    PLAIN_TEXT = auto()
    """500 with plain text."""
    HTML = auto()
    """502 with a web page, as a proxy writes it."""
    HTML_ERROR = auto()
    """500 with a web page."""
    HTML_OK = auto()
    """200 with a web page."""
    EMPTY = auto()
    """500 without a body."""
    EMPTY_OK = auto()
    """200 without a body."""
    DROP = auto()
    """The connection breaks."""


_REFUSALS = {Fault.ERROR: Text.BAD_PAGE, Fault.TIMED_OUT: Text.TIMED_OUT}

_PAGE = "<html><body><h1>Bad Gateway</h1></body></html>"
_PAGES = {
    Fault.PLAIN_TEXT: (500, "text/plain", "Internal server error"),
    Fault.HTML: (502, "text/html", _PAGE),
    Fault.UNAUTHORISED: (401, "application/json", ""),
    Fault.HTML_ERROR: (500, "text/html", _PAGE),
    Fault.HTML_OK: (200, "text/html", _PAGE),
    Fault.EMPTY: (500, "application/json", ""),
    Fault.EMPTY_OK: (200, "application/json", ""),
}


class Faults:
    """What goes wrong next. ``retry_after`` is in seconds; ``delay`` comes before every answer."""

    def __init__(self) -> None:
        self.delay = timedelta()
        self.retry_after = 7200
        self._queue: deque[Fault] = deque()
        self._open = asyncio.Event()
        self._open.set()
        self._waiting = 0
        self._came = asyncio.Condition()

    def next(self, fault: Fault, times: int = 1) -> None:
        """Let the next calls meet this fault, after those that were asked for before."""
        self._queue.extend([fault] * times)

    def hold(self) -> None:
        """Let calls wait from now on."""
        self._open.clear()

    async def held(self, calls: int) -> None:
        """Return once so many calls wait at the same time."""
        async with self._came:
            await self._came.wait_for(lambda: self._waiting >= calls)

    def release(self) -> None:
        """Let waiting calls go on."""
        self._open.set()

    async def meet(self, request: web.Request) -> web.StreamResponse | None:
        """Wait for ``delay``; then the answer of the next fault, or None when there is none."""
        if not self._open.is_set():
            await self._wait()
        if self.delay:
            await asyncio.sleep(self.delay.total_seconds())
        return self._answer(self._queue.popleft(), request) if self._queue else None

    async def _wait(self) -> None:
        async with self._came:
            self._waiting += 1
            self._came.notify_all()
        try:
            await self._open.wait()
        finally:
            self._waiting -= 1

    def _answer(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        if fault in _REFUSALS:
            raise RefusedError(500, _REFUSALS[fault])
        if fault is Fault.BUSY:
            error = {"code": 503, "message": "Service unavailable"}
            return answer_json({"error": error, "retry_after": self.retry_after}, 503)
        if fault in {Fault.BUSY_HEADER, Fault.RATE_LIMITED}:
            status = 503 if fault is Fault.BUSY_HEADER else 429
            return web.Response(status=status, headers={**HEADERS, "Retry-After": str(self.retry_after)})
        if fault is Fault.DROP and request.transport is not None:
            request.transport.close()
        status, kind, text = _PAGES.get(fault, (200, "text/plain", ""))
        return web.Response(status=status, content_type=kind, text=text)
