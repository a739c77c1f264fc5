"""Tells where goods go, as VAT sees it: within the seller's own country, to another member state, or out of the area.

The VAT area is not the list of member states: Monaco counts as France, Northern Ireland as a member state for goods
only, and parts of member states lie outside. The facts are those of taxation-customs.ec.europa.eu (territorial status);
the postcodes were gathered by hand, so that each of them that decides something is told in a warning.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from words.told import Told

Group = Literal["domestic", "EU", "outside_EU"]
Kind = Literal["goods", "service"]

MEMBER_STATES = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905 - read at a glance
)
"""ISO codes of the member states as they are now."""

TERRITORIES: Mapping[str, Mapping[str, Told]] = {
    "DE": {"27498": Told("vat.heligoland"), "78266": Told("vat.buesingen")},
    "DK": {"39": Told("vat.greenland")},
    "ES": {
        "35": Told("vat.canary_islands"),
        "38": Told("vat.canary_islands"),
        "51": Told("vat.ceuta"),
        "52": Told("vat.melilla"),
    },
    "FI": {"22": Told("vat.aland")},
    "FR": {
        "97": Told("vat.overseas_department"),
        "986": Told("vat.wallis"),
        "987": Told("vat.polynesia"),
        "988": Told("vat.new_caledonia"),
    },
    "GR": {"63086": Told("vat.mount_athos"), "63087": Told("vat.mount_athos")},
    "IT": {
        "23030": Told("vat.livigno"),
        "23041": Told("vat.livigno"),
        "22060": Told("vat.campione"),
        "22061": Told("vat.campione"),
    },
}
"""Beginnings of postcodes of member states whose places lie outside the VAT area. Where a place has an ISO code of its
own (AX, GP, GL, FO and so on), that is no member state and needs no row here."""

_COUNTS_AS = {"MC": "FR", "EL": "GR", "UK": "GB"}
_BRITISH = "GB"
_LETTERS_FIRST = frozenset({"GB", "IE", "MT"})
_NORTHERN_IRELAND = "XI"
_JOINED = {"HR": date(2013, 7, 1)}
_BREXIT = date(2021, 1, 1)


class Place(Protocol):
    """An address, of which country and postcode count here."""

    @property
    def country(self) -> str: ...  # noqa: D102 - the ISO code, or XI
    @property
    def postcode(self) -> str: ...  # noqa: D102 - as people write it


@dataclass(frozen=True, slots=True)
class VatArea:
    """Where a place lies. ``country`` is the one whose VAT may apply: its ISO code, or XI for Northern Ireland.

    It is empty for a place outside the VAT area whose address has the code of a member state.
    """

    group: Group
    country: str
    warnings: tuple[Told, ...] = ()


def vat_area(
    place: Place,
    *,
    day: date,
    seller: str = "NL",
    kind: Kind = "goods",
    outside: Mapping[str, Sequence[str]] | None = None,
) -> VatArea:
    """Where a place lies on a day, for a seller in a country. ``outside`` adds beginnings of postcodes by country.

    >>> from mapping.documents.party import Address
    >>> def to(country, postcode):
    ...     address = Address(street="Plein", number="1", postcode=postcode, city="X", country=country)
    ...     return vat_area(address, day=date(2026, 11, 24))
    >>> to("NL", "1017 GN").group, to("BE", "2000").group, to("CH", "8001").group
    ('domestic', 'EU', 'outside_EU')
    >>> to("MC", "98000"), to("GB", "BT1 5GS").country
    (VatArea(group='EU', country='FR', warnings=()), 'XI')
    >>> to("ES", "35001").group
    'outside_EU'
    """
    country = _COUNTS_AS.get(place.country.strip().upper(), place.country.strip().upper())
    postcode = _digits_first(place.postcode, country)
    warnings: tuple[Told, ...] = ()
    if country == _BRITISH and kind == "goods" and postcode.startswith("BT") and day >= _BREXIT:
        country = _NORTHERN_IRELAND
        warnings = (Told("vat.northern_ireland"),)
    elif territory := _territory(country, postcode, outside or {}):
        begins, name = territory
        warning = Told("vat.outside_area", begins=begins, country=country, name=name)
        return VatArea("outside_EU", "", (warning,))
    if country == seller:
        return VatArea("domestic", country, warnings)
    return VatArea("EU" if _is_member(country, day, kind) else "outside_EU", country, warnings)


def _is_member(country: str, day: date, kind: Kind) -> bool:
    if country == _NORTHERN_IRELAND:
        return kind == "goods" or day < _BREXIT
    if country == _BRITISH:
        return day < _BREXIT
    return country in MEMBER_STATES and day >= _JOINED.get(country, date.min)


def _territory(country: str, postcode: str, outside: Mapping[str, Sequence[str]]) -> tuple[str, Told] | None:
    """The longest beginning of the postcode that is listed, and the name of the place."""
    listed = Told("vat.listed_place")
    named = {_digits_first(begins, country): listed for begins in outside.get(country, ())}
    known = {**TERRITORIES.get(country, {}), **named}
    for length in range(len(postcode), 0, -1):
        if name := known.get(postcode[:length]):
            return postcode[:length], name
    return None


def _digits_first(postcode: str, country: str) -> str:
    """A postcode without blanks, and without the letters of its country before it, as in D-27498."""
    compact = re.sub(r"[^0-9A-Z]", "", postcode.upper())
    return compact if country in _LETTERS_FIRST else re.sub(r"^[A-Z]{1,3}(?=[0-9])", "", compact)
