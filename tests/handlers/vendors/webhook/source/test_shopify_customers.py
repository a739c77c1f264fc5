"""What Shopify's posts about customers mean, told by what they hold, and which of a customer's addresses counts."""

from typing import Any

import pytest

from handlers.vendors.webhook.source.shopify_customers import shopify_notice
from mapping.problems import DocumentError
from tests.handlers.vendors.webhook.source.shops import ADDRESS, customer, customers_of

SHOP = customers_of(format="shopify")
KADE = ADDRESS | {"id": 22, "address1": "Kade 2", "city": "Urk", "zip": "8321 AA", "default": False}
MARKT = ADDRESS | {"id": 23, "address1": "Markt 1", "company": "Atelier Noord", "default": False}
WITHOUT_A_STREET = ADDRESS | {"id": 24, "address1": "", "zip": None, "default": False}
MERGE: dict[str, Any] = {
    "admin_graphql_api_customer_kept_id": "gid://shopify/Customer/61",
    "admin_graphql_api_customer_deleted_id": "gid://shopify/Customer/62",
    "admin_graphql_api_job_id": None,
    "status": "completed",
    "errors": [],
}
REQUEST = {"shop_id": 954889, "shop_domain": "shop.example.com", "customer": {"id": 64, "email": "noor@example.com"}}


def billed_at(**changes: Any) -> tuple[str, str | None, bool]:
    record = SHOP.read(customer("shopify", **changes))
    return record.billing_address.line, record.customer.company or None, record.billing_guessed


class TestAddresses:
    def test_the_default_address_is_the_main_one_also_where_the_list_is_empty(self) -> None:
        assert billed_at(addresses=[], default_address=KADE) == ("Kade 2", None, False)

    def test_without_a_default_address_the_first_that_says_where_it_is_counts_and_this_is_told(self) -> None:
        assert billed_at(addresses=[WITHOUT_A_STREET, MARKT, KADE], default_address=None) == (
            "Markt 1",
            "Atelier Noord",
            True,
        )

    def test_an_address_that_is_marked_as_the_default_is_no_guess(self) -> None:
        marked = KADE | {"default": True}
        assert billed_at(addresses=[MARKT, marked], default_address=None) == ("Kade 2", None, False)

    def test_a_default_address_without_a_street_gives_way_to_one_that_has_it(self) -> None:
        assert billed_at(addresses=[MARKT], default_address=WITHOUT_A_STREET)[0] == "Markt 1"

    def test_the_others_are_places_to_deliver_to_under_their_own_ids_with_who_receives_there(self) -> None:
        record = SHOP.read(customer("shopify", addresses=[ADDRESS, MARKT, WITHOUT_A_STREET, KADE]))
        assert [(one.id, one.address.line, one.address.name) for one in record.delivery_addresses] == [
            ("23", "Markt 1", "Atelier Noord"),
            ("22", "Kade 2", None),
        ]

    def test_the_same_place_twice_is_no_other_place_and_one_without_an_id_is_left_out(self) -> None:
        again = ADDRESS | {"id": 30, "address1": "LINDELAAN 5", "default": False}
        record = SHOP.read(customer("shopify", addresses=[ADDRESS, again, KADE | {"id": None}]))
        assert "delivery_addresses" not in record.model_fields_set

    @pytest.mark.parametrize("nothing", [{"addresses": [], "default_address": None}, {"addresses": "?"}])
    def test_without_any_address_nothing_is_said_of_one(self, nothing: dict[str, Any]) -> None:
        posted = customer("shopify", **({"default_address": None} | nothing))
        record = SHOP.read(posted)
        assert not {"billing_address", "delivery_addresses"} & record.model_fields_set
        assert "company" not in record.customer.model_fields_set

    def test_the_name_of_a_country_does_for_its_code(self) -> None:
        place = ADDRESS | {"country_code": None, "country": "Netherlands", "address1": "5", "address2": "Lindelaan"}
        record = SHOP.read(customer("shopify", addresses=[], default_address=place))
        assert (record.billing_address.line, record.billing_address.country) == ("Lindelaan 5", "NL")
        posted = customer("shopify", addresses=[], default_address=place | {"country": "Nowhere"})
        with pytest.raises(DocumentError, match=r"default_address\.country: "):
            SHOP.read(posted)

    def test_a_wrong_country_of_another_address_is_told_by_its_place_in_the_list(self) -> None:
        posted = customer("shopify", addresses=[ADDRESS, WITHOUT_A_STREET, KADE | {"country_code": "Holland"}])
        assert [one.address.country for one in SHOP.read(posted).delivery_addresses] == ["NL"]
        posted["addresses"][2]["country_code"] = "XK"
        with pytest.raises(DocumentError, match=r"addresses\[2\]\.country_code"):
            SHOP.read(posted)


