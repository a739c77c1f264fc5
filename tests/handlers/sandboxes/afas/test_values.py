"""Values of a write, each read by the field it is for."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from handlers.sandboxes.afas.published import find_object
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored
from handlers.sandboxes.afas.values import read_custom_value, read_value

GUID = "{00000000-0000-0000-0000-000000000000}"


def read(place: str, value: Any, *codes: str) -> Stored:
    path, _, name = place.rpartition(".")
    return read_value(find_object(path).fields[name], value, codes)


@pytest.mark.parametrize(
    ("place", "value", "stored"),
    [
        ("FbSales.RfCs", "x" * 100, "x" * 100),
        ("FbSales.RfCs", 7, "7"),
        ("FbSales.RfCs", " ", None),
        ("FbSales.Unit", "1", 1),
        ("FbSales.Unit", Decimal("1.0"), 1),
        ("FbSales.InVa", "TRUE", True),
        ("FbSales.InVa", 0, False),
        ("FbSales.OrDa", "2026-03-02T08:00:00", date(2026, 3, 2)),
        ("FbSales.DeCo", 2, "2"),
        ("FbSales.CoId", "xk", "xk"),
        ("KnSubject.Da", "2026-03-02T08:00:01", datetime.fromisoformat("2026-03-02T08:00:01")),
        ("KnSalesRelationPer.InPv", "q", "Q"),
        ("FbSales/FbSalesLines.PRDc", "12.34", Decimal("12.34")),
        ("FbSales/FbSalesLines.Upri", Decimal("0.0000000001"), Decimal("0.0000000001")),
        ("FbSales/FbSalesLines.GuLi", GUID, GUID),
    ],
)
def test_a_value_is_kept_as_its_field_has_it(place: str, value: Any, stored: Stored) -> None:
    found = read(place, value)
    assert (found, type(found)) == (stored, type(stored))


@pytest.mark.parametrize(
    ("place", "value", "text"),
    [
        ("FbSales.RfCs", "x" * 101, Text.TOO_LONG),
        ("FbSales.RfCs", True, Text.BAD_VALUE),
        ("FbSales.RfCs", ["x"], Text.BAD_VALUE),
        ("FbSales.Unit", "1.5", Text.BAD_VALUE),
        ("FbSales.Unit", "1e3", Text.BAD_VALUE),
        ("FbSales.Unit", 2**63, Text.BAD_VALUE),
        ("FbSales.Unit", True, Text.BAD_VALUE),
        ("FbSales.InVa", "ja", Text.BAD_VALUE),
        ("FbSales.OrDa", "2026-02-30", Text.BAD_VALUE),
        ("FbSales.OrDa", "2026-03-02T08:00:00Z", Text.BAD_VALUE),
        ("FbSales.OrDa", "20260302", Text.BAD_VALUE),
        ("FbSales.DeCo", "4", Text.BAD_VALUE),
        ("FbSales.SaCh", "WEB", Text.BAD_VALUE),
        ("FbSales.CoId", "DE", Text.NO_VALUE),
        ("FbSales/FbSalesLines.PRDc", "12.345", Text.BAD_VALUE),
        ("FbSales/FbSalesLines.PRDc", "12345", Text.BAD_VALUE),
        ("FbSales/FbSalesLines.QuUn", "NaN", Text.BAD_VALUE),
        ("FbSales/FbSalesLines.GuLi", "{12}", Text.BAD_VALUE),
    ],
)
def test_a_value_that_no_field_like_this_takes_is_refused(place: str, value: Any, text: Text) -> None:
    with pytest.raises(RefusedError) as refused:
        read(place, value)
    assert refused.value.text is text


def test_a_code_of_the_customers_own_is_taken_where_it_is_given() -> None:
    assert read("FbSales.SaCh", "web", "WEB") == "WEB"


@pytest.mark.parametrize(("value", "stored"), [("x", "x"), (5, "5"), ("", None), (None, None)])
def test_a_customers_own_field_is_kept_as_text(value: Any, stored: Stored) -> None:
    assert read_custom_value("U", value) == stored


def test_a_customers_own_field_is_one_value() -> None:
    with pytest.raises(RefusedError):
        read_custom_value("U", ["x"])
