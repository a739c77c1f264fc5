"""Builds the query of a read: numbered filters, FoxPro dates, the fields wanted, and the key of the last row seen.

The parameter names are those that public clients send (github.com/omniboost/go-accountview.net and
github.com/ForecastXL/accountview-ruby).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from urllib.parse import quote, urlencode

from mapping.documents.values import plain

Value = str | int | Decimal | date
"""What a filter compares with; a datetime is a date with its time of day."""


class Operator(StrEnum):
    """The comparisons that public clients use."""

    EQUAL = "Equal"
    NOT_EQUAL = "NotEqual"
    CONTAINS = "Contains"
    ON_OR_AFTER = "DateOnOrAfterDate"


@dataclass(frozen=True, slots=True)
class Filter:
    """One comparison. The value may be personal and is in no repr."""

    column: str
    value: Value = field(repr=False)
    operator: Operator = Operator.EQUAL

    @property
    def value_type(self) -> str:
        """The letter of the value's type: C text, N number, D date, T date with time."""
        if isinstance(self.value, str):
            return "C"
        if isinstance(self.value, datetime):
            return "T"
        return "D" if isinstance(self.value, date) else "N"

    @property
    def literal(self) -> str:
        """The value as FoxPro reads it.

        >>> Filter("CNG_DATE", datetime(2026, 4, 1, 13, 30)).literal
        '{^2026-04-01 13:30:00}'
        """
        if isinstance(self.value, datetime):
            return f"{{^{self.value:%Y-%m-%d %H:%M:%S}}}"
        if isinstance(self.value, date):
            return f"{{^{self.value.isoformat()}}}"
        return plain(self.value) if isinstance(self.value, Decimal) else str(self.value)


@dataclass(frozen=True, slots=True)
class Query:
    """What to read of one business object. ``book_date`` picks the administration; None is today's."""

    object: str
    fields: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    match_any: bool = False
    book_date: date | None = None

    def parameters(self, page_size: int, last_key: str | None = None) -> tuple[tuple[str, str], ...]:
        """Names and values in the order they are sent; ``last_key`` is the key of the last row of the page before."""
        pairs = [("BusinessObject", self.object), ("PageSize", str(page_size))]
        if last_key is not None:
            pairs.append(("lastKey", last_key))
        if self.fields:
            pairs.append(("Fields", ",".join(self.fields)))
        if self.book_date is not None:
            pairs.append(("BookDate", self.book_date.isoformat()))
        if self.match_any:
            pairs.append(("MatchAnyFilter", "true"))
        for number, one in enumerate(self.filters, start=1):
            pairs += [
                (f"FilterControlSource{number}", one.column),
                (f"FilterOperator{number}", one.operator.value),
                (f"FilterValueType{number}", one.value_type),
                (f"FilterValue{number}", one.literal),
                (f"FilterIsListOfValues{number}", "false"),
            ]
        return tuple(pairs)


def encode_parameters(parameters: Sequence[tuple[str, str]]) -> str:
    """The query as it stands in the address, every value percent-encoded as UTF-8."""
    return urlencode(parameters, quote_via=quote, safe="")


def batches(
    values: Sequence[str], query_of: Callable[[Sequence[str]], Query], *, most: int, longest: int, page_size: int
) -> Iterator[Query]:
    """As few queries over all values as fit: at most ``most`` values and ``longest`` characters in each.

    A value that is too long on its own still gets its query, so that nothing is left out silently.
    """

    def fits(some: Sequence[str]) -> bool:
        return len(encode_parameters(query_of(some).parameters(page_size))) <= longest

    first, largest = 0, max(min(most, page_size), 1)
    while first < len(values):
        batch = values[first : first + largest]
        batch = batch[: _count_fitting(batch, fits)]
        yield query_of(batch)
        first += len(batch)


def _count_fitting(values: Sequence[str], fits: Callable[[Sequence[str]], bool]) -> int:
    """How many of these, from the first on, fit together: one at the least, and looked for by halves."""
    if fits(values):
        return len(values)
    fitting, too_many = 1, len(values)
    while too_many - fitting > 1:
        middle = (fitting + too_many) // 2
        fitting, too_many = (middle, too_many) if fits(values[:middle]) else (fitting, middle)
    return fitting
