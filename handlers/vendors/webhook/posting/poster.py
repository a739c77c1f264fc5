"""Posts documents, each named and signed, and says of every answer what happens next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.vendors.opening import Outgoing
from handlers.vendors.webhook.posting.settings import EntityPosts, Posts
from relay.roles import Gate


@dataclass(frozen=True, slots=True)
class Answered:
    """The receiver took it. ``id`` is what it calls the record, None where ``id`` of the settings is left out."""

    id: str | None


class Poster:
    """Posts the documents of one kind to one receiver; ``entity`` is that of the flow."""

    def __init__(self, entity: str, posts: Posts, how: EntityPosts, outgoing: Outgoing, gate: Gate) -> None:
        self._entity = entity
        self._posts = posts
        self._how = how
        self._outgoing = outgoing
        self._gate = gate

    async def post(self, values: Mapping[str, str], data: Mapping[str, Any], *, update: bool = False) -> Answered:
        """Post one document: the canonical one, or what the rows made of it. ``values`` fill its path.

        ``update``: as one that the receiver has already, by the settings' ``update`` where there is one. Raises
        Transient (not sent), Unconfirmed (no answer), Hold (refused, or nothing was sent since a value cannot stand in
        a path), of that NotThere for an update and AlreadyThere, and Barred.
        """
        raise NotImplementedError

    async def find(self, values: Mapping[str, str]) -> list[Mapping[str, Any]]:
        """The records that the receiver shows by its ``look_up``, each with its id under ``id`` of the settings.

        Raises Transient, Permanent and Barred.
        """
        raise NotImplementedError
