"""JSONata as the mapping allows it: its own functions only, each counted, with re2 for patterns and small ranges.

The language is described at https://docs.jsonata.org; the engine is the package jsonata-python. What this file changes:
functions that look at a clock, at chance or at other expressions do not exist; neither do those whose work cannot be
bounded (see :data:`REFUSED`); every step and every call of a function is counted by
:class:`mapping.expressions.meter.Meter`.
"""

import sys
from collections.abc import Iterator
from threading import local
from typing import Any

from mapping.expressions.jsonata_functions import OWN_FUNCTIONS
from mapping.expressions.jsonata_members import read_members
from mapping.expressions.meter import Meter, RunawayError
from mapping.expressions.regexes import compile_regex
from words.told import Told

_RECURSION = sys.getrecursionlimit()
from jsonata.jexception import JException  # noqa: E402 - the limit is looked at first
from jsonata.jsonata import Jsonata  # noqa: E402 - as above
from jsonata.parser import Parser  # noqa: E402 - as above
from jsonata.timebox import Timebox  # noqa: E402 - as above
from jsonata.utils import Utils  # noqa: E402 - as above

# The package raises the limit of the whole process to 10,000 when it is imported; our other parsers rely on the usual.
sys.setrecursionlimit(_RECURSION)

LARGEST_RANGE = 10_000
"""How many numbers ``[1..n]`` may give."""

KEPT = frozenset(
    {"sum", "count", "max", "min", "average", "string", "substring", "substringBefore", "substringAfter", "lowercase"}
    | {"uppercase", "length", "trim", "match", "contains", "split", "number", "floor", "ceil", "round", "abs", "sqrt"}
    | {"power", "boolean", "not", "map", "zip", "filter", "single", "reduce", "sift", "keys", "lookup", "append"}
    | {"exists", "spread", "merge", "reverse", "each", "type", "sort", "base64encode", "base64decode"}
    | {"encodeUrlComponent", "decodeUrlComponent"}
)
"""JSONata's functions that are offered as they are."""

REFUSED = {
    "now": Told("expressions.read_a_date"),
    "millis": Told("expressions.read_a_date"),
    "random": Told("expressions.the_same_always"),
    "shuffle": Told("expressions.the_same_always"),
    "eval": Told("expressions.never_run"),
    "clone": Told("expressions.build_object"),
    "error": Told("expressions.hold_by_table"),
    "assert": Told("expressions.hold_by_table"),
    "toMillis": Told("expressions.use_dates"),
    "fromMillis": Told("expressions.use_dates"),
    "formatNumber": Told("expressions.inexact_numbers"),
    "formatInteger": Told("expressions.inexact_numbers"),
    "formatBase": Told("expressions.inexact_numbers"),
    "parseInteger": Told("expressions.use_numbers"),
    "encodeUrl": Told("expressions.use_function", name="$encodeUrlComponent"),
    "decodeUrl": Told("expressions.use_function", name="$decodeUrlComponent"),
}
"""JSONata's functions that do not exist here, each with what to do instead."""

_running = local()


class _Counted(Jsonata.JNativeFunction):  # type: ignore[misc]  # the package carries no types
    """One of the functions an expression may call; what it makes is counted, also where no step of ours calls it."""

    def call(self, input: Any, args: Any) -> Any:  # noqa: A002 - the package's own name
        """Call it. Raises RunawayError."""
        meter: Meter = _running.meter
        meter.spend(1)
        result = super().call(input, args)
        meter.count_produced(result)
        return result


class _Own(Jsonata.JFunction):  # type: ignore[misc]  # as above
    """A function of this house in the place of one of JSONata's."""

    def __init__(self, name: str) -> None:
        own = OWN_FUNCTIONS[name]
        super().__init__(None, own.signature)
        self.function_name = _word(name)
        self._call = own.call
        self._arguments = own.arguments

    def call(self, _: Any, args: Any) -> Any:
        """Call it with all arguments it knows, those not given as None. Raises RunawayError."""
        meter: Meter = _running.meter
        meter.spend(1)
        given = list(args or ())[: self._arguments]
        result = self._call(meter, *given, *[None] * (self._arguments - len(given)))
        meter.count_produced(result)
        return result

    def get_number_of_args(self) -> int:
        """How many arguments it takes, for partial application."""
        return self._arguments


class Engine(Jsonata):  # type: ignore[misc]  # as above
    """One compiled expression. Raises JException and ValueError when the text is none."""

    def __init__(self, text: str) -> None:
        super().__init__(text, _pattern)
        read_members(list(self.symbols()))
        self.environment = Jsonata.Frame(None)
        for name, function in FUNCTIONS.items():
            self.environment.bindings[name] = self.environment.bindings[_word(name)] = function
        self.environment.bindings["__evaluate_entry"] = lambda *_: _running.meter.enter()
        self.environment.bindings["__evaluate_exit"] = lambda _, __, ___, result: _running.meter.leave(result)
        self.set_validate_input(False)
        self.set_output_convert_nulls(False)  # the package would walk what stands twice in a value twice, and so on

    def run(self, document: Any) -> Any:
        """The raw result on a document of its own: plain JSON types. Raises RunawayError, and whatever Python can."""
        _running.meter = Meter(Timebox.current_milli_time)
        Jsonata.CURRENT.jsonata = self  # the package evaluates with the engine made last in this thread
        try:
            return self.evaluate(document, {})
        finally:
            del _running.meter

    def evaluate_range_expression(self, lhs: Any, rhs: Any) -> Any:
        """The numbers from one to another. Raises RunawayError for too many."""
        if isinstance(lhs, int) and isinstance(rhs, int) and rhs - lhs >= LARGEST_RANGE:
            raise RunawayError(Told("expressions.too_wide_a_range", most=LARGEST_RANGE))
        numbers = super().evaluate_range_expression(lhs, rhs)
        return None if numbers is None else Utils.create_sequence_from_iter(range(lhs, rhs + 1))

    def symbols(self) -> Iterator[Any]:
        """Every symbol of the compiled expression, once."""
        seen: set[int] = set()
        waiting: list[Any] = [self.ast]
        while waiting:
            part = waiting.pop()
            if isinstance(part, list | tuple):
                waiting.extend(part)
            elif isinstance(part, Parser.Symbol) and id(part) not in seen:
                seen.add(id(part))
                yield part
                waiting.extend(value for name, value in vars(part).items() if name != "_outer_instance")


def _word(name: str) -> str:
    """A name without its point: the package writes the call of a function with open arguments as text, and reads it."""
    return name.replace(".", "_")


def _pattern(pattern: str, flags: Any) -> Any:
    return compile_regex(pattern, ignore_case=flags.case_insensitive, multiline=flags.multiline)


def _kept(name: str) -> Any:
    native = Jsonata.static_frame.bindings[name]
    counted = _Counted.__new__(_Counted)
    counted.__dict__.update(vars(native))
    return counted


FUNCTIONS: dict[str, Any] = {name: _kept(name) for name in KEPT} | {name: _Own(name) for name in OWN_FUNCTIONS}
"""All functions an expression may call."""

__all__ = ["FUNCTIONS", "REFUSED", "Engine", "JException", "RunawayError", "Utils"]
