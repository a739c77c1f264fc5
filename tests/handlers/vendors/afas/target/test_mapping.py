"""What an order becomes in AFAS's fields, and what AFAS would refuse, told by the names that the sender knows."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

import pytest

from handlers.contracts.articles import NewArticle
from handlers.vendors.afas.target.mapping import Drafting
from mapping.pricing import Basis, PricedLine, Role
from mapping.problems import Problem
from relay.errors import Hold
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


def told(*, drafting: Drafting | None = None, codes: dict[str, str] | None = None, **order: Any) -> dict[str, Problem]:
    """The problems of an order with these changes, by path, where what is too long is held."""
    drafting = drafting or drafting_for(settings=some_settings(too_long="hold"))
    changes: dict[str, Any] = {} if codes is None else {"codes": codes}
    return {
        problem.path: problem for problem in drafting.check(a_draft(an_order(**order), drafting=drafting, **changes))
    }


def a_line(**changes: Any) -> dict[str, Any]:
    return {"sku": "000100", "quantity": 1, "unit_price": "8.26", "vat_rate": 21, **changes}


def test_a_good_order_has_no_problems() -> None:
    assert told() == told(customer=a_person()) == told(shipping_address=a_delivery_address()) == {}


@pytest.mark.parametrize(
    ("order", "path", "words"),
    [
        ({"billing_address": an_address(number="B12")}, "billing_address.number", "whole number"),
        ({"billing_address": an_address(number="99999999999")}, "billing_address.number", "whole number"),
        ({"shipping_address": a_delivery_address(number="X")}, "shipping_address.number", "whole number"),
        ({"billing_address": an_address(street="S" * 61)}, "billing_address.street", "60 characters"),
        ({"billing_address": an_address(addition="A" * 31)}, "billing_address.addition", "30 characters"),
        ({"billing_address": an_address(city="C" * 51)}, "billing_address.city", "50 characters"),
        ({"customer": a_company(company="N" * 256)}, "customer.company", "255 characters"),
        ({"customer": a_company(vat_number="NL" + "1" * 30)}, "customer.vat_number", "21 characters"),
        ({"customer": a_person(last_name="N" * 81)}, "customer.last_name", "80 characters"),
        ({"customer": a_company(infix="van " * 5)}, "customer.infix", "15 characters"),
        ({"lines": [a_line(), a_line(description="D" * 256)]}, "lines[1].description", "255 characters"),
        ({"lines": [a_line(quantity="0.123456")]}, "lines[0].quantity", "5 decimals"),
        ({"lines": [a_line(unit="pallet")]}, "lines[0].unit", "no code in AFAS"),
        ({"lines": [a_line(), {"description": "Text", "quantity": 1, "unit_price": 0}]}, "lines[1].sku", "ItCd"),
    ],
)
def test_each_mistake_is_told_by_the_senders_own_path(order: dict[str, Any], path: str, words: str) -> None:
    problems = told(**order)
    assert path in problems
    assert words in problems[path].rule
    assert problems[path].remedy


def test_a_code_that_is_too_long_or_no_number_is_told_by_its_setting() -> None:
    problems = told(codes={"payment_condition": "toolong", "administration": "Noord"})
    assert {"codes.payment_condition", "administration"} <= {*problems}


def test_personal_values_are_masked_and_those_of_lines_are_not() -> None:
    problems = told(
        billing_address=an_address(street="Geheimestraat" * 5), lines=[a_line(description="Beschrijving" * 30)]
    )
    assert "Geheimestraat" not in str(problems["billing_address.street"])
    assert "Beschrijving" in str(problems["lines[0].description"])


def test_a_debtor_who_is_chosen_is_not_looked_at_and_one_to_come_is_not_missed() -> None:
    bad = an_order(customer=a_company(vat_number="N" * 256))
    assert drafting_for().check(a_draft(bad, debtor="10141")) == []
    assert drafting_for().check(a_draft(bad)) != []
    assert drafting_for().check(a_draft(debtor=None)) == []


def test_texts_are_cut_where_a_setting_says_so_and_what_identifies_is_not() -> None:
    drafting = drafting_for(settings=some_settings(too_long="cut"))
    order = an_order(
        customer=a_company(company="N" * 300, vat_number="NL" + "1" * 30),
        billing_address=an_address(street="S" * 70),
        lines=[a_line(description="D" * 300)],
    )
    assert [problem.path for problem in drafting.check(a_draft(order))] == ["customer.vat_number"]
    fields = drafting.debtor(a_draft(order).party)
    assert fields["KnSalesRelationOrg.KnOrganisation.KnBasicAddressAdr.Ad"] == "S" * 60
    assert drafting.document(a_draft(order))["FbSalesLines"][0]["Ds"] == "D" * 255


def test_a_mapping_that_cannot_be_filled_holds_with_the_problems_that_check_tells() -> None:
    drafting = drafting_for(a_flow({"to": "FbSales.DeCo", "from": "order.status", "table": {"vol": "2"}}))
    draft = a_draft(an_order(status="half"))
    with pytest.raises(Hold) as caught:
        drafting.document(draft)
    assert [*caught.value.problems] == drafting.check(draft) == drafting.explain(draft).problems


def test_everything_that_would_be_sent_is_explained_without_a_call() -> None:
    explained = drafting_for().explain(a_draft(an_order(shipping_address=a_delivery_address())))
    assert [*explained.tables] == ["KnSalesRelationOrg", "KnContact", "FbSales", "FbSalesLines"]
    assert explained.problems == []


@pytest.mark.parametrize(
    ("prices", "order_has", "sent"),
    [
        ("as_order", True, True),
        ("as_order", False, False),
        ("excluding_vat", True, False),
        ("including_vat", False, True),
    ],
)
def test_the_header_says_whether_prices_include_vat(prices: str, order_has: bool, sent: bool) -> None:  # noqa: FBT001
    drafting = drafting_for(settings=some_settings(prices=prices, price_decimals=6))
    order = an_order(prices_include_vat=order_has)
    assert drafting.basis(order) == Basis(sent, 6, most_decimals=10)
    assert drafting.document(a_draft(order, drafting=drafting))["FbSales"]["InVa"] is sent


def test_a_discount_is_in_the_price_or_stands_beside_it_as_a_percentage() -> None:
    order = an_order(lines=[a_line(quantity=3, unit_price="10.00", discount_percent=10)])
    for how, shown in (("in_price", ("9.00", None)), ("percentage", ("10.00", "10"))):
        drafting = drafting_for(settings=some_settings(line_discounts=how))
        draft = a_draft(order, drafting=drafting)
        [line] = drafting.document(draft)["FbSalesLines"]
        percent = line.get("PRDc")
        assert (Decimal(line["Upri"]), percent) == (Decimal(shown[0]), Decimal(shown[1]) if shown[1] else None)
        assert drafting.total(draft) == Decimal("27.00")


def test_a_percentage_of_more_decimals_than_afas_keeps_is_in_the_price() -> None:
    order = an_order(lines=[a_line(quantity=1, unit_price="10.00", discount_percent="12.345")])
    drafting = drafting_for(settings=some_settings(line_discounts="percentage", price_decimals=6))
    [line] = drafting.document(a_draft(order, drafting=drafting))["FbSalesLines"]
    assert (Decimal(line["Upri"]), line.get("PRDc")) == (Decimal("8.7655"), None)


@pytest.mark.parametrize(("how", "mark"), [("negative_lines", None), ("negative_lines_and_mark", True)])
def test_a_credit_gets_its_mark_where_a_setting_says_so(how: str, mark: object) -> None:
    drafting = drafting_for(settings=some_settings(credit_orders=how))
    order = an_order(credit_of="100200", remark="Retour", lines=[a_line(quantity=-1)])
    header = drafting.document(a_draft(order, debtor="10141"))["FbSales"]
    assert (header.get("CrOr"), header["Re"]) == (mark, "Credit: 100200\r\nRetour")
    assert "CrOr" not in drafting.document(a_draft(an_order(), debtor="10141"))["FbSales"]


def test_codes_of_the_flow_go_before_those_of_the_connection() -> None:
    codes = {"administration": "2", "warehouse": "02", "currency": "USD"}
    sent = drafting_for().document(a_draft(codes=codes))
    assert [sent["FbSales"][name] for name in ("Unit", "War", "CuId")] == ["2", "02", "USD"]
    assert sent["FbSalesLines"][0]["War"] == "02"


def test_a_line_of_every_role_has_its_item_type_unit_and_vat_group() -> None:
    drafting = drafting_for(settings=some_settings(unit={"default": "STK", "table": {"hour": "UUR"}}, text_item="T1"))
    one = Decimal(1)
    roles = get_args(Role)
    lines = tuple(
        PricedLine(
            role,
            f"I-{role}",
            role,
            one,
            one if role != "text" else one - one,
            one,
            one,
            vat_code="2",
            unit="hour" if role == "goods" else None,
        )
        for role in roles
    )
    sent = drafting.document(a_draft(lines=lines))["FbSalesLines"]
    assert [(line["VaIt"], line["ItCd"], line["BiUn"]) for line in sent] == [
        ("2", "I-goods", "UUR"),
        ("3", "T1", "*****"),
        ("6", "I-shipping", "*****"),
        ("6", "I-payment", "*****"),
        ("2", "I-discount", "STK"),
        ("2", "I-rounding", "STK"),
    ]
    assert {line["VaRc"] for line in sent} == {"2"}
    assert [line.get("War") for line in sent] == ["01", None, None, None, "01", "01"]
    assert "Upri" not in sent[1]


def test_a_line_that_became_text_and_costs_something_is_held() -> None:
    text = replace(a_draft().lines[0], sku=None, role="text")
    with pytest.raises(Hold) as caught:
        drafting_for().document(a_draft(lines=(text,)))
    [problem] = caught.value.problems
    assert (problem.path, problem.value) == ("lines[0].unit_price", "8.26")


def test_without_a_default_unit_afas_takes_the_items_own() -> None:
    drafting = drafting_for(settings=some_settings(unit={"default": None, "table": {"hour": "UUR"}}))
    assert drafting.check(a_draft()) == []
    assert "BiUn" not in drafting.document(a_draft())["FbSalesLines"][0]


def test_an_article_is_made_of_a_line_under_the_connections_group() -> None:
    drafting = drafting_for(settings=some_settings(new_articles={"group": "300", "vat_group": "1"}))
    draft = a_draft(an_order(lines=[a_line(sku="NIEUW-1", description="D" * 120)]))
    assert drafting.article(NewArticle(draft.lines[0], draft.codes, draft)) == {
        "FbItemArticle.ItCd": "NIEUW-1",
        "FbItemArticle.Ds": "D" * 100,
        "FbItemArticle.Grp": "300",
        "FbItemArticle.BiUn": "STK",
        "FbItemArticle.VaRc": "1",
    }


def test_an_article_is_made_for_its_own_sake_as_well_as_for_an_order() -> None:
    drafting = drafting_for(settings=some_settings(new_articles={"group": "300", "vat_group": "1"}))
    draft = a_draft()
    for_an_order = drafting.article(NewArticle(draft.lines[0], draft.codes, draft))
    assert drafting.article(NewArticle(draft.lines[0])) == for_an_order


def test_an_article_without_a_group_is_not_made_and_the_setting_is_named() -> None:
    draft = a_draft()
    with pytest.raises(Hold) as caught:
        drafting_for().article(NewArticle(draft.lines[0], draft.codes, draft))
    assert "writing.new_articles.group" in caught.value.problems[0].remedy
