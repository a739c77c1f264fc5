"""Writes into the page of each system which of its fields a customer is read from and written to, from the presets.

Renew the pages after a change of a preset: ``python -m handlers.vendors.customer_fields docs``.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from handlers.vendors.shipped_rows import shipped_rows
from mapping.rows.row import Row
from mapping.rows.telling import tell

SOURCE: Final = "source_customer"
"""The preset of each vendor by which its rows become a customer."""

TARGETS: Final[Mapping[str, Sequence[str]]] = {
    "accountview": ("debtor", "address", "customer"),
    "afas": ("target_debtor_organisation", "target_debtor_person", "target_contact", "target_address"),
}
"""Those by which a customer becomes records; of two rows for one field the later counts."""

PAGES: Final[Mapping[str, str]] = {"accountview": "accountview.md", "afas": "afas-connectors.md"}

_TABLES: Final = re.compile(r"(?<=<!-- fields of customers -->\n).*?(?=<!-- end of fields -->)", re.DOTALL)


def tables(vendor: str) -> str:
    """Both tables in Markdown, a line a field: as it is read, and as it is written."""
    read, written = shipped_rows(vendor, SOURCE), _written(vendor)
    return f"{_table('field of a customer', 'read from', read)}\n{_table('field', 'made of', written)}"


def renew(vendor: str, page: str) -> str:
    """The page with its tables as the presets have them now."""
    return _TABLES.sub(lambda _: tables(vendor), page)


def _written(vendor: str) -> list[Row]:
    placed = {row.to: row for name in TARGETS[vendor] for row in shipped_rows(vendor, name)}
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
