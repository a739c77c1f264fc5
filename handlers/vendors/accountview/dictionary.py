"""What AccountView's data dictionary says about the columns of orders and bookings: their types, lengths and rules.

CONTACT, LEDGER, VAT, COST, DAILY, DJ_PAGE, DJ_LINE, TRANSACT and ADM_LIST are as in the dictionary dump that
github.com/omniboost/go-accountview.net publishes under ``fields/``; ``acct_rec`` adds what a debtor needs above any
relation. Of SO_HDR, SO_LINE, DEL_ADDR and ARTICLE public clients show names only, so most lengths are open there: the
target leaves them unchecked and AccountView decides.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, cast, get_args

FieldType = Literal["C", "M", "N", "I", "Y", "B", "L", "D", "T"]
"""Visual FoxPro's letters: character, memo, numeric, integer, currency, double, logical, date, date with time."""

FILES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "CONTACT": ("contact", "acct_rec"),
        "DEL_ADDR": ("del_addr",),
        "SO_HDR": ("so_hdr",),
        "SO_LINE": ("so_line",),
        "ARTICLE": ("article",),
        "LEDGER": ("ledger",),
        "VAT": ("vat",),
        "COST": ("cost",),
        "DAILY": ("daily",),
        "DJ_PAGE": ("dj_page",),
        "DJ_LINE": ("dj_line",),
        "TRANSACT": ("transact",),
        "ADM_LIST": ("adm_list",),
    }
)

_SENT_ALL_THE_SAME = frozenset({("DJ_PAGE", "DJ_CODE")})
"""Flagged as not writable, yet every client that makes a page sends it, as nothing else tells the journal."""

_FILLED_BY_ACCOUNTVIEW = frozenset({("DJ_LINE", name) for name in ("TRN_DATE", "SRC_ID", "SRC_TYPE")})
"""Flagged as mandatory in the dump, yet every client that makes a page leaves them out: AccountView fills them in."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``length`` counts characters of C and digits of N, and is None where it is not known."""

    name: str
    type: FieldType
    length: int | None
    mandatory: bool
    upper: bool
    writable: bool

    @property
    def is_text(self) -> bool:
        """Whether its values are limited in characters."""
        return self.type == "C"


@cache
def columns_of(table: str) -> Mapping[str, Column]:
    """The columns of a table by name, both in capitals. Raises KeyError for a table that is not described here."""
    columns: dict[str, Column] = {}
    for name in FILES[table]:
        text = files(__package__).joinpath("dictionary", f"{name}.tsv").read_text(encoding="utf-8")
        for row in csv.DictReader(text.splitlines(), delimiter="\t"):
            column = _column(table, row)
            known = columns.get(column.name)
            columns[column.name] = replace(column, mandatory=True) if known and known.mandatory else column
    return MappingProxyType(columns)


@cache
def column_names() -> frozenset[str]:
    """The names of all columns that are described, of whatever table."""
    return frozenset(name for table in FILES for name in columns_of(table))


def type_of(table: str, column: str, default: FieldType = "C") -> FieldType:
    """The type letter of a column, or the default for one that is not described, such as a partner's own field.

    >>> type_of("SO_LINE", "ORD_QTY"), type_of("SO_HDR", "X11_CODE")
    ('N', 'C')
    """
    known = columns_of(table).get(column.upper()) if table in FILES else None
    return known.type if known else default


def _column(table: str, row: Mapping[str, str]) -> Column:
    """What the dump says of a column, unless what clients send proves otherwise."""
    place, letter = (table, row["name"]), row["type"]
    if letter not in get_args(FieldType):
        raise ValueError(f"{table}.{row['name']}: {letter} is no type")
    return Column(
        name=row["name"],
        type=cast("FieldType", letter),
        length=int(row["length"]) if row["length"] else None,
        mandatory=row["mandatory"] == "yes" and place not in _FILLED_BY_ACCOUNTVIEW,
        upper=row["format"] == "!",
        writable=row["not_writable"] != "yes" or place in _SENT_ALL_THE_SAME,
    )
