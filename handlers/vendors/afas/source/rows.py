"""What rows of a connector are told apart and chosen by: their number, their stamp, and the values that are wanted."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.vendors.afas.client import Row
from handlers.vendors.afas.protocol import read_stamp
from handlers.vendors.afas.source.changes import MOST_NUMBER_CHARACTERS
from handlers.vendors.afas.source.columns import Columns
from words.told import Told

Wanted = Mapping[str, Sequence[str]]
"""The values that a column may have, by our words or the connector's own names."""


def columns_wanted(columns: Columns, wanted: Wanted, administration: int | None) -> dict[str, tuple[str, ...]]:
    """What is wanted by the connector's own columns, and of one administration, where it has that column."""
    chosen = {columns.column(word): tuple(values) for word, values in wanted.items()}
    column = dict(columns).get("administration")
    if administration is not None and column is not None:
        chosen[column] = (str(administration),)
    return chosen


def is_wanted(row: Row, wanted: Mapping[str, Sequence[str]]) -> bool:
    """Whether each column has one of its values; capitals do not count."""
    return all(
        text_of(row, column).casefold() in {value.casefold() for value in values} for column, values in wanted.items()
    )


def number_of(row: Row, column: str) -> str:
    """The record's number; empty where there is none, or one that no document can have."""
    number = text_of(row, column)
    return number if len(number) <= MOST_NUMBER_CHARACTERS else ""


def part_by_number(connector: str, column: str, rows: Sequence[Row]) -> tuple[list[Row], list[Told]]:
    """The rows that have a number, and a sentence for each row that has none and so cannot be told from others."""
    named = [row for row in rows if number_of(row, column)]
    told = Told("afas.row_without_number", connector=connector, column=column, most=MOST_NUMBER_CHARACTERS)
    return named, [told] * (len(rows) - len(named))


def is_since(row: Row, column: str, start: datetime) -> bool:
    """Whether a row is stamped ``start`` or later; one with an unreadable stamp is not."""
    try:
        return read_stamp(text_of(row, column)) >= start
    except ValueError:
        return False


def text_of(row: Row, column: str) -> str:
    """What a column holds, as a text without blanks around it; empty for nothing."""
    value = row.get(column)
    return "" if value is None else str(value).strip()
