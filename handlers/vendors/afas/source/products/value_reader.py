"""Reads the values of a product's rows, and collects all that is wrong with them by the connector's own columns."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from handlers.vendors.afas.source.columns import Columns
from handlers.vendors.afas.source.rows import shown_words
from handlers.vendors.afas.source.values import read_number, read_yes_no
from mapping.problems import Problem
from words.mistake import Mistake
from words.told import Told

_Value = TypeVar("_Value")

_LONGEST_SHOWN = 60


class ReadRow:
    """One row under our words; ``problems`` is where what is wrong with it is put.

    ``words`` has a word where the connector shows its column; an empty text is None.
    """

    def __init__(self, columns: Columns, row: Mapping[str, Any], problems: list[Problem]) -> None:
        self.words = shown_words(columns, row)
        self._columns = dict(columns)
        self._problems = problems

    def __contains__(self, word: str) -> bool:
        return word in self.words

    def text(self, word: str) -> str:
        """What is there as a text without blanks around it; empty for nothing."""
        value = self.words.get(word)
        return "" if value is None else str(value).strip()

    def number(self, word: str, read: Callable[[Any], Decimal | None] = read_number) -> Decimal | None:
        """The number that is there, as ``read`` reads it; None for none, and for what is wrong."""
        return self._read(word, read, Told("afas.no_number"))

    def yes_no(self, word: str) -> bool | None:
        """The yes or no that is there; None for neither, and for what is wrong."""
        return self._read(word, read_yes_no, Told("afas.no_yes_or_no"))

    def refuse(self, word: str, wrong: Told, mend: Told) -> None:
        """Note that something is wrong with what a word holds."""
        value = self.words.get(word)
        shown = None if value is None else str(value)[:_LONGEST_SHOWN]
        self._problems.append(Problem(self._columns.get(word) or word, wrong, mend, shown))

    def _read(self, word: str, read: Callable[[Any], _Value | None], wrong: Told) -> _Value | None:
        try:
            return read(self.words.get(word))
        except Mistake as mistake:
            self.refuse(word, wrong, mistake.told)
            return None
