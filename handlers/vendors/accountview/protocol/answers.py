"""Reads what AccountView answers: tables of rows, whatever the case, the padding and the odd shapes they come in.

Shapes are those that public clients decode: one property per table in capitals, character values padded with blanks,
dates without a zone or empty, and, guarded against by one client, a single row as an object instead of a list. What
FoxPro keeps shows through: letters of one byte, and yes and no as letters or digits
(X-Sharp/XSharpPublic#1796, albfernandez/javadbf#60).
"""

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from mapping.documents.values import parse_decimal
from mapping.parsing import ParseError, parse_json

Row = Mapping[str, Any]
"""One row: column names in capitals; values are text without blanks behind it, Decimal, int, bool or None."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_FLAGS: Mapping[str, bool] = MappingProxyType(
    dict.fromkeys(("true", "t", ".t.", "1", "y", "yes", "j", "ja"), True)
    | dict.fromkeys(("false", "f", ".f.", "0", "n", "no", "nee", ""), False)
)
"""How yes and no are written; an empty column says no, as FoxPro's own does."""


class UnreadableAnswerError(ValueError):
    """The body is not what an answer looks like; the text never quotes it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The tables of one answer, names in capitals, in the order they came. Rows may be personal: in no repr.

    ``nothing``: the reply said in its own way, without any table, that there are no rows.
    """

    tables: Mapping[str, tuple[Row, ...]] = field(repr=False)
    nothing: bool = False

    def rows(self, table: str) -> tuple[Row, ...] | None:
        """The rows of a table, or None where the answer should have that table and does not."""
        return () if self.nothing else self.tables.get(table.upper())


@dataclass(frozen=True, slots=True)
class Company:
    """A company the signed-in user may work in: its id goes into the header ``x-company``."""

    id: str
    code: str
    description: str


@dataclass(frozen=True, slots=True)
class BusinessObject:
    """A business object by its code in capitals, and what the signed-in user may do with it over the web API."""

    code: str
    insert: bool
    update: bool


def load(body: bytes) -> Any:
    """The JSON of a body, numbers exact; its letters may be of one byte. Raises UnreadableAnswerError."""
    try:
        return parse_json(_in_utf8(body.removeprefix(BYTE_ORDER_MARK)))
    except (ParseError, UnicodeDecodeError) as error:
        raise UnreadableAnswerError(str(error)) from None


def tables_of(document: Any) -> Answer:
    """The tables of a parsed answer. Raises UnreadableAnswerError where it is no object."""
    if not isinstance(document, dict):
        raise UnreadableAnswerError("the answer is not an object of tables")
    tables = {str(name).strip().upper(): _rows(value) for name, value in document.items()}
    return Answer(MappingProxyType({name: rows for name, rows in tables.items() if rows is not None}))


def read_companies(document: Any) -> tuple[Company, ...]:
    """The companies of a parsed answer: a bare list. Raises UnreadableAnswerError for anything else."""
    if not isinstance(document, list) or not all(isinstance(item, dict) for item in document):
        raise UnreadableAnswerError("the answer is not a list of companies")
    rows = [_row(item) for item in document]
    return tuple(Company(text_of(row, "ID"), text_of(row, "CODE"), text_of(row, "DESCRIPTION")) for row in rows)


def read_objects(document: Any) -> tuple[BusinessObject, ...]:
    """The business objects of a parsed answer: a bare list. Raises UnreadableAnswerError for anything else."""
    if not isinstance(document, list) or not all(isinstance(item, dict) for item in document):
        raise UnreadableAnswerError("the answer is not a list of business objects")
    rows = [_row(item) for item in document]
    return tuple(
        BusinessObject(text_of(row, "CODE").upper(), is_true(row, "INSERTALLOWED"), is_true(row, "UPDATEALLOWED"))
        for row in rows
    )


def text_of(row: Row, column: str) -> str:
    """A value as text, empty where there is none.

    >>> text_of({"SUB_NR": 10023}, "sub_nr"), text_of({}, "SUB_NR")
    ('10023', '')
    """
    value = row.get(column.upper())
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).strip()


def code_of(row: Row, column: str) -> str:
    """A code as it is kept: blanks behind it are padding, and one before it is a sign like any other.

    >>> code_of({"ART_CODE": " A-2      "}, "ART_CODE")
    ' A-2'
    """
    value = row.get(column.upper())
    return "" if value is None or isinstance(value, dict | list) else str(value).rstrip()


def is_true(row: Row, column: str) -> bool:
    """Whether a logical value is true, in any of the ways in which it is written."""
    return flag_of(row, column) is True


def flag_of(row: Row, column: str) -> bool | None:
    """A logical value, in any of the ways in which it is written; None where it is neither.

    >>> [flag_of({"REC_BLK": value}, "REC_BLK") for value in ("T", 1, False, "", "X")]
    [True, True, False, False, None]
    """
    return _FLAGS.get(text_of(row, column).casefold())


def number_of(row: Row, column: str) -> Decimal | None:
    """A value as an exact number, or None where it is none."""
    try:
        return parse_decimal(row.get(column.upper()))
    except ValueError:
        return None


def day_of(row: Row, column: str) -> date | None:
    """The day of a date with or without time and zone, as it is written there; None where it is empty or no date.

    >>> day_of({"ORD_DATE": "2026-04-01T00:00:00"}, "ORD_DATE")
    datetime.date(2026, 4, 1)
    """
    text = text_of(row, column)
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def stamp_of(text: object) -> datetime | None:
    """The stamp that a text holds, without a zone; None where it is none.

    >>> stamp_of("2026-07-01T09:14:22Z"), stamp_of("")
    (datetime.datetime(2026, 7, 1, 9, 14, 22), None)
    """
    try:
        return datetime.fromisoformat(str(text).strip().removesuffix("Z")).replace(tzinfo=None, fold=0)
    except ValueError:
        return None


def lines_of(header: Row, lines: Sequence[Row] | None, table: str, *, alone: bool) -> Sequence[Row] | None:
    """The lines of a header by the number that relates them within an answer; None where it cannot be told.

    ``table`` is that of the headers; ``alone``: the answer has no other header.
    """
    if lines is None:
        return None
    relation = f"{table.upper()}_ID"
    own = text_of(header, relation)
    if own:
        return [line for line in lines if text_of(line, relation) == own]
    return lines if alone else None


def _in_utf8(body: bytes) -> bytes:
    """The body in UTF-8: each byte that is none of it is a letter of windows-1252, in which FoxPro keeps text."""
    return body if body.isascii() else body.decode("utf-8", _ONE_BYTE).encode()


def _one_byte_letters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    try:
        return wrong.decode("windows-1252"), error.end
    except UnicodeDecodeError:
        raise error from None


_ONE_BYTE = "accountview-one-byte"
codecs.register_error(_ONE_BYTE, _one_byte_letters)


def _rows(value: Any) -> tuple[Row, ...] | None:
    if isinstance(value, dict):
        return (_row(value),)
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return tuple(_row(item) for item in value)
    return None


def _row(item: Mapping[str, Any]) -> Row:
    return MappingProxyType({str(name).strip().upper(): _trim(value) for name, value in item.items()})


def _trim(value: Any) -> Any:
    return value.rstrip() if isinstance(value, str) else value
