"""What is written of prices where an offer and a usual price may not begin on one day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from handlers.contracts.products import PriceRow
from handlers.pipelines.products.price_plan import plan_prices
from handlers.pipelines.products.pricing import Chosen

TODAY = date(2026, 11, 29)
USUAL = PriceRow(Decimal("24.20"), includes_vat=True, currency="EUR", unit="STK")
OFFER = replace(USUAL, amount=Decimal("19.95"), is_offer=True)
DAYS = st.none() | st.integers(-2, 2).map(lambda days: TODAY + timedelta(days=days))
SENT = st.lists(st.tuples(st.sampled_from([USUAL, OFFER]), DAYS.filter(bool)), max_size=3, unique=True)


def keys_of(rows: tuple[PriceRow, ...]) -> list[str]:
    return [replace(row, is_offer=False).key for row in rows]


def test_a_price_without_a_day_of_its_own_begins_a_day_before_the_offer_that_begins_with_it() -> None:
    plan = plan_prices(Chosen(USUAL, (USUAL, OFFER)), (), TODAY, keeps_periods=True, offers_share_days=False)
    assert [(row.is_offer, row.starts_on) for row in plan.rows] == [(False, TODAY - timedelta(days=1)), (True, TODAY)]
    assert plan.clashing == ()
    later = plan_prices(
        Chosen(USUAL, (USUAL, OFFER)), plan.kept, TODAY + timedelta(days=3), keeps_periods=True, offers_share_days=False
    )
    assert (later.rows, later.kept) == ((), plan.kept)


def test_an_offer_on_the_day_of_a_price_that_has_one_is_left_out() -> None:
    dated = replace(USUAL, starts_on=TODAY)
    chosen = Chosen(dated, (dated, replace(OFFER, starts_on=TODAY)))
    plan = plan_prices(chosen, (), TODAY, keeps_periods=True, offers_share_days=False)
    assert (plan.rows, plan.clashing) == ((dated,), (replace(OFFER, starts_on=TODAY),))
    both = plan_prices(chosen, (), TODAY, keeps_periods=True)
    assert (len(both.rows), both.clashing) == (2, ())


def test_an_offer_of_another_day_list_or_unit_stays() -> None:
    dated = replace(USUAL, starts_on=TODAY)
    others = (
        replace(OFFER, starts_on=TODAY + timedelta(days=1)),
        replace(OFFER, starts_on=TODAY, price_list="WEB"),
        replace(OFFER, starts_on=TODAY, unit="DS"),
    )
    plan = plan_prices(Chosen(dated, (dated, *others)), (), TODAY, keeps_periods=True, offers_share_days=False)
    assert plan.rows == (dated, *others)


@given(DAYS, DAYS, SENT)
def test_no_two_rows_that_count_are_of_one_day(
    usual: date | None, offer: date | None, sent: list[tuple[PriceRow, date]]
) -> None:
    rows = (replace(USUAL, starts_on=usual), replace(OFFER, starts_on=offer))
    before = tuple(replace(row, starts_on=day) for row, day in sent)
    plan = plan_prices(Chosen(rows[0], rows), before, TODAY, keeps_periods=True, offers_share_days=False)
    assert len(set(keys_of(plan.kept))) == len(plan.kept)
    assert not any(row.is_offer is False for row in plan.clashing)
