"""The pieces that AFAS wants of an address and a customer."""

from typing import Any

import pytest

from handlers.vendors.afas.target.context import context_of
from tests.handlers.vendors.afas.orders import a_company, a_draft, a_person, an_address, an_order, some_settings


def context(**order: Any) -> dict[str, Any]:
    return context_of(a_draft(an_order(**order)), some_settings())


@pytest.mark.parametrize(
    ("given", "street", "number", "addition"),
    [
        ({"number": "12", "addition": "A"}, "Voorbeeldstraat", 12, "A"),
        ({"number": "012", "addition": None}, "Voorbeeldstraat", 12, None),
        ({"number": "12a", "addition": None}, "Voorbeeldstraat", 12, "a"),
        ({"number": "12-14", "addition": "bis"}, "Voorbeeldstraat", 12, "14 bis"),
        ({"number": "B12", "addition": None}, "Voorbeeldstraat", "B12", None),
        ({"number": "²", "addition": None}, "Voorbeeldstraat", "²", None),
        ({"number": "1234567890", "addition": None}, "Voorbeeldstraat", "1234567890", None),
        ({"street": "Dorpsweg 7 a", "number": None, "addition": None}, "Dorpsweg", 7, "a"),
        ({"street": "Plein 1944", "number": None, "addition": None}, "Plein 1944", None, None),
        ({"street": "12 High Street", "number": None, "addition": None, "country": "GB"}, "12 High Street", None, None),
        ({"street": "Postbus 1234", "number": None, "addition": None}, "Postbus", 1234, None),
        ({"street": "Postbus", "number": "1234", "addition": None}, "Postbus", 1234, None),
    ],
)
def test_an_address_is_in_afas_pieces_or_stays_as_it_is(
    given: dict[str, Any], street: str, number: object, addition: str | None
) -> None:
    billing = context(billing_address=an_address(**given))["billing"]
    assert (billing["street"], billing["number"], billing["addition"]) == (street, number, addition)


def test_goods_go_to_the_billing_address_where_there_is_no_other() -> None:
    assert context()["ship_to"] == context()["billing"]


def test_only_a_company_has_a_contact_and_only_with_a_last_name() -> None:
    company, person = context(), context(customer=a_person())
    assert (company["person"], company["contact"]["last_name"]) == (None, "Berg")
    assert (person["contact"], person["person"]["initials"]) == (None, "A.M.")
    assert context(customer=a_company(last_name=None))["contact"] is None
