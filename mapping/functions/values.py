"""How every function reads the value it is given, and the one way in which it refuses a value it cannot work on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from mapping.documents.values import MOST_DIGITS, parse_decimal, parse_moment, plain
from mapping.problems import UnworkableError
from words.told import Told

MOST_TEXT = 1_000_000
"""How many characters a function makes at most: a table of short texts cannot grow into one that fills the memory."""


class WrongValueError(UnworkableError):
    """A function cannot work on this value."""


def is_empty(value: Any) -> bool:
    """Whether there is nothing: None, blanks only, or a list or object without content.

    >>> is_empty(" "), is_empty([]), is_empty(0), is_empty(False)
    (True, True, False, False)
    """
    return (
        value is None
        or (isinstance(value, str) and not value.strip())
        or (isinstance(value, list | tuple | Mapping) and not value)
    )


def text_of(value: Any) -> str:
    """The value, which must be text. Raises WrongValueError."""
    if not isinstance(value, str):
        raise WrongValueError(Told("functions.no_text"), Told("functions.put_text_before"))
    return str(value)


def sound_text_of(value: Any) -> str:
    """The value, which must be text that UTF-8 can write: what libraries in C take. Raises WrongValueError."""
    found = text_of(value)
    try:
        found.encode("utf-8")
    except UnicodeEncodeError:
        raise WrongValueError(Told("functions.no_unicode"), Told("functions.write_whole_characters")) from None
    return found


def number_of(value: Any, wrong: Told | None = None, mend: Told | None = None) -> Decimal:
    """The exact number, also from text with a point. Raises WrongValueError."""
    try:
        return parse_decimal(value)
    except ValueError:
        wrong = wrong or Told("functions.no_number")
        raise WrongValueError(wrong, mend or Told("functions.write_number", most=MOST_DIGITS)) from None


def fitting(number: Decimal) -> Decimal:
    """A number that was computed, if it has no more digits than any number may have. Raises WrongValueError."""
    return number_of(number, Told("functions.too_many_digits", most=MOST_DIGITS), Told("functions.round_first"))


def moment_of(value: Any) -> datetime:
    """The date with its time. Raises WrongValueError."""
    try:
        return parse_moment(value)
    except ValueError:
        raise WrongValueError(Told("functions.no_date"), Told("functions.write_date")) from None


def list_of(value: Any) -> Sequence[Any]:
    """The entries of a list. Raises WrongValueError."""
    if not isinstance(value, list | tuple):
        raise WrongValueError(Told("functions.no_list"), Told("functions.choose_list"))
    return value


def written(value: Any) -> str:
    """A text, number, date, true or false as text. Raises WrongValueError.

    >>> written(Decimal("1E+3")), written(7), written(True), written(date(2026, 11, 24))
    ('1000', '7', 'true', '2026-11-24')
    """
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return plain(number_of(value, Told("functions.cannot_be_written"), Told("functions.choose_text_number_or_date")))


def at(value: Any, path: str) -> Any:
    """What stands in the field, or None. A path that meets a list goes through every entry of it and gives a list.

    >>> at({"price": {"amount": 5}}, "price.amount"), at({"taxes": [{"rate": 9}, {"rate": 21}]}, "taxes.rate")
    (5, [9, 21])
    """
    head, _, rest = path.partition(".")
    if isinstance(value, list | tuple):
        found = [at(entry, path) for entry in value]
        return [entry for entry in found if entry is not None]
    if isinstance(value, Mapping):
        inner = value.get(head)
    elif isinstance(value, BaseModel) and head in type(value).model_fields:
        inner = getattr(value, head)
    else:
        return None
    return at(inner, rest) if rest else inner


def first_at(value: Any, paths: str | Sequence[str]) -> Any:
    """What stands in the first of the fields that holds something, or None.

    >>> first_at({"subtotal": "", "total": "5.00"}, ["subtotal", "total"])
    '5.00'
    """
    found = (at(value, path) for path in ([paths] if isinstance(paths, str) else paths))
    return next((entry for entry in found if not is_empty(entry)), None)
