"""What a connection to a system that posts its own JSON needs in relay.yaml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, field_validator, model_validator

from handlers.exchange.server_address import check_server_address
from handlers.vendors.webhook.posting.settings import Posts
from mapping.rows.row_parts import When
from relay.settings.connections import ConnectionSettings
from relay.settings.types import FROZEN, PositiveDuration, Secret
from words.mistake import Mistake
from words.told import Told

OWN: Final = "relay"
"""The name of the relay's own format."""

_SHOP: Final = "https://shop.example.com"

_ROOTS: Final = ("item", "posted")
"""What a condition on a list of lines may read."""


class DocumentIdentity(BaseModel):
    """Where a posted document says what it is, as paths in dots."""

    model_config = FROZEN

    reference: str = Field(default="number", description="The field with the document's own number.")
    version: str | None = Field(
        default="updated_at",
        description="A field that changes with every change of the document, such as its stamp. It counts together "
        "with what the document says; null: the content alone tells.",
    )


class LineList(BaseModel):
    """A list of a posted order whose entries become lines of the order."""

    model_config = FROZEN

    list: str = Field(description="The path of the list, in dots.")
    amount: str | None = Field(
        default=None,
        description="A field of its entries: those where it is zero or empty are no lines, as free shipping.",
    )
    when: When = Field(
        default=None,
        validate_default=False,
        description="A condition on `item`, one of its entries, or a list of which all must hold: others are no lines, "
        "as the parts of a bundle that has its own price.",
    )

    @field_validator("when")
    @classmethod
    def _reads_what_is_there(cls, when: Any) -> Any:
        for condition in when or ():
            path = getattr(condition, "path", "item")
            root = re.split(r"[.\[]", path)[0]
            if root not in _ROOTS:
                raise Mistake(Told("webhook.reads_item_or_posted", name=root), allowed=_ROOTS)
        return when


class PostedCustomers(BaseModel):
    """The customers of a system that posts them, for flows that carry customers."""

    model_config = FROZEN

    identity: DocumentIdentity = DocumentIdentity()
    mapping: tuple[Mapping[str, Any], ...] = Field(
        default=(), description="Rows from what is posted to the relay's customer, over those of the format."
    )


class ShopReading(BaseModel):
    """How the relay asks a WooCommerce shop for what no post tells: what is on sale now, and its variations."""

    model_config = FROZEN

    address: Annotated[str, AfterValidator(partial(check_server_address, example=_SHOP, with_path=True))] = Field(
        description="Where the shop is: https, or http on this machine only, up to what stands before /wp-json.",
        examples=[_SHOP],
    )
    key: Secret = Field(description="The consumer key of the shop's REST API; reading is all it needs to allow.")
    secret: Secret = Field(description="The consumer secret that belongs to it.")
    after: PositiveDuration = Field(
        default=timedelta(seconds=5),
        description="How long after its post a product is read: shops post before what was saved shows everywhere.",
    )


class PostedProducts(BaseModel):
    """The products of a system that posts them, for flows that carry products."""

    model_config = FROZEN

    identity: DocumentIdentity = DocumentIdentity()
    mapping: tuple[Mapping[str, Any], ...] = Field(
        default=(), description="Rows from what is posted to the relay's product, over those of the format."
    )
    variations: Literal["hold", "own_posts"] = Field(
        default="hold",
        description="What becomes of a WooCommerce product of whose variations no post has told more than the id: "
        "it is held, or they are waited for since the shop posts each of them too. Nothing where `read` asks the shop.",
    )
    read: ShopReading | None = Field(default=None, description="How to ask the shop; left out: posts are all there is.")


class Format(BaseModel):
    """What is known of a system's documents besides the rows: where their number and their lines stand."""

    model_config = FROZEN

    identity: DocumentIdentity = DocumentIdentity()
    lines: tuple[LineList, ...] = ()
    customers: DocumentIdentity = DocumentIdentity()
    products: DocumentIdentity = DocumentIdentity()


