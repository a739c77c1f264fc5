"""Orders of a WooCommerce and a Shopify shop become canonical orders by configuration alone, and so does any JSON."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.webhook import VENDOR
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.source.formats import MappedFormat
from handlers.vendors.webhook.source.kinds import ORDERS
from mapping.documents.order import Order
from mapping.problems import DocumentError, Problem
from relay.errors import StartError
from relay.model import Identity
from tests.handlers.presets import SHOPS, golden_of
from tests.handlers.vendors.webhook.source.shops import sample, source_of
from tests.json_values import json_values
from tests.totals import order_totals

WHERE = (("woocommerce", "billing", "shipping"), ("shopify", "billing_address", "shipping_address"))
"""For each shop the fields with the address of the bill and of the parcel."""

SOURCES = {name: source_of(format=name) for name in SHOPS}


def problems_of(shop: str, posted: Any) -> list[Problem]:
    """What an order is held with, once it was taken in."""
    try:
        SOURCES[shop].read(posted)
    except DocumentError as error:
        return error.problems
    return []


@pytest.mark.parametrize("shop", SHOPS)
class TestShops:
    def test_the_sample_becomes_the_golden_order(self, shop: str) -> None:
        assert SOURCES[shop].read(sample(shop)).model_dump(mode="json", exclude_none=True) == golden_of(shop)

    def test_the_totals_of_the_order_are_those_of_the_shop_to_the_cent(self, shop: str) -> None:
        posted = sample(shop)
        totals = order_totals(SOURCES[shop].read(posted))
        told = Decimal(posted["total"] if shop == "woocommerce" else posted["total_price"])
        assert (totals.including_vat, totals.vat) == (told, Decimal(posted["total_tax"]))

    def test_a_house_number_out_of_the_line_of_the_address_is_marked_and_is_no_part_of_the_digest(
        self, shop: str
    ) -> None:
        order = SOURCES[shop].read(sample(shop))
        assert order.billing_address.split_guessed
        assert order.ship_to.split_guessed
        assert b"split_guessed" not in SOURCES[shop].digest_material(sample(shop))

    def test_a_good_order_has_no_problems_and_the_same_digest_in_another_order_of_fields(self, shop: str) -> None:
        posted = sample(shop)
        turned = dict(reversed(posted.items()))
        assert SOURCES[shop].check(posted) == []
        assert SOURCES[shop].digest_material(turned) == SOURCES[shop].digest_material(posted)

    @given(data=st.data(), value=json_values)
    def test_a_good_order_with_anything_in_one_field_is_read_or_has_problems(
        self, shop: str, data: st.DataObject, value: Any
    ) -> None:
        posted = sample(shop)
        posted[data.draw(st.sampled_from(sorted(posted)))] = value
        problems = problems_of(shop, posted)
        assert all(problem.path and problem.rule and problem.remedy for problem in problems)
        assert bool(SOURCES[shop].check(posted)) is not bool(SOURCES[shop].identify(posted).reference)
        assert SOURCES[shop].digest_material(posted)
        if not problems:
            assert isinstance(SOURCES[shop].read(posted), Order)

    @given(json_values)
    def test_any_json_gives_problems_and_never_an_error(self, shop: str, value: Any) -> None:
        problems = SOURCES[shop].check(value)
        assert problems
        assert all(problem.rule and problem.remedy for problem in problems)


class TestNaming:
    def test_the_connection_may_name_other_fields_of_what_is_posted(self) -> None:
        source = source_of(format="shopify", identity={"reference": "customer.id", "version": None})
        assert source.identify(sample("shopify")) == Identity("207119551", None)


class TestProblems:
    def test_the_door_refuses_what_has_no_number_and_nothing_else(self) -> None:
        posted = sample("woocommerce")
        assert [problem.path for problem in SOURCES["woocommerce"].check(posted | {"number": ""})] == ["number"]
        posted |= {"billing": None, "line_items": "none", "total": "free", "date_created": 7}
        assert SOURCES["woocommerce"].check(posted) == []

    def test_all_are_told_at_once_with_the_paths_of_what_was_posted(self) -> None:
        posted = sample("woocommerce")
        posted["billing"] |= {"country": "Holland", "last_name": 7}
        posted["date_created"] = "yesterday"
        posted["line_items"][1] |= {"quantity": "two"}
        posted["shipping_lines"][0]["total"] = "free"
        problems = {problem.path: problem for problem in problems_of("woocommerce", posted)}
        assert sorted(problems) == [
            "billing.country",
            "billing.last_name",
            "date_created",
            "line_items[1].quantity",
            "shipping_lines[0].unit_price",
        ]
        assert problems["billing.last_name"].value == "*** (1 character)"
        assert problems["line_items[1].quantity"].value == "two"

    def test_a_personal_value_is_never_in_a_problem(self) -> None:
        posted = sample("shopify")
        posted["billing_address"] |= {"zip": ["Meulenstraat"], "last_name": 7, "phone": "0612345678" * 101}
        told = " ".join(map(str, problems_of("shopify", posted)))
        assert "phone" in told
        assert "Meulenstraat" not in told
        assert "0612345678" not in told

    def test_what_is_no_object_is_one_problem(self) -> None:
        [problem] = SOURCES["shopify"].check([])
        assert problem.rule == "is no object"


class TestDetails:
    def test_a_guest_of_woocommerce_has_no_code(self) -> None:
        assert SOURCES["woocommerce"].read(sample("woocommerce") | {"customer_id": 0}).customer.code is None

    def test_a_woocommerce_order_that_ships_nowhere_else_has_no_shipping_address(self) -> None:
        posted = sample("woocommerce")
        posted["shipping"] = dict.fromkeys(posted["shipping"], "") | {"country": "NL"}
        assert SOURCES["woocommerce"].read(posted).shipping_address is None

    def test_a_present_of_woocommerce_goes_to_the_name_on_the_parcel(self) -> None:
        posted = sample("woocommerce")
        posted["shipping"] |= {"company": "", "first_name": "Noor", "last_name": "Hendriks"}
        assert SOURCES["woocommerce"].read(posted).ship_to.name == "Noor Hendriks"

    @pytest.mark.parametrize(("shop", "bill", "parcel"), WHERE)
    def test_an_order_to_the_address_and_name_of_the_bill_ships_nowhere_else(
        self, shop: str, bill: str, parcel: str
    ) -> None:
        posted = sample(shop)
        posted[parcel] = dict(posted[bill])
        assert not SOURCES[shop].read(posted).ships_elsewhere
        posted[parcel]["last_name"] = posted[parcel]["name"] = "Hendriks"
        posted[parcel]["company"] = ""
        assert SOURCES[shop].read(posted).ships_elsewhere

    def test_a_shopify_order_that_needs_no_payment_is_billed_where_it_is_shipped_or_where_the_customer_lives(
        self,
    ) -> None:
        posted = sample("shopify")
        lives = {"address1": "Lindelaan 5", "city": "Apeldoorn", "zip": "7311XS", "country_code": "NL"}
        posted |= {"billing_address": None, "customer": posted["customer"] | {"default_address": lives}}
        order = SOURCES["shopify"].read(posted)
        assert (order.billing_address.line, order.ships_elsewhere) == ("Hauptstr. 12a", False)
        assert (order.customer.name, order.customer.is_company) == ("Fenna Meulen", False)
        order = SOURCES["shopify"].read({name: part for name, part in posted.items() if name != "shipping_address"})
        assert (order.billing_address.line, order.billing_address.postcode) == ("Lindelaan 5", "7311 XS")

    def test_the_buyers_own_number_of_shopify_is_kept(self) -> None:
        assert SOURCES["shopify"].read(sample("shopify") | {"po_number": "PO 7"}).customer_reference == "PO 7"

    def test_a_problem_in_a_field_that_a_row_picks_names_that_field(self) -> None:
        posted = sample("shopify")
        posted["billing_address"] |= {"zip": 7, "country_code": "Middle-earth"}
        paths = [problem.path for problem in problems_of("shopify", posted)]
        assert sorted(paths) == ["billing_address.country_code", "billing_address.zip"]

    def test_costs_are_lines_with_an_article_of_their_own_and_free_ones_are_none(self) -> None:
        posted = sample("woocommerce")
        posted["fee_lines"] = [{"name": "Gift wrap", "total": "1.00", "total_tax": "0.21"}]
        lines = SOURCES["woocommerce"].read(posted).lines
        assert [line.sku for line in lines] == ["BR-100", "FL-9", "SHIPPING", "FEE"]

    def test_a_row_of_the_connection_replaces_that_of_the_format(self) -> None:
        row = {"to": "lines.sku", "from": ["item.sku", "item.code"], "each": "lines"}
        order = source_of(format="shopify", mapping=[row]).read(sample("shopify"))
        assert [line.sku for line in order.lines] == ["BR-100", "FL-9", "Parcel"]


class TestTelling:
    def test_the_rows_of_a_format_are_told_with_their_origin(self) -> None:
        told = source_of(format="shopify", mapping=[{"to": "remark", "from": "posted.tags", "preset": 9}])
        rows = {row.target: row for row in told.mapping_rows}
        assert (rows["number"].text, rows["number"].origin) == ("posted.order_number, text", "preset 3")
        assert (rows["remark"].origin, rows["remark"].was) == ("overlay", "posted.note, trim, cut: 1000")
        assert "version 9 of the preset" in str(told.mapping_notices[0])

    def test_the_relays_own_format_has_no_rows_to_tell(self) -> None:
        assert (list(source_of().mapping_rows), list(source_of().mapping_notices)) == ([], [])


class TestMistakesAtTheStart:
    @pytest.mark.parametrize(
        ("settings", "told"),
        [
            ({"mapping": [{"to": "number", "from": "posted.a", "do": ["tirm"]}]}, 'no function "tirm"'),
            (
                {"format": "shopify", "mapping": [{"to": "number", "from": "posted.name", "do": [{"cut": 5}]}]},
                "a document is found again by it, and cut could make two of them one; take it away",
            ),
            ({"mapping": [{"to": "numbr", "from": "posted.a"}]}, 'no field "numbr"; did you mean "number"?'),
            (
                {"format": "shopify", "mapping": [{"to": "lines.sku", "off": True}, {"to": "x", "off": True}]},
                "mapping[1].off: ",
            ),
        ],
    )
    def test_a_mistake_in_a_row_is_refused_with_its_place(self, settings: dict[str, Any], told: str) -> None:
        connection = WebhookConnection.model_validate({"vendor": "webhook", **settings})
        with pytest.raises(StartError, match=r"^connections\.shop\.mapping(\[\d\]\S+)?: ") as caught:
            MappedFormat("shop", ORDERS, connection.orders)
        assert told in str(caught.value)

    @pytest.mark.parametrize("wrong", [{"format": "magento"}, {"lines": [{"list": "x"}]}, {"format": 5}])
    def test_a_setting_that_means_nothing_is_refused(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="validation error"):
            WebhookConnection.model_validate({"vendor": "webhook", **wrong})

    def test_the_vendor_gives_and_takes_every_entity(self) -> None:
        assert set(VENDOR.sources) == set(VENDOR.targets) == {"order", "invoice", "customer", "product", "stock"}
