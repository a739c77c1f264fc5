"""VAT rates that countries use: only to choose between two readings that both fit what a source states, never to tax.

Public lists of rates get old, and so will this one: a rate that it lacks is found all the same where no other fits.
"""

from collections.abc import Mapping
from decimal import Decimal

_RATES = """
AT 20 13 10 | BE 21 12 6 | BG 20 9 | CY 19 9 5 | CZ 21 12 | DE 19 7 | DK 25 | EE 24 13 9 | ES 21 10 4
FI 25.5 13.5 10 | FR 20 10 5.5 2.1 | GR 24 13 6 | HR 25 13 5 | HU 27 18 5 | IE 23 13.5 9 4.8 | IT 22 10 5 4
LT 21 12 5 | LU 17 14 8 3 | LV 21 12 5 | CH 8.1 3.8 2.6 | GB 20 5 | NO 25 15 12 | MT 18 7 5 | NL 21 9 | PL 23 8 5
PT 23 13 6 | RO 21 11 | SE 25 12 6 | SI 22 9.5 5 | SK 23 19 5
"""

_BY_COUNTRY: Mapping[str, frozenset[Decimal]] = {
    country: frozenset(Decimal(rate) for rate in rates)
    for country, *rates in (entry.split() for entry in _RATES.replace("\n", "|").split("|") if entry.strip())
}


_ALL = frozenset[Decimal]().union(*_BY_COUNTRY.values(), [Decimal(0)])


def usual_rates(country: str) -> frozenset[Decimal]:
    """The rates a Dutch seller may use for goods sent there: those of the Netherlands, of the country, and none.

    >>> sorted(usual_rates("DE"))
    [Decimal('0'), Decimal('7'), Decimal('9'), Decimal('19'), Decimal('21')]
    """
    return _BY_COUNTRY["NL"] | _BY_COUNTRY.get(country, frozenset()) | {Decimal(0)}


def is_used_somewhere(rate: Decimal) -> bool:
    """Whether a country on the list uses the rate.

    >>> is_used_somewhere(Decimal("5.5")), is_used_somewhere(Decimal("31.5"))
    (True, False)
    """
    return rate in _ALL
