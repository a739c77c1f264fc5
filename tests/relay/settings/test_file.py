"""relay.yaml as a whole: what is read, and how each mistake in it is told."""

import json
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from relay.errors import StartError
from relay.settings import Settings, load_settings
from tests.relay.settings.files import (
    ENVIRONMENT,
    GOOD,
    VENDORS,
    OrderFlowSettings,
    ShopSettings,
    load_text,
    mistakes_in,
)


def test_a_good_file_is_read_with_secrets_filled_in_and_settings_typed(tmp_path: Path) -> None:
    settings = load_text(GOOD, tmp_path)
    shop, flow = settings.connections["shop"], settings.flows["shop-orders"]
    assert settings.redis.state_url is not None
    assert settings.redis.state_url.get_secret_value() == ENVIRONMENT["STATE_URL"]
    assert isinstance(shop, ShopSettings)
    assert (shop.token.get_secret_value(), shop.limits.burst) == ("token-of-the-shop", 7)
    assert isinstance(flow.settings, OrderFlowSettings)
    assert (flow.source, flow.target, flow.settings.grace) == ("shop", "books", timedelta(minutes=5))
    assert flow.poll is not None
    assert (flow.poll.every, flow.poll.start, flow.poll.filter) == (
        timedelta(minutes=1),
        date(2026, 11, 24),
        {"status": ("open",)},
    )


def test_every_mistake_is_told_at_once_with_its_path(tmp_path: Path) -> None:
    text = """
instance: Has Blanks
redis: {payload_url: "${PAYLOAD_URL}", state_url: "${STATE_URL}", volatil_state: true}
keys: {payload: [], index: "${INDEX_KEY}"}
server: {port: 99999}
connections:
  shop: {vendor: shop, token: "${SHOP_TOKEN}", total_timeout: soon, limits: {bursts: 7}}
  books: {vendor: bokos}
flows:
  shop-orders: {entity: ordr, from: shop, to: books, poll: {every: 1m}}
  more-orders: {entity: order, from: shop, settings: {grace: 5, send_as: fax}, poll: {every: never}}
"""
    mistakes = mistakes_in(text, tmp_path)
    assert sorted(line.split(": ", 1)[0] for line in mistakes) == [
        "connections.books.vendor",
        "connections.shop.limits.bursts",
        "connections.shop.total_timeout",
        "flows.more-orders.poll.every",
        "flows.more-orders.settings.grace",
        "flows.more-orders.settings.send_as",
        "flows.more-orders.to",
        "flows.more-orders.write",
        "flows.shop-orders.entity",
        "flows.shop-orders.write",
        "instance",
        "keys.payload",
        "redis.payload_url",
        "redis.volatil_state",
        "server.port",
    ]


@pytest.mark.parametrize("text", ["instance: relay", "instance: relay\nconnections:\nflows:\n"])
def test_a_part_that_is_missing_or_empty_is_told_once_by_its_name(text: str, tmp_path: Path) -> None:
    told = [line.partition("; ")[0] for line in mistakes_in(text, tmp_path)]
    assert told == ["redis: is missing", "keys: is missing", "connections: is missing", "flows: is missing"]


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("instance: relay", "instnce: relay", "instnce: unknown name; did you mean 'instance'?"),
        ("burst: 7", "brust: 7", "connections.shop.limits.brust: unknown name; did you mean 'burst'?"),
        ("    to: books", "    two: books", "flows.shop-orders.two: unknown name; did you mean 'to'?"),
        ("every: 1m", "evry: 1m", "flows.shop-orders.poll.evry: unknown name; did you mean 'every'?"),
        ("grace: 5m", "graze: 5m", "flows.shop-orders.settings.graze: unknown name; did you mean 'grace'?"),
        ("grace: 5m", "zzz: 5m", "flows.shop-orders.settings.zzz: unknown name; known here: grace, send_as"),
    ],
)
def test_a_misspelt_name_gets_a_suggestion(wrong: str, right: str, told: str, tmp_path: Path) -> None:
    assert told in mistakes_in(GOOD.replace(wrong, right), tmp_path)


def test_a_value_that_is_no_secret_is_shown_with_its_mistake(tmp_path: Path) -> None:
    [mistake] = mistakes_in(GOOD.replace("every: 1m", "every: one minute"), tmp_path)
    assert mistake.startswith("flows.shop-orders.poll.every: write a number and a unit")
    assert mistake.endswith("found 'one minute'")


@pytest.mark.parametrize("name", ["on", "yes", "007", "2026-11-24", "null", "1.50"])
def test_a_name_is_taken_as_it_is_written_whatever_yaml_would_make_of_it(name: str, tmp_path: Path) -> None:
    connections = f"  {name}: {{vendor: books}}\n  books: "
    if name == "1.50":
        [mistake] = mistakes_in(GOOD.replace("  books: ", connections), tmp_path)
        assert mistake.startswith("connections.1.50: use at most 40 letters")
    else:
        assert name in load_text(GOOD.replace("  books: ", connections), tmp_path).connections


