"""What the intake is given: the flows it may take documents for, and the parts of the engine behind them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from relay.accept import Acceptor
from relay.activity import Activity
from relay.intake.address import Networks
from relay.intake.problems import BodyEmpty, BodyNotJson
from relay.model import Flow
from relay.roles import Json, Source
from relay.settings.model import ServerSettings
from relay.store import Store


@dataclass(frozen=True, slots=True)
class DoorFlow:
    """One flow as the door sees it.

    ``allow`` lists who may post to it; empty means nobody. ``accepts_documents`` says whether its source takes
    documents by webhook, ``polls`` whether it is read on a schedule, so that a trigger makes sense.
    """

    flow: Flow
    allow: Networks
    source: Source
    accepts_documents: bool
    polls: bool


@dataclass(frozen=True, slots=True)
class Door:
    """All that the intake needs. ``parse`` raises ValueError with a text that quotes nothing of the body."""

    flows: Mapping[str, DoorFlow]
    acceptor: Acceptor
    store: Store
    activity: Activity
    parse: Callable[[bytes], Json]
    server: ServerSettings


DOOR: Final = web.AppKey("door", Door)
FLOW: Final = web.RequestKey("flow", str)
"""The name of the flow a request is for, set once it is known to be one of ours, and not a text from outside."""


def parse_body(door: Door, body: bytes) -> Json:
    """The document in a body. Raises BodyEmpty, or BodyNotJson with the place of the mistake."""
    if not body:
        raise BodyEmpty
    try:
        return door.parse(body)
    except ValueError as error:
        raise BodyNotJson(f"{error}.") from None
