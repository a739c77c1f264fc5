"""The tables by which a VAT code and a revenue account of the target are chosen: their rows, and which row wins.

A row's conditions are all optional; it fits where all that it has hold. Of the rows that fit, the most specific one
wins. Rows are compared by the following, in this order, and the first difference decides:

1. a country beats a group, and a group beats neither;
2. a class beats none;
3. a rate beats none;
4. goods or service beats none;
5. the newer ``valid_from`` beats the older, and any beats none. A row whose ``valid_from`` is after the day of the
   order does not fit at all.

Two rows that are equal in all of it have the same conditions, and are a mistake in the settings: so one row wins at
most, in whatever order they are written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from mapping.choices import Choice, table_key
from mapping.code_keys import CountryKey, meant_country
from mapping.documents.values import Day, FilledText, check_country, parse_decimal
from mapping.suggestions import did_you_mean
from mapping.vat.areas import MEMBER_STATES, Kind
from mapping.vat.rates import percent
from words.mistake import Mistake
from words.told import Told

MODEL = ConfigDict(frozen=True, defer_build=True, extra="forbid", hide_input_in_errors=True)

TableGroup = Literal["domestic", "EU_business", "EU_consumer", "outside_EU"]
"""Where goods go and who buys them, as tables have it."""

_GROUPS: dict[str, str] = {name.casefold(): name for name in get_args(TableGroup)}
_COUNTS_AS = {"EL": "GR", "MC": "FR"}


def check_destination(value: Any) -> str:
    """Accept a group in any case, an ISO code of two letters, or XI. Raises Mistake with the remedy.

    >>> check_destination("eu_business"), check_destination("el"), check_destination("XI")
    ('EU_business', 'GR', 'XI')
    """
    if not isinstance(value, str):
        raise Mistake(Told("vat.write_destination_as_text"))
    written = value.strip()
    if group := _GROUPS.get(written.casefold()):
        return group
    code = _COUNTS_AS.get(written.upper(), written.upper())
    if code == "XI":
        return code
    try:
        return check_country(code)
    except ValueError:
        groups = get_args(TableGroup)
        nearest = did_you_mean(written, groups) or meant_country(written)
        if nearest is not None:
            told = Told("books.no_destination_near", nearest=repr(nearest), groups=groups)
            raise Mistake(told, allowed=groups, nearest=nearest) from None
        raise Mistake(Told("books.no_destination", groups=groups), allowed=groups) from None


def check_member_state(value: str) -> str:
    """Accept the ISO code of a member state. Raises Mistake with the remedy."""
    code = _COUNTS_AS.get(value.strip().upper(), value.strip().upper())
    if code not in MEMBER_STATES:
        nearest = meant_country(value)
        if nearest in MEMBER_STATES:
            raise Mistake(Told("books.no_member_state_near", nearest=repr(nearest)), nearest=nearest)
        raise Mistake(Told("books.no_member_state"))
    return code


def read_rate(value: Any) -> Any:
    """Read a rate of a settings file exactly: YAML reads 5.5 as a float, whose shortest text is what the file says."""
    return parse_decimal(str(value) if isinstance(value, float) else value)


Rate = Annotated[Decimal, BeforeValidator(read_rate), Field(ge=0, lt=100)]


@dataclass(frozen=True, slots=True)
class Sale:
    """What a row is compared with: one line of an order. ``rate`` is in percent, or None where the line has none."""

    group: TableGroup
    country: str
    rate: Decimal | None
    vat_class: str | None
    kind: Kind
    day: date


class Conditions(BaseModel):
    """What must hold for a row to fit; what is left out always holds."""

    model_config = MODEL

    country: Annotated[str, BeforeValidator(check_destination)] | None = Field(
        default=None,
        description="Where the goods go: an ISO code, or domestic, EU_business, EU_consumer or outside_EU.",
    )
    rate: Rate | None = Field(default=None, description="The rate that the source charges, in percent.")
    vat_class: FilledText | None = Field(default=None, description="The source's own name of the tax class.")
    kind: Kind | None = Field(default=None, description="goods or service; left out, both.")
    valid_from: Day | None = Field(default=None, description="The first day of orders for which this row is there.")

    def fits(self, sale: Sale) -> bool:
        """Whether every condition holds."""
        return (
            self.country in {None, sale.country, sale.group}
            and (self.rate is None or self.rate == sale.rate)
            and (self.vat_class is None or self.vat_class.casefold() == _fold(sale.vat_class))
            and self.kind in {None, sale.kind}
            and (self.valid_from is None or self.valid_from <= sale.day)
        )

    @property
    def specificity(self) -> tuple[int, bool, bool, bool, date]:
        """By this the rows that fit are compared; the greatest wins."""
        place = 0 if self.country is None else 1 if self.country in get_args(TableGroup) else 2
        return (
            place,
            self.vat_class is not None,
            self.rate is not None,
            self.kind is not None,
            self.valid_from or date.min,
        )

    @property
    def conditions(self) -> tuple[object, ...]:
        """Equal for two rows that fit the same sales."""
        return (self.country, self.rate, _fold(self.vat_class), self.kind, self.valid_from)

    def __str__(self) -> str:
        rate = str(percent(self.rate)) if self.rate is not None else None
        since = f"from {self.valid_from}" if self.valid_from else None
        told = [part for part in (self.country, rate, self.vat_class, self.kind, since) if part]
        return ", ".join(told) or "no conditions"


class VatRow(Conditions):
    """One row of the VAT table."""

    code: FilledText | None = Field(description="The target's VAT code. null: the line gets none, as under the KOR.")
    revenue_account: FilledText | None = Field(default=None, description="The ledger account of the revenue.")
    reverse: bool | None = Field(default=None, description="Whether the VAT is reverse charged to the buyer.")


class RevenueRow(Conditions):
    """One row of the table of revenue accounts."""

    account: FilledText = Field(description="The ledger account of the revenue.")


class RateChoice(Choice):
    """The idiom default, force, table and unmapped with rates in its table: 21, "21" and "21.00" are one rate."""

    @field_validator("table", mode="before")
    @classmethod
    def _rates_are_numbers(cls, table: Any) -> Any:
        if not isinstance(table, dict):
            return table
        read: dict[str, Any] = {}
        for written, code in table.items():
            try:
                rate = table_key(read_rate(written))
            except ValueError:
                raise Mistake(Told("books.no_rate"), at=(str(written),)) from None
            if rate is None or rate in read:
                raise Mistake(Told("books.rate_twice"), at=(str(written),))
            read[rate] = code
        return read


RowT = TypeVar("RowT", bound=Conditions)


class VatTable(BaseModel):
    """All that decides a line's VAT code and revenue account. Its accountant owns it."""

    model_config = MODEL

    seller: Annotated[str, AfterValidator(check_member_state)] = Field(
        default="NL", description="The member state that the seller is established in: what `domestic` stands for."
    )
    rows: tuple[VatRow, ...] = Field(default=(), description="VAT codes; the most specific row that fits wins.")
    vat_code: RateChoice = Field(
        default=RateChoice(), description="VAT codes by rate alone, for lines that no row of the table fits."
    )
    revenue_accounts: tuple[RevenueRow, ...] = Field(
        default=(), description="Revenue accounts, for lines whose VAT row names none."
    )
    outside_postcodes: dict[CountryKey, tuple[str, ...]] = Field(
        default={}, description="More beginnings of postcodes outside the VAT area, by ISO code of the country."
    )

    @model_validator(mode="after")
    def _no_two_rows_have_the_same_conditions(self) -> Self:
        tables: dict[str, Sequence[Conditions]] = {"rows": self.rows, "revenue_accounts": self.revenue_accounts}
        for name, rows in tables.items():
            seen: dict[tuple[object, ...], int] = {}
            for place, row in enumerate(rows):
                first = seen.setdefault(self._conditions(row), place)
                if first != place:
                    told = Told("books.row_twice", name=name, first=first, second=place, conditions=str(row))
                    raise Mistake(told, at=(name, place))
        return self

    def _conditions(self, row: Conditions) -> tuple[object, ...]:
        """Those of a row, with the seller's own country as ``domestic``: rows for both are about the same sales."""
        country, *others = row.conditions
        return ("domestic" if country == self.seller else country, *others)


def most_specific(rows: Sequence[RowT], sale: Sale) -> RowT | None:
    """The row that wins for a sale, or None where none fits.

    >>> rows = [VatRow(country="domestic", code="0"), VatRow(country="domestic", rate=21, code="1")]
    >>> sale = Sale("domestic", "NL", Decimal("21.00"), None, "goods", date(2026, 11, 24))
    >>> most_specific(rows, sale).code
    '1'
    """
    return max((row for row in rows if row.fits(sale)), key=lambda row: row.specificity, default=None)


def _fold(vat_class: str | None) -> str | None:
    return vat_class.strip().casefold() if vat_class is not None else None
