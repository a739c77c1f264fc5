"""What expressions see of a document: numbers without loss, and one kind of nothing."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.documents.party import Address
from mapping.rows.views import make_plain


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (Decimal("0.10"), "0.10"),
        (Decimal("1E+3"), "1000"),
        (Decimal("NaN"), "NaN"),
        (Decimal("1E+999999"), "1E+999999"),
        (9007199254740993, "9007199254740993"),
        (True, True),
        (date(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 11, 24, 9, 30, tzinfo=UTC), "2026-11-24T09:30:00+00:00"),
        ([], None),
        ([None, "x", []], ["x"]),
        ({"a": None, "b": {"c": None}}, {"b": {}}),
        (object(), None),
    ],
)
def test_a_value_is_seen_without_loss(value: Any, seen: Any) -> None:
    assert make_plain(value) == seen
    assert type(make_plain(value)) is type(seen)


def test_a_document_is_seen_by_its_fields_and_its_own_properties() -> None:
    address = Address(street="Kerkstraat", number="12", postcode="1017gn", city="Amsterdam", country="NL")
    seen = make_plain(address)
    assert seen["line"] == "Kerkstraat 12"
    assert seen["postcode"] == "1017 GN"
    assert "addition" not in seen
    assert not any(name.startswith(("model_", "_")) for name in seen)


@given(st.dictionaries(st.text(max_size=3), st.lists(st.text(max_size=3), max_size=3), max_size=3))
def test_what_is_seen_is_a_copy_that_can_be_changed_without_harm(document: dict[str, list[str]]) -> None:
    before = {name: list(part) for name, part in document.items()}
    for part in make_plain(document).values():
        part.append("more")
    assert document == before
