import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from relay.http.problems import DeliveryKeyMalformed
from relay.intake.delivery import delivery_key
from relay.settings.connections import DELIVERY_KEY_HEADERS

PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=255)


def key_in(*lines: tuple[str, str], names: tuple[str, ...] = DELIVERY_KEY_HEADERS) -> str | None:
    return delivery_key(CIMultiDict(lines), names)


@pytest.mark.parametrize("name", ["webhook-id", "Idempotency-Key", "X-Shopify-Webhook-Id", "x-github-delivery"])
def test_each_of_the_usual_headers_gives_the_key(name: str) -> None:
    assert key_in((name, "delivery 1")) == "delivery 1"


def test_without_such_a_header_there_is_no_key() -> None:
    assert key_in(("X-Request-Id", "1")) is None
    assert key_in(("webhook-id", "1"), names=()) is None


def test_of_several_headers_the_first_in_the_list_of_the_connection_counts() -> None:
    lines = (("Idempotency-Key", "b"), ("webhook-id", "a"))
    assert key_in(*lines) == "a"
    assert key_in(*lines, names=("Idempotency-Key", "webhook-id")) == "b"


def test_woocommerces_delivery_id_is_no_key_since_two_deliveries_of_one_second_share_it() -> None:
    assert key_in(("X-WC-Webhook-Delivery-ID", "a")) is None


@pytest.mark.parametrize(
    ("quoted", "bare"), [('"8e03978e"', "8e03978e"), (r'"a \"b\" c"', 'a "b" c'), (r'"a\\b"', r"a\b"), ('" "', " ")]
)
def test_a_quoted_idempotency_key_is_the_unquoted_one(quoted: str, bare: str) -> None:
    assert key_in(("Idempotency-Key", quoted)) == bare
    assert key_in(("Idempotency-Key", quoted), ("idempotency-key", bare)) == bare


def test_in_other_headers_quotes_are_part_of_the_key() -> None:
    assert key_in(("webhook-id", '"a"')) == '"a"'


@pytest.mark.parametrize(
    "lines",
    [
        [("webhook-id", "a"), ("webhook-id", "b")],
        [("webhook-id", "")],
        [("webhook-id", "k" * 256)],
        [("webhook-id", "clé")],
        [("webhook-id", "a\tb")],
        [("Idempotency-Key", '""')],
        [("Idempotency-Key", '"')],
        [("Idempotency-Key", '"a')],
        [("Idempotency-Key", '"a"b"')],
        [("Idempotency-Key", r'"a\b"')],
        [("Idempotency-Key", '"é"')],
        [("Idempotency-Key", '"' + "k" * 256 + '"')],
        [("Idempotency-Key", "a"), ("Idempotency-Key", '"b"')],
    ],
)
def test_a_key_that_is_malformed_or_contradicts_itself_is_refused(lines: list[tuple[str, str]]) -> None:
    with pytest.raises(DeliveryKeyMalformed):
        key_in(*lines)


@given(PRINTABLE)
def test_a_key_survives_being_quoted(key: str) -> None:
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    assert key_in(("Idempotency-Key", f'"{escaped}"')) == key


@given(
    st.lists(st.tuples(st.sampled_from(DELIVERY_KEY_HEADERS), st.text() | PRINTABLE.map(lambda t: f'"{t}')), max_size=3)
)
def test_any_header_gives_a_short_printable_key_or_a_refusal(lines: list[tuple[str, str]]) -> None:
    key: str | None = "refused"
    try:
        key = key_in(*lines)
    except DeliveryKeyMalformed:
        assert lines
    assert (key is None) == (not lines)
    assert key is None or (key.isascii() and key.isprintable() and 0 < len(key) <= 255)
