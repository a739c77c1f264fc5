"""The HTTP side of writes: what a POST, PUT or DELETE is answered with, and the ways in which the answer stays away."""

import asyncio
from contextlib import suppress

from aiohttp import web

from handlers.sandboxes.afas.access import Access
from handlers.sandboxes.afas.profit import Keys, Profit
from handlers.sandboxes.afas.refusals import HEADERS, RefusedError, Text, answer_json
from handlers.sandboxes.afas.write_faults import LATE, UNANSWERED, WriteFault, WriteFaults
from handlers.sandboxes.late_writes import LateWrites

MOST_BYTES = 75 * 1024 * 1024
"""The largest body that AFAS takes."""

_DELETE_PARTS = 4


class WriteSide:
    """Writes into ``profit`` for callers that ``access`` lets in; ``faults`` says what goes wrong."""

    def __init__(self, profit: Profit, access: Access) -> None:
        self.faults = WriteFaults()
        self.late = LateWrites()
        self._profit = profit
        self._access = access
        self._closing = asyncio.Event()

    def close(self) -> None:
        """Let go of callers that wait for ever, and of writes that are not carried out yet."""
        self._closing.set()
        self.late.give_up()

    async def answer(self, request: web.Request, parts: list[str]) -> web.StreamResponse:
        """Carry out a write; ``parts`` is the path after ``/connectors``, in its own capitals. Raises RefusedError."""
        self._access.check_connector(parts[0], Text.UPDATE_UNAUTHORISED)
        if request.method == "DELETE":
            return self._delete(parts)
        if len(parts) > 2:  # noqa: PLR2004 - the connector and one object under it
            raise RefusedError(404)
        body = _read_as_stored(await request.read(), request.charset)
        fault = self.faults.take(parts[0])
        if fault is None:
            return self._confirm(request.method, parts[0], self._write(request.method, parts, body))
        if fault in LATE:
            self.late.later(lambda: self._in_silence(request.method, parts, body), self.faults.commit_delay)
        elif fault is not WriteFault.LOCKED:
            self._write(request.method, parts, body)
        if fault in UNANSWERED:
            await self._closing.wait()
        return self.faults.answer(fault, request)

    def _write(self, method: str, parts: list[str], body: bytes) -> list[Keys]:
        return self._profit.write(method, parts[0], parts[1] if len(parts) > 1 else None, body)

    def _in_silence(self, method: str, parts: list[str], body: bytes) -> None:
        with suppress(RefusedError):
            self._write(method, parts, body)

    def _confirm(self, method: str, connector: str, keys: list[Keys]) -> web.Response:
        behaviour = self._profit.behaviour
        status = 201 if method == "POST" else behaviour.put_status
        if not any(keys) or (method == "PUT" and not behaviour.put_answers):
            return web.Response(status=status, headers=HEADERS)
        name = self._profit.connector_named(connector)
        return answer_json({"results": {name: keys[0] if len(keys) == 1 else keys}}, status)

    def _delete(self, parts: list[str]) -> web.Response:
        """``/connectors/FbSales/FbSales/@OrNu/60005490``."""
        if len(parts) != _DELETE_PARTS:
            raise RefusedError(400)
        self._profit.delete(parts[0], parts[2], parts[3])
        return web.Response(status=200, headers=HEADERS)


def _read_as_stored(body: bytes, charset: str | None) -> bytes:
    """The body as AFAS understands it: unless the call says that it is UTF-8, other signs become question marks."""
    if (charset or "").lower() in {"utf-8", "utf8"}:
        return body
    return body.decode("utf-8", "replace").encode("ascii", "replace")
