"""What WooCommerce's posts about customers mean, and whose name, address and telephone count."""

from typing import Any

import pytest

from tests.handlers.vendors.webhook.source.shops import BILLING, customer, customers_of

SHOP = customers_of(format="woocommerce")
ELSEWHERE = BILLING | {"address_1": "Kade 2", "city": "Urk", "postcode": "8321 AA"}


def read(**changes: Any) -> Any:
    return SHOP.read(customer("woocommerce", **changes))


class TestAddresses:
    def test_goods_go_elsewhere_only_where_the_shop_says_where(self) -> None:
        assert read(shipping=ELSEWHERE).shipping_address.line == "Kade 2"
        for shipping in ({}, None, dict.fromkeys(BILLING, ""), BILLING | {"company": "Elsewhere B.V."}):
            assert "shipping_address" not in read(shipping=shipping).model_fields_set

    def test_who_receives_it_is_told_where_that_is_not_the_customer(self) -> None:
        assert read(shipping=ELSEWHERE).shipping_address.name is None
        assert read(shipping=ELSEWHERE | {"company": "Magazijn"}).shipping_address.name == "Magazijn"

    def test_without_an_address_of_the_bill_that_of_the_parcel_is_the_customers(self) -> None:
        bare = BILLING | dict.fromkeys(("address_1", "address_2", "city", "postcode"), "")
        record = read(billing=bare, shipping=ELSEWHERE)
        assert record.billing_address.line == "Kade 2"
        assert "shipping_address" not in record.model_fields_set

    @pytest.mark.parametrize("country", ["", "NL"])
    def test_billing_data_in_which_nothing_is_filled_empties_nothing(self, country: str) -> None:
        record = read(billing=dict.fromkeys(BILLING, "") | {"country": country}, first_name="", last_name="")
        assert record.customer.model_fields_set == {"code", "email"}
        assert "billing_address" not in record.model_fields_set

    def test_a_telephone_that_the_customer_took_away_is_given_as_empty(self) -> None:
        record = read(billing=BILLING | {"phone": ""})
        assert not record.customer.phone
        assert "phone" in record.customer.model_fields_set


class TestNamesAndMarks:
    def test_name_and_address_for_mail_are_those_of_the_bill_as_in_orders(self) -> None:
        record = read(email="login@example.com", first_name="N.", billing=BILLING | {"email": "Bill@Example.com"})
        assert (record.customer.email, record.customer.first_name) == ("bill@example.com", "Noor")

    def test_those_of_the_account_count_where_the_bill_has_none(self) -> None:
        record = read(billing=dict.fromkeys(BILLING, ""))
        assert (record.customer.email, record.customer.name) == ("noor.hendriks@example.com", "Noor Hendriks")

    @pytest.mark.parametrize("key", ["billing_vat_number", "_vat_number", "billing_eu_vat_number"])
    def test_the_vat_number_is_read_under_usual_keys_of_plugins(self, key: str) -> None:
        meta = [{"id": 1, "key": key, "value": "BE 0123.456.749"}, {"id": 2, "key": "wc_last_active", "value": "1"}]
        assert read(meta_data=meta).customer.vat_number == "BE 0123.456.749"

    def test_a_vat_number_that_was_taken_away_is_given_as_empty_and_one_never_asked_is_left_out(self) -> None:
        emptied = read(meta_data=[{"key": "billing_vat_number", "value": ""}])
        assert "vat_number" in emptied.customer.model_fields_set
        assert "vat_number" not in read(meta_data=[]).customer.model_fields_set

    def test_a_login_or_an_avatar_makes_no_other_document(self) -> None:
        again = customer("woocommerce", avatar_url="x", is_paying_customer=True, meta_data=[{"key": "a", "value": "1"}])
        assert SHOP.digest_material(again) == SHOP.digest_material(customer("woocommerce"))


class TestNotices:
    def test_of_a_deletion_only_the_number_is_said(self) -> None:
        assert SHOP.read({"id": 48}).model_dump(exclude_unset=True) == {"number": "48", "gone": True}
        assert SHOP.identify({"id": 48}).lasting

    def test_a_guest_is_no_customer(self) -> None:
        assert SHOP.check(customer("woocommerce", id=0)) == []
        assert "guest" in str(SHOP.passed_over(customer("woocommerce", id=0)))

    def test_something_that_is_no_customer_is_passed_over(self) -> None:
        assert SHOP.passed_over({"id": 5, "name": "Bread tin", "sku": "BR-100"}) is not None
