"""Holds a row that is to be written against the dictionary and the other tables, and converts its values."""

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from handlers.sandboxes.accountview.behaviour import Behaviour
from handlers.sandboxes.accountview.published import Column
from handlers.sandboxes.accountview.refusals import RefusedError
from handlers.sandboxes.accountview.tables import REFERENCES, Row

PRICES = frozenset({"ART_PX", "PX_SELL", "COST_PX"})
"""Columns of unit prices: how many decimals they hold no public page tells."""

_CUSTOM = re.compile(r"[A-Z]\d{1,2}_\w+")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?Z?)?")


class Checker:
    """Checks rows for one administration; ``columns_of`` a table are those that this installation has."""

    def __init__(
        self,
        columns_of: Callable[[str], Mapping[str, Column]],
        tables: Mapping[str, list[Row]],
        behaviour: Behaviour,
    ) -> None:
        self._columns_of = columns_of
        self._tables = tables
        self._behaviour = behaviour

    def check_row(
        self, table: str, row: Mapping[str, Any], *, given: frozenset[str] = frozenset(), partial: bool = False
    ) -> Row:
        """The row as it is stored. Raises RefusedError, which names the column and never the value.

        ``given`` are columns that AccountView fills when they are left out; of a ``partial`` row any may be left out.
        """
        columns = self._columns_of(table)
        out: Row = {}
        for name, value in row.items():
            column = columns.get(name)
            if column is None:
                out[name] = self._custom(table, name, value)
                continue
            if not column.writable and self._behaviour.strict:
                raise RefusedError(f"{table}.{name}: dit veld kan niet worden gewijzigd.")
            out[name] = self._convert(column, value)
        for column in columns.values():
            left_out = column.name not in row and (partial or column.name in given or not column.writable)
            if column.mandatory and not left_out and out.get(column.name) in {None, ""}:
                raise RefusedError(f"{table}.{column.name}: een waarde is verplicht.")
        self._refuse_dangling(table, out)
        return out

    def _custom(self, table: str, name: str, value: Any) -> Any:
        if self._behaviour.custom_fields and _CUSTOM.fullmatch(name):
            return value
        raise RefusedError(f"{table}.{name}: onbekend veld.")

    def _convert(self, column: Column, value: Any) -> Any:
        if column.type in {"C", "M"}:
            text = "" if value is None else str(value).rstrip()
            if column.type == "C" and column.length is not None and len(text) > column.length:
                if not self._behaviour.cuts:
                    raise RefusedError(f"{column.name}: de waarde is langer dan {column.length} tekens.")
                text = text[: column.length]
            return text.upper() if column.upper else text
        if column.type in {"D", "T"}:
            return moment(column.name, value)
        if column.type == "L":
            return str(value).lower() == "true"
        number = _number(column, value)
        if column.type == "N" and column.length is not None and len(str(int(number))) > column.length:
            raise RefusedError(f"{column.name}: de waarde past niet in {column.length} posities.")
        return self._round_to_column(column, number)

    def _round_to_column(self, column: Column, number: Decimal) -> Decimal:
        """The number as its column holds it: a price with so many decimals, FoxPro's currency (Y) with four."""
        decimals = self._behaviour.price_decimals if column.name in PRICES else 4 if column.type == "Y" else None
        if decimals is None or round(number, decimals) == number:
            return number
        return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)

    def _refuse_dangling(self, table: str, row: Mapping[str, Any]) -> None:
        for name, (other, key) in REFERENCES.get(table, {}).items():
            value = row.get(name)
            if value and all(known[key] != value for known in self._tables[other]):
                raise RefusedError(f"{table}.{name}: de waarde bestaat niet.")


def comparable(value: Any, column: Column) -> Any:
    """A value as filters compare it: blanks at its end do not count, and some columns are compared in capitals.

    Raises RefusedError.
    """
    if column.type in {"N", "I", "Y", "B"}:
        try:
            return Decimal(str(value if value not in {None, ""} else 0))
        except InvalidOperation:
            raise RefusedError(f"{column.name}: de filterwaarde is geen getal.") from None
    if column.type == "L":
        return str(value or False).lower() == "true"
    text = str(value if value is not None else "").rstrip()
    if column.type in {"D", "T"}:
        return text[:19].replace(" ", "T")
    return text.upper() if column.upper else text


def moment(name: str, value: Any) -> str:
    """A moment as it is stored, without a zone; an empty one is empty. Raises RefusedError."""
    text = "" if value is None else str(value).strip()
    if not text:
        return ""
    match = _DAY.fullmatch(text)
    if match is None:
        raise RefusedError(f"{name}: de waarde is geen datum.")
    year, month, day, *time = match.groups(default="00")
    return f"{year}-{month:0>2}-{day:0>2}T{':'.join(time)}"


def _number(column: Column, value: Any) -> Decimal:
    try:
        number = Decimal(int(value)) if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise RefusedError(f"{column.name}: de waarde is geen getal.")
    return number
