"""AccountView's columns as they are published: types, lengths, and what must or may not be written.

They are the sandbox's own, and nothing of the client's: what the client believes wrongly is refused here. Each file in
``published/`` is one table. Most are the data dictionary of a real installation, as it stands under ``fields/`` of
github.com/omniboost/go-accountview.net. Of SO_HDR, SO_LINE, DEL_ADDR and ARTICLE public clients show names and types
only; there the one length that is known is that of a column which names another record: the length of its key.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, get_args

FieldType = Literal["C", "M", "N", "I", "Y", "B", "L", "D", "T"]
"""Visual FoxPro's letters: character, memo, numeric, integer, currency, double, logical, date, date with time."""

TABLES = frozenset(
    {
        "ADM_LIST",
        "ARTICLE",
        "CONTACT",
        "COST",
        "DAILY",
        "DEL_ADDR",
        "DJ_LINE",
        "DJ_PAGE",
        "LEDGER",
        "SO_HDR",
        "SO_LINE",
        "TRANSACT",
        "VAT",
    }
)

_WRITTEN_ALL_THE_SAME = frozenset({("DJ_PAGE", "DJ_CODE")})
"""Marked as not writable; yet each public client that makes a page sends it, and nothing else names the journal."""

_FILLED_BY_ACCOUNTVIEW = frozenset({("DJ_LINE", "TRN_DATE"), ("DJ_LINE", "SRC_ID"), ("DJ_LINE", "SRC_TYPE")})
"""Marked as mandatory; yet each public client that makes a page leaves them out."""

_NEEDED_OF_DEBTORS = frozenset({("CONTACT", "ACCT_NR")})
"""Optional in CONTACT; yet the same dump's list of what a debtor has (``acct_rec``) marks it as mandatory."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``length`` counts characters of C and the width of N, and is None where none is published."""

    name: str
    type: FieldType
    length: int | None
    mandatory: bool
    upper: bool
    writable: bool


@cache
def find_columns(table: str) -> Mapping[str, Column]:
    """The columns of a table by name, both in capitals. Raises KeyError for a table that is not described."""
    if table not in TABLES:
        raise KeyError(table)
    return MappingProxyType({row["name"]: _column(table, row) for row in _rows(table)})


def _rows(table: str) -> Iterator[dict[str, str]]:
    text = files(__package__).joinpath("published", f"{table.lower()}.tsv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines(), delimiter="\t")


def _column(table: str, row: Mapping[str, str]) -> Column:
    """What the dictionary says, unless what public clients send proves otherwise."""
    place = (table, row["name"])
    return Column(
        name=row["name"],
        type=next(known for known in get_args(FieldType) if known == row["type"]),
        length=int(row["length"]) if row["length"] else None,
        mandatory=place in _NEEDED_OF_DEBTORS or (row["mandatory"] == "yes" and place not in _FILLED_BY_ACCOUNTVIEW),
        upper=row["format"] == "!",
        writable=row["not_writable"] != "yes" or place in _WRITTEN_ALL_THE_SAME,
    )
