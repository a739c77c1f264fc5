"""Standard and reduced VAT rates of the member states, only to warn about a rate that a country does not have.

Nothing is computed or refused with these figures: the accountant owns the tables in the settings, and the source's own
tax is what is booked. The figures were gathered from public lists and corrected by dated sources: RO (bdo.ro,
vatupdate.com), EE (marosavat.com, taxid.dev), FI (easytax, econia), LT (easytax and vatupdate.com, which give the
figures without naming the country), all others mindlink.lv; the Commission's own database is TEDB. What stands without
a day is what the lists said for 2026, and says nothing about earlier days. Rates of regions, as on Madeira or
Corsica, are not in it.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from mapping.documents.values import plain
from words.told import Told

KNOWN_SINCE = date(2026, 1, 1)

_RATES = """
AT 20 13 10
BE 21 12 6
BG 20 9
CY 19 9 5
CZ 21 12
DE 19 7
DK 25
EE@2025-07-01 24 13 9
ES 21 10 4
FI@2026-01-01 25.5 13.5 10
FR 20 10 5.5 2.1
GR 24 13 6
HR 25 13 5
HU 27 18 5
IE 23 13.5 9 4.8
IT 22 10 5 4
LT@2026-01-01 21 12 5
LU 17 14 8 3
LV 21 12 5
MT 18 7 5
NL 21 9
PL 23 8 5
PT 23 13 6
RO@2025-08-01 21 11
SE 25 12 6
SI 22 9.5 5
SK 23 19 5
"""


def _read() -> Mapping[str, tuple[date | None, frozenset[Decimal]]]:
    """By country: the day since which it has these rates, where the source tells it, and the rates in percent."""
    rates = {}
    for line in _RATES.strip().splitlines():
        name, *figures = line.split()
        country, _, since = name.partition("@")
        rates[country] = (date.fromisoformat(since) if since else None, frozenset(map(Decimal, figures)))
    return rates


RATES = _read()


def rates_of(country: str, day: date) -> frozenset[Decimal] | None:
    """The rates of a member state on a day, without 0 %, by its ISO code; None where they are not known for that day.

    >>> sorted(rates_of("NL", date(2026, 11, 24))), rates_of("RO", date(2025, 7, 31)), rates_of("CH", date(2026, 1, 1))
    ([Decimal('9'), Decimal('21')], None, None)
    """
    since, rates = RATES.get(country, (date.max, frozenset()))
    return rates if (since or KNOWN_SINCE) <= day else None


def rate_mistake(country: str, rate: Decimal, day: date) -> Told | None:
    """Says that a rate in percent is none of a country on a day; None where it is one, is 0, or nothing is known.

    >>> str(rate_mistake("RO", Decimal(19), date(2026, 11, 24)))
    '19 % is no rate of RO since 2025-08-01 (21 %, 11 %)'
    >>> rate_mistake("FR", Decimal("5.50"), date(2026, 11, 24))
    """
    rates = rates_of(country, day)
    if rates is None or not rate.is_finite() or rate == 0 or rate in rates:
        return None
    since = RATES[country][0]
    listed = [percent(known) for known in sorted(rates, reverse=True)]
    if since:
        return Told("vat.no_rate_since", rate=percent(rate), country=country, since=since, rates=listed)
    return Told("vat.no_rate_of", rate=percent(rate), country=country, rates=listed)


def percent(rate: Decimal) -> Told:
    """A rate as people write it, in at most twenty characters.

    >>> str(percent(Decimal("21.00"))), str(percent(Decimal("13.5")))
    ('21 %', '13.5 %')
    """
    if not rate.is_finite() or abs(rate.adjusted()) > _MOST_PLACES or len(rate.as_tuple().digits) > _MOST_PLACES:
        return Told("vat.no_percentage")
    number = plain(rate)
    return Told("vat.percent", rate=number.rstrip("0").rstrip(".") if "." in number else number)


_MOST_PLACES = 15
