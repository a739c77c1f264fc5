"""Which administrations are searched, and what a year without one means."""

from datetime import date, timedelta
from typing import Any

import pytest

from handlers.vendors.accountview.years import explain_missing_year, period_of, year_name, years_to_search
from relay.errors import Hold, Parked
from tests.handlers.vendors.accountview.office import TODAY, some_settings


@pytest.mark.parametrize(
    ("day", "today", "changes", "ahead", "years"),
    [
        (date(2026, 6, 30), date(2026, 7, 1), {}, "not ahead", (None,)),
        (date(2026, 6, 30), date(2026, 7, 1), {"fiscal_year_starts": 7}, "not ahead", (None, date(2026, 6, 30))),
        (date(2027, 1, 1), date(2026, 12, 31), {}, "not ahead", (None,)),
        (date(2027, 1, 1), date(2026, 12, 31), {}, "ahead", (None, date(2027, 1, 1))),
    ],
)
def test_the_years_searched_follow_the_fiscal_year_and_where_documents_are_written(
    day: date, today: date, changes: dict[str, Any], ahead: str, years: tuple[date | None, ...]
) -> None:
    assert years_to_search((day,), today, some_settings(**changes), ahead=ahead == "ahead") == years


def test_a_year_is_searched_once_however_many_days_it_has() -> None:
    days = (date(2025, 3, 1), date(2025, 12, 31), date(2026, 1, 1))
    assert years_to_search(days, TODAY, some_settings(), ahead=False) == (None, date(2025, 3, 1))


@pytest.mark.parametrize(
    ("starts", "name", "period"), [(1, "2026", 3), (7, "2025/2026", 9), (4, "2025/2026", 12), (3, "2026/2027", 1)]
)
def test_a_fiscal_year_has_a_name_and_numbers_its_months(starts: int, name: str, period: int) -> None:
    settings = some_settings(fiscal_year_starts=starts)
    assert (year_name(date(2026, 3, 15), settings), period_of(date(2026, 3, 15), settings)) == (name, period)


def test_a_missing_year_is_held_with_its_name_and_what_to_do() -> None:
    ended = explain_missing_year(date(2027, 1, 4), TODAY, some_settings())
    assert isinstance(ended, Hold)
    assert "fiscal year 2027; open it there" in ended.reason


def test_a_missing_year_is_waited_for_where_the_setting_says_so_unless_it_is_over() -> None:
    waiting = some_settings(missing_year="wait")
    ended = explain_missing_year(date(2027, 1, 4), TODAY, waiting)
    assert isinstance(ended, Parked)
    assert ended.after == timedelta(hours=1)
    assert isinstance(explain_missing_year(None, TODAY, waiting), Parked)
    assert isinstance(explain_missing_year(date(2019, 1, 4), TODAY, waiting), Hold)
