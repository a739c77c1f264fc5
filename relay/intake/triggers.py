"""``POST /triggers/{flow}``: has a flow polled now; for cron, for a person, and for hints that something changed."""

import asyncio
from datetime import timedelta
from http import HTTPStatus
from typing import Final

import orjson
import structlog
from aiohttp import web

from relay.http.problems import FlowNotPolled
from relay.intake.admission import admit
from relay.intake.door import DOOR, Door, parse_body
from relay.intake.entrance import read_proved_body
from relay.intake.limits import PLACES
from relay.store.store import reply, storage_errors

log = structlog.get_logger()

BODY_LIMIT: Final = 1024
"""Bytes. Senders of hints say a little about what changed; the poll finds that out by itself."""

STORED_WITHIN: Final = timedelta(seconds=1)
"""Redis has this long. AFAS gives up after two seconds, and is better told to come back than left without an answer."""


async def trigger_poll(request: web.Request) -> web.Response:
    """Answer 202 with ``{"flow": name, "polling": true}``; many triggers before the poll starts make one poll.

    The body is empty, or JSON of which nothing is used; what the connection asks of its sender is asked here too.
    Raises the refusals of :mod:`relay.http`, and StorageError.
    """
    entry = admit(request)
    door = request.app[DOOR]
    with request.app[PLACES].one():
        if not entry.polls:
            raise FlowNotPolled
        if body := await read_proved_body(request, entry, BODY_LIMIT):
            parse_body(body)
        await ask_for_poll(door, entry.flow.name)
    log.info("poll_triggered", flow=entry.flow.name)
    answer = {"flow": entry.flow.name, "polling": True}
    return web.Response(body=orjson.dumps(answer), status=HTTPStatus.ACCEPTED, content_type="application/json")


async def ask_for_poll(door: Door, flow: str) -> None:
    """Mark a flow for the poller; it is marked once, however often that is asked. Raises StorageError."""
    async with storage_errors(), asyncio.timeout(STORED_WITHIN.total_seconds()):
        await reply(door.store.state.sadd(door.store.keys.triggers, flow))
