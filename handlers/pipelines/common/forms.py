"""Tells whether what a system holds is only its own form of what was sent: cut, padded, rounded, rewritten."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final

_ROUNDINGS: Final = (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)
_LEAST_TELEPHONE: Final = 8
"""Digits below which two telephone numbers of different length are not taken for one: they may be extensions."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a system may make of a value: its column keeps ``length`` characters and ``decimals`` (None: not known).

    ``is_short``: this value is too long for it and it keeps a beginning, or nothing, but how much is not known.
    """

    length: int | None = None
    decimals: int | None = None
    telephone: bool = False
    is_short: bool = False


ANY: Final = Form()


def is_form_of(sent: Any, held: Any, form: Form = ANY) -> bool:
    """Whether a system that was sent one value and holds another only keeps it in its own form.

    Case and blanks never count, and of an address each of its parts is compared. A text counts as cut only where it
    fills its column, so that nobody's shortening of it is taken for that.

    >>> is_form_of("Bakkerij Van Dam", "BAKKERIJ  VAN DAM "), is_form_of("Bakkerij Van Dam", "Bakkerij Van")
    (True, False)
    >>> is_form_of("Bakkerij Van Dam", "Bakkerij Van", Form(length=13)), is_form_of(Decimal("1.005"), "1.01")
    (True, True)
    >>> is_form_of("+31 20 555 01 99", "020-5550199", Form(telephone=True))
    True
    """
    if _is_empty(sent) or _is_empty(held):
        return _is_empty(held) and (form.is_short or _is_empty(sent))
    if isinstance(sent, Mapping) and isinstance(held, Mapping):
        return all(is_form_of(sent.get(each), held.get(each), form) for each in sent.keys() | held.keys())
    one, other = _number(sent), _number(held)
    if one is not None and other is not None and not (isinstance(sent, str) and isinstance(held, str)):
        return _is_rounded(one, other, form.decimals)
    text, kept = _plain(sent), _plain(held)
    if form.is_short and text.startswith(kept):
        return True
    if text == kept or (form.length is not None and _is_cut(str(sent), kept, form.length)):
        return True
    return form.telephone and _same_telephone(text, kept)


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _plain(value: Any) -> str:
    return " ".join(unicodedata.normalize("NFC", str(value)).split()).casefold()


def _number(value: Any) -> Decimal | None:
    """The number that a value is or is written as; truth values are 1 and 0, as systems write them."""
    try:
        number = Decimal(int(value) if isinstance(value, bool) else str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _is_rounded(sent: Decimal, held: Decimal, decimals: int | None) -> bool:
    if sent == held:
        return True
    exponent = held.as_tuple().exponent
    places = decimals if decimals is not None else max(0, -exponent) if isinstance(exponent, int) else 0
    return any(sent.quantize(Decimal(1).scaleb(-places), rounding) == held for rounding in _ROUNDINGS)


def _is_cut(sent: str, kept: str, length: int) -> bool:
    """Whether a column of this length cut it, before or after blanks were made single."""
    whole = unicodedata.normalize("NFC", sent)
    return kept in {_plain(whole[:length]), _plain(" ".join(whole.split())[:length])} and len(whole) > length


def _same_telephone(one: str, other: str) -> bool:
    """Whether two ways of writing a number end in the same digits, whatever stands for the country before them."""
    shorter, longer = sorted((_subscriber(one), _subscriber(other)), key=len)
    return shorter == longer or (len(shorter) >= _LEAST_TELEPHONE and longer.endswith(shorter))


def _subscriber(text: str) -> str:
    """The digits without what opens the way to a country or a city."""
    return re.sub(r"\D", "", text.replace("(0)", "")).lstrip("0")
