"""The published cases of shops carried into books: what a bookkeeper would accept, and what must never happen."""

import pytest

from relay.model import State
from tests.handlers.pipelines.customers.desk import CustomerDesk, settings
from tests.handlers.pipelines.customers.shop_books import ShopBooks, told


class TestAddresses:
    async def test_without_a_default_address_the_first_whole_one_is_the_debtors(self, customers: CustomerDesk) -> None:
        books = ShopBooks(customers, "customer-addresses-1")
        [made] = await books.carry()
        assert (made.state, books.fields("D1")["STREET"], books.fields("D1")["CITY"]) == (
            State.WRITTEN,
            "Markt",
            "Breda",
        )
        assert "the first whole one was taken" in told(made)

    async def test_an_empty_shipping_address_makes_none_and_empties_none(self, customers: CustomerDesk) -> None:
        books = ShopBooks(customers, "customer-addresses-4")
        await books.link("48", "10026")
        [carried] = await books.carry()
        assert carried.state is State.WRITTEN
        assert (customers.target.calls["create_address"], customers.target.calls["update_address"]) == (0, 0)

    async def test_an_empty_list_of_addresses_is_no_removal(self, customers: CustomerDesk) -> None:
        books = ShopBooks(customers, "customer-addresses-5")
        home = books.posts[0]["default_address"] | {"address1": "Lindelaan 5", "city": "Apeldoorn", "zip": "7311 XS"}
        await books.carry_before(default_address=home)
        [moved] = await books.carry()
        assert (books.fields("10050")["STREET"], books.fields("10050")["CITY"]) == ("Markt", "Breda")
        assert (moved.number, books.debtors) == ("10050", ["10050"])

    async def test_another_default_address_is_written_and_the_other_one_kept(self, customers: CustomerDesk) -> None:
        books = ShopBooks(customers, "customer-no-default-address-1")
        made, changed = await books.carry()
        assert made.state is State.WRITTEN
        assert len(books.debtors) == 1
        assert changed.state in {State.WRITTEN, State.HELD}
        assert customers.target.calls["create_address"] == 1

    @pytest.mark.parametrize("name", ["customer-country-without-postcode-1", "customer-no-postcode-1"])
    async def test_a_country_without_postcodes_keeps_nobody_out_and_a_dutch_address_needs_one(
        self, name: str, customers: CustomerDesk
    ) -> None:
        books = ShopBooks(customers, name)
        outcomes = await books.carry()
        for posted, outcome in zip(books.posts, outcomes, strict=True):
            place = posted["default_address"]
            held = place["country_code"] == "XK" or (place["country_code"] == "NL" and not place["zip"])
            assert outcome.state is (State.HELD if held else State.WRITTEN), place["country"]
            if held:
                field = "country_code" if place["country_code"] == "XK" else "billing_address.postcode"
                assert field in outcome.problems[0].path
        codes = {one.fields["POSTCODE"] for one in customers.target.debtors}
        assert codes <= {None, "00000", "D02 X285", "D02 AF30", "12207"}


class TestCompanies:
    async def test_a_person_who_adds_a_company_is_held_and_nothing_is_turned_back(
        self, customers: CustomerDesk
    ) -> None:
        books = ShopBooks(customers, "customer-company-added-1")
        made, company, emptied = await books.carry()
        assert (made.state, company.state) == (State.WRITTEN, State.HELD)
        assert emptied.state is State.WRITTEN
        assert (books.debtors, books.fields("D1")["NAME"]) == (["D1"], "Eva de Boer")

    async def test_a_company_added_later_makes_no_second_debtor_and_no_last_name(self, customers: CustomerDesk) -> None:
        books = ShopBooks(customers, "customer-company-added-later-1")
        await books.link("45", "10019")
        [held] = await books.carry()
        assert (held.state, books.written, books.debtors) == (State.HELD, 0, ["10019"])

    async def test_ones_own_name_or_a_word_for_none_is_no_company(self, customers: CustomerDesk) -> None:
        books = ShopBooks(customers, "customer-company-added-later-2")
        plain = books.posts[0]["default_address"] | {"company": None}
        await books.carry_before(default_address=plain, addresses=[plain])
        outcomes = await books.carry()
        assert [one.state for one in outcomes] == [State.WRITTEN] * 2
        assert books.written == 0

    async def test_a_dash_is_no_contact_of_a_company(self, customers: CustomerDesk) -> None:
        books = ShopBooks(customers, "customer-no-name-or-e-mail-3")
        [made] = await books.carry()
        assert (made.state, books.fields("D1")["NAME"], books.fields("D1")["CONTACT"]) == (
            State.WRITTEN,
            "Voorbeeld BV",
            None,
        )
        assert customers.target.contacts == []


