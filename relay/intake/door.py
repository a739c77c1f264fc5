"""What the intake is given: the flows it may take documents for, and the parts of the engine behind them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from aiohttp import web

from mapping.parsing import ParseError, parse_posted
from relay.care.activity import Activity
from relay.http.address import Networks
from relay.http.body_problems import BodyEmpty, BodyNotJson
from relay.intake.codes import OneTimeCodes
from relay.intake.signatures.cause import Cause
from relay.line.accept import Acceptor
from relay.line.related_posts import RelatedPosts
from relay.model import Flow
from relay.roles import Json, Source
from relay.settings.connections import ConnectionSettings
from relay.settings.model import ServerSettings
from relay.settings.signatures import NoSignature
from relay.store.counters import Metrics
from relay.store.store import Store
from words.told import Told


@dataclass(frozen=True, slots=True)
class DoorFlow:
    """One flow as the door sees it.

    ``allow`` lists who may post to it, empty means nobody; ``allow_setting`` is where the list stands in relay.yaml.
    ``accepts_documents`` says whether its source takes documents by webhook, ``polls`` whether it is read on a
    schedule, so that a trigger makes sense. ``connection`` is the source's, and says what its senders must prove and
    may send.
    """

    flow: Flow
    allow: Networks
    source: Source
    accepts_documents: bool
    polls: bool
    connection: ConnectionSettings
    allow_setting: str = "allow"

    @property
    def takes_hints(self) -> bool:
        """Whether a posted event starts a poll: one of a sender whom the address alone does not prove never does."""
        proved = not isinstance(self.connection.signature, NoSignature)
        return self.polls and proved and self.connection.events == "hints"


@dataclass(frozen=True, slots=True)
class Door:
    """All that the intake needs.

    ``delivery_window`` is how long delivery keys are remembered. ``unproved`` counts senders who did not prove who they
    are, by connection and cause, since the process started; ``metrics`` counts that and more for all processes
    together. ``codes`` let an operator ask ``/whoami``. ``related`` knows what posts of one source
    have to do with each other.
    """

    flows: Mapping[str, DoorFlow]
    acceptor: Acceptor
    store: Store
    activity: Activity
    server: ServerSettings
    delivery_window: timedelta
    metrics: Metrics
    codes: OneTimeCodes
    related: RelatedPosts
    unproved: Counter[tuple[str, Cause]] = field(default_factory=Counter)


DOOR: Final = web.AppKey("door", Door)


def parse_body(body: bytes) -> Json:
    """The document in a body. Raises BodyEmpty, or BodyNotJson with the place of the mistake."""
    if not body:
        raise BodyEmpty
    try:
        return parse_posted(body)
    except ParseError as error:
        raise BodyNotJson(Told("http.not_json_at", why=error.told)) from None
