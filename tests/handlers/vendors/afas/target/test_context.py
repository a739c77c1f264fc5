"""The pieces that AFAS wants of an address and a customer; and the names of before, by which rows may read them too."""

from dataclasses import replace
from typing import Any

import pytest

from handlers.vendors.afas.target.context import context_of, readable
from handlers.vendors.afas.target.mapping import Drafting
from handlers.vendors.afas.target.party_presets import EMAILS
from handlers.vendors.afas.target.presets import mappings_for
from handlers.vendors.shipped_rows import shipped_rows
from mapping.rows.known_paths import path_mistakes
from tests.handlers.vendors.afas.orders import (
    a_company,
    a_delivery_address,
    a_draft,
    a_flow,
    a_person,
    an_address,
    an_order,
    drafting_for,
    some_settings,
)

ORGANISATION = "KnSalesRelationOrg.KnOrganisation"
PARTIES = ("KnSalesRelationOrg.", "KnSalesRelationPer.", "KnContact.")
"""How the fields of debtors and delivery addresses begin."""


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


def rows_of_before() -> list[dict[str, Any]]:
    """A flow's own rows as somebody copied them from the presets when these still read an order."""
    shipped = [row for row in mappings_for(a_flow()).merged.rows if row.to.startswith(PARTIES) and row.to not in EMAILS]
    return [
        {
            "to": row.to,
            "from": [f"order.{path}" if path.startswith("customer.") else path for path in row.source or ()],
            "do": [step.name if step.argument is None else {step.name: step.argument} for step in row.do],
        }
        for row in shipped
    ]


def drafting(*rows: dict[str, Any]) -> Drafting:
    return drafting_for(a_flow(*rows))


@pytest.mark.parametrize("customer", [a_company(), a_person()])
def test_rows_of_before_fill_what_they_filled(customer: dict[str, Any]) -> None:
    rows = rows_of_before()
    assert sum("order.customer." in str(row["from"]) for row in rows) >= 6
    party = a_draft(an_order(customer=customer, shipping_address=a_delivery_address()), debtor="10001").party
    assert drafting(*rows).debtor(party) == drafting().debtor(party)
    assert drafting(*rows).address(party) == drafting().address(party)


@pytest.mark.parametrize("customer", [a_company(vat_number="1" * 30), a_person(vat_number="1" * 30)])
def test_what_is_wrong_is_told_by_the_same_path_whichever_names_a_row_reads(customer: dict[str, Any]) -> None:
    elsewhere = a_delivery_address(city="D" * 60, name=None)
    order = an_order(customer=customer, billing_address=an_address(city="U" * 60), shipping_address=elsewhere)
    hold = some_settings(too_long="hold")
    told = drafting_for(settings=hold).check(a_draft(order))
    assert {problem.path for problem in told} == {
        "customer.vat_number",
        "billing_address.city",
        "shipping_address.city",
    }
    assert drafting_for(a_flow(*rows_of_before()), hold).check(a_draft(order)) == told


def test_rows_of_a_debtor_may_read_the_rest_of_the_order_that_names_them() -> None:
    own = drafting(
        {"to": f"{ORGANISATION}.Re", "from": "order.remark"},
        {"to": f"{ORGANISATION}.HoPa", "from": "lines[0].item_code"},
        {"to": f"{ORGANISATION}.TeNr", "expr": "order.customer.phone & ' ' & reference"},
    )
    fields = own.debtor(a_draft(an_order(remark="ring")).party)
    assert [fields[f"{ORGANISATION}.{name}"] for name in ("Re", "HoPa", "TeNr")] == [
        "ring",
        "000100",
        "030-5550101 W-100245",
    ]


@pytest.mark.parametrize("customer", [a_company(), a_person()])
def test_a_party_that_no_order_names_fills_the_same_fields(customer: dict[str, Any]) -> None:
    party = a_draft(an_order(customer=customer, shipping_address=a_delivery_address()), debtor="10001").party
    alone = replace(party, draft=None)
    assert drafting().debtor(alone) == drafting().debtor(party)
    assert drafting().address(alone) == drafting().address(party)
    assert drafting().check_debtor(alone) == drafting().check_address(alone) == []


def names_of(value: Any) -> Any:
    """The names that a context has, and those of its mappings and of the first entry of its lists."""
    first = {name: inside[0] if isinstance(inside, list) else inside for name, inside in value.items()}
    return {name: set(inside) if isinstance(inside, dict) else None for name, inside in first.items()}


@pytest.mark.parametrize("customer", [a_company(), a_person()])
def test_what_rows_may_read_is_what_a_context_has(customer: dict[str, Any]) -> None:
    found, known = names_of(context(customer=customer)), names_of(readable("FbItemArticle"))
    assert set(known) == set(found)
    given = {name: inside for name, inside in found.items() if inside and name != "codes"}
    assert {name: known[name] for name in given} == given
    assert {"billing", "ship_to", "lines", "new_articles"} <= set(given)
    assert set(readable("FbSales")) == set(found) - {"article"}


def test_every_shipped_row_reads_what_there_is() -> None:
    for name in ("debtor_organisation", "debtor_person", "address", "article", "order"):
        rows = shipped_rows("afas", f"target_{name}")
        assert [*path_mistakes(rows, readable, {})] == []
