"""Reads JSON from outside without losing a digit and within fixed bounds, and writes JSON with exact numbers.

Parsing rounds nothing: a number with a point or an exponent becomes a Decimal, never a float.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import orjson

from mapping.bounds import check_shape
from words.told import Told

MOST_DEPTH = 40
"""How deep objects and lists may stand in each other; the deepest document we know of has six levels."""

MOST_DIGITS = 100
"""How many digits one number may have when it is written out without exponent."""

MOST_FIELDS = 1000
"""How many fields one object may have; the widest that we know of has some two hundred."""

_MOST_INT_DIGITS = 18  # what is sure to fit in 64 bits; longer whole numbers become Decimals, which orjson can write

_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.?)*+"?|[\[{]++|[\]}]++', re.DOTALL)
_TOKENS = re.compile(r'"(?:[^"\\]++|\\.?)*+"?|[\[\]{},:]|[^\s\[\]{},:"]++', re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_CONSTANTS = ("NaN", "Infinity", "-Infinity")  # what the parser of the standard library takes for numbers
_NUMBER = re.compile(r"-?([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?")

_RULES = {
    "Expecting value": Told("parsing.value_expected"),
    "Expecting property name": Told("parsing.name_expected"),
    "Expecting ':'": Told("parsing.colon_expected"),
    "Expecting ','": Told("parsing.comma_expected"),
    "Illegal trailing comma": Told("parsing.trailing_comma"),
    "Extra data": Told("parsing.something_after"),
    "Unterminated string": Told("parsing.no_closing_quote"),
    "Invalid control character": Told("parsing.control_character"),
    "Invalid \\": Told("parsing.wrong_escape"),
}
"""What the parser of the standard library says, by its beginning, as the sender is told it."""

_HALF_A_PAIR = Told("parsing.half_a_surrogate_pair")


class ParseError(ValueError):
    """The bytes are no JSON that we accept; the text says what is wrong and where, and quotes nothing of the body.

    ``line`` and ``column`` count from 1, in characters.
    """

    def __init__(self, rule: Told, line: int, column: int) -> None:
        self.told = Told("parsing.at", line=line, column=column, rule=rule)
        super().__init__(self.told)
        self.rule = rule
        self.line = line
        self.column = column


class _RefusedError(ValueError):
    """Raised inside the parser, which does not know where it is; :func:`_refusals` finds the place."""

    def __init__(self, rule: Told) -> None:
        super().__init__(rule)
        self.rule = rule


def parse_json(body: bytes) -> Any:
    """Read one JSON document: dict, list, str, int, Decimal, bool or None. Raises ParseError.

    Refused beyond the grammar of RFC 8259: a byte order mark, invalid UTF-8, half a surrogate pair, NaN and Infinity,
    a field that occurs twice in one object, more than MOST_DEPTH levels, and numbers of more than MOST_DIGITS digits.

    >>> parse_json(b'{"price": 0.1234567890123456789}')
    {'price': Decimal('0.1234567890123456789')}
    """
    text = _decode(body)
    _check_depth(text)
    try:
        value = _DECODER.decode(text)
        _check_surrogates(text)
    except json.JSONDecodeError as error:
        rule = next((rule for start, rule in _RULES.items() if error.msg.startswith(start)), Told("parsing.no_json"))
        raise _at(text, error.pos, rule) from None
    except _RefusedError as refused:
        rule, offset = next(_refusals(text), (refused.rule, 0))
        raise _at(text, offset, rule) from None
    return value


def parse_posted(body: bytes) -> Any:
    """Read a document of somebody whom nobody knows yet: as :func:`parse_json`, within the bounds of its size.

    Raises ParseError also for a shape that no document has; then no value was built.
    """
    if rule := check_shape(body):
        raise ParseError(rule, 1, 1)
    return parse_json(body)


def dump_json(value: Any, *, sort_keys: bool = False) -> bytes:
    """Write compact JSON, Decimals as exact numbers and without exponent. Raises TypeError for what JSON cannot hold.

    ``sort_keys`` gives equal documents equal bytes, for digests.

    >>> dump_json({"price": Decimal("0.1234567890123456789"), "many": Decimal("1E+3")})
    b'{"price":0.1234567890123456789,"many":1000}'
    """
    return orjson.dumps(value, default=_exact, option=orjson.OPT_SORT_KEYS if sort_keys else None)


def _exact(value: Any) -> orjson.Fragment:
    if isinstance(value, Decimal) and value.is_finite():
        return orjson.Fragment(format(value, "f"))
    raise TypeError(f"JSON has no form for {type(value).__name__}")


def _decode(body: bytes) -> str:
    if not body.strip():
        raise ParseError(Told("parsing.empty"), 1, 1)
    if body.startswith(_BYTE_ORDER_MARKS):
        raise ParseError(Told("parsing.byte_order_mark"), 1, 1)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        before = body[: error.start].decode("utf-8")
        raise _at(before, len(before), Told("parsing.no_utf8")) from None


def _at(text: str, offset: int, rule: Told) -> ParseError:
    return ParseError(rule, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _check_depth(text: str) -> None:
    """Raise ParseError where a bracket goes too deep, before the recursive parser meets it."""
    if text.count("[") + text.count("{") <= MOST_DEPTH:
        return
    depth = 0
    for match in _BRACKETS.finditer(text):
        run = match[0]
        if run[0] in "[{":
            depth += len(run)
            if depth > MOST_DEPTH:
                offset = match.end() - (depth - MOST_DEPTH)
                raise _at(text, offset, Told("parsing.too_deep", most=MOST_DEPTH))
        elif run[0] != '"':
            depth -= len(run)


def _check_surrogates(text: str) -> None:
    """Refuse half a surrogate pair, which no UTF-8 can hold, in a text that the parser took."""
    if _SURROGATE.search(text) and any(_surrogate_rule(match[0]) for match in _TOKENS.finditer(text)):
        raise _RefusedError(_HALF_A_PAIR)


def _surrogate_rule(token: str) -> Told | None:
    if not (token.startswith('"') and _SURROGATE.search(token)):
        return None
    try:
        json.loads(token).encode("utf-8")
    except UnicodeEncodeError:
        return _HALF_A_PAIR
    return None


def _number_rule(token: str) -> Told | None:
    """What is wrong with a number's size, or None."""
    match = _NUMBER.fullmatch(token)
    if match is None:
        return None
    whole, decimals, exponent = match[1], match[2] or "", match[3] or "0"
    # Long exponents are refused by their length, so that int() never meets an endless text.
    shift = int(exponent) if len(exponent) <= len(str(MOST_DIGITS)) + 1 else MOST_DIGITS
    if max(len(whole) + shift, 1) + max(len(decimals) - shift, 0) > MOST_DIGITS:
        return Told("parsing.too_many_digits", most=MOST_DIGITS)
    return None


