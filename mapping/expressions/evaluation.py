"""Compiles an expression with JSONata's engine, and gives its results in plain types and its failures in our words."""

from collections.abc import Collection, Iterator
from typing import Any

from mapping.expressions.expression import ExpressionError, FailedExpressionError
from mapping.expressions.jsonata_engine import FUNCTIONS, REFUSED, Engine, JException, RunawayError, Utils
from mapping.expressions.jsonata_functions import RefusedValueError
from mapping.expressions.jsonata_members import MONEY
from mapping.suggestions import tell_unknown
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
        raise ExpressionError(f"character {max(error.location, 0)}: {_tell_error(error)}") from None
    except RecursionError:
        raise ExpressionError("stands too deep in brackets; take it apart") from None
    except Exception as error:  # noqa: BLE001 - the package's parser raises what Python raises on a text cut short
        told = str(error) if type(error) is ValueError else "is no expression; see docs.jsonata.org"
        raise ExpressionError(told) from None
    if mistakes := list(_mistakes(engine)):
        raise ExpressionError("; ".join(mistakes))
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


def _mistakes(engine: Engine) -> Iterator[str]:
    """Functions that do not exist, and the one operator that changes a value in place."""
    symbols = list(engine.symbols())
    named = _names_given(symbols)
    for symbol in sorted(symbols, key=lambda symbol: symbol.position or 0):
        where = f"character {symbol.position}: "
        if symbol.type == "transform":
            yield f"{where}the operator |...|...| does not exist here; build the object with {{...}}"
        elif symbol.type == "variable" and (told := _unknown(str(symbol.value), named)) is not None:
            yield where + told


def _unknown(name: str, named: Collection[str]) -> str | None:
    if name == MONEY:
        return f"${MONEY} holds the functions for money; call one, such as ${MONEY}.add(a, b), and name no variable so"
    if name in FUNCTIONS or name in named or name in {"", "$"}:
        return None
    if name in REFUSED:
        return f"${name} does not exist here; {REFUSED[name]}"
    return tell_unknown("function", f"${name}", [f"${known}" for known in (*FUNCTIONS, *named)])


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
