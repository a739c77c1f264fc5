"""The names of breakers: apart by what they concern and by the settings, and read back as they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.errors import Scope
from relay.store.gate_names import GateName

NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12)
VERSIONS = st.just("") | st.text("0123456789abcdef", min_size=12, max_size=12)
CALLS = st.tuples(st.sampled_from(["GET", "POST"]), st.from_regex(r"[A-Za-z][A-Za-z0-9_.-]{0,20}", fullmatch=True))


@given(NAMES, VERSIONS, CALLS.map(" ".join) | st.just(""), NAMES | st.just(""))
def test_a_name_is_read_back_as_it_was_written_and_holds_no_blank(
    connection: str, version: str, call: str, flow: str
) -> None:
    name = GateName(connection, version, call=call, flow="" if call else flow)
    assert GateName.read(str(name)) == name
    assert not any(character.isspace() for character in str(name))


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        (GateName("books"), Scope.CONNECTION),
        (GateName("books", call="GET AR1"), Scope.CALL),
        (GateName("books", flow="shop-orders"), Scope.FLOW),
    ],
)
def test_a_name_says_what_it_concerns(name: GateName, scope: Scope) -> None:
    assert name.scope is scope


def test_under_other_settings_and_of_another_concern_it_is_another_name() -> None:
    names = {
        str(GateName("books", version, **about))
        for version in ("", "0a", "0b")
        for about in ({}, {"call": "GET AR1"}, {"flow": "GET"}, {"flow": "AR1"})
    }
    assert len(names) == 12
