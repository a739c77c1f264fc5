"""What counts as personal, by the marks on the models, and which texts of a document are masked for it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mapping.bare_letters import drop_accents
from mapping.documents.order import Order
from mapping.documents.party import Customer
from mapping.documents.personal import SHORTEST, is_personal, open_fields, personal_values
from mapping.documents.product import Product
from mapping.documents.reading import read_order

Plain = dict[str, Any]


def test_a_value_is_known_without_its_accents_too_since_search_codes_lose_them() -> None:
    customer = Customer(last_name="Møller-Büchner")
    assert personal_values(customer) == {"Møller-Büchner", "Moller-Buchner"}


def test_names_addresses_and_remarks_are_personal_at_any_depth() -> None:
    personal = [
        ("remark",),
        ("customer", "email"),
        ("customer", "company"),
        ("customer", "vat_number"),
        ("billing_address", "street"),
        ("shipping_address", "postcode"),
        ("shipping_address", "region"),
        ("customer", "code"),
        ("customer_reference",),
        ("lines", 0, "description"),
        ("lines", 0),
        ("shipping", "description"),
    ]
    assert [path for path in personal if not is_personal(Order, path)] == []


def test_codes_numbers_and_dates_are_open() -> None:
    assert [path for path in [("number",), ("lines", 2, "sku")] if is_personal(Order, path)] == []
    assert not is_personal(Product, ())


def test_a_field_that_no_model_has_counts_as_personal() -> None:
    assert is_personal(Order, ("emial",))
    assert is_personal(Order, ("customer", "emial"))
    assert is_personal(Order, ("lines", 0, "sku", "deeper"))


def test_what_stands_in_the_place_of_an_object_with_personal_fields_is_personal() -> None:
    assert [path for path in [("customer",), ("shipping_address",), ()] if not is_personal(Order, path)] == []


def test_the_open_fields_are_those_without_a_mark() -> None:
    fields = open_fields(Order)
    assert {"number", "lines.sku", "lines.quantity", "billing_address.country"} <= fields
    assert not fields & {"remark", "customer.email", "billing_address.street", "shipping_address.city", "lines"}
    holding_others = {"texts", "prices", "packings", "components", "images"}
    assert open_fields(Product) >= frozenset(Product.model_fields) - holding_others


def test_all_personal_texts_of_an_order_are_listed_as_they_stand(order: Plain, address: Plain) -> None:
    order["customer"] |= {"first_name": "Fenna", "infix": "van der", "phone": "+31 20 555 0100", "vat_number": "NL0B01"}
    order["shipping_address"] = {**address, "name": "Magazijn Oost", "street": "Industrieweg", "extra": "Dock 3"}
    order["customer"]["code"] = "C-77"
    order["customer_reference"] = "for Fenna"
    order["remark"] = "ring twice"
    order["lines"][0]["description"] = "Bread tin, engraved"
    read = read_order(order, strict=True)
    assert read.free_texts() >= {"ring twice", "Bread tin, engraved"}
    assert read.personal_values() == {
        "Bakkerij Van Dam B.V.",
        "Fenna",
        "van der",
        "Meulen",
        "inkoop@bakkerij.example",
        "+31 20 555 0100",
        "NL0B01",
        "Kerkstraat",
        "Industrieweg",
        "Magazijn Oost",
        "Dock 3",
        "1017 GN",
        "Amsterdam",
        "C-77",
        "for Fenna",
    }


def test_a_product_has_nothing_personal() -> None:
    assert personal_values(Product(number="1", sku="BR-100", name="Bread tin")) == frozenset()


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(str.strip))
def test_every_name_long_enough_to_be_masked_is_listed_and_no_other(name: str) -> None:
    document = {
        "number": "1",
        "ordered_on": "2026-11-24",
        "customer": {"last_name": name},
        "billing_address": {"street": "x", "postcode": "1", "city": "y", "country": "BE"},
        "lines": [{"sku": "long enough", "quantity": 1, "unit_price": 1}],
    }
    read = read_order(document, strict=True)
    kept = read.customer.last_name or ""
    assert read.personal_values() == {form for form in (kept, drop_accents(kept)) if len(form) >= SHORTEST}
