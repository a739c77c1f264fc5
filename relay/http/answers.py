"""The one middleware that turns whatever goes wrong into a problem document, and tells the log without flooding it."""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from relay.errors import StorageError
from relay.http.address import Address, peer_address
from relay.http.problems import Refusal, StorageAway, Unforeseen, http_problem

log = structlog.get_logger()

_QUIET_SECONDS = 1.0

CLIENT: Final = web.RequestKey[Address]("client")
"""The address a request is taken to come from, set once it is known: the peer's, or what trusted proxies tell."""

FLOW: Final = web.RequestKey("flow", str)
"""The name of the flow a request is for, set once it is known to be one of ours, and not a text from outside."""


class RefusalLog:
    """At most one line a second for each kind of refusal, with how many were left out since the last one.

    ``count`` is told the kind and cause of every refusal, left out or not.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, *, count: Callable[[str, str], None] | None = None
    ) -> None:
        self._clock = clock
        self._count = count
        self._told: dict[tuple[str, str], float] = {}
        self._left_out: dict[tuple[str, str], int] = {}

    def tell(self, kind: str, *, cause: str = "", **fields: Any) -> None:
        """Log a refusal. Kind and cause are ours, never a text from outside: each pair is remembered for good."""
        if self._count is not None:
            self._count(kind, cause)
        now = self._clock()
        pair = (kind, cause)
        if now - self._told.get(pair, -_QUIET_SECONDS) < _QUIET_SECONDS:
            self._left_out[pair] = self._left_out.get(pair, 0) + 1
            return
        self._told[pair] = now
        told = {"cause": cause, **fields} if cause else fields
        log.info("request_refused", kind=kind, left_out=self._left_out.pop(pair, 0), **told)


def problem_answers(refusals: RefusalLog) -> Middleware:
    """The outermost middleware of a listener: no error leaves it but as a problem document."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refusal as error:
            refusal = error
        except StorageError:
            refusal = StorageAway()
        except web.HTTPException as error:
            if error.status < HTTPStatus.BAD_REQUEST:
                raise
            _tell(refusals, request, f"http-{error.status}", error.status)
            return http_problem(error)
        except Exception as error:  # noqa: BLE001 - its text may hold anything, so only its kind and place are told
            log.error("request_failed", error=type(error).__name__, at=_place(error), flow=request.get(FLOW))  # noqa: TRY400 - no traceback: it shows the values in our frames
            refusal = Unforeseen()
        _tell(refusals, request, refusal.kind, refusal.status, refusal.cause)
        return refusal.response()

    return answer


def _tell(refusals: RefusalLog, request: web.Request, kind: str, status: int, cause: str = "") -> None:
    refusals.tell(
        kind,
        cause=cause,
        status=int(status),
        flow=request.get(FLOW),
        address=str(request.get(CLIENT) or peer_address(request)),
    )


def _place(error: Exception) -> str:
    """File and line at which an error was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace is not None else "?"
