"""The pages of both systems tell the fields of a customer and of a product as the presets have them."""

from pathlib import Path

import pytest

from handlers.vendors.record_fields import PAGES, RECORDS, marker, renew, tables
from handlers.vendors.shipped_rows import shipped_rows

DOCS = Path(__file__).parents[3] / "docs"
BOTH = [(vendor, records) for vendor in sorted(PAGES) for records in RECORDS]


@pytest.mark.parametrize("vendor", sorted(PAGES))
def test_the_page_of_a_system_has_its_tables_as_the_presets_are(vendor: str) -> None:
    page = (DOCS / PAGES[vendor]).read_text("utf-8")
    assert all(page.count(marker(records)) == 1 for records in RECORDS)
    assert renew(vendor, page) == page, "renew it: python -m handlers.vendors.record_fields docs"


@pytest.mark.parametrize(("vendor", "records"), BOTH)
def test_every_field_that_is_filled_has_a_line_and_one_that_is_taken_away_has_none(vendor: str, records: str) -> None:
    told = tables(vendor, records)
    rows = {row.to: row for name in RECORDS[records].targets[vendor] for row in shipped_rows(vendor, name)}
    for field, row in rows.items():
        assert (f"| `{field}` |" in told) is not row.off
    assert "| `number` |" in told


def test_tables_of_one_kind_of_record_leave_those_of_the_other_alone() -> None:
    blank = (
        f"a\n{marker('products')}old\n<!-- end of fields -->\nb\n{marker('customers')}old\n<!-- end of fields -->\nc\n"
    )
    first, second = renew("afas", blank).split("\nb\n")
    assert "FbItemArticle.ItCd" in first
    assert "KnSalesRelationOrg" not in first
    assert "KnSalesRelationOrg.CuId" in second
    assert second.endswith("<!-- end of fields -->\nc\n")
