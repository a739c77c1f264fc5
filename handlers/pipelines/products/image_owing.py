"""Keeps which pictures of a product are owed and since when: each is tried ever more rarely, and not for ever."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from handlers.pipelines.common.field_digests import digest_fields
from handlers.pipelines.common.one_to_one import Pair
from handlers.pipelines.common.part import part_name
from mapping.documents.product import Image
from relay.line.once.links import Link, Links

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Owing:
    """What is owed of one product: by the name of each picture a link that leads nowhere, whose number is a moment.

    ``known`` are those that were owed when the run began. A picture that is another now is owed anew.
    """

    links: Links
    connection: str
    pair: Pair
    owed_for: timedelta
    known: Mapping[str, Link]

    async def note(self, image: Image, seen: str, event: str, now: datetime) -> timedelta | None:
        """Note that a picture could not be carried: in how long it is tried again, None where that has been enough."""
        name = _name(self.links, self.connection, self.pair, image)
        digest = digest_fields(self.links, name, {"seen": seen})
        link = self.known.get(name)
        if link is None or link.digest != digest:
            link = Link(str(int(now.timestamp() * 1000)), digest, event)
            await self.links.attach(self.pair.name, [name])
            await self.links.store(name, link)
        elapsed = now - datetime.fromtimestamp(int(link.number) / 1000, UTC)
        if elapsed >= self.owed_for:
            return None
        return min(max(elapsed, FIRST_PAUSE), LONGEST_PAUSE, max(self.owed_for - elapsed, FIRST_PAUSE))

    async def settle(self, image: Image) -> None:
        """Forget that a picture was owed."""
        name = _name(self.links, self.connection, self.pair, image)
        if name in self.known:
            await self.links.forget(name)


async def find_owing(links: Links, connection: str, pair: Pair, images: Iterable[Image], owed_for: timedelta) -> Owing:
    """What is owed of these pictures of a product."""
    names = [_name(links, connection, pair, image) for image in images]
    found = await links.find_all(names) if names else []
    known = {name: link for name, link in zip(names, found, strict=True) if link is not None}
    return Owing(links, connection, pair, owed_for, known)


def _name(links: Links, connection: str, pair: Pair, image: Image) -> str:
    return part_name(links, connection, pair, "owed image", image.id)
