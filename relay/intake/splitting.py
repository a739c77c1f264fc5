"""Takes in a post that is several documents: each becomes an event of its own, and a repeated post finds them all.

They are stored one group after another, and the sender is answered once all are. A post of which only a part was stored
is whole when it is sent again: what is there already is found by what it says.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import structlog
from aiohttp import web

from mapping.parsing import dump_json
from relay.http.problems import DeliveryKeyReused
from relay.intake.acknowledging import Taken, acknowledge_all, pass_over
from relay.intake.door import DOOR, Door, DoorFlow
from relay.intake.examination import examine
from relay.intake.refusing import note
from relay.line.accept import MOST_TOGETHER, Delivery
from relay.line.filtering import mark_unfit, tell_unfit
from relay.line.related_posts import Found
from relay.model import Identity, Origin
from relay.roles import Json, Relations, Splits
from words.told import Told

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Piece:
    """One document of a post, ready to be accepted; ``material`` stands for its version where it states none.

    ``unfit`` is why it does not fit the flow's filter, where it does not.
    """

    body: bytes = field(repr=False)
    identity: Identity
    material: bytes = field(repr=False)
    unfit: Told | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post that was checked, what it has to do with others, and how it is kept for them."""

    body: bytes = field(repr=False)
    document: Json = field(repr=False)
    relations: Relations
    packed: bytes = field(repr=False)


async def receive_pieces(
    app: web.Application, entry: DoorFlow, source: Splits, post: Post, key: str | None
) -> web.Response:
    """Accept all that a post consists of, and answer with its events. ``key`` is that of its delivery.

    Raises DeliveryKeyReused and StorageError.
    """
    door, flow = app[DOOR], entry.flow.name
    found = await door.related.relate(entry.flow.source, post.relations, post.packed)
    split = partial(_split, door, entry, source, post, found)
    pieces = await examine(app, post.body, split)
    if isinstance(pieces, Told):
        door.metrics.count("documents", flow, "passed_over")
        log.info("document_passed_over", flow=flow, why=pieces.code)
        return pass_over(pieces)
    taken: list[Taken] = []
    for group in _groups(pieces):
        ready = await examine(app, post.body, partial(_make_ready, entry, group))
        deliveries = [_delivery(entry, post, piece, key, is_first=not taken) for piece in ready]
        taken += await asyncio.gather(*map(partial(_accept, door, entry), ready, deliveries))
        if taken[0].kind == "conflict":
            await note(app, flow, DeliveryKeyReused.kind, post.body, ready[0].identity.reference)
            break
    for one in taken:
        door.metrics.count("documents", flow, one.kind)
    log.info("post_received", flow=flow, events=len(taken), event_id=taken[0].event_id)
    return acknowledge_all(taken, door)


def _groups(pieces: Sequence[Json]) -> Iterator[Sequence[Json]]:
    """The first by itself, since it shows whether the delivery is another one's; the rest as many as go together."""
    yield pieces[:1]
    for place in range(1, len(pieces), MOST_TOGETHER):
        yield pieces[place : place + MOST_TOGETHER]


def _split(door: Door, entry: DoorFlow, source: Splits, post: Post, found: Found, _: bytes) -> Sequence[Json] | Told:
    return source.split(post.document, door.related.open(entry.flow.source, found))


def _make_ready(entry: DoorFlow, group: Sequence[Json], _: bytes) -> list[Piece]:
    ready, source = [], entry.source
    for document in group:
        identity = source.identify(document)
        material = b"" if identity.version else source.digest_material(document)
        ready.append(Piece(dump_json(document), identity, material, tell_unfit(entry.flow, source, document)))
    return ready


def _delivery(entry: DoorFlow, post: Post, piece: Piece, key: str | None, *, is_first: bool) -> Delivery | None:
    """The delivery of one piece: the first goes by the bare key, and so shows a delivery of another body."""
    if key is None:
        return None
    return Delivery(entry.flow.source, key if is_first else f"{key}\n{piece.identity.reference}", post.body)


async def _accept(door: Door, entry: DoorFlow, piece: Piece, delivery: Delivery | None) -> Taken:
    identity, material, number = piece.identity, piece.material, door.acceptor.shown(piece.identity.reference)
    if piece.unfit is not None:
        if not await door.acceptor.knows(entry.flow, identity):
            return Taken(number, passed_over=piece.unfit)
        identity, material = mark_unfit(identity, material)
    accepted = await door.acceptor.accept(
        entry.flow, piece.body, identity, Origin.HOOK, digest_material=material, delivery=delivery
    )
    return Taken(number, accepted)
