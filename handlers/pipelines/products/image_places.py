"""The places of an article's pictures: what this relay put at each, known without keeping a picture or its address.

A target knows a picture by its place, 1 being the main one. So each place is a part of the record, with a link, a note
and a digest of its own: of the bytes that were sent, of which picture of the source they were, and of all by which the
source would tell another (``seen``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from handlers.contracts.images import ImageTarget
from handlers.contracts.records import Fields, RecordTarget
from handlers.pipelines.common.field_digests import digest_field, unpack
from handlers.pipelines.common.one_to_one import Pair
from handlers.pipelines.common.part import part_name
from handlers.pipelines.products.image_settings import ImageSettings
from mapping.documents.product import Image, Product
from mapping.problems import Problem
from relay.line.once.intents import Intents, OpenIntent
from relay.line.once.links import Link, Links
from words.told import Told

CONTENT: Final = "content"
IMAGE: Final = "image"
SEEN: Final = "seen"

NOTHING: Final[Fields] = {CONTENT: "", IMAGE: "", SEEN: ""}
"""What a place that was emptied shows."""


class PictureTarget(RecordTarget, ImageTarget, Protocol):
    """A target as far as pictures go."""


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place as a target shows it: that it is there, and never what stands at it, since bytes come back changed."""

    number: str
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """One place of an article. ``sent`` are the digests of what was last sent there, of nothing where it was emptied.

    ``note`` is of a write whose answer is missing: what stands there then is not known.
    """

    number: int
    name: str
    links: Links
    sent: Mapping[str, str]
    note: OpenIntent | None

    def _is(self, field_name: str, value: Any) -> bool:
        return self.sent.get(field_name) == digest_field(self.links, self.name, field_name, value)

    @property
    def is_filled(self) -> bool:
        """Whether this relay put a picture there, and did not take it away."""
        return bool(self.sent) and not self._is(CONTENT, "")

    def shows(self, image: Image) -> bool:
        """Whether the picture of the source with this id was last sent there, whatever it looked like."""
        return self._is(IMAGE, image.id)

    def has_seen(self, image: Image, seen: str) -> bool:
        """Whether this very state of a picture was sent there, so that there is no need to fetch it."""
        return self.note is None and self.shows(image) and self._is(SEEN, seen)

    def has(self, content: str) -> bool:
        """Whether these bytes were last sent there, for sure."""
        return self.note is None and self._is(CONTENT, content)


async def find_places(links: Links, intents: Intents, target: PictureTarget, pair: Pair) -> Sequence[Place]:
    """Every place that an article may have pictures at, the main one first."""
    numbers = range(1, target.most_images + 1)
    names = [part_name(links, target.connection, pair, "image", str(number)) for number in numbers]
    kept: Sequence[Link | None] = await links.find_all(names)
    return [
        Place(
            number,
            name,
            links,
            unpack(link.digest) if link is not None else {},
            await intents.look(name) if link is not None else None,
        )
        for number, (name, link) in enumerate(zip(names, kept, strict=True), 1)
    ]


def images_by_address(
    product: Product, settings: ImageSettings | None
) -> tuple[tuple[Image, ...] | None, tuple[Problem, ...]]:
    """The pictures of a product that a target can fetch itself, in their order, and a problem where some cannot be.

    None where nothing is to change: no picture is carried, the source gives none, or those that are gone are kept.
    """
    if settings is None or "images" not in product.model_fields_set:
        return None, ()
    wanted = sorted(product.images, key=lambda image: image.place)[: settings.most]
    open_ones = tuple(image for image in wanted if image.address.startswith("https://"))
    problems: tuple[Problem, ...] = ()
    if len(open_ones) < len(wanted):
        wrong = Told("images.no_address", count=len(wanted) - len(open_ones))
        problems = (Problem("images", wrong, Told("images.send_bytes")),)
    keeps = not open_ones and (bool(wanted) or settings.on_absent == "keep")
    return (None if keeps else open_ones), problems


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Which picture goes to which place, which places are to be emptied, and how many wanted pictures find none."""

    at: Sequence[tuple[Place, Image]]
    emptied: Sequence[Place]
    without_place: int


def arrange(places: Sequence[Place], images: Sequence[Image], most: int, *, keeps_absent: bool) -> Arrangement:
    """Pictures in their order on places from the first on. What a person put behind them stays, since nobody knows it.

    A picture that the source has no longer keeps its place where ``keeps_absent``, unless that is the main one.
    """
    wanted = sorted(images, key=lambda image: image.place)[:most]
    kept = {
        place.number
        for place in places
        if keeps_absent and place.is_filled and not any(place.shows(image) for image in images)
    }
    if wanted:
        kept.discard(1)
    free = [place for place in places if place.number not in kept]
    at = list(zip(free, wanted, strict=False))
    emptied = [place for place in free[len(at) :] if place.is_filled]
    return Arrangement(at, emptied, len(wanted) - len(at))
