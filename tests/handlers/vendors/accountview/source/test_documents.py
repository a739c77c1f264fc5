"""A record of AccountView becomes a canonical order: who buys, where it goes, and under which VAT."""

from typing import Any

import pytest

from handlers.contracts.drafts import party_of
from handlers.pipelines.parties.completeness import find_debtor_problems
from mapping.documents.order import Order
from mapping.problems import DocumentError
from tests.handlers.vendors.accountview.source.parts import DEBTOR, a_document, documents

RECEIVER: dict[str, Any] = {
    "SUB_NR": "10002",
    "ACCT_NAME": "Filiaal Oost",
    "ADDRESS1": "Laan 3",
    "POST_CODE": "9711 AA",
    "CITY": "Groningen",
    "CNT_CODE": "NL",
}


def read(*, settings: dict[str, Any] | None = None, **parts: Any) -> Order:
    return documents(**(settings or {})).read(a_document(**parts))


def test_a_debtor_with_a_vat_number_is_a_company_with_its_contact() -> None:
    customer = read().customer
    assert (customer.company, customer.first_name, customer.infix, customer.last_name) == (
        "Bakkerij Voorbeeld B.V.",
        "Eva",
        "van den",
        "Berg",
    )


def test_a_debtor_without_any_mark_of_a_company_is_a_person_unless_the_setting_says_otherwise() -> None:
    plain = {"ACCT_NAME": "Anneke de Vries", "MAIN_CONT": "", "VAT_NR": ""}
    person = read(debtor=plain).customer
    assert (person.company, person.first_name, person.infix, person.last_name) == (None, "Anneke", "de", "Vries")
    assert read(debtor=plain, settings={"reading": {"persons": "none"}}).customer.company == "Anneke de Vries"


def test_the_address_is_taken_from_its_own_columns_else_read_out_of_the_line() -> None:
    bill = read().billing_address
    assert (bill.street, bill.number, bill.addition) == ("Voorbeeldstraat", "12", "A")
    line = read(debtor={"ST_STREET": "", "ST_NR": "", "ST_EXTRA": ""}).billing_address
    assert (line.street, line.number, line.addition) == ("Voorbeeldstraat", "12", "A")


def test_a_debtor_with_a_po_box_only_is_billed_there() -> None:
    box = {"PO_BOX": "Postbus 99", "PO_CODE": "3500 AA", "PO_CITY": "Nieuwegein"}
    nowhere = dict.fromkeys(("ST_STREET", "ST_NR", "ST_EXTRA", "ADDRESS1", "POST_CODE", "CITY"), "")
    bill = read(debtor=nowhere | box).billing_address
    assert (bill.line, bill.postcode, bill.city) == ("Postbus 99", "3500 AA", "Nieuwegein")


def test_an_address_without_a_country_is_where_the_setting_says() -> None:
    assert read(debtor={"CNT_CODE": ""}).billing_address.country == "NL"
    belgian = read(debtor={"CNT_CODE": "", "POST_CODE": "9000"}, settings={"reading": {"country": "BE"}})
    assert belgian.billing_address.country == "BE"


def test_the_goods_go_to_the_orders_own_address_before_any_other() -> None:
    own = {"ADDRESS1": "Havenkade 3", "POST_CODE": "5015 BR", "CITY": "Tilburg", "CNT_CODE": "NL", "RPL_DEL": "10002"}
    order = read(order=own, delivery_debtor=RECEIVER, delivery_address=RECEIVER | {"DEL_NAME": "Elders"})
    assert (order.ship_to.street, order.ship_to.name) == ("Havenkade", "Filiaal Oost")


def test_the_goods_go_to_the_address_that_the_order_points_to() -> None:
    pointed = {"DEL_NAME": "Magazijn", "ADDRESS1": "Havenkade 3", "POST_CODE": "5015 BR", "CITY": "Tilburg"}
    order = read(delivery_address=pointed)
    assert (order.ship_to.name, order.ship_to.street, order.ship_to.number) == ("Magazijn", "Havenkade", "3")


def test_the_goods_go_to_the_debtor_who_gets_them() -> None:
    order = read(delivery_debtor=RECEIVER)
    assert (order.ship_to.name, order.ship_to.street, order.ship_to.city) == ("Filiaal Oost", "Laan", "Groningen")


def test_an_address_that_accountview_copied_from_the_debtor_is_no_other_address() -> None:
    copied = {name: DEBTOR[name] for name in ("ADDRESS1", "POST_CODE", "CITY", "CNT_CODE")}
    assert read(order=copied, delivery_debtor=DEBTOR).shipping_address is None


def test_a_rate_is_that_of_the_articles_code_and_the_code_is_kept() -> None:
    [line] = read().lines
    assert (line.description, line.vat_class, str(line.vat_rate)) == ("Koffiemok wit", "2", "21")


def test_a_code_of_nothing_on_the_debtor_goes_before_the_articles() -> None:
    [exported] = read(debtor={"VAT_CODE": "E"}).lines
    assert (exported.vat_class, str(exported.vat_rate)) == ("E", "0")
    [domestic] = read(debtor={"VAT_CODE": "1"}).lines
    assert (domestic.vat_class, str(domestic.vat_rate)) == ("2", "21")


def test_a_code_on_the_line_goes_before_the_articles() -> None:
    document = a_document()
    document["lines"][0]["VAT_CODE"] = "1"
    columns = {"reading": {"orders": {"line_columns": {"vat_code": "VAT_CODE"}}}}
    assert documents(**columns).read(document).lines[0].vat_rate == 9


def test_a_line_whose_rate_is_not_known_has_none() -> None:
    assert read(articles={}, vat_rates={}).lines[0].vat_rate is None


def test_prices_hold_vat_where_the_connection_says_so() -> None:
    assert read(settings={"prices": "including_vat"}).prices_include_vat
    assert not read().prices_include_vat


def test_the_version_is_the_newest_stamp_of_header_and_lines() -> None:
    assert str(documents().identify(a_document()).version).startswith("2026-11-24T10:00:00 ")
    assert documents().identify(a_document(lines=[])).version is None


def test_a_change_within_the_second_of_the_stamp_is_another_version() -> None:
    before = documents().identify(a_document())
    assert documents().identify(a_document()) == before
    changed = a_document()
    changed["lines"][0]["ORD_QTY"] = 99
    assert documents().identify(changed) != before


def test_a_document_without_a_number_or_of_another_shape_is_told() -> None:
    with pytest.raises(DocumentError, match="ORD_NR"):
        documents().identify(a_document(order={"ORD_NR": " "}))
    shapes: tuple[Any, ...] = ({}, [], "order", {"order": {}, "lines": {}})
    for wrong in shapes:
        with pytest.raises(DocumentError, match="is no order"):
            documents().read(wrong)


def test_an_order_whose_debtor_is_gone_tells_all_that_is_missing() -> None:
    lacks = find_debtor_problems(party_of(documents().read(a_document() | {"debtor": {}})))
    assert {"customer.last_name", "billing_address.street"} <= {problem.path for problem in lacks}


def test_a_line_with_a_blank_article_is_a_line_of_free_text() -> None:
    line = {"ART_CODE": "", "ART_DESC1": "Koffiemok", "ORD_QTY": 1, "ART_PX": "8.26"}
    columns = {"reading": {"orders": {"line_columns": {"description": "ART_DESC1"}}}}
    [read_line] = read(settings=columns, lines=[line]).lines
    assert (read_line.sku, read_line.description) == (None, "Koffiemok")
