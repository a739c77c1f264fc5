"""The pages of both systems tell the fields of a customer as the presets have them."""

from pathlib import Path

import pytest

from handlers.vendors.customer_fields import PAGES, TARGETS, renew, tables
from handlers.vendors.shipped_rows import shipped_rows

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("vendor", sorted(PAGES))
def test_the_page_of_a_system_has_its_tables_as_the_presets_are(vendor: str) -> None:
    page = (DOCS / PAGES[vendor]).read_text("utf-8")
    assert "<!-- fields of customers -->" in page
    assert renew(vendor, page) == page, "renew it: python -m handlers.vendors.customer_fields docs"


@pytest.mark.parametrize("vendor", sorted(PAGES))
def test_every_field_that_is_filled_has_a_line_and_one_that_is_taken_away_has_none(vendor: str) -> None:
    told = tables(vendor)
    rows = {row.to: row for name in TARGETS[vendor] for row in shipped_rows(vendor, name)}
    for field, row in rows.items():
        assert (f"| `{field}` |" in told) is not row.off
    assert "| `number` |" in told
