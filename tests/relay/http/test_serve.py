import asyncio
import logging
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from relay.errors import StartError
from relay.http.problems import StorageAway
from relay.http.serve import KEEPALIVE_SECONDS, serve_app
from tests.relay.intake.callers import SENDER, Caller, send_raw
from words.catalogue import CATALOGUE, ENGLISH, _read_room


async def greet(_: web.Request) -> web.Response:
    return web.json_response({"greeting": "hello"})


def make_app() -> web.Application:
    app = web.Application()
    app.router.add_get("/", greet)
    return app


async def test_the_port_given_is_the_one_that_answers() -> None:
    async with serve_app(make_app(), SENDER, 0) as port:
        assert (await Caller(port).get("/")).document == {"greeting": "hello"}


async def test_after_the_block_nothing_listens() -> None:
    async with serve_app(make_app(), SENDER, 0) as port:
        pass
    with pytest.raises(aiohttp.ClientConnectionError):
        await Caller(port).get("/")


async def test_a_port_that_is_taken_is_named_with_a_remedy() -> None:
    async with serve_app(make_app(), SENDER, 0) as port:
        with pytest.raises(StartError, match=rf"port {port} .*in use.*stop what uses it"):
            async with serve_app(make_app(), SENDER, port):
                pass


async def test_the_answers_do_not_say_which_versions_run() -> None:
    async with serve_app(make_app(), SENDER, 0) as port:
        answer = await Caller(port).get("/")
    assert answer.headers["Server"] == "relay"


async def test_who_listens_has_read_all_templates_so_that_no_refusal_waits_for_them() -> None:
    _read_room.cache_clear()
    async with serve_app(make_app(), SENDER, 0):
        rooms = {path.stem for path in (CATALOGUE / ENGLISH).glob("*.po")}
        assert _read_room.cache_info().currsize == len(rooms) > 0
        assert str(StorageAway.title) == "The storage does not answer"
        assert _read_room.cache_info().misses == len(rooms)


async def test_idle_connections_are_kept_for_75_seconds() -> None:
    kept: list[float] = []

    async def look(request: web.Request) -> web.Response:
        kept.append(request.protocol.keepalive_timeout)
        return web.Response()

    app = web.Application()
    app.router.add_get("/", look)
    async with serve_app(app, SENDER, 0) as port:
        await Caller(port).get("/")
    assert kept == [KEEPALIVE_SECONDS]


async def test_a_running_request_ends_before_the_listener_does() -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def take_long(_: web.Request) -> web.Response:
        begun.set()
        await may_end.wait()
        return web.json_response({"ended": True})

    app = web.Application()
    app.router.add_get("/", take_long)
    async with serve_app(app, SENDER, 0) as port:
        answer = asyncio.create_task(Caller(port).get("/"))
        await begun.wait()
        asyncio.get_running_loop().call_soon(may_end.set)
    assert (await answer).document == {"ended": True}


async def test_a_sender_that_hangs_up_does_not_cut_the_work_in_half() -> None:
    begun, may_end, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def store(request: web.Request) -> web.Response:
        begun.set()
        await may_end.wait()
        done.set()
        return web.Response()

    app = web.Application()
    app.router.add_get("/", store)
    async with serve_app(app, SENDER, 0, shutdown=timedelta(seconds=1)) as port:
        _, writer = await asyncio.open_connection(SENDER, port)
        writer.write(b"GET / HTTP/1.1\r\nHost: relay\r\n\r\n")
        await begun.wait()
        writer.close()
        await writer.wait_closed()
        may_end.set()
        async with asyncio.timeout(5):
            await done.wait()


async def test_bytes_that_are_no_http_are_refused_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), capture_logs() as lines:
        async with serve_app(make_app(), SENDER, 0) as port:
            for _ in range(3):
                answer = await send_raw(port, b"GET / HTTP/1.1\r\nHost: relay\r\nauthorization : in-a-header\r\n\r\n")
                assert answer.split()[1] == b"400"
    assert [(line["event"], line["kind"]) for line in lines] == [("request_refused", "not-readable")]
    assert "in-a-header" not in str(lines) + caplog.text
