"""Products that are posted: each by its code, or by the number that the receiver gave it, and never asked for again."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from handlers.contracts.found_products import FoundProduct
from handlers.contracts.product_terms import CODE_GIVEN, KeptOtherwiseError, ProductHabits
from handlers.contracts.products import DraftProduct
from handlers.contracts.records import NOT_SHOWN, Fields, Repeat
from handlers.vendors.mapped_target import MappedRecord, dutch_day
from handlers.vendors.opening import Opened
from handlers.vendors.prices_on_article import PricesOnArticle
from handlers.vendors.webhook.posting.poster import Poster
from handlers.vendors.webhook.posting.product_settings import PicturePosts
from handlers.vendors.webhook.posting.receiver import Receiver
from handlers.vendors.webhook.posting.rows import post_rows
from handlers.vendors.webhook.posting.settings import ProductPosts
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.target.product_drafting import POSTED, ProductDrafting
from handlers.vendors.webhook.target.product_images import PostedPictures, picture_poster
from mapping.problems import Problem
from mapping.rows.paths import follow, path_parts
from relay.errors import Hold
from relay.model import Flow
from words.told import Told


class PostedProducts(PricesOnArticle, PostedPictures, MappedRecord):
    """Implements ``handlers.contracts.products.ProductTarget``, where each method's contract stands."""

    why_no_records = Told("posting.prices_in_body")

    def __init__(
        self,
        connection: str,
        horizon: timedelta,
        how: ProductPosts,
        drafting: ProductDrafting,
        poster: Poster,
        pictures: Poster | None,
    ) -> None:
        super().__init__(connection, horizon, drafting, dutch_day)
        self._how = how
        self._drafting = drafting
        self._poster = poster
        self._pictures = pictures
        self.price_decimals = how.price_decimals
        self.habits = ProductHabits(
            numbers_are_codes=how.id is None,
            shows_articles=False,
            updates_whole=(how.update.method if how.update is not None else how.method) != "PATCH",
            keeps_offers=True,
            pictures_by_address=how.images == "address",
            keys_last=how.key_lasts if how.repeats is Repeat.KEY else None,
        )

    @property
    def repeat(self) -> Repeat:
        """As the settings say of this receiver."""
        return self._how.repeats

    @property
    def longest_code(self) -> int:
        """As the settings say."""
        return self._how.longest_code

    @property
    def folds_codes(self) -> bool:
        """As the settings say."""
        return self._how.capitals == "ignored"

    @property
    def renames_codes(self) -> bool:
        """No: a code is what a product is posted by, or a field like any other where the receiver numbers them."""
        return False

    @property
    def kinds(self) -> frozenset[str]:
        """Whatever a source sells."""
        return frozenset({"article", "service", "composition", "other"})

    @property
    def languages(self) -> frozenset[str]:
        """As the settings say."""
        return frozenset(self._how.languages)

    @property
    def text_room(self) -> Mapping[str, int]:
        """As long as they are: JSON keeps texts whole."""
        return {}

    @property
    def product_writes(self) -> Mapping[str, str]:
        """For fields whose rows say so: whether an update may write them."""
        return self._drafting.writes

    @property
    def product_clears(self) -> frozenset[str]:
        """The fields that an update empties where the source has them empty."""
        return self._drafting.clears

    @property
    def product_sources(self) -> Mapping[str, frozenset[str]]:
        """By field of the body the paths that it is made of."""
        return self._drafting.sources

    async def find_by_codes(self, codes: Sequence[str]) -> Mapping[str, FoundProduct]:
        """What the receiver shows under exactly these codes by its look-up; nothing where it has none.

        Raises Hold where it shows several under one.
        """
        found: dict[str, FoundProduct] = {}
        for code in codes if self._how.look_up is not None else ():
            shown = [one for one in await self._look_up(code) if self._is_alike(one.code, code)]
            if len(shown) > 1:
                numbers = sorted(one.number for one in shown)
                raise Hold(Told("products.several_have_code", code=code, numbers=numbers))
            if shown:
                found[code] = shown[0]
        return found

    def check_product(self, draft: DraftProduct) -> Sequence[Problem]:
        """What rows cannot make of it."""
        return self._drafting.check(draft)

    def product_fields(self, draft: DraftProduct) -> Fields:
        """The fields of the body, by their places. Raises Hold where the mapping cannot fill them."""
        return self._drafting.fields(draft)

    def shortened_product(self, draft: DraftProduct) -> Sequence[str]:  # noqa: ARG002 - the contract's
        """None: nothing is cut."""
        return ()

    async def create_product(self, fields: Fields) -> str | None:
        """Post a new product; the number that the receiver gave it, else its code."""
        sent = str(fields[CODE_GIVEN])
        answered = await self._poster.post({"code": sent}, self._drafting.body(fields))
        kept = self._code_in(answered.answer)
        number = answered.id if self._how.id is not None else (kept or sent)
        if kept is not None and number is not None and not self._is_alike(kept, sent):
            raise KeptOtherwiseError(Told("products.kept_otherwise", kept=kept), number, kept)
        return number

    async def update_product(self, code: str, fields: Fields) -> None:
        """Post what changed of the product with this number, or all of it where the method replaces."""
        values = {"number": code, "code": str(fields.get(CODE_GIVEN) or code)}
        await self._poster.post(values, self._drafting.body(fields), update=True)

    async def rename_product(self, code: str, new: str) -> None:
        """Raise Hold: a product is posted by its code."""
        raise Hold(Told("posting.codes_stay", code=code, new=new))

    async def _look_up(self, code: str) -> list[FoundProduct]:
        """Every record that the receiver shows for a code, whatever code it has itself."""
        fields = dict.fromkeys(self.product_sources, NOT_SHOWN)
        at = path_parts(self._how.look_up_code or "")
        found = []
        for one in await self._poster.find({"code": code}):
            shown = _text(follow(one.record, at))
            if shown is not None:
                number = one.id if self._how.id is not None else shown
                found.append(FoundProduct(number or "", fields, other_code=shown))
        return [one for one in found if one.number]

    def _code_in(self, answer: Any) -> str | None:
        return _text(follow(answer, path_parts(self._how.code))) if self._how.code is not None else None

    def _is_alike(self, one: str, other: str) -> bool:
        """Whether two codes are one: blanks around them never count."""
        if self.folds_codes:
            return one.strip().casefold() == other.strip().casefold()
        return one.strip() == other.strip()


def open_posted_products(opened: Opened[WebhookConnection, Receiver], flow: Flow) -> PostedProducts:
    """The target of a flow of products. Raises StartError naming every mistake in rows."""
    receiver = opened.client
    how = receiver.posts.products
    assert how is not None  # noqa: S101 - the connection has looked
    rows = post_rows(flow, how, POSTED)
    pictures = picture_poster(how.images, receiver) if isinstance(how.images, PicturePosts) else None
    poster = Poster(flow.entity, how, receiver, rows)
    return PostedProducts(opened.name, opened.settings.commit_horizon, how, ProductDrafting(rows), poster, pictures)


def _text(value: Any) -> str | None:
    """A code as an answer has it; a number is told without a point."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