def test_an_anchor_may_be_used_to_write_something_once(tmp_path: Path) -> None:
    text = GOOD.replace("books: {vendor: books}", "books: &it {vendor: books}\n  more: {<<: *it, parallel_calls: 2}")
    settings = load_text(text, tmp_path)
    assert (settings.connections["more"].vendor, settings.connections["more"].parallel_calls) == ("books", 2)


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"^absent\.yaml: cannot be read \(No such file or directory\)"):
        load_settings(tmp_path / "absent.yaml", {}, VENDORS, {})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- a list", "must be a mapping with connections and flows"),
        ("", "nothing stands in this file"),
        ("# x", "nothing"),
    ],
)
def test_a_file_without_names_is_told_as_what_it_is(text: str, told: str, tmp_path: Path) -> None:
    [mistake] = mistakes_in(text, tmp_path)
    assert told in mistake


def test_settings_cannot_change_after_they_are_read(tmp_path: Path) -> None:
    settings = load_text(GOOD, tmp_path)
    with pytest.raises(ValueError, match="frozen"):
        settings.instance = "other"


@pytest.mark.parametrize(
    "part", ["connections: 7", "connections: [a]", "flows: text", "flows: {x: 1}", "connections: {x: }"]
)
def test_a_part_of_the_wrong_shape_is_a_mistake_with_its_path(part: str, tmp_path: Path) -> None:
    name = part.partition(":")[0]
    body = yaml.safe_load(GOOD) | yaml.safe_load(part)
    assert any(line.startswith(name) for line in mistakes_in(yaml.safe_dump(body), tmp_path))


any_scalar = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.binary(),
    st.sampled_from(["order", "shop", "books", "${SHOP_TOKEN}", "${NONE}", "${file:none}", "5m", "all", "10.0.0.0/8"]),
)  # fmt: skip
names = st.one_of(
    st.text(max_size=5),
    st.sampled_from(
        ["instance", "redis", "keys", "server", "admin", "worker", "retry", "connections", "flows", "vendor"]
    ),
    st.sampled_from(["entity", "from", "to", "poll", "every", "start", "filter", "settings", "mapping", "payload"]),
    st.sampled_from(
        ["index", "vendor", "token", "limits", "burst", "allow", "payload_url", "state_url", "shop", "books"]
    ),
)
trees = st.recursive(
    any_scalar, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5), max_leaves=25
)


def is_read_or_refused(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        mistakes: tuple[str, ...] = ("nothing was read or refused",)
        try:
            assert isinstance(load_text(text, Path(folder)), Settings)
        except StartError as error:
            mistakes = error.mistakes
        assert mistakes
        assert all(mistake.strip() for mistake in mistakes)
        "\n".join(mistakes).encode()  # a person reads them on a terminal


def test_a_name_with_brackets_is_told_as_it_stands(tmp_path: Path) -> None:
    assert mistakes_in(GOOD + "'[x]': 1\n", tmp_path)[0].startswith("[x]: unknown name; known here: admin, ")


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_gives_settings_or_a_mistake_and_nothing_else(text: str) -> None:
    is_read_or_refused(text)


@given(st.binary(max_size=200) | st.text().map(lambda text: text.encode("utf-16")))
def test_any_bytes_give_settings_or_a_mistake_and_nothing_else(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "relay.yaml"
        path.write_bytes(content)
        with pytest.raises(StartError):
            load_settings(path, ENVIRONMENT, VENDORS, {})


any_character = st.characters()  # halves of characters too, which JSON can escape and no file can hold
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(any_character),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | st.text(any_character), inner, max_size=4),
    max_leaves=15,
)


@given(json_values)
def test_any_json_gives_settings_or_a_mistake_and_nothing_else(value: object) -> None:
    is_read_or_refused(json.dumps(value))


@given(st.dictionaries(names, trees, max_size=6))
def test_any_yaml_gives_settings_or_a_mistake_and_nothing_else(tree: dict[str, object]) -> None:
    is_read_or_refused(yaml.safe_dump(tree))


@settings(max_examples=50)
@given(st.sampled_from([line for line in GOOD.splitlines() if ":" in line]), trees)
def test_a_good_file_with_anything_in_one_place_gives_settings_or_a_mistake(line: str, tree: object) -> None:
    name = line.split(":", maxsplit=1)[0].strip()
    base = yaml.safe_load(GOOD)
    for part in (base, base["connections"], base["flows"], base["flows"]["shop-orders"]):
        if name in part:
            part[name] = tree
    is_read_or_refused(yaml.safe_dump(base))
