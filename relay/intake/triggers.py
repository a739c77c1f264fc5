"""``POST /triggers/{flow}``: has a flow polled now; for cron, for a person, and for hints that something changed."""

from http import HTTPStatus
from typing import Final

import orjson
import structlog
from aiohttp import web

from relay.intake.admission import admit
from relay.intake.body import read_body, require_json
from relay.intake.door import DOOR, parse_body
from relay.intake.problems import FlowNotPolled
from relay.store import reply, storage_errors

log = structlog.get_logger()

BODY_LIMIT: Final = 1024
"""Bytes. Senders of hints say a little about what changed; the poll finds that out by itself."""


async def trigger_poll(request: web.Request) -> web.Response:
    """Answer 202 with ``{"flow": name, "polling": true}``; many triggers before the poll starts make one poll.

    The body is empty, or JSON of which nothing is used. Raises the refusals of :mod:`relay.intake.problems`, and
    StorageError.
    """
    entry = admit(request)
    if not entry.polls:
        raise FlowNotPolled
    door = request.app[DOOR]
    body = await read_body(request, BODY_LIMIT, door.server.body_timeout)
    if body:
        require_json(request)
        parse_body(door, body)
    async with storage_errors():
        await reply(door.store.state.sadd(door.store.keys.triggers, entry.flow.name))
    log.info("poll_triggered", flow=entry.flow.name)
    answer = {"flow": entry.flow.name, "polling": True}
    return web.Response(body=orjson.dumps(answer), status=HTTPStatus.ACCEPTED, content_type="application/json")
