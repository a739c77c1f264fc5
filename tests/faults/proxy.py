"""Stands between the relay and a vendor's sandbox and spoils calls, so that faults need nothing of the sandbox."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final

import aiohttp
from aiohttp import web
from yarl import URL

from tests.faults.kinds import AFTER, Kind, Vendor

_WRITES: Final = frozenset({"POST", "PUT"})
_PAGE: Final = "<html><body><h1>Bad Gateway</h1></body></html>"
_ERRORS: Final[dict[Vendor, dict[str, object]]] = {
    "afas": {"externalMessage": "Er is een fout opgetreden bij de verwerking.", "profitLogReference": "0" * 32},
    "accountview": {"ErrorType": "AccountViewError", "ErrorNumbers": None, "ErrorMessage": "Interne fout."},
}
"""Words that explain nothing: nobody can tell from them whether the write was carried out."""

_SPOILT: Final[dict[Kind, Callable[[], web.Response]]] = {
    Kind.RATE_LIMITED: lambda: web.Response(status=429, headers={"Retry-After": "1"}),
    Kind.UNAVAILABLE: lambda: web.Response(status=503, headers={"Retry-After": "1"}),
    Kind.HTML_BEFORE: lambda: web.Response(status=502, content_type="text/html", text=_PAGE),
    Kind.HTML_AFTER: lambda: web.Response(status=502, content_type="text/html", text=_PAGE),
    Kind.EMPTY_BEFORE: lambda: web.Response(status=500),
    Kind.EXPIRED: lambda: web.Response(status=401),
}
_NOT_DATA: Final = ("/token", "/ams/")
"""Calls that ask for access: they are let through."""

_PASSED_ON: Final = frozenset({"authorization", "content-type", "x-company", "accept", "accept-language"})


class FaultProxy:
    """``kind`` is what calls meet now, None while all is well. ``met`` counts those that met it."""

    def __init__(self, vendor: Vendor, upstream: str, session: aiohttp.ClientSession, late: timedelta) -> None:
        self.kind: Kind | None = None
        self.slow = timedelta()
        self.met: Counter[Kind] = Counter()
        self._vendor: Vendor = vendor
        self._upstream = URL(upstream).origin()
        self._session = session
        self._late = late
        self._closing = asyncio.Event()
        self._later: set[asyncio.Task[None]] = set()

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Pass a call on, or spoil it."""
        body, kind = await request.read(), self.kind
        is_data = not any(part in request.path.lower() for part in _NOT_DATA)
        if kind is None or not is_data or (kind in AFTER and request.method not in _WRITES):
            return await self._passed_on(request, body)
        self.met[kind] += 1
        if kind is Kind.SLOW:
            await self._wait(self.slow)
            return await self._passed_on(request, body)
        if kind is Kind.LATE:
            task = asyncio.create_task(self._carried_out_later(request, body))
            self._later.add(task)
            task.add_done_callback(self._later.discard)
        good = await self._passed_on(request, body) if kind in AFTER - {Kind.LATE} else None
        return await self._spoilt(kind, request, good)

    async def all_carried_out(self) -> None:
        """Wait until every late write is carried out."""
        await asyncio.gather(*self._later)

    def close(self) -> None:
        """Let go of those who wait for ever."""
        self._closing.set()
        for task in self._later:
            task.cancel()

    async def _passed_on(self, request: web.BaseRequest, body: bytes) -> web.Response:
        url = self._upstream.join(request.rel_url)
        headers = {name: value for name, value in request.headers.items() if name.lower() in _PASSED_ON}
        async with self._session.request(
            request.method, URL(str(url), encoded=True), data=body or None, headers=headers, allow_redirects=False
        ) as got:
            kept = {
                name: got.headers[name] for name in ("Content-Type", "Retry-After", "Location") if name in got.headers
            }
            return web.Response(status=got.status, body=await got.read(), headers=kept)

    async def _carried_out_later(self, request: web.BaseRequest, body: bytes) -> None:
        await asyncio.sleep(self._late.total_seconds())
        await self._passed_on(request, body)

    async def _spoilt(self, kind: Kind, request: web.BaseRequest, good: web.Response | None) -> web.StreamResponse:
        """The answer instead of the good one, which is None where nothing was done."""
        if kind in {Kind.DROPPED_BEFORE, Kind.DROPPED_AFTER}:
            _cut(request)
        if kind in {Kind.LATE, Kind.HANGING_BEFORE, Kind.HANGING_AFTER}:
            await self._closing.wait()
        if kind in {Kind.CUT_BEFORE, Kind.CUT_AFTER}:
            return await _broken_off(request, good)
        if kind in {Kind.ERROR_BEFORE, Kind.ERROR_AFTER}:
            return web.json_response(_ERRORS[self._vendor], status=500)
        if kind is Kind.EMPTY_AFTER:
            return web.Response(status=good.status if good else 200)
        return _SPOILT.get(kind, lambda: web.Response(status=504))()

    async def _wait(self, length: timedelta) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), length.total_seconds())


async def _broken_off(request: web.BaseRequest, good: web.Response | None) -> web.StreamResponse:
    """The first half of an answer, and then the end of the connection."""
    whole = bytes(good.body) if good is not None and isinstance(good.body, bytes) else b'{"rows": []}'
    headers = {"Content-Type": "application/json", "Content-Length": str(max(len(whole), 2))}
    response = web.StreamResponse(status=good.status if good is not None else 200, headers=headers)
    await response.prepare(request)
    await response.write(whole[: len(whole) // 2])
    _cut(request)
    return response


def _cut(request: web.BaseRequest) -> None:
    if request.transport is not None:
        request.transport.close()


@asynccontextmanager
async def fault_proxy(vendor: Vendor, upstream: str, late: timedelta) -> AsyncIterator[tuple[FaultProxy, str]]:
    """A proxy on loopback and the address to call instead of ``upstream``."""
    async with aiohttp.ClientSession(auto_decompress=True) as session:
        proxy = FaultProxy(vendor, upstream, session, late)
        runner = web.ServerRunner(web.Server(proxy.answer), shutdown_timeout=0.5)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            port = runner.addresses[0][1]
            yield proxy, str(URL(upstream).with_port(port)).rstrip("/")
        finally:
            proxy.close()
            await runner.cleanup()
