"""The one door to JSONata: an expression is compiled when the configuration is loaded, and bounded whenever it runs.

Documents enter as :func:`mapping.rows.views.as_json` shows them: numbers are text, and what is missing is absent.
"""

from typing import Any

from mapping.problems import UnworkableError
from words.mistake import Mistake
from words.told import Told

MOST_CHARACTERS = 4000
"""How many characters an expression may have."""


class ExpressionError(Mistake):
    """A text is no expression: what is told says where and what to do."""


class FailedExpressionError(UnworkableError):
    """An expression cannot work on this document."""


class Expression:
    """A compiled expression. Raises ExpressionError with the position.

    >>> Expression("order.lines[quantity != '1'].sku").value({"order": {"lines": [{"sku": "A", "quantity": "2"}]}})
    'A'
    >>> Expression("$lowercas(order.email)")
    Traceback (most recent call last):
    mapping.expressions.expression.ExpressionError: character 9: no function "$lowercas"; did you mean "$lowercase"?
    """

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > MOST_CHARACTERS:
            raise ExpressionError(Told("expressions.too_long", most=MOST_CHARACTERS))
        from mapping.expressions.evaluation import compile_expression  # noqa: PLC0415 - its package is large, and most settings have no expression

        self._engine = compile_expression(text)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def value(self, document: Any) -> Any:
        """Its result: dict, list, str, int, bool or None. Raises FailedExpressionError, and nothing else."""
        return self._engine.value(document)

    def holds(self, document: Any) -> bool:
        """Whether it gives something that counts as true. Raises FailedExpressionError."""
        return is_true(self.value(document))


def is_true(value: Any) -> bool:
    """JSONata's rule: nothing, false, 0, empty text, and lists without anything true are false.

    >>> is_true("0"), is_true([0, ""]), is_true({"a": None})
    (True, False, True)
    """
    if isinstance(value, list):
        return any(is_true(part) for part in value)
    return bool(value)
