"""Documents read strictly and tolerantly, and every mistake in them told at once, safely and with its remedy."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic_core import ErrorDetails

from mapping.documents.customer import CustomerRecord
from mapping.documents.fields import fields_at
from mapping.documents.order import Order
from mapping.documents.party import Address, Customer
from mapping.documents.product import Product
from mapping.documents.reading import _problem, problems_of, read_order, read_product
from mapping.parsing import parse_json
from mapping.problems import MOST_PROBLEMS, WHOLE, DocumentError, Problem
from words.masking import MOST_SHOWN

Plain = dict[str, Any]
FORMAT = Path(__file__).parents[3] / "docs" / "webhook-format.md"
EXAMPLES = re.findall(r"^```json\n(.*?)^```", FORMAT.read_text("utf-8"), re.DOTALL | re.MULTILINE)

NAMES = sorted({*Order.model_fields, *Customer.model_fields, *Address.model_fields, *Product.model_fields})
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(max_size=60)
    | st.sampled_from(["NL", "1017 GN", "2026-11-24", "\ud800", 10**4000])
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(), inner, max_size=6),
    max_leaves=12,
)


def told(document: Any, *, strict: bool = True) -> dict[str, Problem]:
    return {problem.path: problem for problem in problems_of(document, strict=strict)}


def changed(document: Plain, path: str, value: Any) -> Plain:
    """The document with one value changed: ``lines.0.sku``."""
    *parents, last = (int(part) if part.isdecimal() else part for part in path.split("."))
    node: Any = document
    for part in parents:
        node = node[part]
    node[last] = value
    return document


def test_a_good_order_has_no_problems(order: Plain) -> None:
    assert problems_of(order) == []
    assert read_order(order, strict=True) == read_order(order, strict=False)


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_in_the_description_of_the_format_is_accepted(example: str) -> None:
    assert problems_of(parse_json(example.encode())) == []


def test_the_description_of_the_format_shows_and_explains_every_field() -> None:
    text = FORMAT.read_text("utf-8")
    whole = json.loads(EXAMPLES[0])
    assert set(whole) == set(Order.model_fields)
    assert {name for line in whole["lines"] for name in line} == set(fields_at(Order, ("lines",)))
    assert set(whole["customer"]) == set(fields_at(Order, ("customer",)))
    assert set(whole["billing_address"]) | set(whole["shipping_address"]) == set(fields_at(Order, ("billing_address",)))
    assert [name for name in Order.model_fields if f"`{name}`" not in text] == []


@pytest.mark.parametrize(
    ("path", "value", "place", "rule", "remedy", "shown"),
    [
        ("lines.0.discount_amount", -1, "lines[0].discount_amount", "too small", "at least 0", "-1"),
        ("lines.0.quantity", True, "lines[0].quantity", "form", "12.50", "true"),
        ("lines.0.quantity", "a lot", "lines[0].quantity", "form", "1234.50", "a lot"),
        ("lines.0.vat_rate", Decimal("-0.01"), "lines[0].vat_rate", "too small", "at least 0", "-0.01"),
        ("lines.0.unit_price", 0.1, "lines[0].unit_price", "form", "12.50", None),
        ("lines.0.unit_price", None, "lines[0].unit_price", "form", "12.50", None),
        ("lines.0.discount_percent", 101, "lines[0].discount_percent", "too large", "at most 100", "101"),
        ("lines.0.vat_rate", 100, "lines[0].vat_rate", "too large", "below 100", "100"),
        ("lines.1.sku", 100, "lines[1].sku", "no text", "quotes", "100"),
        ("lines.1.sku", "x" * 41, "lines[1].sku", "longer than 40", "at most 40", f"{'x' * 39}…"),
        ("lines.1.sku", "  ", "lines[1].sku", "empty", "fill it in", "  "),
        ("lines.1", "BR-100", "lines[1]", "no object", "{ and }", "B*** (6 characters)"),
        ("lines", {"sku": "geheim"}, "lines", "no list", "[ and ]", None),
        ("lines", None, "lines", "no list", "[ and ]", None),
        ("number", "inkoop@bakkerij.example", "number", "form", "letters, digits", "i*** (23 characters)"),
        ("number", 10042, "number", "no text", "quotes", "10042"),
        ("ordered_on", "24-11-2026", "ordered_on", "form", "2026-11-24", "24-11-2026"),
        ("ordered_on", 1700000000, "ordered_on", "form", "2026-11-24", "1700000000"),
        ("updated_at", "yesterday", "updated_at", "form", "2026-11-24T09:30", "yesterday"),
        ("currency", "euro", "currency", "form", "three letters", "euro"),
        ("prices_include_vat", "yes", "prices_include_vat", "true nor false", "without quotes", "yes"),
        ("prices_include_vat", 1, "prices_include_vat", "true nor false", "without quotes", "1"),
        ("customer", None, "customer", "no object", "{ and }", None),
        ("customer", [{"email": "geheim"}], "customer", "no object", "{ and }", None),
        ("customer.email", {"is": "geheim"}, "customer.email", "no text", "quotes", None),
        ("customer.last_name", 5, "customer.last_name", "no text", "quotes", "*** (1 character)"),
        (
            "customer.last_name",
            "geheim" * 200,
            "customer.last_name",
            "longer than 1000",
            "1000",
            "g*** (1200 characters)",
        ),
        ("customer.last_name", "\ud800", "customer.last_name", "Unicode", "surrogate", "*** (1 character)"),
        ("billing_address.country", "Holland", "billing_address.country", "form", "two letters", "Holland"),
        ("billing_address.postcode", 5, "billing_address.postcode", "no text", "quotes", "*** (1 character)"),
    ],
)
def test_a_wrong_value_is_told_by_field_rule_remedy_and_value(
    order: Plain, path: str, value: Any, place: str, rule: str, remedy: str, shown: str | None
) -> None:
    (problem,) = problems_of(changed(order, path, value))
    assert problem.path == place
    assert rule in problem.rule
    assert remedy in problem.remedy
    assert problem.value == shown
    assert "geheim" not in str(problem)


def test_all_problems_are_told_at_once_also_when_one_hides_another(order: Plain) -> None:
    for path, value in [
        ("number", ""),
        ("customer", {"email": "x", "emial": "y"}),
        ("billing_address.country", "Holland"),
        ("billing_address.street", None),
        ("lines.0.quantity", "none"),
        ("lines.1.unit_price", "free"),
    ]:
        changed(order, path, value)
    assert set(told(order)) == {
        "number",
        "customer.emial",
        "billing_address.country",
        "billing_address.street",
        "lines[0].quantity",
        "lines[1].unit_price",
    }


def test_fields_that_are_missing_are_told_one_by_one() -> None:
    missing = told({"customer": {"company": "Bakkerij"}, "lines": [{}], "billing_address": {}})
    assert {problem.rule for path, problem in missing.items() if "description" not in path} == {"is missing"}
    assert missing["lines[0].description"].remedy.startswith("give the article's sku, or a description")
    assert set(missing) == {
        *("number", "ordered_on", "lines[0].description", "lines[0].quantity", "lines[0].unit_price"),
    }


def test_what_nobody_at_a_shop_can_fill_in_is_no_mistake_of_the_document(order: Plain) -> None:
    order["customer"] = {"first_name": "Noor", "email": "none"}
    order["billing_address"] = {"country": "NL", "postcode": "1"}
    assert problems_of(order) == []
    del order["customer"], order["billing_address"]
    assert problems_of(order | {"lines": []}) == []


@pytest.mark.parametrize("document", [None, [], "x", 5, [{}], True])
def test_what_is_no_object_is_told_of_the_document_as_a_whole(document: Any) -> None:
    assert [(problem.path, problem.rule) for problem in problems_of(document)] == [(WHOLE, "is no object")]


def test_a_field_nobody_knows_is_refused_strictly_with_a_suggestion_and_left_alone_tolerantly(order: Plain) -> None:
    order["customer"]["emial"] = "inkoop@bakkerij.example"
    order["lines"][1]["qqq"] = 1
    problems = told(order)
    assert problems["customer.emial"].remedy == 'did you mean "email"?'
    assert problems["customer.emial"].value == "i*** (23 characters)"
    assert problems["lines[1].qqq"].remedy.startswith("take it away; there are description, ")
    assert problems_of(order, strict=False) == []


def test_the_name_of_a_field_that_may_be_personal_itself_is_not_repeated(order: Plain) -> None:
    order["customer"]["inkoop@bakkerij.example"] = "x"
    (problem,) = problems_of(order)
    assert problem.path == "customer.*"
    assert "inkoop" not in str(problem)


def test_a_hostile_document_gets_a_bounded_number_of_problems(order: Plain) -> None:
    problems = problems_of({**order, **{f"field{number}": 1 for number in range(5000)}})
    assert len(problems) == MOST_PROBLEMS + 1
    assert problems[-1].rule == f"has {5000 - MOST_PROBLEMS} more problems"


def test_a_kind_of_error_that_nobody_foresaw_is_still_told_with_a_remedy() -> None:
    error: ErrorDetails = {"type": "date_type", "loc": ("ordered_on",), "msg": "geheim", "input": "geheim"}
    problem = _problem(Order, error)
    assert (problem.path, problem.rule) == ("ordered_on", "is not accepted")
    assert "schema" in problem.remedy


def test_more_than_a_thousand_lines_are_refused(order: Plain) -> None:
    order["lines"] *= 501
    assert told(order)["lines"].remedy == "give at most 1000"


def test_the_error_carries_nothing_of_the_document_but_its_problems(order: Plain) -> None:
    with pytest.raises(DocumentError) as caught:
        read_order(changed(order, "customer.last_name", "geheim" * 200), strict=True)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "geheim" not in repr(caught.value)


def test_a_product_is_read_by_the_same_rules() -> None:
    assert read_product({"sku": "BR-100", "name": "Bread tin", "price": "9.99"}, strict=True).price == Decimal("9.99")
    assert [problem.path for problem in problems_of({"sku": 7, "nmae": "Bread tin"}, Product)] == [
        "number",
        "sku",
        "nmae",
    ]


@pytest.mark.parametrize("kind", [Order, CustomerRecord, Product])
@given(document=ANYTHING)
def test_any_document_is_read_or_refused_in_words_that_are_short_and_known(
    kind: type[BaseModel], document: Any
) -> None:
    for strict in (True, False):
        for problem in problems_of(document, kind, strict=strict):
            assert problem.path
            assert problem.rule != "is not accepted"
            assert problem.remedy
            assert problem.value is None or len(problem.value) <= MOST_SHOWN
