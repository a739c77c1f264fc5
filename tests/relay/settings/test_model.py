"""The bounds of what relay.yaml may say, where a value outside would break the engine."""

from pathlib import Path

import pytest

from relay.errors import StartError
from relay.settings.types import format_duration
from tests.relay.settings.files import GOOD, load_text


@pytest.mark.parametrize(
    ("addition", "path"),
    [
        ("worker: {lease: 999ms}", "worker.lease"),
        ("worker: {parallel_events: 0}", "worker.parallel_events"),
        ("worker: {drain: 0s}", "worker.drain"),
        ("retry: {tries: 0}", "retry.tries"),
        ("retry: {first: 0ms}", "retry.first"),
        ("retention: {events: 0d}", "retention.events"),
        ("retention: {documents: 99999d}", "retention.documents"),
        ("server: {body_limit: 10}", "server.body_limit"),
        ("server: {port: -1}", "server.port"),
        ("server: {allow: [10.0.0.1/8]}", "server.allow[0]"),
        ("server: {allow: [203.0.113.0/24, nowhere]}", "server.allow[1]"),
        ("server: {trusted_proxies: [10.0.0.5, 0.0.0.0/0]}", "server.trusted_proxies[1]"),
        ("server: {trusted_proxies: ['::/0']}", "server.trusted_proxies[0]"),
        ("server: {trusted_proxies: [shop-hosts]}", "server.trusted_proxies[0]"),
        ("server: {forwarded_header: X-Real-IP}", "server.forwarded_header"),
        ("server: {untrusted_forwarding: believe}", "server.untrusted_forwarding"),
        ("admin: {allow: [10.0.0.1/8]}", "admin.allow[0]"),
    ],
)
def test_a_setting_outside_its_bounds_is_refused_with_its_path(addition: str, path: str, tmp_path: Path) -> None:
    with pytest.raises(StartError) as caught:
        load_text(f"{addition}\n{GOOD}", tmp_path)
    [mistake] = caught.value.mistakes
    assert mistake.startswith(f"{path}: ")
    assert "; found " in mistake


@pytest.mark.parametrize(("name", "part"), [("a:held", "flows"), ("a b", "flows"), ("a/b", "connections")])
def test_a_flow_or_connection_under_a_name_that_is_no_plain_name_is_refused(
    name: str, part: str, tmp_path: Path
) -> None:
    old = "shop-orders" if part == "flows" else "books"
    with pytest.raises(StartError) as caught:
        load_text(GOOD.replace(f"  {old}:", f"  {name}:").replace("to: books", f"to: {name}"), tmp_path)
    assert any(mistake.startswith(f"{part}.{name}: use at most 40") for mistake in caught.value.mistakes)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", ("1d", "7d")),
        ("reconcile: {every: 6h}", ("6h", "7d")),
        ("reconcile: {over: 30d}", ("1d", "30d")),
        ("reconcile: off", None),
        ("reconcile: 'off'", None),
        ("reconcile: null", None),
    ],
)
def test_a_source_is_compared_daily_over_a_week_unless_the_file_says_otherwise(
    written: str, expected: tuple[str, str] | None, tmp_path: Path
) -> None:
    poll = (
        load_text(GOOD.replace("every: 1m", f"every: 1m, {written}".rstrip(", ")), tmp_path).flows["shop-orders"].poll
    )
    assert poll is not None
    found = poll.reconcile and (format_duration(poll.reconcile.every), format_duration(poll.reconcile.over))
    assert found == expected


@pytest.mark.parametrize(
    ("written", "mistake"),
    [
        ("reconcile: {evry: 6h}", "flows.shop-orders.poll.reconcile.evry: unknown name; did you mean 'every'?"),
        ("reconcile: {over: 0d}", "flows.shop-orders.poll.reconcile.over: write a length above zero"),
    ],
)
def test_a_mistake_in_when_to_compare_is_named_with_its_path(written: str, mistake: str, tmp_path: Path) -> None:
    with pytest.raises(StartError) as caught:
        load_text(GOOD.replace("every: 1m", f"every: 1m, {written}"), tmp_path)
    assert caught.value.mistakes[0].startswith(mistake)
