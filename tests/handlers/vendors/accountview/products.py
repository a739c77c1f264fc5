"""The products that AccountView's tests carry: a board with all that a product can tell, unless told otherwise."""

from decimal import Decimal
from typing import Any

from handlers.contracts.products import DraftProduct, PriceRow
from handlers.pipelines.products.settings import ProductSettings
from handlers.sandboxes.accountview import Books
from handlers.vendors.accountview.target.products import AccountViewProductTarget
from mapping.documents.product import Product
from tests.handlers.vendors.accountview.office import Office, a_books, a_flow

COLUMNS: dict[str, Any] = {
    "columns": {
        "extra_name": "ART_DESC2",
        "description": "ART_MEMO",
        "vat_code": "VAT_CODE",
        "unit": "UNIT_CODE",
        "barcode": "BAR_CODE",
        "weight": "ART_WGHT",
        "cost_price": "COST_PX",
        "keeps_stock": "STK_FLAG",
    },
    "languages": {"fr": {"name": "X11_NAMEFR"}},
    "weight_unit": "kg",
}
"""Names for the columns of an installation of the tests, none of which is public."""


def product_books(*, block: bool = True) -> Books:
    """Books that take articles, with a group, and with the columns that ``COLUMNS`` names."""
    books = a_books()
    books.put("ART_GRP", {"AG_CODE": "KEUKEN", "AG_DESC": "Keuken"})
    forms = {"ART_DESC2": "C40", "ART_MEMO": "M4", "UNIT_CODE": "C10!", "BAR_CODE": "C14", "ART_WGHT": "N"}
    books.add_columns("ARTICLE", **forms, STK_FLAG="L", X11_NAMEFR="C40", ART_CODE="C20!", ART_DESC1="C40")
    if block:
        books.add_columns("ARTICLE", REC_BLK="L")
    books.article_rights = frozenset({"insert", "update"})
    return books


def a_product(**changes: Any) -> Product:
    fields: dict[str, Any] = {
        "number": "60012",
        "sku": "PLANK-1",
        "name": "Kaasplank eiken",
        "weight": "450",
        "weight_unit": "g",
        "keeps_stock": True,
    }
    return Product.model_validate(fields | changes)


def a_price(amount: str = "16.53", **changes: Any) -> PriceRow:
    fields: dict[str, Any] = {"includes_vat": False, "currency": "EUR", "unit": "stuk"}
    return PriceRow(Decimal(amount), **(fields | changes))


def a_draft_product(product: Product | None = None, **changes: Any) -> DraftProduct:
    """The draft that a pipeline makes of a product."""
    fields: dict[str, Any] = {
        "code": "PLANK-1",
        "codes": {"group": "KEUKEN", "unit": "ST", "vat_class": "2"},
        "texts": {
            "name": "Kaasplank eiken",
            "extra_name": "met greep",
            "description": "Van eiken.\nMet de hand gemaakt.",
            "name.fr": "Planche à fromage",
        },
        "barcode": "2000000000015",
        "barcode_kind": "ean13",
        "price": a_price(),
        "cost_price": Decimal("9.10"),
        "blocked": False,
    }
    return DraftProduct(product or a_product(), **(fields | changes))


def product_target(o: Office, *rows: dict[str, Any], **flow: Any) -> AccountViewProductTarget:
    """The target of a flow of products into the office, with rows of its own."""
    changes = {"name": "products", "entity": "product", "settings": ProductSettings(), "mapping": rows}
    opened: AccountViewProductTarget = o.connection.target(a_flow(**(changes | flow)))
    return opened
