"""Of all the prices that a source has the usual one is chosen, and never a price for others."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from handlers.pipelines.products.price_settings import PriceSettings
from handlers.pipelines.products.pricing import Chosen, PriceForm
from tests.handlers.pipelines.products.price_choosing import (
    EURO,
    PERIODS,
    TODAY,
    amount_of,
    choose,
    priced,
    settings,
)

CENTS = st.decimals(Decimal("0.01"), 10**6, places=2)


class TestTheUsualPrice:
    def test_the_published_list_gives_its_base_price_and_no_other(self) -> None:
        base = {"price_list": "*****", "currency": "EUR", "unit": "STK", "starts_on": "2026-01-01"}
        product = priced(
            prices=[
                {**base, "amount": "15.00", "debtor": "10001"},
                {**base, "amount": "17.50", "price_list": "B2B"},
                {**base, "amount": "18.00", "from_quantity": 10},
                {**base, "amount": "22.00", "starts_on": "2025-01-01", "ends_on": "2025-12-31"},
                {**base, "amount": "25.00", "starts_on": "2027-01-01"},
                {**base, "amount": "20.00"},
                {**base, "amount": "19.00", "currency": "USD"},
                {**base, "amount": "200.00", "unit": "DOOS"},
            ]
        )
        chosen = choose(product, settings({"list": "*****"}))
        assert amount_of(chosen) == "20.00"
        assert chosen.changes_on == date(2027, 1, 1)
        kept = choose(product, settings({"list": "*****"}, {"list": "*****"}), PERIODS)
        assert [row.key for row in kept.rows] == ["***** EUR STK 2026-01-01", "***** EUR STK 2027-01-01"]
        assert [str(row.amount) for row in kept.rows] == ["20.00", "25.00"]
        assert kept.changes_on is None

    def test_a_price_in_another_currency_only_is_held_and_never_taken_for_euros(self) -> None:
        chosen = choose(priced(prices=[{"amount": "21.50", "currency": "USD"}]))
        assert amount_of(chosen) is None
        assert [problem.path for problem in chosen.problems] == ["prices"]
        assert "no price in EUR" in str(chosen.problems[0])

    def test_where_settings_say_so_it_is_left_out_instead(self) -> None:
        chosen = choose(priced(prices=[{"amount": "21.50", "currency": "USD"}]), settings(none="leave_out"))
        assert (chosen.usual, chosen.problems) == (None, ())
        assert "no price in EUR" in str(chosen.notes[0])

    def test_a_product_without_any_price_changes_none(self) -> None:
        assert choose(priced()) == Chosen()

    def test_of_two_that_hold_the_one_that_began_last_counts(self) -> None:
        product = priced(prices=[{"amount": 10, "starts_on": "2026-06-01"}, {"amount": 9, "starts_on": "2026-01-01"}])
        assert amount_of(choose(product)) == "10.00"

    def test_two_that_begin_together_and_differ_are_held(self) -> None:
        product = priced(prices=[{"amount": 10}, {"amount": 9}])
        assert [problem.path for problem in choose(product).problems] == ["prices[0].amount | prices[1].amount"]

    def test_one_that_ends_today_holds_today_and_needs_another_tomorrow(self) -> None:
        chosen = choose(priced(prices=[{"amount": 10, "ends_on": "2026-11-20"}]))
        assert (amount_of(chosen), chosen.changes_on) == ("10.00", date(2026, 11, 21))

    def test_one_that_begins_tomorrow_is_none_yet_and_is_told(self) -> None:
        chosen = choose(priced(prices=[{"amount": 10, "starts_on": "2026-11-21"}]))
        assert (chosen.usual, chosen.changes_on) == (None, date(2026, 11, 21))
        kept = choose(priced(prices=[{"amount": 10, "starts_on": "2026-11-21"}]), form=PERIODS)
        assert [row.starts_on for row in kept.rows] == [date(2026, 11, 21)]
        assert "begins on 2026-11-21" in str(kept.notes[0])

    def test_what_a_document_says_of_its_price_counts_more_than_settings(self) -> None:
        product = priced(price="24.20", price_includes_vat=True, vat_class="")
        assert amount_of(choose(product, settings(vat_rates={"": 21}))) == "20.00"


class TestAmountsThatAreWrong:
    @pytest.mark.parametrize("amount", ["0", "0.00", "0.001"])
    def test_a_price_of_nothing_is_held_unless_settings_carry_it(self, amount: str) -> None:
        assert [one.path for one in choose(priced(price=amount)).problems] == ["price"]
        assert amount_of(choose(priced(price=amount), settings(free="carry"))) == "0.00"

    @pytest.mark.parametrize("amount", ["-5.00", "-0.001"])
    def test_a_price_below_nothing_is_always_held(self, amount: str) -> None:
        assert [one.path for one in choose(priced(price=amount), settings(free="carry")).problems] == ["price"]

    def test_more_decimals_than_the_target_keeps_are_rounded_once_and_told(self) -> None:
        chosen = choose(priced(price="0.123456"))
        assert amount_of(chosen) == "0.12"
        assert [str(note) for note in chosen.notes] == ["price is rounded to 2 decimals"]
        assert amount_of(choose(priced(price="0.123456"), form=PriceForm(5, "STK", keeps_periods=False))) == "0.12346"
        assert amount_of(choose(priced(price="0.126"), settings(decimals=1))) == "0.1"


class TestUnits:
    BOX: ClassVar[dict[str, Any]] = {"amount": "1290.00", "unit": "DOOS"}

    def test_a_price_of_a_box_becomes_that_of_a_piece(self) -> None:
        product = priced(prices=[self.BOX], packings=[{"unit": "DOOS", "quantity": 1000}])
        assert amount_of(choose(product, settings({"unit": "DOOS"}))) == "1.29"

    def test_it_stays_that_of_a_box_where_the_target_has_that_unit_too(self) -> None:
        chosen = choose(priced(prices=[self.BOX]), settings({"unit": "DOOS"}, {"unit": "BOX"}))
        assert chosen.usual is not None
        assert (str(chosen.usual.amount), chosen.usual.unit) == ("1290.00", "BOX")

    def test_a_box_of_which_nobody_knows_what_it_holds_is_held(self) -> None:
        chosen = choose(priced(prices=[self.BOX]), settings({"unit": "DOOS"}))
        assert [problem.path for problem in chosen.problems] == ["prices[0].amount"]

    def test_a_price_of_a_box_is_none_for_a_piece(self) -> None:
        assert [problem.path for problem in choose(priced(prices=[self.BOX])).problems] == ["prices"]


class TestOffers:
    OFFER: ClassVar[dict[str, Any]] = {
        "amount": "19.95",
        "is_offer": True,
        "starts_on": "2026-12-01",
        "ends_on": "2026-12-15",
    }

    def test_an_offer_stands_beside_the_usual_price_with_its_days(self) -> None:
        chosen = choose(priced(price="24.20", prices=[self.OFFER]), form=PERIODS)
        assert [(row.key, str(row.amount), row.ends_on) for row in chosen.rows] == [
            ("EUR STK", "24.20", None),
            ("EUR STK 2026-12-01 offer", "19.95", date(2026, 12, 15)),
        ]

    def test_an_offer_that_is_over_is_none_though_its_price_is_still_there(self) -> None:
        over = {**self.OFFER, "starts_on": "2026-11-01", "ends_on": "2026-11-19"}
        chosen = choose(priced(price="24.20", prices=[over]), form=PERIODS)
        assert [str(row.amount) for row in chosen.rows] == ["24.20"]

    def test_where_the_target_keeps_no_days_it_is_never_the_usual_price(self) -> None:
        running = {**self.OFFER, "starts_on": "2026-11-01"}
        chosen = choose(priced(price="24.20", prices=[running]))
        assert amount_of(chosen) == "24.20"
        assert "the offer in prices[0].amount is not carried" in str(chosen.notes[0])

    def test_settings_may_leave_offers_out(self) -> None:
        chosen = choose(priced(price="24.20", prices=[self.OFFER]), settings(offers="leave_out"), PERIODS)
        assert [row.is_offer for row in chosen.rows] == [False]


class TestSettings:
    def test_whether_prices_are_with_vat_and_their_currency_and_unit_must_be_said(self) -> None:
        with pytest.raises(ValidationError) as caught:
            PriceSettings.model_validate({"source": {}, "target": EURO})
        missing = [error["loc"] for error in caught.value.errors() if error["type"] == "missing"]
        assert missing == [("source", "are"), ("source", "currency"), ("source", "unit")]

    def test_no_price_is_converted_into_another_currency(self) -> None:
        with pytest.raises(ValueError, match="no price is converted into another currency"):
            settings({"currency": "SEK"})
        swedish = settings({"currency": "SEK"}, {"currency": "SEK"})
        chosen = choose(priced(price="249.00"), swedish)
        assert chosen.usual is not None
        assert (str(chosen.usual.amount), chosen.usual.currency) == ("249.00", "SEK")

    def test_prices_that_are_converted_need_rates(self) -> None:
        with pytest.raises(ValueError, match="give the rate in percent for each VAT class"):
            settings({"are": "incl"})

    def test_a_unit_of_the_target_needs_the_source_s_that_is_the_same(self) -> None:
        with pytest.raises(ValueError, match="name the source's unit"):
            settings(target={"unit": "BOX"})


@given(
    st.lists(
        st.fixed_dictionaries(
            {"amount": CENTS},
            optional={
                "currency": st.sampled_from(["EUR", "USD"]),
                "price_list": st.sampled_from(["*****", "B2B"]),
                "debtor": st.just("10001"),
                "from_quantity": st.sampled_from([0, 1, 10]),
                "starts_on": st.dates(TODAY - timedelta(3), TODAY + timedelta(3)).map(str),
                "ends_on": st.dates(TODAY - timedelta(3), TODAY + timedelta(3)).map(str),
                "is_offer": st.booleans(),
            },
        ),
        max_size=6,
    )
)
def test_no_price_is_ever_the_usual_one_that_is_for_others(rows: list[dict[str, Any]]) -> None:
    product = priced(prices=[{**row, "amount": str(row["amount"])} for row in rows])
    chosen = choose(product, settings({"list": "*****"}))
    fit = {
        price.amount
        for price in product.prices
        if (price.currency or "EUR") == "EUR"
        and (price.price_list or "*****") == "*****"
        and not price.debtor
        and price.from_quantity <= 1
        and not price.is_offer
        and (price.starts_on or date.min) <= TODAY <= (price.ends_on or date.max)
    }
    assert (chosen.usual.amount in fit) if chosen.usual is not None else (not fit or bool(chosen.problems))
