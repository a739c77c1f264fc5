"""Reads the number under a bar code: which kind it is, whether its check digit fits, and which other is the same.

A number is taken as it is or not at all: a digit that is added or put right makes it another article's.
"""

from dataclasses import dataclass
from typing import Final, Literal

from stdnum import ean
from stdnum.exceptions import ValidationError

from words.told import Told

BarcodeKind = Literal["ean8", "upc", "ean13", "ean14"]

_KINDS: Final[dict[int, BarcodeKind]] = {8: "ean8", 12: "upc", 13: "ean13", 14: "ean14"}
_MOST_DIGITS: Final = 14
_LONGEST: Final = 100
_BETWEEN: Final = " -\u00a0\u2010\u2011\u2013"
"""What people write between digits."""


@dataclass(frozen=True, slots=True)
class Barcode:
    """A number whose check digit fits, with its zeros. Two with the same ``key`` are one: a UPC, and it behind a 0."""

    digits: str
    kind: BarcodeKind

    @property
    def key(self) -> str:
        """The number in fourteen digits, in which all kinds are one."""
        return self.digits.zfill(_MOST_DIGITS)


def read_barcode(text: str) -> Barcode | Told:
    """The number in a text, or why it is none.

    >>> read_barcode("2 000000 000015"), read_barcode("401234000017").key == read_barcode("0401234000017").key
    (Barcode(digits='2000000000015', kind='ean13'), True)
    >>> str(read_barcode("2000000000016"))
    'its last digit does not fit the others'
    """
    digits = text.strip()[:_LONGEST].translate(dict.fromkeys(map(ord, _BETWEEN)))
    if not (digits.isascii() and digits.isdigit()):
        return Told("goods.barcode_not_of_digits")
    kind = _KINDS.get(len(digits))
    if kind is None:
        return Told("goods.barcode_of_other_length", count=len(digits))
    try:
        ean.validate(digits)
    except ValidationError:
        return Told("goods.barcode_check_digit")
    return Barcode(digits, kind)
