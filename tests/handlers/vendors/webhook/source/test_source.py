"""Orders posted in the relay's own format: read strictly, named by their own fields, told apart by content."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.webhook.posted_settings import DocumentIdentity
from handlers.vendors.webhook.source.kinds import ORDERS
from handlers.vendors.webhook.source.source import WebhookSource
from mapping.documents.order import Order
from mapping.parsing import dump_json, parse_json
from mapping.problems import DocumentError
from relay.model import Identity
from tests.handlers.pipelines.orders.fakes import customer_of, document

SOURCE = WebhookSource(DocumentIdentity(), ORDERS)
SOURCE_WITHOUT_VERSION = WebhookSource(DocumentIdentity(version=None), ORDERS)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def paths(order: Any) -> list[str]:
    return sorted(problem.path for problem in SOURCE.check(order))


class TestChecking:
    def test_a_good_order_has_no_problems(self) -> None:
        assert paths(document()) == []

    def test_all_problems_are_told_at_once_each_with_rule_and_remedy(self) -> None:
        wrong = document(
            number=None,
            customer=customer_of(email=7),
            billing_address=document()["billing_address"] | {"country": "Holland", "postcode": "10 GN"},
            lines=[{"sku": "", "quantity": "none", "unit_price": "free"}, {"quantity": "two", "unit_price": True}],
        )
        problems = SOURCE.check(wrong)
        assert sorted(problem.path for problem in problems) == [
            "billing_address.country",
            "customer.email",
            "lines[0].quantity",
            "lines[0].sku",
            "lines[0].unit_price",
            "lines[1].description",
            "lines[1].quantity",
            "lines[1].unit_price",
            "number",
        ]
        assert all(problem.rule and problem.remedy for problem in problems)

    def test_a_field_the_format_does_not_have_is_a_problem_with_a_suggestion(self) -> None:
        [problem] = SOURCE.check(document(custmer={}))
        assert (problem.path, problem.remedy) == ("custmer", 'did you mean "customer"?')

    @pytest.mark.parametrize(
        "change",
        [
            {"lines": [{"sku": "A", "quantity": "none", "unit_price": 1}]},
            {"number": 1001},
            {"number": "info@example.com"},
            {"prices_include_vat": "yes"},
            {"currency": "EURO"},
            {"ordered_on": "24-11-2026"},
        ],
    )
    def test_what_is_not_in_the_form_of_the_format_is_refused(self, change: dict[str, Any]) -> None:
        assert paths(document(**change)) != []

    def test_a_personal_value_is_masked_in_its_problem(self) -> None:
        [problem] = SOURCE.check(document(customer=customer_of(phone="0612345678" * 101)))
        assert problem.value == "0*** (1010 characters)"

    def test_an_order_whose_own_number_field_is_empty_is_a_problem(self) -> None:
        by_customer = WebhookSource(DocumentIdentity(reference="customer_reference"), ORDERS)
        [problem] = by_customer.check(document())
        assert (problem.path, problem.rule) == ("customer_reference", "the document's own number is missing")
        assert by_customer.check(document(customer_reference="PO-7")) == []

    @given(json_values)
    def test_any_json_gives_problems_and_never_an_error(self, value: Any) -> None:
        problems = SOURCE.check(value)
        assert problems
        assert all(problem.rule and problem.remedy for problem in problems)

    @given(st.sampled_from(sorted(document())), json_values)
    def test_a_good_order_with_anything_in_one_field_is_read_or_has_problems(self, name: str, value: Any) -> None:
        order = document(**{name: value})
        if not SOURCE.check(order):
            assert isinstance(SOURCE.read(order), Order)
            assert SOURCE.identify(order).reference
            assert SOURCE.digest_material(order)


class TestNaming:
    def test_number_and_version_stand_where_the_format_has_them(self) -> None:
        order = document(updated_at="2026-11-24T09:30:00+01:00")
        identity = SOURCE.identify(order)
        assert (identity.reference, str(identity.version).split()[0]) == ("1001", "2026-11-24T09:30:00+01:00")

    def test_an_order_without_a_version_has_none(self) -> None:
        assert SOURCE.identify(document()) == Identity("1001", None)

    def test_the_connection_may_say_where_number_and_version_are(self) -> None:
        source = WebhookSource(DocumentIdentity(reference="customer.code", version="status"), ORDERS)
        order = document(customer=customer_of(code="C-1"), status="paid")
        identity = source.identify(order)
        assert (identity.reference, str(identity.version).split()[0]) == ("C-1", "paid")

    def test_a_connection_may_say_that_there_is_no_version(self) -> None:
        source = WebhookSource(DocumentIdentity(version=None), ORDERS)
        assert source.identify(document(updated_at="2026-11-24T09:30:00+01:00")).version is None

    @pytest.mark.parametrize("path", ["lines", "customer", "customer.email.domain", "prices_include_vat", "absent.too"])
    def test_what_is_no_single_text_or_number_names_nothing(self, path: str) -> None:
        source = WebhookSource(DocumentIdentity(reference=path, version=path), ORDERS)
        assert source.identify(document(prices_include_vat=True)) == Identity("", None)


class TestTellingApart:
    def test_the_order_of_fields_blanks_and_spelling_of_numbers_make_no_other_document(self) -> None:
        order = document()
        turned = dict(reversed(order.items())) | {"number": " 1001 "}
        turned["billing_address"] = dict(reversed(order["billing_address"].items()))
        assert SOURCE.digest_material(turned) == SOURCE.digest_material(order)

    @pytest.mark.parametrize("change", [{"remark": "Another"}, {"status": "paid"}, {"delivery_on": "2026-12-01"}])
    def test_every_difference_in_content_makes_another_document(self, change: dict[str, Any]) -> None:
        assert SOURCE.digest_material(document(**change)) != SOURCE.digest_material(document())

    def test_a_stamp_that_is_renewed_at_each_sending_makes_no_other_document(self) -> None:
        first, again = (document(updated_at=f"2026-11-24T09:30:0{second}+01:00") for second in (1, 2))
        for source in (SOURCE_WITHOUT_VERSION, WebhookSource(DocumentIdentity(version="status"), ORDERS)):
            assert source.digest_material(first) == source.digest_material(again)
            assert source.identify(first) == source.identify(again)

    def test_a_price_of_nineteen_decimals_arrives_unchanged_from_bytes_to_order(self) -> None:
        body = dump_json(document()).replace(b'"0.1234567890123456789"', b"0.1234567890123456789")
        order = SOURCE.read(parse_json(body))
        assert order.lines[1].unit_price == Decimal("0.1234567890123456789")
        assert b"0.1234567890123456789" in SOURCE.digest_material(parse_json(body))


def test_a_wrong_order_is_refused_with_every_problem_when_it_is_read() -> None:
    with pytest.raises(DocumentError) as caught:
        SOURCE.read(document(number=None, currency="EURO"))
    assert sorted(problem.path for problem in caught.value.problems) == ["currency", "number"]