class TestNamesAndMarks:
    @pytest.mark.parametrize("name", ["customer-no-name-or-e-mail-1", "customer-no-name-or-e-mail-4"])
    async def test_one_without_a_name_is_held_and_one_who_has_one_later_is_made_once(
        self, name: str, customers: CustomerDesk
    ) -> None:
        books = ShopBooks(customers, name)
        outcomes = await books.carry()
        for posted, outcome in zip(books.posts, outcomes, strict=True):
            assert outcome.state is (State.WRITTEN if posted["last_name"] else State.HELD)
        assert len(books.debtors) == 1
        assert books.fields("D1")["NAME"] in {"Noor Hendriks", "Bakker"}

    async def test_another_email_address_goes_to_the_linked_debtor(self, customers: CustomerDesk) -> None:
        books = ShopBooks(customers, "customer-e-mail-changed-1")
        await books.carry_before(email="noor.hendriks@example.com")
        [changed] = await books.carry()
        assert (changed.number, books.fields("10010")["EMAIL"]) == ("10010", "noor@nieuw.example.com")
        assert books.debtors == ["10010"]

    async def test_the_email_address_of_another_debtor_is_held(self, customers: CustomerDesk) -> None:
        books = ShopBooks(customers, "customer-e-mail-changed-3")
        await books.carry_before(email="noor.hendriks@example.com")
        [held] = await books.carry()
        assert (held.state, books.written) == (State.HELD, 0)
        assert "10013" in told(held)

    async def test_a_second_account_of_one_person_is_held_with_both_numbers(self, customers: CustomerDesk) -> None:
        books = ShopBooks(customers, "customer-guest-then-account-1")
        first, second = await books.carry()
        assert (first.number, second.state, books.debtors) == ("10016", State.HELD, ["10016"])
        assert "8658316394007" in told(second)

    @pytest.mark.parametrize("clears", [["PHONE"], []])
    async def test_an_account_that_is_empty_wipes_nothing_of_the_debtor_it_is_matched_to(
        self, clears: list[str], customers: CustomerDesk
    ) -> None:
        books = ShopBooks(customers, "customer-empty-fields-1")
        customers.target.debtor_clears = frozenset({"PHONE", "VAT", "STREET", "CITY"})
        before = {
            "NAME": "Kroon BV",
            "EMAIL": "office@kroon.example.com",
            "PHONE": "0201234567",
            "VAT": "NL001234567B03",
        }
        customers.target.add("10901", is_company=True, STREET="Oude Gracht", HOUSE="1", CITY="Utrecht", **before)
        customers.settings = settings(customer={"on_first_match": "update"})
        [nameless] = await books.carry(books.posts[0])
        assert (nameless.number, nameless.state, books.written) == ("10901", State.WRITTEN, 0)
        assert {name: books.fields("10901")[name] for name in before} == before
        customers.target.debtor_clears = frozenset(clears)
        typed, emptied = await books.carry(*books.posts[1:])
        assert (typed.number, emptied.number, books.debtors) == ("10901", "10901", ["10901"])
        assert (books.fields("10901")["STREET"], books.fields("10901")["VAT"]) == ("Lindelaan", before["VAT"])
        assert books.fields("10901")["PHONE"] == (None if clears else "+31612345678")

    async def test_a_telephone_number_in_any_shape_keeps_nobody_out(self, customers: CustomerDesk) -> None:
        for name in ("customer-phone-formats-1", "customer-phone-formats-3"):
            outcomes = await ShopBooks(customers, name).carry()
            assert {outcome.state for outcome in outcomes} == {State.WRITTEN}
        phones = [one.fields["PHONE"] for one in customers.target.debtors]
        assert phones == [
            *("+31555550100", "+31555550100", None, "0031555550100 / 0555550101 / 0555550102"),
            *("+31612345678", "+31612345678", "+31612345678", "+12065550101", "+31201234567"),
            *("020-1234567 / 06-23456789", None),
        ]

    async def test_nothing_changed_writes_nothing(self, customers: CustomerDesk) -> None:
        books = ShopBooks(customers, "customer-nothing-changed-1")
        await books.link("50", "10046")
        outcomes = await books.carry()
        assert (books.written, [one.number for one in outcomes]) == (0, ["10046", "10046"])

    @pytest.mark.parametrize(
        "name", ["customer-marketing-consent-1", "customer-marketing-consent-3", "customer-fields-left-out-1"]
    )
    async def test_what_a_shop_says_of_consent_and_tags_changes_nothing(
        self, name: str, customers: CustomerDesk
    ) -> None:
        outcomes = await ShopBooks(customers, name).carry()
        assert {one.state for one in outcomes} == {State.WRITTEN}
        assert customers.target.calls["update_debtor"] == 0


