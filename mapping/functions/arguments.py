"""The kinds of argument a function of a mapping row can take, checked when the configuration is loaded."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any
from zoneinfo import available_timezones

from mapping.documents.values import parse_decimal
from mapping.expressions.regexes import compile_regex

MOST_CHARACTERS = 10_000
MOST_PLACES = 20
MOST_PATTERN = 500
MOST_ENTRIES = 10_000
MOST_SHIFT = 40_000
"""By how many days a date may be shifted: a little over a century."""

DATE_TOKENS = ("YYYY", "MM", "DD", "hh", "mm", "ss", "M", "D")
_DATE_FORM = re.compile(rf"(?:{'|'.join(DATE_TOKENS)}|[ ./:T-])+")
_FIELD = re.compile(r"[A-Za-z_@#][\w@#-]*(?:\.[\w@#-]+)*")


class Argument(Enum):
    """What a function takes beside its value."""

    NONE = "no argument"
    LENGTH = f"a whole number from 1 to {MOST_CHARACTERS}"
    PLACES = f"a whole number from 0 to {MOST_PLACES}"
    SHIFT = f"a whole number from -{MOST_SHIFT} to {MOST_SHIFT}"
    TEXT = "a text"
    FILLED_TEXT = "a text of at least one character"
    TEXTS = "a list of texts"
    SIGN = "one character"
    SHORT_TEXT = "a text of at most 100 characters"
    CONSTANT = "a text, a whole number, true or false"
    CONSTANTS = "a list of texts or whole numbers"
    YES_OR_NO = "true or false"
    AMOUNT = "a number, such as 12 or '12.50'"
    RATE = "a percentage of at least 0"
    RATES = "a list of percentages"
    PATTERN = f"a regular expression of RE2 of at most {MOST_PATTERN} characters"
    FIELD = "the name of a field, with points for fields inside it"
    FIELDS = "the name of a field, or a list of them"
    TABLE = "a table of values, such as {a: b}"
    DATE_FORM = f"a form of date with {', '.join(DATE_TOKENS)}, such as DD-MM-YYYY"
    ZONE = "a time zone, such as Europe/Amsterdam"
    COUNTRY = "the ISO code of two letters of a country"
    ADDRESS_PART = "street, number or addition"

    def accepts(self, argument: Any) -> bool:
        """Whether the argument, as the configuration has it, is of this kind."""
        return _CHECKS[self](argument)


@dataclass(frozen=True)
class OneOf:
    """One word of a few."""

    words: tuple[str, ...]

    @property
    def value(self) -> str:
        """What is accepted, in words."""
        return f"{', '.join(self.words[:-1])} or {self.words[-1]}"

    def accepts(self, argument: Any) -> bool:
        """Whether the argument is one of the words."""
        return isinstance(argument, str) and argument in self.words


@dataclass(frozen=True)
class ListOf:
    """A list of arguments of one kind, with at least one entry."""

    entry: "Kind"

    @property
    def value(self) -> str:
        """What is accepted, in words."""
        return f"a list of {self.entry.value}"

    def accepts(self, argument: Any) -> bool:
        """Whether it is such a list."""
        return _is_list(argument, self.entry.accepts) and len(argument) > 0


@dataclass(frozen=True)
class Named:
    """Several arguments by name, ``needed`` and ``optional``. A bare value stands for the one named ``short``."""

    needed: Mapping[str, "Kind"] = field(default_factory=dict)
    optional: Mapping[str, "Kind"] = field(default_factory=dict)
    short: str | None = None

    @property
    def kinds(self) -> Mapping[str, "Kind"]:
        """All of them, the needed ones first."""
        return {**self.needed, **self.optional}

    @property
    def value(self) -> str:
        """What is accepted, in words.

        >>> Named({"places": Argument.PLACES}, short="places").value
        'a whole number from 0 to 20 (short for places), or {places: a whole number from 0 to 20}'
        """
        told = [f"{name}: {kind.value}" for name, kind in self.needed.items()]
        told += [f"{name} (may be left out): {kind.value}" for name, kind in self.optional.items()]
        short = f"{self.kinds[self.short].value} (short for {self.short}), or " if self.short else ""
        return f"{short}{{{'; '.join(told)}}}"

    def accepts(self, argument: Any) -> bool:
        """Whether all that is needed is there, nothing else, and each of its kind."""
        given = self.spread(argument)
        if given is None or not self.needed.keys() <= given.keys() <= self.kinds.keys():
            return False
        return all(self.kinds[name].accepts(value) for name, value in given.items())

    def spread(self, argument: Any) -> Mapping[str, Any] | None:
        """The arguments by name; None where they cannot be told apart."""
        if argument is None:
            return {}
        if isinstance(argument, Mapping) and argument.keys() <= self.kinds.keys():
            return argument
        return {self.short: argument} if self.short else None


Kind = Argument | OneOf | ListOf | Named
"""Anything a function can say about its argument."""


def _is_whole(argument: Any, least: int, most: int) -> bool:
    return isinstance(argument, int) and not isinstance(argument, bool) and least <= argument <= most


def _is_text(argument: Any, least: int, most: int) -> bool:
    return isinstance(argument, str) and least <= len(argument) <= most


def _is_amount(argument: Any) -> bool:
    try:
        parse_decimal(argument)
    except ValueError:
        return False
    return True


def _is_rate(argument: Any) -> bool:
    return _is_amount(argument) and parse_decimal(argument) >= 0


def _is_pattern(argument: Any) -> bool:
    if not _is_text(argument, 1, MOST_PATTERN):
        return False
    try:
        compile_regex(argument)
    except ValueError:
        return False
    return True


def _is_field(argument: Any) -> bool:
    return _is_text(argument, 1, MOST_PATTERN) and _FIELD.fullmatch(argument) is not None


def _is_list(argument: Any, accepts: Callable[[Any], bool]) -> bool:
    return isinstance(argument, list | tuple) and len(argument) <= MOST_ENTRIES and all(map(accepts, argument))


def _is_constant(argument: Any) -> bool:
    return isinstance(argument, str | int | Decimal)


def _is_table(argument: Any) -> bool:
    if not isinstance(argument, Mapping) or not 0 < len(argument) <= MOST_ENTRIES:
        return False
    return all(isinstance(key, str | int) and _is_constant(value) for key, value in argument.items())


def _is_date_form(argument: Any) -> bool:
    if not isinstance(argument, str) or not _DATE_FORM.fullmatch(argument):
        return False
    tokens = [token[0] + ("m" if token[0] == "m" else "") for token in re.findall("|".join(DATE_TOKENS), argument)]
    return len(tokens) == len(set(tokens)) and {"Y", "M", "D"} <= set(tokens)


_CHECKS: Mapping[Argument, Callable[[Any], bool]] = {
    Argument.NONE: lambda argument: argument is None,
    Argument.LENGTH: lambda argument: _is_whole(argument, 1, MOST_CHARACTERS),
    Argument.PLACES: lambda argument: _is_whole(argument, 0, MOST_PLACES),
    Argument.SHIFT: lambda argument: _is_whole(argument, -MOST_SHIFT, MOST_SHIFT),
    Argument.TEXT: lambda argument: isinstance(argument, str),
    Argument.FILLED_TEXT: lambda argument: _is_text(argument, 1, MOST_CHARACTERS),
    Argument.TEXTS: lambda argument: _is_list(argument, lambda entry: isinstance(entry, str)),
    Argument.SIGN: lambda argument: _is_text(argument, 1, 1),
    Argument.SHORT_TEXT: lambda argument: _is_text(argument, 0, 100),
    Argument.CONSTANT: _is_constant,
    Argument.CONSTANTS: lambda argument: _is_list(argument, _is_constant),
    Argument.YES_OR_NO: lambda argument: isinstance(argument, bool),
    Argument.AMOUNT: _is_amount,
    Argument.RATE: _is_rate,
    Argument.RATES: lambda argument: _is_list(argument, _is_rate) and len(argument) > 0,
    Argument.PATTERN: _is_pattern,
    Argument.FIELD: _is_field,
    Argument.FIELDS: lambda argument: _is_field(argument) or (_is_list(argument, _is_field) and len(argument) > 0),
    Argument.TABLE: _is_table,
    Argument.DATE_FORM: _is_date_form,
    Argument.ZONE: lambda argument: isinstance(argument, str) and argument in available_timezones(),
    Argument.COUNTRY: lambda argument: isinstance(argument, str) and re.fullmatch("[A-Z]{2}", argument) is not None,
    Argument.ADDRESS_PART: lambda argument: isinstance(argument, str) and argument in {"street", "number", "addition"},
}
