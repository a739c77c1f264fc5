"""A posted event that says that something changed, and not what: it starts a poll of the flow.

AFAS Profit posts such events, waits two seconds for the answer, and ends a webhook that fails for long
(AFASSoftware/OASContent, markdownpages/profit/en/webhooks.md).
"""

from collections.abc import Sequence
from http import HTTPStatus

import orjson
import structlog
from aiohttp import web

from mapping.problems import Problem
from relay.http.body_problems import DocumentRefused
from relay.http.problems import FlowTakesNoDocuments
from relay.intake.door import DOOR, DoorFlow, parse_body
from relay.intake.entrance import read_proved_body
from relay.intake.examination import examine
from relay.intake.triggers import ask_for_poll
from relay.roles import Json
from words.told import Told

log = structlog.get_logger()


async def receive_hint(request: web.Request, entry: DoorFlow) -> web.Response:
    """Answer 202 with ``{"hint": true}``. Many hints before the poll starts make one poll, and so does one sent again.

    Nothing of a hint is kept. Raises FlowTakesNoDocuments where none is expected, or where its sender could not be
    proved; then the refusals of :mod:`relay.http`, and StorageError.
    """
    if not entry.takes_hints:
        raise FlowTakesNoDocuments
    door = request.app[DOOR]
    body = await read_proved_body(request, entry, door.server.body_limit)
    hint = await examine(request.app, body, parse_body)
    if problems := _check(hint, entry.connection.hint_field):
        raise DocumentRefused(problems)
    await ask_for_poll(door, entry.flow.name)
    door.metrics.count("hints", entry.flow.name)
    log.info("hint_received", flow=entry.flow.name)
    return web.Response(body=orjson.dumps({"hint": True}), status=HTTPStatus.ACCEPTED, content_type="application/json")


def _check(hint: Json, name: str) -> Sequence[Problem]:
    found = hint.get(name) if isinstance(hint, dict) else None
    if isinstance(found, str) and found:
        return []
    return [Problem(name, Told("intake.hint_field_missing"), Told("intake.send_hint_as_made"))]
