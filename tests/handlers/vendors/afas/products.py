"""What the tests of AFAS as a target of products share: products to carry, drafts of them, and their target."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from handlers.contracts.products import DraftProduct, PriceRow, ProductTarget
from handlers.vendors.afas.target.product_drafting import ProductDrafting
from handlers.vendors.afas.target.product_presets import product_mappings
from handlers.vendors.afas.target.products import AfasProductTarget
from mapping.documents.product import Product
from relay.model import Flow
from tests.handlers.vendors.afas.environment import Environment
from tests.handlers.vendors.afas.support import connection

ARTICLE, VARIANT, PRICE = "FbItemArticle", "FbUpdateAdB", "FbSalesPrice"

CODES = {"unit": "STK", "group": "SERV", "vat_class": "1", "supplier": "50003", "statistics": "00000000"}
TEXTS = {
    "name": "Kaasplank eiken",
    "extra_name": "met handvat",
    "description": "Plank van eiken.\nMaat: 30 × 20 cm",  # noqa: RUF001 - as a shop has it
    "name.fr": "Planche à fromage",
}
FROM = date(2026, 12, 1)


def a_product_flow(*mapping: Mapping[str, Any], price_list: str | None = None) -> Flow:
    settings = None if price_list is None else SimpleNamespace(price_list=price_list)
    return Flow(name="products", entity="product", source="shop", target="afas", settings=settings, mapping=mapping)


def a_product(**changes: Any) -> Product:
    fields: dict[str, Any] = {
        "number": "50101",
        "sku": "DD-1",
        "name": "Kaasplank eiken",
        "kind": "article",
        "weight": "1.5",
        "weight_unit": "kg",
        "keeps_stock": True,
    }
    return Product.model_validate(fields | changes)


def a_price(**changes: Any) -> PriceRow:
    fields: dict[str, Any] = {
        "amount": Decimal("24.20"),
        "includes_vat": True,
        "currency": "EUR",
        "unit": "STK",
        "starts_on": FROM,
    }
    return PriceRow(**{**fields, **changes})


def a_draft(**changes: Any) -> DraftProduct:
    """A draft of which everything is decided."""
    fields: dict[str, Any] = {
        "product": a_product(),
        "code": "DD-1",
        "codes": CODES,
        "texts": TEXTS,
        "barcode": "0401234000017",
        "barcode_kind": "ean13",
        "price": a_price(),
        "blocked": False,
    }
    return DraftProduct(**{**fields, **changes})


def product_drafting(*mapping: Mapping[str, Any], **settings: Any) -> ProductDrafting:
    opened = connection(**settings)
    return ProductDrafting(product_mappings(a_product_flow(*mapping), opened.writing.limit_of), opened)


def product_target(
    e: Environment, *mapping: Mapping[str, Any], price_list: str | None = None, **changes: Any
) -> AfasProductTarget:
    """The target of a flow of products into the sandbox, as the contract has it."""
    opened = e.connected(**changes) if changes else e.connection
    target: AfasProductTarget = opened.target(a_product_flow(*mapping, price_list=price_list))
    kept: ProductTarget = target
    assert kept is target
    return target


async def made(target: AfasProductTarget, **changes: Any) -> str | None:
    """The code of a new article."""
    return await target.create_product(target.product_fields(a_draft(**changes)))
