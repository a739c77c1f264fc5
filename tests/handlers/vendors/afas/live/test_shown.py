"""What metainfo says is read whatever it looks like: an answer of another shape shows nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.afas.live.shown import Overview, ShownObject, read_columns, read_object, read_overview

_NAMES = st.sampled_from(["getConnectors", "updateConnectors", "fields", "objects", "values", "id", "fieldId", "name"])
_LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
_ANY = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4), max_leaves=20
)


@given(_ANY)
def test_an_answer_of_any_shape_is_read(document: Any) -> None:
    overview, columns, shown = read_overview(document), read_columns(document), read_object(document)
    assert all(isinstance(name, str) for name in overview.reads | overview.writes | columns | set(shown.fields))


def test_names_codes_and_objects_are_read() -> None:
    lines = {"name": "FbSalesLines", "fields": [{"fieldId": "War", "values": [{"id": "01"}, {"id": 2}]}]}
    shown = read_object({"fields": [{"fieldId": "OrDa", "values": None}], "objects": [lines]})
    assert shown == ShownObject({"OrDa": ()}, {"FbSalesLines": ShownObject({"War": ("01", "2")}, {})})


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("profit_warehouses", "Profit_Warehouses_App"),
        ("Profit_Accounts", "profit_accounts"),
        ("Profit_Account", None),
    ],
)
def test_a_partner_s_copy_of_a_connector_is_taken_for_it(name: str, found: str | None) -> None:
    overview = Overview(frozenset({"Profit_Warehouses_App", "profit_accounts", "Profit_Accounts_App"}), frozenset())
    assert overview.reader(name) == found
