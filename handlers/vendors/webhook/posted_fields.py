"""Writes into the pages about what is posted which posted field each field of a document is made of, from the presets.

Renew a page after a change of a preset: ``python -m handlers.vendors.webhook.posted_fields docs/webhook-products.md``.
"""

import re
import sys
from pathlib import Path
from typing import Any, Final

from handlers.vendors.shipped_rows import shipped_rows
from handlers.vendors.webhook.source.kinds import CUSTOMERS, PRODUCTS, STOCK, Kind
from mapping.rows.row import Row
from mapping.rows.row_parts import Step

_TABLE: Final = re.compile(r"(?<=<!-- fields -->\n).*?(?=<!-- end of fields -->)", re.DOTALL)
_SHOWN: Final = ("pick", "split_address")
"""Functions that say which part of an address is taken; the field itself says it too."""

KINDS: Final[dict[str, Kind[Any]]] = {
    "webhook-customers": CUSTOMERS,
    "webhook-products": PRODUCTS,
    "stock-sources": STOCK,
}
"""What the documents are that each page is about."""


def table(kind: Kind[Any]) -> str:
    """The table in Markdown: a line a field, a column a shop."""
    shops = {shop: {row.to: row for row in shipped_rows("webhook", name)} for shop, name in kind.presets.items()}
    fields = dict.fromkeys(field for rows in shops.values() for field in rows)
    lines = [("field", *shops), ("---",) * (len(shops) + 1)]
    lines += [(f"`{field}`", *(_tell(rows.get(field)) for rows in shops.values())) for field in fields]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def renew(page: str, kind: Kind[Any]) -> str:
    """The page with the table as the presets have it now."""
    return _TABLE.sub(lambda _: table(kind), page)


def _tell(row: Row | None) -> str:
    if row is None:
        return ""
    paths = ", else ".join(f"`{path.replace('item', row.each or 'item', 1)}`" for path in row.source or ())
    steps = [_name(step) for step in row.do if step.name not in _SHOWN]
    return f"{paths} ({', '.join(steps)})" if steps else paths


def _name(step: Step) -> str:
    return f"{step.name}: {step.argument}" if isinstance(step.argument, str) else step.name


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(renew(page.read_text("utf-8"), KINDS[page.stem]), "utf-8")
