"""Dates and times as AFAS writes them: ``2026-03-01T09:14:22Z`` says UTC and means the clock on an Amsterdam wall.

AFAS keeps fractions of a second, shows whole ones (half a second and more goes up), and wants times in a filter without
the Z. Source: rmuit/PracticalAfas README-get.md; AFASSoftware/OASContent markdownpages/profit/en/get-connector.md.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

ROUNDING = timedelta(seconds=1)
"""How far a shown stamp may lie above the stored one, with room to spare: what a filter must reach back."""


def read_moment(text: str) -> datetime:
    """The moment that AFAS's text means, aware. Raises ValueError when it is no date.

    The hour that the clock shows twice in autumn is taken to be the first: too early is read again, too late is lost.

    >>> read_moment("2026-07-01T09:14:22Z").isoformat()
    '2026-07-01T09:14:22+02:00'
    """
    return read_stamp(text).replace(tzinfo=AMSTERDAM)


def read_stamp(text: str) -> datetime:
    """What Amsterdam's clock showed, without a zone: the form in which AFAS sorts and filters. Raises ValueError.

    >>> read_stamp("2026-07-01T09:14:22Z").isoformat()
    '2026-07-01T09:14:22'
    """
    return datetime.fromisoformat(text.strip().removesuffix("Z")).replace(tzinfo=None, fold=0)


def write_moment(moment: datetime) -> str:
    """An aware moment as AFAS wants it in filters and fields: Amsterdam's clock in whole seconds, without a Z.

    >>> from datetime import UTC
    >>> write_moment(datetime(2026, 1, 1, 12, tzinfo=UTC))
    '2026-01-01T13:00:00'
    """
    return moment.astimezone(AMSTERDAM).replace(tzinfo=None).isoformat(timespec="seconds")
