"""Which fiscal year's administration a document stands in, and what happens where that year has none."""

from dataclasses import dataclass
from datetime import date, timedelta

from handlers.vendors.accountview.settings import AccountViewConnection
from relay.errors import Hold, Parked, RunEnd
from words.told import Told

LOOKED_AGAIN_AFTER = timedelta(hours=1)
"""A new year is opened by a person, so there is no use in asking often."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days by which a document stands in a year: its date, its delivery, and that of a write without answer."""

    ordered_on: date
    delivery_on: date | None = None
    sent_on: date | None = None

    @property
    def of_the_order(self) -> tuple[date, ...]:
        """All but the delivery's."""
        return (self.ordered_on,) if self.sent_on is None else (self.ordered_on, self.sent_on)


def fiscal_year(day: date, settings: AccountViewConnection) -> int:
    """The calendar year in which the day's fiscal year begins."""
    return day.year if day.month >= settings.fiscal_year_starts else day.year - 1


def period_of(day: date, settings: AccountViewConnection) -> int:
    """The month of the fiscal year, from 1."""
    return (day.month - settings.fiscal_year_starts) % 12 + 1


def year_name(day: date, settings: AccountViewConnection) -> str:
    """The fiscal year as people write it: 2026, or 2026/2027 where it is no calendar year."""
    year = fiscal_year(day, settings)
    return str(year) if settings.fiscal_year_starts == 1 else f"{year}/{year + 1}"


def years_to_search(
    own_days: tuple[date, ...], today: date, settings: AccountViewConnection, *, ahead: bool
) -> tuple[date | None, ...]:
    """The book dates under which a document may have been written: today's administration, and those of its own days.

    None is today's. ``ahead``: documents are written into the year of their day, so that one to come may hold them.

    >>> settings = AccountViewConnection(company="DEMO", client_id="id", client_secret="secret")
    >>> years_to_search((date(2026, 3, 1),), date(2026, 11, 24), settings, ahead=False)
    (None,)
    >>> years_to_search((date(2025, 12, 30),), date(2026, 1, 2), settings, ahead=False)
    (None, datetime.date(2025, 12, 30))
    """
    by_year: dict[int, date | None] = {fiscal_year(today, settings): None}
    for day in own_days:
        if ahead or day <= today:
            by_year.setdefault(fiscal_year(day, settings), day)
    return tuple(by_year.values())


def explain_missing_year(day: date | None, today: date, settings: AccountViewConnection) -> RunEnd:
    """What a missing administration means for a document of this day; None is today's.

    A year that is still to come, or has begun, may be waited for; one that is over will not be opened by itself.
    """
    day = day or today
    year = year_name(day, settings)
    if settings.missing_year == "wait" and fiscal_year(day, settings) >= fiscal_year(today, settings):
        return Parked(Told("accountview.year_not_open_yet", year=year), after=LOOKED_AGAIN_AFTER)
    return Hold(Told("accountview.year_missing", year=year))


def years_around(today: date, since: date, settings: AccountViewConnection) -> tuple[date | None, ...]:
    """The administrations to read what changed since a day: today's, and others around the turn of the year.

    None is today's and comes first. Last year's is read while changes of that year are asked for, or not long after it
    ended; next year's when it is near.

    >>> settings = AccountViewConnection(company="DEMO", client_id="id", client_secret="secret")
    >>> years_around(date(2026, 7, 1), date(2026, 6, 30), settings)
    (None,)
    >>> years_around(date(2027, 1, 20), date(2027, 1, 19), settings)
    (None, datetime.date(2026, 12, 31))
    >>> years_around(date(2026, 12, 20), date(2026, 12, 19), settings)
    (None, datetime.date(2027, 1, 1))
    """
    year, margin = fiscal_year(today, settings), settings.reading.around_new_year
    begins, ends = date(year, settings.fiscal_year_starts, 1), date(year + 1, settings.fiscal_year_starts, 1)
    years: list[date | None] = [None]
    if since < begins or today - begins < margin:
        years.append(begins - timedelta(days=1))
    if ends - today < margin:
        years.append(ends)
    return tuple(years)