class TestEnds:
    async def test_one_who_is_deleted_stays_in_the_books_and_is_the_same_debtor_under_a_new_number(
        self, customers: CustomerDesk
    ) -> None:
        books = ShopBooks(customers, "customer-customer-deleted-1")
        await books.link("8658316394067", "10041")
        gone, again = await books.carry()
        assert (gone.state, gone.number, books.written) == (State.WRITTEN, "10041", 0)
        assert (again.state, again.number, books.debtors) == (State.WRITTEN, "10041", ["10041"])
        late = await books.carry(books.posts[0])
        assert [one.state for one in late] == [State.SKIPPED]
        [changed] = await books.carry(books.posts[1] | {"phone": "+31555550100"})
        assert (changed.number, books.fields("10041")["PHONE"]) == ("10041", "+31555550100")

    async def test_a_merge_keeps_both_debtors_and_later_posts_go_to_the_one_that_was_kept(
        self, customers: CustomerDesk
    ) -> None:
        books = ShopBooks(customers, "customer-merged-customers-1")
        await books.link("8658316394061", "10034")
        await books.link("8658316394062", "10035")
        merged, kept = await books.carry()
        assert (merged.number, kept.number, books.debtors) == ("10035", "10034", ["10034", "10035"])
        assert books.fields("10035")["EMAIL"] == "noor.oud@example.com"

    async def test_a_merge_that_failed_is_no_event(self, customers: CustomerDesk) -> None:
        assert await ShopBooks(customers, "customer-merged-customers-3").carry() == []

    async def test_a_person_who_is_forgotten_stays_in_the_books_and_never_comes_back(
        self, customers: CustomerDesk
    ) -> None:
        books = ShopBooks(customers, "customer-gdpr-redaction-1")
        customers.target.add("10612", NAME="Bram Post", EMAIL="bram@example.com")
        await books.link("8658316395022", "10612")
        forgotten, emptied = await books.carry()
        assert (forgotten.state, forgotten.number, emptied.state) == (State.WRITTEN, "10612", State.SKIPPED)
        assert (books.fields("10612")["NAME"], books.written) == ("Bram Post", 0)
        assert "bram" not in repr(forgotten).casefold()

    async def test_a_request_that_comes_twice_is_answered_twice_and_tells_the_debtor_once(
        self, customers: CustomerDesk
    ) -> None:
        books = ShopBooks(customers, "customer-erasure-request-1")
        await books.link("8658316394064", "10038")
        first, again = await books.carry()
        assert (first.state, first.number, again.state) == (State.WRITTEN, "10038", State.SKIPPED)
        assert books.written == 0


class TestVatNumbers:
    async def test_a_posted_vat_number_of_a_debtor_who_is_there_is_told_and_not_written(
        self, customers: CustomerDesk
    ) -> None:
        books = ShopBooks(customers, "customer-vat-number-1")
        made, *others = await books.carry()
        assert (made.state, {one.state for one in others}) == (State.WRITTEN, {State.WRITTEN})
        assert books.fields("D1")["VAT"] == "BE 0123.456.749"
        assert "customer.vat_number" in {problem.path for problem in others[0].problems}
        assert books.fields("D1")["VAT_CODE"] is None
        assert len(books.debtors) == 1

    async def test_a_number_that_was_changed_emptied_or_is_a_text_leaves_that_of_the_books(
        self, customers: CustomerDesk
    ) -> None:
        books = ShopBooks(customers, "customer-vat-number-changed-1")
        await books.link("46", "10021")
        await books.carry()
        assert books.fields("10021")["VAT"] == "BE0999999922"
