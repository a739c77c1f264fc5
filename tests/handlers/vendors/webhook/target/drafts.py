"""Drafts of products that are posted, and what makes their fields by rows, or in the relay's own form."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.contracts.products import DraftProduct, PriceRow
from handlers.vendors.webhook.posting.rows import post_rows
from handlers.vendors.webhook.posting.settings import ProductPosts
from handlers.vendors.webhook.target.product_drafting import POSTED, ProductDrafting
from mapping.documents.product import Product
from relay.model import Flow

PRICE = PriceRow(Decimal("24.20"), includes_vat=True, currency="EUR", unit="stuk")
OFFER = PriceRow(
    Decimal("19.95"),
    includes_vat=True,
    currency="EUR",
    unit="stuk",
    starts_on=date(2026, 12, 1),
    ends_on=date(2026, 12, 15),
    is_offer=True,
)


def a_draft(product: Mapping[str, Any] | None = None, **decided: Any) -> DraftProduct:
    """A draft of a board; ``product`` is what its source gives besides, ``decided`` what settings decide."""
    given = Product.model_validate({"number": "60012", "sku": "PLANK-1", "name": "Kaasplank", **(product or {})})
    usual: dict[str, Any] = {"product": given, "code": "PLANK-1", "texts": {"name": "Kaasplank"}}
    return DraftProduct(**usual | decided)


def drafting(*rows: Mapping[str, Any]) -> ProductDrafting:
    """What makes the fields: these rows, or none."""
    how = ProductPosts.model_validate(
        {"path": "/products/{code}", "method": "PUT", "repeat": "idempotent_method", "mapping": rows}
    )
    flow = Flow("products", "product", "books", "shop", settings=None)
    return ProductDrafting(post_rows(flow, how, POSTED))


def posted(draft: DraftProduct, *rows: Mapping[str, Any]) -> dict[str, Any]:
    """The body of the post of a new product."""
    made = drafting(*rows)
    return made.body(made.fields(draft))
