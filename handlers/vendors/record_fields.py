"""Writes into the page of each system which of its fields a customer or product is read from and written to.

Renew the pages after a change of a preset: ``python -m handlers.vendors.record_fields docs``.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from handlers.vendors.shipped_rows import shipped_rows
from mapping.rows.row import Row
from mapping.rows.telling import tell


@dataclass(frozen=True, slots=True)
class Presets:
    """The presets of a kind of record, of which each is called ``one``.

    By ``source`` a vendor's rows become one, and by its ``targets`` one becomes records of the vendor; of two rows of
    these for one field the later counts.
    """

    one: str
    source: str
    targets: Mapping[str, Sequence[str]]


RECORDS: Final[Mapping[str, Presets]] = {
    "customers": Presets(
        "customer",
        "source_customer",
        {
            "accountview": ("debtor", "address", "customer"),
            "afas": ("target_debtor_organisation", "target_debtor_person", "target_contact", "target_address"),
        },
    ),
    "products": Presets("product", "source_product", {"accountview": ("product",), "afas": ("target_product",)}),
}

PAGES: Final[Mapping[str, str]] = {"accountview": "accountview.md", "afas": "afas-connectors.md"}

_END: Final = "<!-- end of fields -->"


def marker(records: str) -> str:
    """The line of a page behind which the tables of a kind of record stand."""
    return f"<!-- fields of {records} -->\n"


def tables(vendor: str, records: str) -> str:
    """Both tables in Markdown, a line a field: as it is read, and as it is written."""
    presets = RECORDS[records]
    read, written = shipped_rows(vendor, presets.source), _written(vendor, presets)
    return f"{_table(f'field of a {presets.one}', 'read from', read)}\n{_table('field', 'made of', written)}"


def renew(vendor: str, page: str) -> str:
    """The page with its tables as the presets have them now."""
    for records in RECORDS:
        between = re.compile(f"(?<={re.escape(marker(records))}).*?(?={re.escape(_END)})", re.DOTALL)
        page = between.sub(lambda _, of=records: tables(vendor, of), page)  # type: ignore[misc]  # what it is called with
    return page


def _written(vendor: str, presets: Presets) -> list[Row]:
    placed = {row.to: row for name in presets.targets[vendor] for row in shipped_rows(vendor, name)}
    return [row for row in placed.values() if not row.off]


def _table(field: str, told: str, rows: Sequence[Row]) -> str:
    return "".join(f"| {' | '.join(line)} |\n" for line in _lines(field, told, rows))


def _lines(field: str, told: str, rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    yield field, told
    yield "---", "---"
    for row in rows:
        text = tell(row).replace(" | ", ", else ")
        each = f", one for each of {row.each}" if row.each else ""
        yield f"`{row.to}`", f"`{text}`{each}"


if __name__ == "__main__":
    for vendor, name in PAGES.items():
        path = Path(sys.argv[1]) / name
        path.write_text(renew(vendor, path.read_text("utf-8")), "utf-8")
