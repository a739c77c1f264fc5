"""Custom filters: what they ask of a record, and what is refused of how they are written."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.filter_texts import read_filter
from mapping.filters import NO_FILTER


@pytest.mark.parametrize(
    ("test", "value", "fits"),
    [
        ({"is": "KEUKEN"}, "keuken ", True),
        ({"is": "KEUKEN"}, " KEUKEN", False),
        ({"is": "KEUKEN"}, "KEUKENS", False),
        ({"is": "0017"}, "17", False),
        ({"is": 17}, "17.00", True),
        ({"is": "17"}, 17, True),
        ({"is": True}, "1", True),
        ({"is": True}, "J", True),
        ({"is": True}, "T", True),
        ({"is": True}, True, True),
        ({"is": True}, None, False),
        ({"is": False}, None, True),
        ({"is": False}, "", True),
        ({"is": False}, "false", True),
        ({"is": False}, "N", True),
        ({"is": False}, "maybe", False),
        ({"is": ""}, None, True),
        ({"is_not": "X"}, None, True),
        ({"is_not": "X"}, "x", False),
        ({"in": ["A", "B"]}, "b", True),
        ({"in": ["A", "B"]}, "C", False),
        ({"not_in": ["A", "B"]}, "C", True),
        ({"not_in": ["A", "B"]}, "a", False),
        ({"filled": True}, 0, True),
        ({"filled": True}, "  ", False),
        ({"filled": False}, "", True),
        ({"empty": True}, [], True),
        ({"empty": False}, [], False),
        ({"contains": "eik"}, "Kaasplank EIKEN", True),
        ({"contains": "eik"}, None, False),
        ({"starts_with": "KP-"}, "kp-100", True),
        ({"starts_with": "KP-"}, "100-kp-", False),
        ({"above": 10}, "10.01", True),
        ({"above": 10}, 10, False),
        ({"at_least": Decimal("10.0")}, "10", True),
        ({"below": 10}, "9.99", True),
        ({"below": 10}, None, False),
        ({"below": 10}, "many", False),
        ({"at_most": "2026-11-24"}, "2026-11-24T23:59:59Z", True),
        ({"above": "2026-11-24"}, "2026-11-25T00:00:00", True),
        ({"above": "2026-11-24"}, "2026-11-24T12:00:00", False),
        ({"above": 5}, "2026-11-24", False),
    ],
)
def test_a_field_is_asked_in_the_ways_in_which_systems_write_it(test: dict[str, Any], value: Any, fits: object) -> None:
    assert read_filter([{"field": "a.b", **test}]).fits({"a": {"b": value}}) is fits


def test_all_entries_must_hold_and_of_a_group_all_or_any() -> None:
    wanted = read_filter(
        [
            {"field": "shop", "is": True},
            {
                "any": [
                    {"field": "g", "is": "A"},
                    {"all": [{"field": "g", "is": "B"}, {"field": "w", "below": 5}]},
                ]
            },
        ]
    )
    rows = [(True, "A", 9), (True, "B", 4), (True, "B", 5), (True, "C", 1), (False, "A", 1)]
    assert [wanted.fits({"shop": shop, "g": group, "w": weight}) for shop, group, weight in rows] == [
        *(True, True),
        *(False, False, False),
    ]
    assert [test.field for test in wanted.field_tests] == ["shop", "g", "g", "w"]


@pytest.mark.parametrize("name", ["Nr.", "Btw-nummer", "Soort relatie", "a.b"])
def test_a_column_may_have_any_name(name: str) -> None:
    assert read_filter([{"field": name, "is": "x"}]).fits({name: "X"})


def test_which_column_is_asked_is_known_where_no_other_row_is() -> None:
    wanted = read_filter([{"field": name, "is": 1} for name in ("Nr.", "Soort", "lines[0].sku", "debtor.Naam")])
    assert [test.own_column for test in wanted.field_tests] == ["Nr.", "Soort", None, None]


def test_without_a_filter_everything_fits() -> None:
    assert not NO_FILTER
    assert NO_FILTER.fits({})
    assert not read_filter([])


VALUES = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.decimals(-5, 5, places=1), st.text(max_size=4))
GIVEN = st.one_of(st.booleans(), st.integers(-5, 5), st.decimals(-5, 5, places=1), st.text(max_size=4))


@given(GIVEN, VALUES)
def test_is_not_is_never_what_is_is(wanted: Any, value: Any) -> None:
    is_, is_not = (read_filter([{"field": "a", word: wanted}]).fits({"a": value}) for word in ("is", "is_not"))
    assert is_ is not is_not