FORMATS: Final[Mapping[str, Format]] = {
    OWN: Format(),
    "woocommerce": Format(
        identity=DocumentIdentity(reference="number", version="date_modified_gmt"),
        lines=(
            LineList(list="line_items"),
            LineList(list="shipping_lines", amount="total"),
            LineList(list="fee_lines", amount="total"),
        ),
        customers=DocumentIdentity(reference="id", version="date_modified_gmt"),
        products=DocumentIdentity(reference="id", version="date_modified_gmt"),
    ),
    "shopify": Format(
        identity=DocumentIdentity(reference="order_number", version="updated_at"),
        lines=(LineList(list="line_items"), LineList(list="shipping_lines", amount="price")),
        customers=DocumentIdentity(reference="id", version="updated_at"),
        products=DocumentIdentity(reference="id", version="updated_at"),
    ),
}
"""The formats that come with the relay. Sources: the WooCommerce REST API, and Shopify's REST Admin API."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What a connection says of the documents of one kind; ``at`` is where their rows stand in it."""

    format: str
    identity: DocumentIdentity
    mapping: tuple[Mapping[str, Any], ...]
    at: tuple[str, ...]
    lines: tuple[LineList, ...] = ()

    @property
    def is_mapped(self) -> bool:
        """Whether rows read what is posted, rather than the relay's own format."""
        return self.format != OWN or bool(self.mapping)


class WebhookConnection(ConnectionSettings):
    """A system that posts documents, in the relay's own format or in another that rows read."""

    calls_us: ClassVar[bool] = True

    vendor: Literal["webhook"]
    format: Literal["relay", "woocommerce", "shopify"] = Field(
        default="relay", description="The form of what is posted: the relay's own, or that of a web shop."
    )
    identity: DocumentIdentity = DocumentIdentity()
    lines: tuple[LineList, ...] = Field(
        default=(), description="The lists whose entries become lines, for rows with `each: lines`."
    )
    mapping: tuple[Mapping[str, Any], ...] = Field(
        default=(), description="Rows from what is posted to the relay's order, over those of the format."
    )
    customers: PostedCustomers = PostedCustomers()
    products: PostedProducts = PostedProducts()
    posts: Posts | None = Field(
        default=None, description="Where the relay posts documents of its own to this system, for flows that end here."
    )

    @model_validator(mode="before")
    @classmethod
    def _fill_in_what_the_format_knows(cls, settings: Any) -> Any:
        name = settings.get("format") if isinstance(settings, dict) else None
        if not isinstance(name, str) or name not in FORMATS:
            return settings
        known = FORMATS[name]
        filled = {"identity": known.identity, "lines": known.lines, "customers": {}, "products": {}} | settings
        for kind, identity in (("customers", known.customers), ("products", known.products)):
            if isinstance(filled[kind], dict):
                filled[kind] = {"identity": identity} | filled[kind]
        return filled

    @model_validator(mode="after")
    def _has_rows_to_read_lines_with(self) -> Self:
        if self.lines and not self.orders.is_mapped:
            raise Mistake(Told("webhook.lines_in_place"), at=("lines",))
        return self

    @model_validator(mode="after")
    def _reads_what_it_can(self) -> Self:
        if self.products.read is not None and self.format != "woocommerce":
            raise Mistake(Told("webhook.reads_woocommerce_only"), at=("products", "read"))
        return self

    @property
    def books(self) -> tuple[str, ...] | None:
        """Where it is posted to, if it is: its address is all that is known of such a system."""
        return None if self.posts is None else self.posts.place

    @property
    def orders(self) -> Posted:
        """What is said of orders and invoices."""
        return Posted(self.format, self.identity, self.mapping, ("mapping",), self.lines)

    @property
    def posted_customers(self) -> Posted:
        """What is said of customers."""
        return Posted(self.format, self.customers.identity, self.customers.mapping, ("customers", "mapping"))

    @property
    def posted_products(self) -> Posted:
        """What is said of products."""
        return Posted(self.format, self.products.identity, self.products.mapping, ("products", "mapping"))
