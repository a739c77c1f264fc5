"""Customers that are posted: in the relay's own format, by a shop, and as any JSON by rows of the connection alone."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.webhook.source.kinds import CUSTOMERS as KIND
from handlers.vendors.webhook.source.source import WebhookSource
from mapping.documents.customer import CustomerRecord
from mapping.parsing import parse_json
from mapping.problems import DocumentError, Problem
from relay.bootstrap.flows import LookedAt
from relay.errors import StartError
from relay.roles import MappedApart, NamesRefused, PassesOver, Source, Trial
from tests.handlers.vendors.webhook.source.shops import ADDRESS, BILLING, CUSTOMERS, customer, customers_of, source_of
from tests.json_values import json_values

OWN = customers_of()
SHOPS = {shop: customers_of(format=shop) for shop in CUSTOMERS}
WHOLE: dict[str, Any] = {
    "number": "C-1",
    "updated_at": "2024-11-24T09:30:00+01:00",
    "customer": {"company": "Bakkerij Van Dam B.V.", "last_name": "Meulen", "email": "inkoop@bakkerij.example"},
    "billing_address": {"street": "Kerkstraat", "number": "12", "postcode": "1017 GN", "city": "Ede", "country": "NL"},
    "contacts": [{"id": "7", "last_name": "Meulen", "is_main": True}],
}


def problems_of(source: WebhookSource[CustomerRecord], posted: Any) -> list[Problem]:
    """What a customer is held with, once they were taken in."""
    try:
        source.read(posted)
    except DocumentError as error:
        return error.problems
    return []


def given_in(record: CustomerRecord) -> set[str]:
    return {*record.model_fields_set, *(f"customer.{name}" for name in record.customer.model_fields_set)}


class TestOwnFormat:
    def test_a_customer_is_read_and_what_is_not_posted_is_left_out(self) -> None:
        record = OWN.read(WHOLE)
        assert (record.number, record.customer.company, record.contacts[0].id) == ("C-1", "Bakkerij Van Dam B.V.", "7")
        assert "iban" not in record.model_fields_set
        assert "phone" not in record.customer.model_fields_set

    def test_every_mistake_is_refused_at_once_with_its_place_and_remedy(self) -> None:
        problems = OWN.check(WHOLE | {"nmber": "1", "blocked": "sometimes", "contacts": [{"last_name": "Meulen"}]})
        assert sorted(problem.path for problem in problems) == ["blocked", "contacts[0].id", "nmber"]
        assert all(problem.rule and problem.remedy for problem in problems)

    def test_a_field_that_is_emptied_is_another_document_than_one_that_is_left_out(self) -> None:
        emptied = WHOLE | {"iban": ""}
        assert OWN.digest_material(emptied) != OWN.digest_material(WHOLE)
        assert "iban" in OWN.read(emptied).model_fields_set

    @pytest.mark.parametrize("end", [{"gone": True}, {"erased": True}, {"successor": "C-2"}])
    def test_how_a_customer_ended_stands_whatever_comes_after_it(self, end: dict[str, Any]) -> None:
        assert OWN.identify({"number": "C-1"} | end).lasting
        assert not OWN.identify(WHOLE).lasting

    @given(json_values)
    def test_any_json_gives_problems_and_never_an_error(self, value: Any) -> None:
        assert OWN.check(value) or isinstance(OWN.read(value), CustomerRecord)
        assert OWN.passed_over(value) is None


class TestMoments:
    @pytest.mark.parametrize(("shop", "hour"), [("shopify", 10), ("woocommerce", 9)])
    def test_the_moment_of_a_change_goes_with_it_in_its_own_zone(self, shop: str, hour: int) -> None:
        assert SHOPS[shop].identify(customer(shop)).stamp == datetime(2024, 11, 20, hour, tzinfo=UTC)

    def test_one_second_that_holds_two_changes_makes_two_versions(self) -> None:
        first, second = (SHOPS["shopify"].identify(customer("shopify", email=f"{name}@example.com")) for name in "ab")
        assert first.stamp == second.stamp
        assert first.version != second.version

    @pytest.mark.parametrize("stamp", ["2024-11-24T09:30:00", None])
    def test_a_moment_without_a_zone_tells_no_order(self, stamp: str | None) -> None:
        assert OWN.identify(WHOLE | {"updated_at": stamp}).stamp is None

    def test_a_customer_of_whom_the_shop_states_no_change_is_known_by_content_alone(self) -> None:
        identity = SHOPS["woocommerce"].identify(customer("woocommerce", date_modified=None, date_modified_gmt=None))
        assert (identity.reference, identity.version, identity.stamp) == ("48", None, None)


@pytest.mark.parametrize("shop", SHOPS)
class TestShops:
    def test_it_is_all_that_the_door_asks_of_a_source(self, shop: str) -> None:
        assert isinstance(SHOPS[shop], NamesRefused)
        assert isinstance(SHOPS[shop], PassesOver)
        source: Source = SHOPS[shop]
        assert source.check(customer(shop)) == []

    def test_a_customer_is_a_person_with_their_address(self, shop: str) -> None:
        record = SHOPS[shop].read(customer(shop))
        assert (record.customer.name, record.customer.is_company) == ("Noor Hendriks", False)
        assert (record.billing_address.line, record.billing_address.postcode) == ("Lindelaan 5", "7311 XS")
        assert record.billing_address.split_guessed
        assert record.customer.code == record.number

    def test_what_rows_may_read_is_what_is_worked_out(self, shop: str) -> None:
        whole: dict[str, dict[str, Any]] = {
            "shopify": {
                "addresses": [ADDRESS | {"default": False}, ADDRESS | {"id": 3, "address1": "Kade 2", "default": False}]
            }
            | {"default_address": None},
            "woocommerce": {"shipping": BILLING | {"address_1": "Kade 2"}},
        }
        assert set(KIND.readings[shop](customer(shop, **whole[shop])).names) == set(KIND.worked[shop])

    @pytest.mark.parametrize("field", ["email", "first_name", "last_name"])
    def test_what_is_not_posted_is_left_out_and_what_is_posted_empty_is_given(self, shop: str, field: str) -> None:
        posted = customer(shop, **{field: ""})
        for place in ("billing", "default_address", "addresses"):
            if place in posted:
                posted[place] = [ADDRESS | {field: ""}] if place == "addresses" else posted[place] | {field: ""}
        assert f"customer.{field}" in given_in(SHOPS[shop].read(posted))
        del posted[field]
        for place in ("billing", "default_address"):
            posted.get(place, {}).pop(field, None)
        assert f"customer.{field}" not in given_in(SHOPS[shop].read(posted))

    def test_an_account_in_which_nothing_is_filled_says_nothing(self, shop: str) -> None:
        emptied = {name: "" if isinstance(value, str) else None for name, value in CUSTOMERS[shop].items()}
        posted = emptied | {"id": 7, "state": "disabled", "role": "customer"}
        record = SHOPS[shop].read(posted)
        assert given_in(record) <= {"number", "updated_at", "customer", "customer.code"}

    def test_an_order_is_refused_as_such(self, shop: str) -> None:
        [problem] = SHOPS[shop].check(customer(shop, line_items=[]))
        assert "is an order" in problem.rule
        assert SHOPS[shop].reference_of(customer(shop, line_items=[])) == ""

    def test_a_country_that_is_none_holds_the_customer_with_the_path_of_the_shop(self, shop: str) -> None:
        place, name = {"shopify": ("default_address", "country_code"), "woocommerce": ("billing", "country")}[shop]
        posted = customer(shop, **{place: CUSTOMERS[shop][place] | {name: "XK"}})
        assert SHOPS[shop].check(posted) == []
        with pytest.raises(DocumentError) as caught:
            SHOPS[shop].read(posted)
        assert [problem.path for problem in caught.value.problems] == [f"{place}.{name}"]

    @given(data=st.data(), value=json_values)
    def test_a_customer_with_anything_in_one_field_is_read_or_has_problems(
        self, shop: str, data: st.DataObject, value: Any
    ) -> None:
        posted = customer(shop)
        posted[data.draw(st.sampled_from(sorted(posted)))] = value
        source = SHOPS[shop]
        assert bool(source.check(posted)) is not bool(source.reference_of(posted) or source.passed_over(posted))
        assert source.digest_material(posted)
        source.identify(posted)
        assert all(problem.path and problem.rule and problem.remedy for problem in problems_of(source, posted))

    @given(json_values)
    def test_any_json_is_refused_or_passed_over_and_never_an_error(self, shop: str, value: Any) -> None:
        assert SHOPS[shop].check(value) or SHOPS[shop].passed_over(value) or SHOPS[shop].reference_of(value)


class TestAnyJson:
    ROWS = (
        {"to": "number", "from": "posted.Klant.Nr"},
        {"to": "customer.company", "from": "posted.Klant.Naam"},
        {"to": "customer.phone", "from": "posted.Klant.Telefoon"},
        {"to": "delivery_addresses.id", "each": "posted.Adressen", "from": "item.Nr"},
        {"to": "delivery_addresses.address.city", "each": "posted.Adressen", "from": "item.Plaats"},
    )

    def test_rows_alone_make_a_customer_of_it(self) -> None:
        source = customers_of(customers={"mapping": self.ROWS, "identity": {"reference": "Klant.Nr", "version": None}})
        posted = {"Klant": {"Nr": "K-1", "Naam": "Van Dam", "Telefoon": ""}, "Adressen": [{"Nr": "2", "Plaats": "Ede"}]}
        record = source.read(posted)
        assert source.identify(posted).reference == "K-1"
        assert (record.customer.company, record.addresses[0].address.city) == ("Van Dam", "Ede")
        assert "customer.phone" in given_in(record)
        assert "customer.vat_number" not in given_in(record)

    def test_rows_of_orders_are_no_rows_of_customers(self) -> None:
        rows = [{"to": "lines.sku", "each": "posted.x", "from": "item.y"}]
        with pytest.raises(StartError, match=r"^connections\.shop\.customers\.mapping\[0\].*no field"):
            customers_of(format="shopify", customers={"mapping": rows})

    def test_its_rows_stand_in_a_part_of_the_connection_of_their_own(self) -> None:
        assert isinstance(SHOPS["shopify"], MappedApart)
        sides = {"shop": SHOPS["shopify"], "books": None}
        looked = LookedAt("shop-customers", sides, parse_json, lambda _: Trial(None, None, {}, ()))
        assert looked.setting("shop") == "connections.shop.customers.mapping"
        assert looked.setting("books") == "flows.shop-customers.mapping"
        assert source_of(format="shopify").mapping_at == "mapping"

    def test_a_plugin_may_keep_the_vat_number_anywhere(self) -> None:
        row = {"to": "customer.vat_number", "from": "shop.meta.btw_nummer"}
        source = customers_of(format="woocommerce", customers={"mapping": [row]})
        meta = [{"key": "btw_nummer", "value": "NL000099998B57"}, {"key": "x", "value": {"a": 1}}, "?"]
        assert source.read(customer("woocommerce", meta_data=meta)).customer.vat_number == "NL000099998B57"
