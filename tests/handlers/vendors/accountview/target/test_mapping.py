"""A draft becomes AccountView's columns, and what would be refused is told before anything is sent."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.pricing import Basis
from relay.errors import Hold, StartError
from tests.handlers.vendors.accountview.office import CONTACT, drafting, only
from tests.handlers.vendors.accountview.orders import a_company, a_draft, a_person, an_address, an_order


def test_a_company_becomes_a_debtor_with_its_person_as_contact() -> None:
    assert drafting().debtor(a_draft().party) == CONTACT


def test_a_person_becomes_a_debtor_by_his_full_name_without_a_contact() -> None:
    fields = drafting().debtor(a_draft(an_order(customer=a_person())).party)
    assert (fields["ACCT_NAME"], fields["SRC_CODE"]) == ("Anneke de Vries", "VRIES")
    assert "MAIN_CONT" not in fields
    assert "MC_MAILB" not in fields


def test_a_name_without_letters_still_has_a_search_code() -> None:
    fields = drafting().debtor(a_draft(an_order(customer=a_company(company="***"))).party)
    assert fields["SRC_CODE"] == "-"


def test_an_order_has_its_debtor_date_reference_and_lines() -> None:
    draft = a_draft(debtor="10023", delivery_address="0000000123")
    day = date(2026, 11, 24)
    assert drafting().document(draft) == {
        "SO_HDR": {
            "RPL_INV": "10023",
            "RPL_DEL": "10023",
            "ORD_DATE": day,
            "DEL_DATE": day,
            "COMMENT1": "W-100245",
            "TO_EMAIL": "Inkoop@bakkerij.example.com",
            "DEL_CODE": "0000000123",
        },
        "SO_LINE": [
            {"ART_CODE": "KFM-100", "ORD_QTY": Decimal(3), "ART_PX": Decimal("8.26"), "DEL_DATE": day},
        ],
    }


def test_a_delivery_address_carries_its_debtor_and_its_own_name() -> None:
    order = an_order(shipping_address=an_address(name="Filiaal Oost", street="Laan", number="3", addition=None))
    assert drafting().address(a_draft(order, debtor="10023").party) == {
        "SUB_NR": "10023",
        "DEL_NAME": "Filiaal Oost",
        "ADDRESS1": "Laan 3",
        "POST_CODE": "3511 AB",
        "CITY": "Utrecht",
        "CNT_CODE": "NL",
        "MAIL_BUS": "inkoop@bakkerij.example.com",
        "TEL_BUS": "030-5550101",
    }


def test_a_dutch_postcode_is_written_without_its_blank_where_the_setting_says_so() -> None:
    assert drafting(postcode_with_blank=False).debtor(a_draft().party)["POST_CODE"] == "3511AB"
    belgian = an_order(billing_address=an_address(postcode="B 9000", country="BE"))
    assert drafting(postcode_with_blank=False).debtor(a_draft(belgian).party)["POST_CODE"] == "B 9000"


def test_a_draft_that_fits_has_no_problems() -> None:
    assert drafting().check(a_draft()) == []


def test_a_name_over_forty_characters_is_told_masked_with_field_length_and_remedy() -> None:
    problem = only(
        drafting(too_long="hold").check(a_draft(an_order(customer=a_company(company="Stichting " + "x" * 31))))
    )
    assert problem.path == "customer.company"
    assert "40 characters" in problem.rule
    assert "CONTACT.ACCT_NAME" in problem.rule
    assert problem.remedy
    assert problem.value == "S*** (41 characters)"


def test_an_email_over_fifty_characters_is_held_even_where_texts_are_cut() -> None:
    order = an_order(customer=a_person(email=f"{'a' * 40}@{'b' * 8}.example.com"))
    for policy in ("hold", "cut"):
        problem = only(drafting(too_long=policy).check(a_draft(order)))
        assert problem.path == "customer.email"
        assert "50 characters" in problem.rule
        assert "@" not in str(problem)


def test_a_long_name_is_cut_where_the_setting_says_so() -> None:
    fitted = drafting(too_long="cut")
    draft = a_draft(an_order(customer=a_company(company="Stichting Vrienden van het Koffiemuseum te Meppel")))
    assert fitted.check(draft) == []
    assert fitted.debtor(draft.party)["ACCT_NAME"] == "Stichting Vrienden van het Koffiemuseum"


def test_a_row_says_for_its_own_field_what_becomes_of_a_long_text() -> None:
    name = "Stichting Vrienden van het Koffiemuseum te Meppel"
    draft = a_draft(an_order(customer=a_company(company=name)))
    row = {"to": "CONTACT.ACCT_NAME", "from": "order.customer.name"}
    fields = drafting({**row, "too_long": {"move_to": "CONTACT.COMMENT1"}}).debtor(draft.party)
    assert (fields["ACCT_NAME"], fields["COMMENT1"]) == ("Stichting Vrienden van het Koffiemuseum", name)
    held = drafting({**row, "too_long": "hold"}, too_long="cut")
    assert only(held.check(draft)).path == "customer.company"


@pytest.mark.parametrize("field", ["CONTACT.TEL_BUS", "CONTACT.ACCT_NR", "SO_HDR.TO_EMAIL", "CONTACT.X1"])
def test_a_row_may_not_have_cut_what_means_something_else_without_its_end(field: str) -> None:
    with pytest.raises(StartError, match=f"{field}: too_long: cannot be cut"):
        drafting({"to": field, "from": "order.remark", "too_long": "cut"})


def test_a_house_number_is_never_cut_to_another_house() -> None:
    order = an_order(billing_address=an_address(number="12345678901"))
    assert only(drafting(too_long="cut").check(a_draft(order))).path == "billing_address.number"


def test_a_missing_receivables_account_names_the_setting() -> None:
    problem = only(drafting().check(a_draft(codes={})))
    assert problem.path == "codes.receivables_account"
    assert "settings.receivables_account" in problem.remedy


def test_a_chosen_debtor_is_not_looked_at() -> None:
    assert drafting().check(a_draft(codes={}, debtor="10023")) == []


def test_a_debtor_number_is_wanted_where_the_administration_gives_none() -> None:
    assert only(drafting(auto_number=False).check(a_draft())).path == "CONTACT.SUB_NR"
    row = {"to": "CONTACT.SUB_NR", "from": "order.customer.code"}
    numbered = a_draft(an_order(customer=a_company(code="20031")))
    assert drafting(row, auto_number=False).check(numbered) == []


def test_an_order_in_a_foreign_currency_is_held_unless_the_administration_knows_it_and_is_told() -> None:
    draft = a_draft(an_order(currency="USD"))
    row = {"to": "SO_HDR.CUR_CODE", "from": "order.currency"}
    assert only(drafting().check(draft)).value == "USD"
    assert drafting(row).check(draft) == []
    assert "order_columns.currency" in only(drafting(currencies=["USD"]).check(draft)).remedy
    named = drafting(currencies=["USD"], order_columns={"currency": "X1_CUR"})
    assert (named.check(draft), named.document(draft)["SO_HDR"]["X1_CUR"]) == ([], "USD")


def test_the_address_is_looked_at_only_where_the_goods_go_elsewhere() -> None:
    row = {"to": "DEL_ADDR.CNT_CODE", "const": "Nederland"}
    assert drafting(row).check(a_draft()) == []
    elsewhere = a_draft(an_order(shipping_address=an_address(street="Laan")))
    assert "DEL_ADDR.CNT_CODE" in only(drafting(row).check(elsewhere)).rule


def test_paths_are_told_as_the_document_has_them() -> None:
    long = "x" * 41
    person = a_draft(an_order(customer=a_person(last_name=long)))
    assert only(drafting(too_long="hold").check(person)).path == "customer.last_name"
    contact = a_draft(an_order(customer=a_company(last_name=long)))
    assert only(drafting(too_long="hold").check(contact)).path == "customer.last_name"
    row = {"to": "DEL_ADDR.CNT_CODE", "from": ["order.ship_to.region", "order.ship_to.city"]}
    elsewhere = a_draft(an_order(shipping_address=an_address(street="Laan")))
    assert only(drafting(row).check(elsewhere)).path == "shipping_address.region | shipping_address.city"


def test_a_value_that_a_row_cannot_work_on_is_a_problem_and_holds_the_fields() -> None:
    fitted = drafting({"to": "SO_LINE.X1", "from": "item.sku", "do": [{"round": 2}]})
    assert only(fitted.check(a_draft())).path == "lines[0].sku"
    with pytest.raises(Hold):
        fitted.document(a_draft())


def test_a_line_problem_names_the_line_and_shows_its_value() -> None:
    fitted = drafting({"to": "SO_LINE.ART_CODE", "from": "item.description"})
    problem = only(fitted.check(a_draft()))
    assert (problem.path, problem.value) == ("lines[0].description", None)


def test_the_total_is_that_of_the_lines_as_they_are_sent() -> None:
    lines = [
        {"sku": "A", "quantity": 3, "unit_price": "9.99", "vat_rate": 21},
        {"sku": "B", "quantity": "2.5", "unit_price": "1.95", "vat_rate": 9, "discount_percent": 10},
    ]
    order = an_order(lines=lines, prices_include_vat=True)
    assert drafting().total(a_draft(order)) == Decimal("28.80")
    gross = Basis(includes_vat=True)
    assert drafting(prices="including_vat").total(a_draft(order, basis=gross)) == Decimal("34.36")


def test_a_mapping_without_prices_has_no_total_and_is_held() -> None:
    with pytest.raises(Hold, match=r"SO_LINE\.ART_PX"):
        drafting({"to": "SO_LINE.ART_PX", "off": True}).total(a_draft())


def test_numbers_mapped_as_text_still_add_up() -> None:
    row = {"to": "SO_LINE.ORD_QTY", "from": "item.quantity", "do": ["text"]}
    assert drafting(row).total(a_draft()) == Decimal("24.78")


@given(st.text(min_size=1, max_size=120).filter(lambda text: text.strip()))
def test_any_company_name_is_told_or_fits_its_column(company: str) -> None:
    draft = a_draft(an_order(customer=a_company(company=company)))
    fitted = drafting()
    if not fitted.check(draft):
        assert len(fitted.debtor(draft.party)["ACCT_NAME"]) <= 40
        assert 1 <= len(fitted.debtor(draft.party)["SRC_CODE"]) <= 10


def test_an_explained_draft_shows_what_is_filled_beside_what_is_wrong() -> None:
    row = {"to": "SO_HDR.COMMENT2", "from": "order.status", "table": {"paid": "yes"}}
    explained = drafting(row).explain(a_draft(an_order(status="new")))
    assert explained.tables["SO_HDR"]["COMMENT1"] == "W-100245"
    assert "COMMENT2" not in explained.tables["SO_HDR"]
    assert [problem.rule for problem in explained.problems] == ["has no code in the table (for SO_HDR.COMMENT2)"]


def test_an_explained_draft_leaves_the_delivery_address_out_where_goods_go_to_the_bill() -> None:
    assert "DEL_ADDR" not in drafting().explain(a_draft()).tables
    there = drafting().explain(a_draft(an_order(shipping_address=an_address(city="Zeist"))))
    assert there.tables["DEL_ADDR"]["CITY"] == "Zeist"


def test_an_explained_draft_leaves_the_debtor_out_once_he_is_chosen() -> None:
    assert "CONTACT" in drafting().explain(a_draft()).tables
    chosen = drafting().explain(a_draft(debtor="10023")).tables
    assert "CONTACT" not in chosen
    assert chosen["SO_HDR"]["RPL_INV"] == "10023"


def test_a_row_says_whether_an_update_of_a_debtor_may_write_it() -> None:
    rows = ({"to": "CONTACT.TEL_BUS", "from": "order.customer.phone", "write": "always"},)
    assert dict(drafting(*rows).debtor_writes) == {"TEL_BUS": "always", "CUR_CODE": "create_only"}
    assert dict(drafting().debtor_writes) == {"CUR_CODE": "create_only"}


def test_a_row_for_another_version_of_the_preset_is_told_and_used() -> None:
    made = drafting({"to": "SO_HDR.COMMENT2", "const": "x", "preset": 99})
    assert "version 99" in str(made.notices[0])
    assert made.document(a_draft())["SO_HDR"]["COMMENT2"] == "x"
