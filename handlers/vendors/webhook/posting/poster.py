"""Posts documents of one kind, each named and signed, and looks them up where the receiver shows what it has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from handlers.vendors.webhook.posting.answers import found_records, read_answer, read_id, require_usable, taken_id
from handlers.vendors.webhook.posting.message import Message, enveloped, make_message
from handlers.vendors.webhook.posting.receiver import Receiver
from handlers.vendors.webhook.posting.rows import PostRows
from handlers.vendors.webhook.posting.settings import KINDS, EntityPosts
from handlers.vendors.webhook.posting.templates import fill, names_in
from mapping.rows.paths import follow, path_parts
from relay.errors import Hold, Permanent
from relay.line.carrying import CARRYING
from words.told import Told


@dataclass(frozen=True, slots=True)
class Answered:
    """The receiver took it. ``id`` is what it calls the record.

    None where ``id`` of the settings is left out, after an update, and where the look-up is to tell it. ``answer`` is
    all that it answered, None where that is no JSON; never shown.
    """

    id: str | None
    answer: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class LookedUp:
    """A record as the receiver shows it, with its id where the settings say where that stands."""

    id: str | None
    record: Any = field(repr=False)


class Poster:
    """Posts the documents of one kind to one receiver; ``entity`` is that of the flow.

    ``rows`` made the documents, where the settings have any: these are posted as they are, with the fields that rows
    make of ``post``; else each is the relay's own, and goes in an envelope.
    """

    def __init__(self, entity: str, how: EntityPosts, receiver: Receiver, rows: PostRows | None = None) -> None:
        self.how = how
        self._entity = entity
        self._receiver = receiver
        self._rows = rows
        self._about = f"posts of {KINDS.get(entity, entity)}"

    def __repr__(self) -> str:
        return f"Poster({self._entity!r})"

    async def post(self, values: Mapping[str, str], data: Mapping[str, Any], *, update: bool = False) -> Answered:
        """Post one document: the canonical one as plain JSON, or what the rows made of it. ``values`` fill its path.

        ``update``: as one that the receiver has already, by the settings' ``update`` where there is one. Raises
        Transient (not sent, or refused for now), Unconfirmed (no answer, or none that tells), Hold (refused, or nothing
        was sent since a value cannot stand in a path), of that NotThere for an update, AlreadyThere where ``exists``
        says so, and TakenUnnumbered; and Barred (401, 403, a redirect, a path or method that is not there).
        """
        by = self.how.update if update and self.how.update is not None else self.how
        message = self._message(by.method, fill(by.path, values), data)
        headers = message.signed(self._receiver.posts.signing_secrets)
        async with self._receiver.gate.call(self._about):
            reply = await self._receiver.write(message.method, message.path, headers, message.body)
            taken = taken_id(reply, self.how, update=update, at_a_place=bool(names_in(by.path)))
            return Answered(taken, read_answer(reply))

    async def find(self, values: Mapping[str, str]) -> list[LookedUp]:
        """The records that the receiver shows by its ``look_up``; none where the settings have no look-up.

        Raises Transient, Permanent and Barred, and Hold where an id cannot be kept.
        """
        asked = self.how.look_up
        if asked is None:
            return []
        path = fill(asked.path, values)
        async with self._receiver.gate.call(f"look-ups of {KINDS[self._entity]}"):
            found = found_records(await self._receiver.read(path), asked.found)
        place = path_parts(asked.id) if asked.id is not None else None
        return [LookedUp(None if place is None else read_id(follow(one, place)), one) for one in found]

    def _message(self, method: str, path: str, data: Mapping[str, Any]) -> Message:
        carried = CARRYING.get()
        whole = self._rows.stamped(data, carried) if self._rows is not None else enveloped(self._entity, data, carried)
        receiver = self._receiver
        message = make_message(method, path, whole, carried, receiver.outgoing.keyed_hash, receiver.address)
        if len(message.body) > receiver.posts.largest_body:
            raise Hold(Told("posting.body_too_large", most=receiver.posts.largest_body))
        return message


async def check(receiver: Receiver, path: str) -> Told:
    """Read a path, to prove that the receiver lets us in, and tell what it answered.

    Raises Transient, Permanent and Barred.
    """
    async with receiver.gate.call("checks"):
        reply = await receiver.read(path)
        if reply.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            raise Permanent(Told("posting.check_not_there", status=reply.status))
        if reply.status != HTTPStatus.NO_CONTENT:
            require_usable(reply)
        return Told("posting.lets_us_in", status=reply.status)
