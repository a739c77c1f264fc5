"""What rows of a connector are told apart and chosen by, and what of their columns is read at all."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers.vendors.afas.client import Row
from handlers.vendors.afas.protocol import read_moment, read_stamp
from handlers.vendors.afas.source.changes import MOST_NUMBER_CHARACTERS
from handlers.vendors.afas.source.columns import Columns, Named
from mapping.functions import is_empty
from words.told import Told

Wanted = Mapping[str, Sequence[str]]
"""The values that a column may have, by our words or the connector's own names."""


def columns_wanted(columns: Columns, wanted: Wanted, administration: int | None = None) -> dict[str, tuple[str, ...]]:
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


def is_elsewhere(row: Row, column: str | None, administration: int | None) -> bool:
    """Whether a row is of another administration than the one that is read."""
    return column is not None and administration is not None and text_of(row, column) != str(administration)


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


def shown_words(columns: Named, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row under our words, for the columns that the connector shows. A text of blanks is nothing."""
    return {
        word: None if is_empty(row[column]) else row[column]
        for word, column in columns
        if column is not None and column in row
    }


def said_words(columns: Named, row: Mapping[str, Any], without: Container[str] = ()) -> dict[str, Any]:
    """What the columns that are read say, by our words but for some; one that is not shown is left out."""
    return {
        word: row[column] for word, column in columns if column is not None and column in row and word not in without
    }


def only_read(columns: Named, row: Row, also: Iterable[str] = ()) -> Row:
    """The columns of a row that are read: remarks, and whatever else a connector shows, are not kept."""
    read = (*(column for _, column in columns if column is not None), *also)
    return {column: row[column] for column in read if column in row}


def stamp_of(value: Any) -> datetime | None:
    """The aware moment that a stamp tells; None for what tells none."""
    try:
        return read_moment(value) if isinstance(value, str) else None
    except ValueError:
        return None
