"""What is told beforehand about journal pages, articles and lines that an installation may not take."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.articles import NewArticle
from handlers.contracts.drafts import Draft
from handlers.pipelines.orders.settings import OrderSettings
from handlers.vendors.accountview.target.mapping import Drafting
from handlers.vendors.accountview.target.presets import mappings_for
from mapping.pricing import PricedOrder
from relay.errors import Hold
from tests.handlers.vendors.accountview.office import a_flow, drafting, only, some_settings
from tests.handlers.vendors.accountview.orders import a_booked_order, a_draft, a_priced_line, an_order


def a_page(**changes: Any) -> Draft:
    codes = {"receivables_account": "1300", "journal": "700"}
    fields: dict[str, Any] = {"codes": codes, "priced": a_booked_order(), "send_as": "financial_mutation"} | changes
    return a_draft(None, **fields)


def page_drafting(**changes: Any) -> Drafting:
    settings = some_settings(**changes)
    flow = a_flow(settings=OrderSettings(send_as="financial_mutation"))
    return Drafting(mappings_for(flow, settings), settings)


def test_a_page_without_a_journal_names_the_settings_that_give_one() -> None:
    problem = only(page_drafting().check(a_page(codes={"receivables_account": "1300"})))
    assert problem.path == "codes.journal"
    assert "settings.journal" in problem.remedy
    assert page_drafting().check(a_page()) == []


def test_a_reference_longer_than_an_invoice_number_is_held_with_the_way_out_and_never_cut() -> None:
    draft = replace(a_page(), reference="WEBSHOP-100245")
    for policy in ("hold", "cut"):
        problem = only(page_drafting(too_long=policy).check(draft))
        assert "12 characters" in problem.rule
        assert "page_reference_column: EXT_DESC" in problem.remedy
    assert page_drafting(page_reference_column="EXT_DESC").check(draft) == []


def test_a_line_that_cannot_be_booked_is_told_before_anything_is_sent() -> None:
    lines = (a_priced_line("goods", "5.00", "1.05", account=None, position=0),)
    draft = a_page(priced=PricedOrder(lines, includes_vat=False, amount=Decimal(5)))
    assert only(page_drafting().check(draft)).path == "lines[0].revenue_account"
    with pytest.raises(Hold, match="cannot be booked"):
        page_drafting().document(draft)


def test_quantities_below_zero_are_held_where_the_connection_says_so() -> None:
    order = an_order(lines=[{"sku": "KFM-100", "quantity": -1, "unit_price": "8.26", "vat_rate": 21}])
    assert drafting().check(a_draft(order)) == []
    problem = only(drafting(negative_quantities="hold").check(a_draft(order)))
    assert (problem.path, problem.value) == ("lines[0].quantity", "-1")
    assert page_drafting(negative_quantities="hold").check(a_page()) == []


def test_text_that_costs_nothing_is_held_or_left_out() -> None:
    lines = [
        {"sku": "KFM-100", "quantity": 1, "unit_price": "8.26"},
        {"description": "Met dank", "quantity": 1, "unit_price": "0"},
    ]
    draft = a_draft(an_order(lines=lines))
    held = drafting().check(draft)
    assert [problem.path for problem in held] == ["lines[1].sku"]
    assert "free_line_item" in held[0].remedy
    left = drafting(text_lines="leave_out")
    assert left.check(draft) == []
    assert len(left.document(draft)["SO_LINE"]) == 1
    only_text = a_draft(an_order(lines=lines[1:2]))
    assert only(left.check(only_text)).rule == "has no line that is sent"


def test_a_cost_that_has_no_place_in_the_document_is_told_by_its_kind() -> None:
    lines = (a_priced_line("shipping", "6.95", "1.46", sku=""),)
    draft = a_draft(priced=PricedOrder(lines, includes_vat=False, amount=Decimal(7)))
    assert only(drafting().check(draft)).path == "lines[shipping].sku"


def test_an_article_is_made_from_its_line_only_where_the_connection_says_that_it_can_be() -> None:
    line = a_priced_line("goods", "5.00", "1.05", sku="NIEUW-001", description="Theelepel")
    with pytest.raises(Hold, match="articles_can_be_made"):
        drafting().article(NewArticle(line, draft=a_draft()))
    assert drafting(articles_can_be_made=True, article_group="WEB").article(NewArticle(line, draft=a_draft())) == {
        "ART_CODE": "NIEUW-001",
        "ART_DESC1": "Theelepel",
        "AG_CODE": "WEB",
        "PX_SELL": Decimal("5.00"),
        "VAT_CODE": "2",
    }


def test_a_credit_names_what_it_credits_where_that_is_known() -> None:
    order = an_order(credit_of="60005")
    assert drafting().document(a_draft(order))["SO_HDR"]["COMMENT2"] == "Credit 60005"
    assert drafting().document(a_draft(order, original="2026007"))["SO_HDR"]["COMMENT2"] == "Credit 2026007"
    assert "COMMENT2" not in drafting().document(a_draft())["SO_HDR"]
