"""A product in the relay's own form: whole, readable as one again, and without what is nobody's business."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from handlers.contracts.products import DraftProduct
from handlers.vendors.webhook.target.product_document import SOURCES, document_of
from mapping.documents.product import Image, Product
from mapping.documents.reading import read_product
from mapping.parsing import dump_json, parse_json
from tests.handlers.vendors.webhook.target.drafts import OFFER, PRICE, a_draft

CODES = st.builds(
    lambda sku: Product.model_validate({"number": "1", "sku": sku}).code,
    st.text(st.characters(codec="utf-8"), max_size=40),
).filter(bool)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30).map(str.strip).filter(bool)
MONEY = st.decimals(0, 1_000_000, places=3)
PRODUCTS = st.fixed_dictionaries(
    {"number": WORDS},
    optional={
        "sku": WORDS,
        "name": WORDS | st.none(),
        "parent_number": WORDS,
        "options": st.lists(WORDS, max_size=3),
        "unit": WORDS,
        "group": WORDS | st.none(),
        "vat_class": WORDS,
        "is_taxed": st.booleans(),
        "price": MONEY.map(str),
        "weight": MONEY.map(str),
        "weight_unit": st.sampled_from(["g", "kg"]),
        "keeps_stock": st.booleans(),
        "kind": st.sampled_from(["article", "service", "composition"]),
        "components": st.lists(st.fixed_dictionaries({"sku": WORDS, "quantity": st.just("1.5")}), max_size=2),
        "updated_at": st.just("2026-11-20T10:00:00Z"),
    },
)
DRAFTS = st.builds(
    lambda given, **decided: DraftProduct(Product.model_validate(given), **decided),
    PRODUCTS,
    code=CODES,
    codes=st.dictionaries(st.sampled_from(["unit", "group", "vat_class"]), WORDS),
    texts=st.dictionaries(st.sampled_from(["name", "description", "name.fr", "extra_name.de"]), WORDS),
    barcode=st.sampled_from(["", "2000000000015"]),
    price=st.none() | st.just(PRICE),
    offer=st.none() | st.just(OFFER),
    cost_price=st.none() | MONEY,
    blocked=st.none() | st.booleans(),
    images=st.none() | st.just((Image(id="1", place=1, address="https://cdn.example.com/1.png", stamp="2"),)),
)


@given(DRAFTS)
def test_whatever_is_posted_is_a_product_again_to_who_reads_the_relays_own_form(draft: DraftProduct) -> None:
    document = document_of(draft)
    again = read_product(parse_json(dump_json(document)), strict=True)
    assert again.code == draft.code
    assert document.keys() <= SOURCES.keys()
    assert again.updated_at is None


def test_everything_that_is_decided_stands_in_it() -> None:
    given: dict[str, Any] = {
        "unit": "stuk",
        "group": "Keuken",
        "vat_class": "hoog",
        "parent_number": "PLANK",
        "options": ["groot"],
        "price": "9.99",
        "prices": [{"amount": "1.00", "debtor": "10001"}],
        "cost_price": "3.00",
        "updated_at": "2026-11-20T10:00:00Z",
        "store": "nl",
    }
    draft = a_draft(
        given,
        codes={"unit": "STK", "warehouse": "M1"},
        texts={"name": "Kaasplank", "name.fr": "Planche"},
        barcode="2000000000015",
        price=PRICE,
        offer=OFFER,
        blocked=False,
    )
    assert document_of(draft) == {
        "number": "60012",
        "sku": "PLANK-1",
        "name": "Kaasplank",
        "texts": [{"language": "fr", "name": "Planche"}],
        "unit": "STK",
        "group": "Keuken",
        "vat_class": "hoog",
        "parent_number": "PLANK",
        "options": ["groot"],
        "barcode": "2000000000015",
        "price": "24.20",
        "price_includes_vat": True,
        "currency": "EUR",
        "prices": [
            {
                "amount": "19.95",
                "includes_vat": True,
                "currency": "EUR",
                "is_offer": True,
                "starts_on": "2026-12-01",
                "ends_on": "2026-12-15",
            }
        ],
        "blocked": False,
    }


def test_an_offer_that_is_over_is_told_by_an_empty_list_and_a_cost_price_goes_only_where_it_is_carried() -> None:
    assert document_of(a_draft(price=PRICE))["prices"] == []
    assert "prices" not in document_of(a_draft())
    assert document_of(a_draft(cost_price=Decimal("3.10")))["cost_price"] == "3.10"
