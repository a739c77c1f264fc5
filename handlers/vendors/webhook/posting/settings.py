"""What ``posts:`` of a webhook connection says: where documents go, how they are signed, and what answers mean."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, model_validator

from handlers.contracts.records import Repeat
from handlers.exchange.outbound_rules import HTTP, HTTPS
from handlers.vendors.webhook.posting.headers import (
    EXAMPLE,
    OWN_HEADERS,
    check_address,
    check_header_value,
    check_secret_header,
)
from handlers.vendors.webhook.posting.product_settings import ProductTerms
from handlers.vendors.webhook.posting.templates import PathTemplate, names_in
from mapping.rows.row_parts import Path
from relay.settings.signatures import HeaderName, check_standard_secret
from relay.settings.types import FROZEN, PositiveDuration, Secret, WhenMissing
from words.mistake import Mistake
from words.told import Told

Status = Annotated[int, Field(ge=200, le=599)]
Method = Literal["POST", "PUT", "PATCH"]


class PostLookUp(BaseModel):
    """How the receiver is asked, by GET, whether it has a record."""

    model_config = FROZEN

    path: PathTemplate = Field(description="The path with its query, such as `/products?sku={code}`.")
    found: Path | None = Field(
        default=None,
        description="Where the record stands in the answer, in dots: `data`. A list there holds one, none or several. "
        "Left out: the answer is the record, or the list.",
    )
    id: Path | None = Field(default=None, description="Where the record's id stands in the record.")


class PostedUpdate(BaseModel):
    """How a record is changed that the receiver has already."""

    model_config = FROZEN

    method: Method = Field(default="PUT", description="The method by which it is changed.")
    path: PathTemplate = Field(description="The path, mostly with `{number}`: the id that the receiver gave.")


class EntityPosts(BaseModel):
    """How documents of one kind are posted, and what may be done where no answer comes."""

    model_config = FROZEN

    values: ClassVar[frozenset[str]] = frozenset({"reference", "number"})
    """What the paths of its kind may name; never anything personal."""

    states: ClassVar[bool] = False
    """Whether such a document says what is, so that telling it twice adds nothing, wherever it is posted."""

    method: Method = Field(default="POST", description="The method by which a record is made.")
    path: PathTemplate = Field(description="The path below `address`, such as `/orders`.")
    update: PostedUpdate | None = Field(
        default=None,
        description="How a record is changed that was made before. Left out: by `method` and `path`, which then make "
        "or replace.",
    )
    success: tuple[Status, ...] = Field(
        default=(), description="The codes of an answer that say that it was done; empty: every code from 200 to 299."
    )
    exists: tuple[Status, ...] = Field(
        default=(), description="The codes that say that the receiver has this record already, such as 409."
    )
    id: Path | None = Field(
        default=None, description="Where the answer has the id that the receiver gave the record, in dots: `data.id`."
    )
    repeat: Annotated[
        Literal["idempotent_key", "idempotent_method", "look_up", "none"], WhenMissing(Told("posting.repeat_unsaid"))
    ] = Field(
        description="What may be done where no answer comes. `idempotent_key`: it is sent again, since the receiver "
        "knows the key of a post it has taken. `idempotent_method`: it is sent again, since it replaces what is "
        "there. `look_up`: the receiver is asked, as `look_up` says. `none`: it is held, and never repeated by itself."
    )
    key_lasts: PositiveDuration = Field(
        default=timedelta(hours=24),
        description="How long the receiver knows a key, where `repeat` is `idempotent_key`; later nothing is repeated.",
    )
    look_up: PostLookUp | None = Field(default=None, description="How the receiver is asked for a record.")
    mapping: tuple[Mapping[str, Any], ...] = Field(
        default=(),
        description="Rows that make the body. Left out: the relay's own document in an envelope with type, sequence, "
        "as_of and data.",
    )

    @model_validator(mode="after")
    def _is_asked_as_it_says(self) -> Self:
        if self.repeats is Repeat.LOOK_UP and self.look_up is None:
            raise Mistake(Told("posting.look_up_unsaid"), at=("look_up",))
        return self

    @model_validator(mode="after")
    def _replaces_at_a_place(self) -> Self:
        if self.repeats is Repeat.METHOD and not self.states and self.method == "POST" and not names_in(self.path):
            raise Mistake(Told("posting.post_adds"), at=("repeat",))
        return self

    @model_validator(mode="after")
    def _names_what_there_is(self) -> Self:
        for at, template in self.templates.items():
            if unknown := sorted(names_in(template) - self.values):
                known = sorted(self.values)
                told = Told("posting.unknown_value", name=unknown[0], known=known)
                raise Mistake(told, allowed=known, at=at)
        if "number" in names_in(self.path) and self.update is None:
            raise Mistake(Told("posting.number_before_made"), at=("path",))
        return self

    @property
    def repeats(self) -> Repeat:
        """What may be done where no answer comes."""
        return Repeat(self.repeat)

    @property
    def templates(self) -> Mapping[tuple[str, ...], str]:
        """Every path, by where it stands."""
        found: dict[tuple[str, ...], str] = {("path",): self.path}
        if self.update is not None:
            found["update", "path"] = self.update.path
        if self.look_up is not None:
            found["look_up", "path"] = self.look_up.path
        return found


class ProductPosts(ProductTerms, EntityPosts):
    """How products are posted."""


class StockLookUp(PostLookUp):
    """How the receiver is asked what it has of an article."""

    code: Path | None = Field(
        default=None,
        description="Where the record has its code: of what a search shows only that of the very code counts. Left "
        "out: what is shown is it.",
    )
    quantity: Path | None = Field(
        default=None, description="Where the level stands in the record. Left out: only whether it has the article."
    )
    tracked: Path | None = Field(
        default=None,
        description="Where the record says whether stock is kept of the article: of one that says `false` no level is "
        "posted. Left out: it is, of each.",
    )


class StockPosts(EntityPosts):
    """How levels are posted."""

    values: ClassVar[frozenset[str]] = frozenset({"code", "warehouse", "number", "sku"})
    states: ClassVar[bool] = True

    look_up: StockLookUp | None = Field(default=None, description="How the receiver is asked for a level.")
    decimals: int = Field(default=0, ge=0, le=6, description="How many decimals of a quantity the receiver keeps.")
    shop_deducts_open_orders: Annotated[bool, WhenMissing(Told("posting.deducts_unsaid"))] = Field(
        description="Whether the shop takes its own open orders off the number that it is told."
    )


class Posts(BaseModel):
    """Where this connection's documents are posted, by kind; what is not named is not posted."""

    model_config = FROZEN

    address: Annotated[str, AfterValidator(check_address)] = Field(
        description="What all paths stand below: https, or http where `outbound.plain_http` says so.",
        examples=[EXAMPLE],
    )
    signing_secrets: tuple[Annotated[Secret, AfterValidator(check_standard_secret)], ...] = Field(
        default=(),
        description="Each post is signed with each of them, as Standard Webhooks 1.0.0 says: list the old and the new "
        "one while the receiver changes over. Empty: not signed.",
    )
    headers: Mapping[HeaderName, Annotated[str, AfterValidator(check_header_value)]] = Field(
        default={}, description="Headers that every call has, such as `Api-Version`."
    )
    secret_headers: Mapping[HeaderName, Annotated[Secret, AfterValidator(check_secret_header)]] = Field(
        default={}, description="Headers whose values are secrets, such as `Authorization`."
    )
    largest_body: int = Field(default=8_000_000, ge=1000, le=64_000_000, description="Bytes of one post.")
    check_path: PathTemplate | None = Field(
        default=None, description="A path that `relay check --live` and the doctor may read, by GET, as a proof."
    )
    orders: EntityPosts | None = None
    invoices: EntityPosts | None = None
    customers: EntityPosts | None = None
    products: ProductPosts | None = None
    stock: StockPosts | None = None

    @model_validator(mode="after")
    def _leaves_its_own_headers(self) -> Self:
        for field in ("headers", "secret_headers"):
            for name in getattr(self, field):
                if name.lower() in OWN_HEADERS:
                    raise Mistake(Told("posting.own_header", name=name), at=(field, name))
        if shared := {name.lower() for name in self.headers} & {name.lower() for name in self.secret_headers}:
            raise Mistake(Told("posting.header_twice", name=min(shared)), at=("headers",))
        return self

    @model_validator(mode="after")
    def _asks_without_values(self) -> Self:
        if self.check_path is not None and names_in(self.check_path):
            raise Mistake(Told("posting.check_takes_no_values"), at=("check_path",))
        return self

    @property
    def place(self) -> tuple[str, ...]:
        """Host, port and path: what makes it this system and no other, whether it is reached by https or http."""
        parts = urlsplit(self.address)
        port = parts.port or (HTTPS if parts.scheme == "https" else HTTP)
        return (f"{(parts.hostname or '').lower()}:{port}{parts.path}",)

    def of(self, entity: str) -> EntityPosts | None:
        """How documents of an entity are posted; None where they are not."""
        field = KINDS.get(entity)
        return getattr(self, field) if field is not None else None


KINDS: Final[Mapping[str, str]] = {
    "order": "orders",
    "invoice": "invoices",
    "customer": "customers",
    "product": "products",
    "stock": "stock",
}
"""Under which name of ``posts`` each entity stands."""
