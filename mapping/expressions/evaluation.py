"""Compiles an expression with JSONata's engine, and gives its results in plain types and its failures in our words."""

from collections.abc import Collection, Iterator
from typing import Any

from mapping.expressions.expression import ExpressionError, FailedExpressionError
from mapping.expressions.jsonata_engine import FUNCTIONS, REFUSED, Engine, JException, RunawayError, Utils
from mapping.expressions.jsonata_functions import RefusedValueError
from mapping.expressions.jsonata_members import MONEY
from mapping.suggestions import tell_unknown
from words.mistake import Mistake, refuse_all
from words.told import Told

LARGEST_WHOLE = 2**53
"""JSONata computes with floats: a whole number beyond this may have lost its last digit."""

_SIGNS = frozenset({"+", "-", "*", "/", "%", "<", "<=", ">", ">=", "&", ".."})


class Compiled:
    """An expression that its engine has read, free of mistakes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def value(self, document: Any) -> Any:
        """As ``Expression.value``."""
        try:
            return _plain(self._engine.run(document))
        except RunawayError as error:
            raise FailedExpressionError(error.told, Told("expressions.simplify")) from None
        except RefusedValueError as error:
            stops = Told("expressions.stops", why=error.told)
            raise FailedExpressionError(stops, Told("expressions.correct")) from None
        except FailedExpressionError:
            raise
        except JException as error:
            why = Told("expressions.jsonata", code=error.error, english=_tell_error(error))
            raise FailedExpressionError(Told("expressions.stops", why=why), Told("expressions.correct")) from None
        except RecursionError:
            raise FailedExpressionError(Told("expressions.too_deep"), Told("expressions.simplify")) from None
        except Exception as error:  # noqa: BLE001 - the package raises what Python raises, as for a division by zero
            wrong = Told("expressions.cannot_work", error=type(error).__name__)
            raise FailedExpressionError(wrong, Told("expressions.guard")) from None


def compile_expression(text: str) -> Compiled:
    """Read an expression. Raises ExpressionError with the position."""
    try:
        engine = Engine(text)
    except JException as error:
        place, english = max(error.location, 0), _tell_error(error)
        raise ExpressionError(Told("expressions.not_read", place=place, english=english, code=error.error)) from None
    except RecursionError:
        raise ExpressionError(Told("expressions.too_deep_in_brackets")) from None
    except Mistake as mistake:
        raise ExpressionError(mistake.told) from None
    except Exception:  # noqa: BLE001 - the package's parser raises what Python raises on a text cut short
        raise ExpressionError(Told("expressions.no_expression")) from None
    refuse_all(_mistakes(engine))
    return Compiled(engine)


def _plain(value: Any) -> Any:
    """The result in plain types: nothing of the package in it, and no number that may have lost a digit."""
    if value is None or value is Utils.NULL_VALUE:
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, int) and abs(value) < LARGEST_WHOLE:
        return value
    if isinstance(value, int | float):
        raise FailedExpressionError(Told("expressions.not_exact"), Told("expressions.use_money"))
    raise FailedExpressionError(Told("expressions.gives_function"), Told("expressions.call_function"))


def _tell_error(error: Any) -> str:
    """The package's sentence without what stands in the document."""
    template = str(JException.error_codes.get(error.error, "it cannot be worked out"))
    if error.error.startswith("S"):
        return str(error)
    sign = error.current if isinstance(error.current, str) and error.current in _SIGNS else "…"
    told = template.replace("{{{token}}}", "…").replace("{{token}}", sign)
    while "{{" in told:
        before, _, rest = told.partition("{{")
        told = f"{before}…{rest.partition('}}')[2].removeprefix('}')}"
    return told.rstrip(".")


def _mistakes(engine: Engine) -> Iterator[ExpressionError]:
    """Functions that do not exist, and the one operator that changes a value in place."""
    symbols = list(engine.symbols())
    named = _names_given(symbols)
    for symbol in sorted(symbols, key=lambda symbol: symbol.position or 0):
        if symbol.type == "transform":
            yield ExpressionError(Told("expressions.no_transform", place=symbol.position))
        elif symbol.type == "variable":
            yield from _unknown(str(symbol.value), symbol.position, named)


def _unknown(name: str, place: int, named: Collection[str]) -> Iterator[ExpressionError]:
    if name == MONEY:
        yield ExpressionError(Told("expressions.money_alone", place=place, money=f"${MONEY}"))
    elif name in REFUSED:
        yield ExpressionError(Told("expressions.not_here", place=place, name=f"${name}", remedy=REFUSED[name]))
    elif name not in FUNCTIONS and name not in named and name not in {"", "$"}:
        there = [f"${known}" for known in (*FUNCTIONS, *named)]
        found = tell_unknown(Told("names.function"), f"${name}", there)
        told = Told("expressions.no_function", place=place, told=found.told)
        yield ExpressionError(told, allowed=found.allowed, nearest=found.nearest)


def _names_given(symbols: list[Any]) -> set[str]:
    """The variables that an expression gives a value itself: with :=, as arguments of a function, with @ and #."""
    named: set[str] = set()
    for symbol in symbols:
        if symbol.type == "bind":
            named.add(str(symbol.lhs.value))
        elif symbol.type == "lambda":
            named |= {str(argument.value) for argument in symbol.arguments or ()}
        named |= {str(name) for name in (symbol.focus, symbol.index) if isinstance(name, str)}
    return named
