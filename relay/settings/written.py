"""Reads the text of relay.yaml: names as they are written, and bare words as YAML 1.1 has them.

In YAML 1.1 ``on``, ``yes`` and ``true`` say one thing, ``1:30`` is ninety, and ``2026-11-24`` is a day. The forms are
those of its type repository, https://yaml.org/type.
"""

import base64
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from mapping.strict_yaml import STANDARD, Dialect, Word, read

_DIGITS: Final = "-+0123456789"
_TRUE, _FALSE = ("yes", "true", "on"), ("no", "false", "off")
_DAY_AND_TIME: Final = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:(Z)|([-+])(\d\d?)(?::(\d\d))?))?)?",
    re.ASCII,
)


def read_written(text: str) -> Any:
    """What relay.yaml says, before anything is filled in or checked. Raises YamlError and RecursionError.

    >>> read_written("{instance: relay, on: yes, every: 1:30}")
    {'instance': 'relay', 'on': True, 'every': 90}
    """
    return read(text, WRITTEN)


def _spellings(*words: str) -> str:
    return "|".join(spelt for word in words for spelt in (word, word.capitalize(), word.upper()))


def _truth(text: str) -> bool:
    return {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}[text.lower()]


def _sixties(digits: str, number: Callable[[str], Any]) -> Any:
    """A number whose parts count sixty of the next, such as hours and minutes."""
    value = number("0")
    for part in digits.split(":"):
        value = value * 60 + number(part)
    return value


def _signed(text: str) -> tuple[int, str]:
    digits = text.replace("_", "")
    return -1 if digits[0] == "-" else 1, digits[1:] if digits[0] in "+-" else digits


def _whole(text: str) -> int:
    sign, digits = _signed(text)
    if digits.startswith(("0b", "0x")):
        return sign * int(digits, 0)
    return sign * int(int(digits, 8) if digits[0] == "0" else _sixties(digits, int))


def _broken(text: str) -> float:
    sign, digits = _signed(text.lower())
    return sign * float(digits[1:] if digits in {".inf", ".nan"} else _sixties(digits, float))


def _day(text: str) -> date | datetime:
    found = _DAY_AND_TIME.fullmatch(text)
    if found is None:
        raise ValueError
    year, month, day, hour, minute, second, fraction, utc, sign, ahead, minutes_ahead = found.groups()
    if hour is None:
        return date(int(year), int(month), int(day))
    offset = timedelta(hours=int(ahead or 0), minutes=int(minutes_ahead or 0))
    zone = timezone(-offset if sign == "-" else offset) if sign or utc else None
    micros = int((fraction or "")[:6].ljust(6, "0"))
    return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), micros, tzinfo=zone)


def _bytes(text: str) -> bytes:
    return base64.decodebytes(text.encode("ascii"))


def _word(name: str, form: str, first: Sequence[str], made: Callable[[str], Any] | None) -> Word:
    return Word(STANDARD + name, re.compile(rf"(?:{form})\Z"), first, made)


WRITTEN: Final = Dialect(
    _word("bool", _spellings(*_TRUE, *_FALSE), "yYnNtTfFoO", _truth),
    _word(
        "float",
        r"[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
        rf"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:{_spellings('inf')})|\.(?:nan|NaN|NAN)",
        _DIGITS + ".",
        _broken,
    ),
    _word(
        "int",
        r"[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+"
        r"|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+",
        _DIGITS,
        _whole,
    ),
    _word("merge", "<<", "<", None),
    _word("null", f"~|{_spellings('null')}|", ["~", "n", "N", ""], lambda _: None),
    _word(
        "timestamp",
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}"
        r"(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?",
        "0123456789",
        _day,
    ),
    _word("value", "=", "=", None),
    _word("binary", "(?!)", (), _bytes),
    names_as_written=True,
    twice="the name {name!r} is written twice",
    no_text="a name must be plain text",
)
"""The words of relay.yaml."""
