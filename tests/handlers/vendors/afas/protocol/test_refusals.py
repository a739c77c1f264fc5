"""Error bodies, whatever their shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.afas.protocol.refusals import Meaning, read_refusal
from words.told import Told

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["externalMessage", "errorNumber", "profitLogReference", "error", "message", "x"]), inner
        )
    ),
    max_leaves=8,
)


@given(JSON)
def test_any_body_is_read_as_some_refusal(body: object) -> None:
    refusal = read_refusal(body)
    assert isinstance(refusal.meaning, Meaning)
    assert len(refusal.message) <= 300
    assert isinstance(refusal.trace, str | Told)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"externalMessage": "General message: Fout\r\n hier"}, "Fout hier"),
        ({"message": "Invalid json"}, "Invalid json"),
        ({"error": {"code": 3, "message": "busy"}}, "busy"),
        ({"error": "invalid_client"}, "invalid_client"),
        ({"externalMessage": "  "}, ""),
        (None, ""),
    ],
)
def test_the_message_is_found_wherever_it_stands(body: object, message: str) -> None:
    assert read_refusal(body).message == message


def test_a_log_reference_that_is_no_hexadecimal_number_is_not_repeated() -> None:
    assert read_refusal({"profitLogReference": "jan@example.com", "errorNumber": True}).trace == ""