class TestNamesAndTelephone:
    def test_names_are_never_put_together_of_two_places(self) -> None:
        posted = customer("shopify", first_name="-", last_name=None, default_address=ADDRESS | {"last_name": "Bakker"})
        assert SHOP.read(posted).customer.name == "Noor Bakker"
        assert SHOP.read(customer("shopify", first_name="Noortje", last_name=None)).customer.name == "Noortje"

    def test_the_telephone_is_the_customers_own_else_that_of_the_address(self) -> None:
        at_home = ADDRESS | {"phone": "020-5550100"}
        assert SHOP.read(customer("shopify")).customer.phone == "+31555550100"
        assert SHOP.read(customer("shopify", phone=None, default_address=at_home)).customer.phone == "020-5550100"


class TestNotices:
    def test_of_a_deletion_only_the_number_is_said(self) -> None:
        sample: dict[str, Any] = {
            "id": 67,
            "phone": None,
            "addresses": [],
            "tax_exemptions": [],
            "admin_graphql_api_id": "gid://x/67",
        }
        for posted in (sample, {"id": 67}):
            assert SHOP.read(posted).model_dump(exclude_unset=True) == {"number": "67", "gone": True}
            assert SHOP.identify(posted).lasting

    def test_a_merge_is_of_the_customer_who_went_into_another(self) -> None:
        record = SHOP.read(MERGE)
        assert (record.number, record.successor, record.gone) == ("62", "61", False)
        assert (SHOP.identify(MERGE).reference, SHOP.identify(MERGE).lasting) == ("62", True)

    @pytest.mark.parametrize("status", ["failed", "in_progress", "requested", None])
    def test_a_merge_that_was_not_completed_is_passed_over(self, status: str | None) -> None:
        assert SHOP.check(MERGE | {"status": status}) == []
        assert "not completed" in str(SHOP.passed_over(MERGE | {"status": status}))

    def test_a_person_who_asks_to_be_forgotten_is_told_with_what_they_are_known_by(self) -> None:
        posted = REQUEST | {"orders_to_redact": [6200000001401]}
        record = SHOP.read(posted)
        assert (record.number, record.erased, record.customer.email) == ("64", True, "noor@example.com")
        assert SHOP.identify(posted).lasting
        assert not {"billing_address", "gone"} & record.model_fields_set

    def test_a_person_who_asks_what_is_kept_takes_no_other_posts_place(self) -> None:
        posted = REQUEST | {"orders_requested": [1], "data_request": {"id": 9999}}
        identity, record = SHOP.identify(posted), SHOP.read(posted)
        assert (identity.reference, identity.lasting) == ("data-request-9999", False)
        assert (record.number, record.wants_own_data, record.erased) == ("64", True, False)
        assert "customer" not in record.model_fields_set

    def test_the_end_of_a_whole_shop_is_passed_over_and_says_where_to_read_on(self) -> None:
        posted = {"shop_id": 954889, "shop_domain": "shop.example.com"}
        assert SHOP.check(posted) == []
        assert "docs/privacy.md" in str(SHOP.passed_over(posted))

    @pytest.mark.parametrize(
        "posted",
        [
            {
                "customerId": "gid://shopify/Customer/71",
                "tags": ["wholesale"],
                "occurredAt": "2024-11-20T12:00:00+01:00",
            },
            {"customerId": "gid://shopify/Customer/71", "segmentId": "gid://shopify/Segment/1"},
            {"customer_id": 71, "email_address": "a@example.com", "email_marketing_consent": {"state": "subscribed"}},
            {"customer_id": 71, "phone": "+31555550100", "sms_marketing_consent": {"state": "pending"}},
            {"admin_graphql_api_id": "gid://shopify/CustomerPaymentMethod/1", "token": "x", "customer_id": 71},
            {"id": 5, "name": "Regulars", "query": "orders_count:>3", "updated_at": "2024-11-20T12:00:00+01:00"},
        ],
    )
    def test_news_of_something_else_is_passed_over(self, posted: dict[str, Any]) -> None:
        assert SHOP.check(posted) == []
        assert "something else" in str(SHOP.passed_over(posted))

    def test_a_customer_is_no_notice_whatever_their_state(self) -> None:
        for state in ("enabled", "disabled", "invited", "declined"):
            posted = customer("shopify", state=state)
            assert shopify_notice(posted) is None
            assert SHOP.read(posted) == SHOP.read(customer("shopify"))

    def test_the_same_notice_twice_is_one_document(self) -> None:
        posted = REQUEST | {"orders_to_redact": []}
        again = dict(reversed(posted.items()))
        assert SHOP.identify(again) == SHOP.identify(posted)
        assert SHOP.digest_material(again) == SHOP.digest_material(posted)
