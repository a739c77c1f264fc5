"""What a connection to a system that posts its own JSON needs in relay.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal, Self

from pydantic import BaseModel, Field, model_validator

from handlers.vendors.webhook.posted_settings import (
    DocumentIdentity,
    LineList,
    PostedCustomers,
    PostedProducts,
    PostedStock,
)
from handlers.vendors.webhook.posting.settings import Posts
from relay.settings.connections import ConnectionSettings
from relay.settings.types import FROZEN
from words.mistake import Mistake
from words.told import Told

OWN: Final = "relay"
"""The name of the relay's own format."""


class Format(BaseModel):
    """What is known of a system's documents besides the rows: where their number and their lines stand."""

    model_config = FROZEN

    identity: DocumentIdentity = DocumentIdentity()
    lines: tuple[LineList, ...] = ()
    customers: DocumentIdentity = DocumentIdentity()
    products: DocumentIdentity = DocumentIdentity()
    stock: DocumentIdentity = DocumentIdentity()


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
        stock=DocumentIdentity(reference="id", version="date_modified_gmt"),
    ),
    "shopify": Format(
        identity=DocumentIdentity(reference="order_number", version="updated_at"),
        lines=(LineList(list="line_items"), LineList(list="shipping_lines", amount="price")),
        customers=DocumentIdentity(reference="id", version="updated_at"),
        products=DocumentIdentity(reference="id", version="updated_at"),
        stock=DocumentIdentity(reference="inventory_item_id", version="updated_at"),
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
    stock: PostedStock = PostedStock()
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
        kinds = ("customers", "products", "stock")
        filled = {"identity": known.identity, "lines": known.lines, **{kind: {} for kind in kinds}, **settings}
        for kind in kinds:
            if isinstance(filled[kind], dict):
                filled[kind] = {"identity": getattr(known, kind)} | filled[kind]
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
        if self.stock.locations and self.format != "shopify":
            raise Mistake(Told("webhook.locations_of_shopify_only"), at=("stock", "locations"))
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

    @property
    def posted_stock(self) -> Posted:
        """What is said of stock."""
        return Posted(self.format, self.stock.identity, self.stock.mapping, ("stock", "mapping"))
