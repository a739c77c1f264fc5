"""The three servers that the intake bench compares, each in a process of its own: the relay, bare SET, arq's enqueue.

``python -m bench.servers KIND`` reads the relay's settings from RELAY_CONFIG, prints its port, and serves until its
standard input closes.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import orjson
import uvloop
from aiohttp import web
from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool, Redis

from relay.bootstrap.opening import open_program
from relay.bootstrap.settings import load
from relay.http.serve import serve_app
from relay.processes.logs import configure_logs


def bare_set_app(redis: Redis) -> web.Application:
    """A handler that reads the body and stores it with one SET: what any webhook receiver costs at the least."""

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        await redis.set(f"bare:{request.headers['Idempotency-Key']}", body, px=60_000)
        return web.json_response({"stored": True}, status=202)

    return _app(take)


def arq_app(redis: ArqRedis) -> web.Application:
    """A handler that enqueues the body as an arq job, as arq's documentation shows it."""

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        await redis.enqueue_job("carry", body, _job_id=request.headers["Idempotency-Key"])
        return web.json_response({"queued": True}, status=202)

    return _app(take)


def _app(handler: Callable[[web.Request], Awaitable[web.Response]]) -> web.Application:
    app = web.Application(client_max_size=1_048_576)
    app.router.add_post("/hooks/{flow}", handler)
    return app


async def serve(kind: str) -> None:
    """Serve until standard input closes."""
    configure_logs(level=40)
    settings = load(Path(os.environ["RELAY_CONFIG"]), os.environ)
    async with open_program(settings) as program:
        assert settings.redis.state_url is not None
        url = settings.redis.state_url.get_secret_value()
        apps: dict[str, Callable[[], web.Application]] = {
            "relay": program.intake,
            "set": lambda: bare_set_app(Redis(connection_pool=ConnectionPool.from_url(url))),
            "arq": lambda: arq_app(ArqRedis(pool_or_conn=ConnectionPool.from_url(url))),
        }
        async with serve_app(apps[kind](), "127.0.0.1", 0) as port:
            sys.stdout.buffer.write(orjson.dumps({"port": port}) + b"\n")
            sys.stdout.flush()
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1]))
