"""The faults a test or the demo can switch on: slow, broken and missing answers, and writes that happen anyway."""

from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from aiohttp import web

from handlers.sandboxes.accountview.refusals import page, refusal


class Fault(Enum):
    """One way in which a call goes wrong. The STORE and COMMIT ones are about writes: they do write."""

    ERROR = auto()
    """500 with a web page."""
    BAD_GATEWAY = auto()
    """502 with a web page."""
    UNAVAILABLE = auto()
    """503 with a web page and Retry-After."""
    PAGE_OK = auto()
    """200 with a web page."""
    EMPTY_ERROR = auto()
    """500 without a body."""
    EMPTY_OK = auto()
    """200 without a body, and nothing is done."""
    OFFLINE = auto()
    """An error object: the service at the office cannot be reached."""
    IN_USE = auto()
    """An error object: the administration is in use."""
    LOCKED = auto()
    """An error object: a record is locked."""
    TIMED_OUT = auto()
    """An error object: the office gave no answer in time."""
    UNEXPLAINED = auto()
    """An error object with 500 whose words explain nothing; nothing is done."""
    DROP = auto()
    """The connection breaks before anything is done."""
    STORE_THEN_HANG = auto()
    """The write is stored and never answered."""
    STORE_THEN_DROP = auto()
    """The write is stored and the connection breaks."""
    STORE_THEN_BAD_GATEWAY = auto()
    """The write is stored and answered with a 502 page."""
    STORE_THEN_UNEXPLAINED = auto()
    """The write is stored and answered with 500 and an error object whose words explain nothing."""
    COMMIT_LATER = auto()
    """Never answered, and stored after ``commit_delay``, whether the caller is still there or not."""
    REFUSE_THEN_COMMIT = auto()
    """Answered with a 503 page at once, and stored after ``commit_delay`` all the same."""


WRITES_ALL_THE_SAME = frozenset(
    {
        Fault.STORE_THEN_HANG,
        Fault.STORE_THEN_DROP,
        Fault.STORE_THEN_BAD_GATEWAY,
        Fault.STORE_THEN_UNEXPLAINED,
        Fault.COMMIT_LATER,
        Fault.REFUSE_THEN_COMMIT,
    }
)

_PAGES = {
    Fault.ERROR: (500, "Server Error"),
    Fault.BAD_GATEWAY: (502, "Bad Gateway"),
    Fault.PAGE_OK: (200, "Onderhoud"),
}
_MESSAGES = {
    Fault.OFFLINE: "De AccountView Communication Service is niet bereikbaar.",
    Fault.IN_USE: "De administratie is in gebruik.",
    Fault.LOCKED: "Het record is vergrendeld door een andere gebruiker.",
    Fault.TIMED_OUT: "Time-out: geen antwoord van AccountView.",
}


@dataclass(frozen=True, slots=True)
class _Planned:
    fault: Fault
    method: str | None
    object: str | None


class Faults:
    """What goes wrong next. ``delay`` comes before every answer; ``retry_after`` is in seconds."""

    def __init__(self) -> None:
        self.delay = timedelta()
        self.commit_delay = timedelta(seconds=1)
        self.retry_after = 120
        self._planned: deque[_Planned] = deque()

    def next(
        self, fault: Fault, times: int = 1, *, method: str | None = None, business_object: str | None = None
    ) -> None:
        """Let the next data calls meet this fault: all, or those of a method such as POST or an object such as SO1.

        A fault that writes all the same waits for the next write.
        """
        method = "POST" if fault in WRITES_ALL_THE_SAME and method is None else method
        self._planned.extend([_Planned(fault, method, business_object)] * times)

    def take(self, method: str, business_object: str) -> Fault | None:
        """The fault that this call meets, if any; it is used up."""
        for planned in self._planned:
            if planned.method in {None, method} and planned.object in {None, business_object}:
                self._planned.remove(planned)
                return planned.fault
        return None

    def answer(self, fault: Fault, request: web.BaseRequest) -> web.StreamResponse:
        """The answer of a call that met this fault."""
        if fault in {Fault.UNEXPLAINED, Fault.STORE_THEN_UNEXPLAINED}:
            return refusal("Interne fout.", 500)
        if fault in _MESSAGES:
            return refusal(_MESSAGES[fault], 200)
        if fault in {Fault.UNAVAILABLE, Fault.REFUSE_THEN_COMMIT}:
            response = page(503, "Service Unavailable")
            response.headers["Retry-After"] = str(self.retry_after)
            return response
        if fault in {Fault.DROP, Fault.STORE_THEN_DROP} and request.transport is not None:
            request.transport.close()
        if fault in {Fault.EMPTY_ERROR, Fault.EMPTY_OK}:
            return web.Response(status=500 if fault is Fault.EMPTY_ERROR else 200)
        return page(*_PAGES.get(fault, (502, "Bad Gateway")))
