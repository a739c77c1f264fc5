"""The functions that expressions call in the place of JSONata's own, and those for money, which JSONata has none for.

Numbers with decimals are text here, as in documents: ``$money.add("0.10", "0.20")`` is ``"0.30"``. Each function takes
the meter first; nothing given is nothing back, as everywhere in JSONata.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any

from mapping.documents.values import parse_decimal, plain
from mapping.expressions.meter import Meter
from mapping.money import round_to
from mapping.parsing import dump_json
from words.told import Told

LONGEST_PAD = 10_000
"""To how many characters ``$pad`` fills."""

MOST_PLACES = 20
"""How many decimals ``$money.round`` keeps at most."""

_PRECISION = 100


class RefusedValueError(ValueError):
    """A function cannot work on what it was given; ``told`` says why, and quotes no value."""

    def __init__(self, told: Told) -> None:
        super().__init__(told)
        self.told = told


@dataclass(frozen=True, slots=True)
class OwnFunction:
    """A function with its signature in JSONata's notation, and how many arguments it takes."""

    call: Callable[..., Any]
    signature: str
    arguments: int


def pad(meter: Meter, value: str | None, width: Any, fill: str | None) -> str | None:
    """Fill a text up to a width: behind it, or before it where the width is negative."""
    if value is None or width is None:
        return value
    if abs(width) > LONGEST_PAD:
        raise RefusedValueError(Told("expressions.pad_bound", most=LONGEST_PAD))
    missing = abs(int(width)) - len(value)
    if missing <= 0:
        return value
    signs = fill or " "
    meter.spend_text(abs(int(width)))
    filling = (signs * (missing // len(signs) + 1))[:missing]
    return filling + value if width < 0 else value + filling


def join(meter: Meter, texts: list[str] | None, separator: str | None) -> str | None:
    """Make one text of a list of texts."""
    if texts is None:
        return None
    between = separator or ""
    meter.spend_text(sum(len(text) for text in texts) + len(between) * len(texts))
    return between.join(texts)


def replace(meter: Meter, value: str | None, pattern: Any, by: Any, limit: Any) -> str | None:
    """Replace a text, or what a pattern finds; in the replacement ``$1`` is the first group and ``$$`` a dollar."""
    if value is None:
        return None
    if not isinstance(by, str):
        raise RefusedValueError(Told("expressions.replace_by_text"))
    if limit is not None and limit < 0:
        raise RefusedValueError(Told("expressions.replace_limit"))
    most = len(value) + 1 if limit is None else min(int(limit), len(value) + 1)
    if isinstance(pattern, str):
        if not pattern:
            raise RefusedValueError(Told("expressions.replace_nothing"))
        hits = min(value.count(pattern), most)
        meter.spend_text(len(value) + hits * len(by))
        return value.replace(pattern, by, most)
    return _replace_pattern(meter, value, pattern, by, most)


def _replace_pattern(meter: Meter, value: str, pattern: Any, by: str, most: int) -> str:
    parts: list[str] = []
    behind = 0
    for count, found in enumerate(pattern.finditer(value)):
        if count >= most:
            break
        if not found.group():
            raise RefusedValueError(Told("expressions.replace_empty_pattern"))
        put = _fill_in(by, found)
        meter.spend_text(len(put) + found.start() - behind)
        parts += (value[behind : found.start()], put)
        behind = found.end()
    return "".join((*parts, value[behind:]))


def _fill_in(by: str, found: Any) -> str:
    """The replacement with its groups: ``$0`` is all, a group that does not exist or took no part is nothing."""
    if "$" not in by:
        return by
    out, rest = "", by
    while rest:
        before, dollar, rest = rest.partition("$")
        out += before
        if not dollar:
            break
        if rest.startswith("$"):
            out, rest = f"{out}$", rest[1:]
        elif rest[:1] in set("0123456789") - {""}:
            number, rest = int(rest[0]), rest[1:]
            out += (found.group(number) or "") if number <= len(found.groups()) else ""
        else:
            out += "$"
    return out


def distinct(_: Meter, values: Any) -> Any:
    """A list without repetitions, in its order; what is no list stays as it is."""
    if not isinstance(values, list) or len(values) <= 1:
        return values
    firsts: dict[bytes, Any] = {}
    for value in values:
        firsts.setdefault(dump_json(value, sort_keys=True), value)
    return list(firsts.values())


def exact(_: Meter, value: Any) -> str | None:
    """Read an exact number, and write it as text without superfluous signs."""
    return None if value is None else plain(_number(value))


def _of_two(work: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Meter, Any, Any], str | None]:
    def call(_: Meter, left: Any, right: Any) -> str | None:
        if left is None or right is None:
            return None
        with localcontext() as context:
            context.prec = _PRECISION
            return _write_number(work(_number(left), _number(right)))

    return call


def total(_: Meter, values: Any) -> str | None:
    """The sum of a list of exact numbers, of one of them, or 0 for an empty list."""
    if values is None:
        return None
    with localcontext() as context:
        context.prec = _PRECISION
        return _write_number(
            sum((_number(value) for value in (values if isinstance(values, list) else [values])), Decimal(0))
        )


def divide(_: Meter, left: Any, right: Any, places: Any) -> str | None:
    """Divide, rounded to so many decimals; halves go away from zero."""
    if left is None or right is None:
        return None
    divisor = _number(right)
    if not divisor:
        raise RefusedValueError(Told("expressions.divide_by_zero"))
    with localcontext() as context:
        context.prec = _PRECISION
        return _write_number(round_to(_number(left) / divisor, _places(places)))


def rounded(_: Meter, value: Any, places: Any) -> str | None:
    """Round to so many decimals; halves go away from zero, as in trade."""
    return None if value is None else _write_number(round_to(_number(value), _places(places)))


def compare(_: Meter, left: Any, right: Any) -> int | None:
    """-1, 0 or 1: whether the first number is less than, equal to or greater than the second."""
    if left is None or right is None:
        return None
    first, second = _number(left), _number(right)
    return (first > second) - (first < second)


def _number(value: Any) -> Decimal:
    try:
        return parse_decimal(value)
    except ValueError:
        raise RefusedValueError(Told("expressions.exact_numbers")) from None


def _places(places: Any) -> int:
    if places is None:
        return 2
    if not isinstance(places, int) or isinstance(places, bool) or not 0 <= places <= MOST_PLACES:
        raise RefusedValueError(Told("expressions.rounds_to", most=MOST_PLACES))
    return places


def _write_number(number: Decimal) -> str:
    try:
        return plain(parse_decimal(number))
    except (ValueError, InvalidOperation):
        raise RefusedValueError(Told("expressions.too_many_digits")) from None


OWN_FUNCTIONS: dict[str, OwnFunction] = {
    "pad": OwnFunction(pad, "<s-ns?:s>", 3),
    "join": OwnFunction(join, "<a<s>s?:s>", 2),
    "replace": OwnFunction(replace, "<s-(sf)(sf)n?:s>", 4),
    "distinct": OwnFunction(distinct, "<x:x>", 1),
    "decimal": OwnFunction(exact, "<x:x>", 1),
    "money.add": OwnFunction(_of_two(lambda left, right: left + right), "<xx:x>", 2),
    "money.subtract": OwnFunction(_of_two(lambda left, right: left - right), "<xx:x>", 2),
    "money.multiply": OwnFunction(_of_two(lambda left, right: left * right), "<xx:x>", 2),
    "money.divide": OwnFunction(divide, "<xxn?:x>", 3),
    "money.round": OwnFunction(rounded, "<xn?:x>", 2),
    "money.sum": OwnFunction(total, "<x:x>", 1),
    "money.compare": OwnFunction(compare, "<xx:x>", 2),
}
"""By the name that expressions use, without its dollar sign."""
