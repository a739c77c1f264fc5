"""What can go wrong with a write so that its caller cannot know whether it was carried out."""

from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from aiohttp import web

from handlers.sandboxes.afas.refusals import HEADERS, RefusedError, Text


class WriteFault(Enum):
    """One way in which a write goes wrong. All but LOCKED do write."""

    STORE_THEN_HANG = auto()
    """Stored, and never answered."""
    STORE_THEN_DROP = auto()
    """Stored, and the connection breaks."""
    STORE_THEN_HTML = auto()
    """Stored, and answered with a proxy's page and status 502."""
    STORE_THEN_TIMED_OUT = auto()
    """Stored, and answered with 500 and the text of the limit of 15 minutes."""
    STORE_THEN_EMPTY = auto()
    """Stored, and answered with 201 and no body: AFAS does that where a connector has no keys."""
    COMMIT_LATER = auto()
    """Never answered, and stored after ``commit_delay``, whether the caller is still there or not."""
    REFUSE_THEN_COMMIT = auto()
    """Answered with a proxy's page and status 502 at once, and stored after ``commit_delay`` all the same."""
    LOCKED = auto()
    """Refused with 500, because another user has the record; nothing is stored."""


LATE = frozenset({WriteFault.COMMIT_LATER, WriteFault.REFUSE_THEN_COMMIT})
UNANSWERED = frozenset({WriteFault.STORE_THEN_HANG, WriteFault.COMMIT_LATER})

_PAGE = "<html><body><h1>Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True)
class _Planned:
    fault: WriteFault
    connector: str | None


class WriteFaults:
    """What goes wrong with the next writes. AFAS goes on with a write for up to 900 seconds: ``commit_delay``."""

    def __init__(self) -> None:
        self.commit_delay = timedelta(seconds=900)
        self._planned: deque[_Planned] = deque()

    def next(self, fault: WriteFault, times: int = 1, *, connector: str | None = None) -> None:
        """Let the next writes meet this fault: all, or those through one connector, such as FbSales."""
        self._planned.extend([_Planned(fault, connector and connector.lower())] * times)

    def take(self, connector: str) -> WriteFault | None:
        """The fault that a write through this connector meets, if any; it is used up."""
        for planned in self._planned:
            if planned.connector in {None, connector.lower()}:
                self._planned.remove(planned)
                return planned.fault
        return None

    def answer(self, fault: WriteFault, request: web.Request) -> web.StreamResponse:
        """What the caller gets instead of an answer. Raises RefusedError where that is an error of AFAS."""
        if fault is WriteFault.LOCKED:
            raise RefusedError(500, Text.LOCKED)
        if fault is WriteFault.STORE_THEN_TIMED_OUT:
            raise RefusedError(500, Text.TIMED_OUT)
        if fault is WriteFault.STORE_THEN_EMPTY:
            return web.Response(status=201, headers=HEADERS)
        if fault is WriteFault.STORE_THEN_DROP and request.transport is not None:
            request.transport.close()
        return web.Response(status=502, content_type="text/html", text=_PAGE)