def _whole(token: str) -> int | Decimal:
    if len(token) <= _MOST_INT_DIGITS:
        return int(token)
    return _decimal(token)


def _decimal(token: str) -> Decimal:
    if rule := _number_rule(token):
        raise _RefusedError(rule)
    return Decimal(token)


def _constant(token: str) -> Any:
    raise _RefusedError(Told("parsing.no_number", token=token))


def _too_wide() -> Told:
    return Told("parsing.too_many_fields", most=MOST_FIELDS)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_FIELDS:
        raise _RefusedError(_too_wide())
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _RefusedError(Told("parsing.field_twice"))
    return value


_DECODER = json.JSONDecoder(parse_float=_decimal, parse_int=_whole, parse_constant=_constant, object_pairs_hook=_object)


def _refusals(text: str) -> Iterator[tuple[Told, int]]:
    """Each thing the parser's hooks refuse, as (rule, offset): read again token by token, only after a refusal."""
    names: list[set[str] | None] = []  # the fields seen in each open object; None for a list
    before = ""
    for match in _TOKENS.finditer(text):
        piece = match[0]
        rule = _number_rule(piece) or _surrogate_rule(piece)
        if piece in _CONSTANTS:
            rule = Told("parsing.no_number", token=piece)
        elif piece in "{[":
            names.append(set() if piece == "{" else None)
        elif piece in "}]" and names:
            names.pop()
        elif rule is None and names and before in {"{", ","}:
            rule = _name_rule(piece, names[-1])
        if rule:
            yield rule, match.start()
        before = piece


def _name_rule(token: str, names: set[str] | None) -> Told | None:
    """What is wrong with a token in the place of a name, after the ``names`` that its object has; it becomes one."""
    if names is None or not token.startswith('"'):
        return None
    name = json.loads(token)
    if name in names:
        return Told("parsing.field_twice")
    names.add(name)
    return _too_wide() if len(names) > MOST_FIELDS else None
