"""What a webhook connection says of each kind of document that is posted: its identity, its rows, and its oddities."""

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, Field, field_validator

from handlers.exchange.server_address import check_server_address
from mapping.documents.product import Code
from mapping.rows.row_parts import When
from relay.settings.types import FROZEN, PositiveDuration, Secret
from words.mistake import Mistake
from words.told import Told

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


class PostedStock(BaseModel):
    """The levels that a system posts, for flows that carry stock.

    A shop's own figure is what may still be sold there. A sale lowers it, and the order of that sale lowers the books
    as well: where the books lead, a level is not carried into them.
    """

    model_config = FROZEN

    identity: DocumentIdentity = DocumentIdentity()
    mapping: tuple[Mapping[str, Any], ...] = Field(
        default=(), description="Rows from what is posted to the relay's stock, over those of the format."
    )
    leading: Literal["shop", "books"] | None = Field(
        default=None,
        description="Whose figure is right where they differ. `shop`: its figure is what was counted there, and is "
        "carried as what lies there. `books`: levels that the shop posts are passed over. A flow of stock into AFAS or "
        "AccountView has to say it.",
    )
    locations: dict[str, Code] = Field(
        default={},
        description="The warehouse that each location of Shopify is, such as `{'70001': '01'}`. Levels at any other "
        "location are passed over; left out: every location is carried under its own id.",
    )
    warehouse: Code = Field(
        default="", description="What the one place is called whose level a WooCommerce shop posts."
    )
