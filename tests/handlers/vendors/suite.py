"""What every vendor's client must do, whichever system it talks to: each vendor's tests inherit these facts."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from relay.errors import Permanent, Transient
from relay.settings.connections import ConnectionSettings

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

ANSWER_LIMIT = 65_536
"""The size cap, in bytes, that the suite gives a client."""


@asynccontextmanager
async def answering(handler: Handler) -> AsyncIterator[str]:
    """A server on loopback that answers every request with ``handler``; yields its address without a final slash."""
    runner = web.ServerRunner(web.Server(handler), shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


class VendorSuite:
    """Inherit as ``class TestAfasClient(VendorSuite)`` and give the four hooks; the facts come along.

    ``read`` makes one ordinary read that crosses the wire and returns its rows; ``secrets`` are the texts that must
    never be shown; ``told`` is a text that the read sends in its query and that no error may repeat.
    """

    secrets: tuple[str, ...] = ()
    told: str = ""

    def sandbox(self) -> AbstractAsyncContextManager[Any]:
        """The vendor's sandbox with at least one row to read, as an async context with a ``base_url``."""
        raise NotImplementedError

    def settings(self, base_url: str, **changes: Any) -> ConnectionSettings:
        """A connection to ``base_url`` that the sandbox lets in."""
        raise NotImplementedError

    def client(self, settings: Any, session: aiohttp.ClientSession, **limits: int) -> Any:
        """The client; ``limits`` is empty or holds ``answer_limit``, in bytes."""
        raise NotImplementedError

    async def read(self, client: Any) -> Any:
        """One ordinary read."""
        raise NotImplementedError

    async def test_it_reads_rows_from_its_sandbox(self) -> None:
        async with self.sandbox() as sandbox, aiohttp.ClientSession() as session:
            assert await self.read(self.client(self.settings(sandbox.base_url), session))

    async def test_a_redirect_is_refused_and_not_followed(self) -> None:
        paths: list[str] = []

        async def redirect(request: web.BaseRequest) -> web.Response:
            paths.append(request.path)
            return web.Response(status=302, headers={"Location": "/elsewhere"})

        async with answering(redirect) as base_url, aiohttp.ClientSession() as session:
            with pytest.raises(Permanent, match="redirect"):
                await self.read(self.client(self.settings(base_url), session))
        assert len(paths) == 1
        assert "/elsewhere" not in paths

    async def test_an_answer_that_does_not_come_in_time_is_transient(self) -> None:
        gone = asyncio.Event()

        async def never(_request: web.BaseRequest) -> web.Response:
            await gone.wait()
            return web.Response()

        async with answering(never) as base_url, aiohttp.ClientSession() as session:
            settings = self.settings(base_url, total_timeout=timedelta(milliseconds=100))
            with pytest.raises(Transient, match="in time"):
                await self.read(self.client(settings, session))
            gone.set()

    async def test_a_system_that_nobody_answers_for_is_transient(self) -> None:
        async def unused(_request: web.BaseRequest) -> web.Response:
            return web.Response()

        async with answering(unused) as base_url:
            closed = base_url
        async with aiohttp.ClientSession() as session:
            with pytest.raises(Transient):
                await self.read(self.client(self.settings(closed), session))

    async def test_an_answer_above_the_size_cap_is_refused_before_it_is_read_whole(self) -> None:
        sent = 0

        async def endless(request: web.BaseRequest) -> web.StreamResponse:
            nonlocal sent
            response = web.StreamResponse(headers={"Content-Type": "application/json"})
            await response.prepare(request)
            while sent < 1000 * ANSWER_LIMIT:
                await response.write(b" " * ANSWER_LIMIT)
                sent += ANSWER_LIMIT
            return response

        async with answering(endless) as base_url, aiohttp.ClientSession() as session:
            with pytest.raises(Permanent, match="larger than"):
                await self.read(self.client(self.settings(base_url), session, answer_limit=ANSWER_LIMIT))
        assert sent < 1000 * ANSWER_LIMIT

    async def test_an_error_repeats_neither_the_query_nor_a_secret(self) -> None:
        async def echo(request: web.BaseRequest) -> web.Response:
            return web.Response(status=418, text=f"{request.rel_url} {dict(request.headers)}")

        async with answering(echo) as base_url, aiohttp.ClientSession() as session:
            with pytest.raises(Permanent) as caught:
                await self.read(self.client(self.settings(base_url), session))
        for text in (str(caught.value), repr(caught.value)):
            assert not [word for word in (self.told, *self.secrets) if word in text]

    async def test_secrets_are_in_no_repr(self) -> None:
        assert self.secrets
        async with aiohttp.ClientSession() as session:
            settings = self.settings("http://127.0.0.1:9")
            client = self.client(settings, session)
            shown = [repr(settings), str(settings), repr(client), str(client), repr(vars(client))]
        assert not [secret for secret in self.secrets for text in shown if secret in text]
