"""Where pictures hang: a target that keeps what it is sent by place, sources of pictures, and who carries them."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from handlers.contracts.images import Picture
from handlers.contracts.records import Repeat
from handlers.exchange.outbound import Outbound
from handlers.pipelines.common.one_to_one import pair_of
from handlers.pipelines.products.image_places import find_places
from handlers.pipelines.products.image_settings import ImageSettings
from handlers.pipelines.products.images import CarriedImages, Means, Pictured, carry_images
from handlers.services.images import ImageFetcher
from mapping.documents.product import Image, Product
from mapping.problems import Problem
from relay.errors import RunEnd
from relay.line.dues import Dues
from relay.model import Flow, Identity
from relay.roles import Json, Page
from relay.roles.documents import WHOLE
from relay.settings.connections import ConnectionSettings
from relay.store.store import reply
from tests.handlers.pipelines.common.shelf import HORIZON, Carrier
from tests.mapping.images.drawn import png

FLOW: Final = Flow(name="products", entity="product", source="shop", target="books", settings=None, keeps_state=True)
CODE: Final = "KK-1"
A, B, C = png(colour=1), png(colour=2), png(colour=3)


@dataclass
class Gallery:
    """Keeps pictures by place. ``ends`` are raised in turn by the next calls, ``after`` once a picture hangs."""

    forms: frozenset[str] = frozenset({"jpeg", "png", "gif", "bmp", "tiff"})
    most: int = 7
    empties: bool = True
    hanging: dict[int, Picture] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    ends: list[BaseException] = field(default_factory=list)
    after: BaseException | None = None
    connection: str = "books"
    horizon: timedelta = HORIZON
    repeat: Repeat = Repeat.LOOK_UP

    @property
    def image_forms(self) -> frozenset[str]:
        return self.forms

    @property
    def most_images(self) -> int:
        return self.most

    async def put_image(self, code: str, place: int, picture: Picture) -> str | None:
        assert code == CODE
        self.calls["put"] += 1
        if self.ends:
            raise self.ends.pop(0)
        self.hanging[place] = picture
        end, self.after = self.after, None
        if end is not None:
            raise end
        return None

    async def remove_image(self, code: str, place: int) -> bool:
        assert code == CODE
        self.calls["remove"] += 1
        if self.empties:
            self.hanging.pop(place, None)
        return self.empties

    @property
    def shown(self) -> dict[int, bytes]:
        return {place: picture.content for place, picture in sorted(self.hanging.items())}


@dataclass
class Shop:
    """Posts products; its pictures are had by an address that only it understands. ``gives`` may hold ends."""

    gives: dict[str, bytes | RunEnd | None] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)

    async def fetch_image(self, image: Image, most: int) -> bytes | None:
        assert most > 0
        self.fetched.append(image.address)
        found = self.gives.get(image.address)
        if isinstance(found, RunEnd):
            raise found
        return found


@dataclass
class ReadShop(Shop):
    """The same as one that can be read again."""

    commit_horizon: timedelta = timedelta()
    parts: Sequence[str] = (WHOLE,)

    def check(self, document: Json) -> Sequence[Problem]:
        raise NotImplementedError

    def identify(self, document: Json) -> Identity:
        raise NotImplementedError

    def digest_material(self, document: Json) -> bytes:
        raise NotImplementedError

    def cursor_at(self, moment: datetime | None) -> str:
        raise NotImplementedError

    def changed_since(
        self, cursor: str, overlap: timedelta, not_before: str | None = None, *, part: str = WHOLE
    ) -> AsyncIterator[Page]:
        raise NotImplementedError

    def changed_before(self, document: Json, cursor: str) -> bool:
        raise NotImplementedError

    async def fetch(self, reference: str) -> Json | None:
        raise NotImplementedError


def product(*images: Mapping[str, Any], **more: Any) -> Product:
    """A product with pictures, each by id; their addresses are ``at:id`` unless they say otherwise."""
    listed = [{"place": place, "address": f"at:{image['id']}", **image} for place, image in enumerate(images, 1)]
    return Product.model_validate({"number": "9700", "sku": CODE, "images": listed} | more)


@dataclass
class Hanger:
    """Carries the pictures of one product again and again, as runs of a flow would."""

    carrier: Carrier
    outbound: Outbound = field(default_factory=Outbound)
    connections: Mapping[str, ConnectionSettings] = field(default_factory=dict)
    gallery: Gallery = field(default_factory=Gallery)
    shop: Shop = field(default_factory=Shop)
    settings: dict[str, Any] = field(default_factory=dict)
    ordinal: int = 0

    @property
    def means(self) -> Means:
        carrier = self.carrier
        fetcher = ImageFetcher(self.outbound, self.connections, carrier.locks)
        return Means(carrier.links, carrier.intents, carrier.parts, self.dues, fetcher)

    @property
    def dues(self) -> Dues:
        return Dues(self.carrier.store, self.carrier.vault)

    async def hang(self, of: Product, *, ordinal: int | None = None) -> CarriedImages:
        self.ordinal = self.ordinal + 1 if ordinal is None else ordinal
        ticket = await self.carrier.ticket("9700", self.ordinal, FLOW)
        pictured = Pictured(
            ticket, pair_of(self.carrier.links, FLOW, "9700"), CODE, of, ImageSettings.model_validate(self.settings)
        )
        return await carry_images(pictured, self.shop, self.gallery, self.means)

    async def filled(self) -> list[int]:
        """The places at which the relay believes that a picture of it hangs."""
        carrier = self.carrier
        pair = pair_of(carrier.links, FLOW, "9700")
        places = await find_places(carrier.links, carrier.intents, self.gallery, pair)
        return [place.number for place in places if place.is_filled]

    async def due(self) -> list[datetime]:
        """When the product is to be carried again for its pictures."""
        keys = self.carrier.store.keys
        found = await reply(self.carrier.store.state.zrange(keys.dues(FLOW.name, "bulk"), 0, -1, withscores=True))
        return [datetime.fromtimestamp(moment / 1000).astimezone() for _, moment in found]


def told(carried: CarriedImages) -> list[str]:
    """What the story tells of the pictures."""
    return [str(one) for one in carried.told]


def warned(carried: CarriedImages) -> list[str]:
    """What a person should look at, with the remedy."""
    return [f"{one.rule}; {one.remedy}" for one in carried.warnings]
