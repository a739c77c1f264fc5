"""What every connection may say about those who post to its flows."""

from pathlib import Path

import pytest

from relay.errors import StartError
from relay.settings.connections import DELIVERY_KEY_HEADERS
from tests.relay.settings.files import GOOD, load_text


def with_field(field: str) -> str:
    return GOOD.replace("limits:", f"{field}, limits:")


def test_the_headers_of_the_usual_senders_hold_delivery_keys_and_woocommerces_does_not(tmp_path: Path) -> None:
    headers = load_text(GOOD, tmp_path).connections["shop"].delivery_key_headers
    assert headers == DELIVERY_KEY_HEADERS
    assert headers[:2] == ("webhook-id", "Idempotency-Key")
    assert not [name for name in headers if "WC" in name]


def test_a_connection_may_name_its_own_headers_or_none(tmp_path: Path) -> None:
    named = load_text(with_field("delivery_key_headers: [X-Message]"), tmp_path).connections["shop"]
    none = load_text(with_field("delivery_key_headers: []"), tmp_path).connections["shop"]
    assert (named.delivery_key_headers, none.delivery_key_headers) == (("X-Message",), ())


@pytest.mark.parametrize(
    ("field", "path"),
    [
        ("delivery_key_headers: [two words]", "delivery_key_headers[0]"),
        ("rate_limit: {per_minute: 0}", "rate_limit.per_minute"),
        ("rate_limit: {burst: 0}", "rate_limit.burst"),
        ("events: nothing", "events"),
        ('hint_field: ""', "hint_field"),
    ],
)
def test_a_setting_of_senders_outside_its_bounds_is_refused(field: str, path: str, tmp_path: Path) -> None:
    with pytest.raises(StartError) as caught:
        load_text(with_field(field), tmp_path)
    [mistake] = caught.value.mistakes
    assert mistake.startswith(f"connections.shop.{path}: ")
