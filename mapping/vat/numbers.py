"""Reads VAT numbers of the EU: without blanks and points, with their prefix, and whether form and check digit fit.

The checks are those of python-stdnum; whether a number was ever given out, only VIES knows.
"""

from dataclasses import dataclass, field
from typing import Literal

from stdnum.eu import vat as vat_numbers
from stdnum.exceptions import ValidationError
from stdnum.util import clean

Form = Literal["valid", "invalid", "absent"]

PREFIXES = frozenset(
    "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI".split()  # noqa: SIM905 - read at a glance
)
"""What a VAT number of the EU begins with: the member states, Greece as EL, and XI for goods in Northern Ireland."""

LONGEST = 100
"""A longer text is no number, and is not looked at any further."""

_NOT_ISO = {"GR": "EL", "MC": "FR"}
_SIGNS = " \t\r\n.-/,:;_'"
_NO_NUMBER = frozenset({"", "NVT", "NA", "GEEN", "NONE", "NULL"})


@dataclass(frozen=True, slots=True)
class VatNumber:
    """``country`` is the prefix (``NL``, ``EL``, ``XI``), empty where none is known; ``number`` what stands behind it.

    ``form`` is ``invalid`` also for numbers from outside the EU. The number is in no repr: it may be a person's.
    """

    country: str
    number: str = field(repr=False)
    form: Form

    @property
    def text(self) -> str:
        """The number as it is stored and compared.

        >>> read_vat_number("0697.449.992", "BE").text
        'BE0697449992'
        """
        return self.country + self.number

    @property
    def member_state(self) -> str:
        """The ISO code of the member state that gave the number, XI for Northern Ireland; empty where none is known.

        >>> read_vat_number("el 094259216").member_state
        'GR'
        """
        return "GR" if self.country == "EL" else self.country


def read_vat_number(written: str | None, country: str | None = None) -> VatNumber:
    """Read a number as people write it. ``country`` is where the buyer is, for a number without a prefix: its ISO code.

    A prefix in the number wins over ``country``, unless only the latter makes it fit: French numbers may begin with
    two letters of their own. Reading what ``text`` gives once more gives the same.

    >>> read_vat_number("be 0697.449.992"), read_vat_number("GR-094259216").text
    (VatNumber(country='BE', form='valid'), 'EL094259216')
    >>> read_vat_number("NL123456789B14").form, read_vat_number(" - ").form, read_vat_number(None).form
    ('invalid', 'absent', 'absent')
    """
    compact = clean((written or "").upper(), _SIGNS).upper()
    if compact in _NO_NUMBER:
        return VatNumber("", "", "absent")
    prefix = _prefix(country or "")
    own = _prefix(compact[:2])
    candidates = [(own, compact[2:])] if own else []
    if prefix:
        candidates.append((prefix, compact))
    for begins, rest in candidates:
        if checked := _check(begins + rest):
            return VatNumber(begins, checked[2:], "valid")
    begins, rest = candidates[0] if candidates else ("", compact)
    return VatNumber(begins, rest, "invalid")


def _prefix(country: str) -> str:
    code = country.strip().upper()
    code = _NOT_ISO.get(code, code)
    return code if code in PREFIXES else ""


def _check(number: str) -> str | None:
    """The number as its member state writes it, or None where its check does not fit."""
    if len(number) > LONGEST or not number.isascii():
        return None
    try:
        return vat_numbers.validate(number)
    except ValidationError:
        return None
