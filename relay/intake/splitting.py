"""Takes in a post that is several documents: each becomes an event of its own, and a repeated post finds them all.

They are stored one group after another, and the sender is answered once all are. A post of which only a part was stored
is whole when it is sent again: what is there already is found by what it says.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import structlog
from aiohttp import web

from mapping.parsing import dump_json
from mapping.problems import WHOLE, Problem
from relay.http.body_problems import DocumentRefused
from relay.http.problems import DeliveryKeyReused
from relay.intake.acknowledging import Taken, acknowledge_all, pass_over
from relay.intake.door import DOOR, Door, DoorFlow
from relay.intake.examination import examine
from relay.intake.refusing import note, note_refusals
from relay.line.accept import MOST_TOGETHER, Delivery
from relay.line.filtering import mark_unfit, tell_unfit
from relay.line.related_posts import Found
from relay.model import Identity, Origin
from relay.roles import Completes, Json, Relations, Splits
from words.told import Told

log = structlog.get_logger()

MOST_BYTES: Final = 64 * 1024 * 1024
"""Of all that one post becomes: what its documents share is stored with each of them."""

MOST_BYTES_TOGETHER: Final = 4 * 1024 * 1024
"""Of what is made ready at a time, so that no process holds all that a large post becomes."""


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

    Where a post that belongs to this one came in the meantime, all is accepted once more as it is known then: so
    whichever of two posts at once is stored last holds what both told.

    Raises DocumentRefused for what is too much in all, DeliveryKeyReused and StorageError.
    """
    door, flow = app[DOOR], entry.flow.name
    found = await door.related.relate(entry.flow.source, post.relations, post.packed)
    while True:
        pieces = await examine(app, post.body, partial(_split, door, entry, source, post, found))
        if isinstance(pieces, Told):
            door.metrics.count("documents", flow, "passed_over")
            log.info("document_passed_over", flow=flow, why=pieces.code)
            return pass_over(pieces)
        taken = await _accept_all(app, entry, post, pieces, key)
        before, found = found, await door.related.find(entry.flow.source, post.relations)
        if found == before or taken[0].kind == "conflict":
            break
        key = None  # the delivery is remembered by now, and would be answered with what it was before
    for one in taken:
        door.metrics.count("documents", flow, one.kind)
    log.info("post_received", flow=flow, events=len(taken), event_id=taken[0].event_id)
    return acknowledge_all(taken, door)


async def _accept_all(
    app: web.Application, entry: DoorFlow, post: Post, pieces: Sequence[Json], key: str | None
) -> list[Taken]:
    async with note_refusals(app, entry.flow.name, post.body):
        await examine(app, post.body, partial(_require_room, pieces))
    taken: list[Taken] = []
    while len(taken) < len(pieces):
        ready = await examine(app, post.body, partial(_make_ready, entry, pieces, len(taken)))
        deliveries = [_delivery(entry, post, piece, key, is_first=not taken) for piece in ready]
        taken += await asyncio.gather(*map(partial(_accept, app[DOOR], entry), ready, deliveries))
        if taken[0].kind == "conflict":
            await note(app, entry.flow.name, DeliveryKeyReused.kind, post.body, ready[0].identity.reference)
            break
    return taken


def _split(door: Door, entry: DoorFlow, source: Splits, post: Post, found: Found, _: bytes) -> Sequence[Json] | Told:
    return source.split(post.document, door.related.open(entry.flow.source, found))


def _require_room(pieces: Sequence[Json], body: bytes) -> None:
    """Raise DocumentRefused where what all pieces repeat makes of one body more than may be stored of it."""
    if len(body) * len(pieces) <= MOST_BYTES:
        return
    total = 0
    for piece in pieces:
        total += len(dump_json(piece))
        if total > MOST_BYTES:
            told, mend = Told("intake.too_much_in_all", most=MOST_BYTES), Told("intake.shorten_what_is_shared")
            raise DocumentRefused([Problem(WHOLE, told, mend)])


def _make_ready(entry: DoorFlow, pieces: Sequence[Json], start: int, _: bytes) -> list[Piece]:
    """The next pieces that are stored together: the first of all by itself, since it shows another body's delivery."""
    ready: list[Piece] = []
    source, size = entry.source, 0
    for document in pieces[start : start + (MOST_TOGETHER if start else 1)]:
        identity = source.identify(document)
        material = b"" if identity.version else source.digest_material(document)
        is_whole = not isinstance(source, Completes)  # else its run asks the filter, once the rest is there
        unfit = tell_unfit(entry.flow, source, document) if is_whole else None
        ready.append(Piece(dump_json(document), identity, material, unfit))
        size += len(ready[-1].body)
        if size > MOST_BYTES_TOGETHER:
            break
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
