"""Both roles of Redis are found by two addresses or through Sentinels, and never by half of either."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.errors import StartError
from relay.settings.sentinel import check_host_and_port, host_and_port
from tests.relay.settings.files import ENVIRONMENT, GOOD, load_text

ADDRESSES = 'redis: {payload_url: "redis://payload:6379/0", state_url: "${STATE_URL}"}'
SENTINEL = "sentinel: {hosts: [one:26379, two:26379], payload: documents, state: books}"


def mistakes_of(redis: str, tmp_path: Path) -> list[str]:
    assert ADDRESSES in GOOD
    with pytest.raises(StartError) as caught:
        load_text(GOOD.replace(ADDRESSES, redis), tmp_path)
    return list(caught.value.mistakes)


def test_sentinels_take_the_place_of_both_addresses(tmp_path: Path) -> None:
    redis = load_text(GOOD.replace(ADDRESSES, f"redis: {{{SENTINEL}}}"), tmp_path).redis
    assert redis.sentinel is not None
    assert redis.sentinel.hosts == ("one:26379", "two:26379")
    assert (redis.where("payload"), redis.where("state")) == ("redis.sentinel.payload", "redis.sentinel.state")


def test_without_sentinels_a_role_is_named_by_its_address(tmp_path: Path) -> None:
    assert load_text(GOOD, tmp_path).redis.where("state") == "redis.state_url"


@pytest.mark.parametrize(
    ("redis", "told"),
    [
        ('redis: {payload_url: "redis://payload:6379/0"}', "redis: give payload_url and state_url both, or sentinel"),
        ("redis: {}", "redis: give payload_url and state_url both, or sentinel in their place"),
        (
            f'redis: {{state_url: "${{STATE_URL}}", {SENTINEL}}}',
            "redis: give payload_url and state_url, or sentinel, and",
        ),
        ("redis: {sentinel: {hosts: [], payload: a, state: b}}", "redis.sentinel.hosts: "),
        ("redis: {sentinel: {hosts: [one], payload: a, state: b}}", "redis.sentinel.hosts[0]: write a host and a port"),
        ("redis: {sentinel: {hosts: ['a:1'], payload: '', state: b}}", "redis.sentinel.payload: "),
        (
            "redis: {sentinel: {hosts: ['a:1'], payload: a, state: b, password: hunter2}}",
            "redis.sentinel.password: write a secret as ${NAME}",
        ),
    ],
)
def test_half_a_way_to_redis_is_refused_with_the_remedy(redis: str, told: str, tmp_path: Path) -> None:
    [mistake] = mistakes_of(redis, tmp_path)
    assert mistake.startswith(told)
    assert ENVIRONMENT["STATE_URL"] not in mistake
    assert "hunter2" not in mistake


@given(host=st.from_regex(r"[a-z0-9]([a-z0-9.-]{0,20}[a-z0-9])?", fullmatch=True), port=st.integers(1, 65_535))
def test_a_host_and_its_port_are_read_as_they_are_written(host: str, port: int) -> None:
    assert host_and_port(check_host_and_port(f"{host}:{port}")) == (host, port)


def test_an_ipv6_address_stands_in_brackets() -> None:
    assert host_and_port(check_host_and_port("[2001:db8::1]:26379")) == ("2001:db8::1", 26379)


@given(st.text(max_size=40).filter(lambda text: not text.rpartition(":")[2].isdecimal()))
def test_a_text_without_a_port_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(ValueError, match="sentinel-1:26379"):
        check_host_and_port(text)


@pytest.mark.parametrize("text", ["one:0", "one:65536", "one:99999", ":26379", "one two:26379", "2001:db8::1:26379"])
def test_a_host_or_port_that_cannot_be_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(ValueError, match="sentinel-1:26379"):
        check_host_and_port(text)
