"""A connector's table: typed columns, stored rows, and how AFAS shows a stored value in JSON.

Sources: AFASSoftware/OASContent markdownpages/profit/en/get-connector.md; rmuit/PracticalAfas README-get.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from handlers.sandboxes.afas.row_index import RowIndex

Stored = str | int | bool | Decimal | date | datetime | None


class Kind(StrEnum):
    """A column's data type, as metainfo names it; a moment is a date there."""

    STRING = "string"
    INT = "int"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``decimals`` is the least number of decimals a decimal is shown with."""

    id: str
    kind: Kind = Kind.STRING
    decimals: int = 2

    def describe(self) -> dict[str, Any]:
        """The column in metainfo."""
        return {
            "id": self.id,
            "fieldId": self.id.upper()[:10],
            "dataType": "date" if self.kind is Kind.MOMENT else self.kind.value,
            "label": self.id,
            "length": 100 if self.kind is Kind.STRING else 0,
            "controlType": 1,
            "decimals": self.decimals if self.kind is Kind.DECIMAL else 0,
            "decimalsFieldId": "",
        }


@dataclass(slots=True)
class Table:
    """A connector's rows.

    ``blocked`` is what AFAS does to a connector that is read too often; ``hides`` is the filter authorisation of the
    user's group, which takes rows away without a word. ``complete`` adds to the rows of one page what is not stored.
    ``index`` finds rows where these are sure to stay as they are.
    """

    name: str
    columns: tuple[Column, ...]
    rows: list[dict[str, Stored]] = field(default_factory=list)
    blocked: bool = False
    hides: Callable[[dict[str, Stored]], bool] = lambda row: False  # noqa: ARG005 - hides nothing, whatever the row
    complete: Callable[[list[dict[str, Stored]]], list[dict[str, Stored]]] = lambda rows: rows
    index: RowIndex | None = None

    def column(self, name: str) -> Column | None:
        """The column of this id, whatever its capitals."""
        return next((column for column in self.columns if column.id.lower() == name.lower()), None)

    def show_row(self, row: dict[str, Stored]) -> dict[str, Any]:
        """A row as JSON has it: every column, null for empty."""
        return {column.id: show(column, row.get(column.id)) for column in self.columns}


def show(column: Column, value: Stored) -> Any:
    """One value as JSON has it."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return f"{whole_seconds(value).isoformat()}Z"
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00Z"
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return value if isinstance(exponent, int) and -exponent >= column.decimals else value.quantize(_unit(column))
    return value


def whole_seconds(moment: datetime) -> datetime:
    """A stored moment as it is shown: to whole seconds, half a second and more going up."""
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


def _unit(column: Column) -> Decimal:
    return Decimal(1).scaleb(-column.decimals)
