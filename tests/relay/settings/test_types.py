"""Durations, names and networks as people write them."""

from datetime import timedelta
from decimal import Decimal
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.settings.types import above_zero, check_name, format_duration, parse_duration, parse_network


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("250ms", timedelta(milliseconds=250)),
        ("10s", timedelta(seconds=10)),
        ("1.5 h", timedelta(minutes=90)),
        ("14d", timedelta(days=14)),
        ("0s", timedelta()),
        ("3650d", timedelta(days=3650)),
    ],
)
def test_a_length_of_time_is_a_number_and_a_unit(text: str, length: timedelta) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize("value", ["5 minutes", "-1s", "", "s", "1e3s", "٣s٣", 10.5, None, True, ["5m"]])
def test_a_length_of_time_in_another_form_is_refused_with_the_remedy(value: object) -> None:
    with pytest.raises(ValueError, match="such as 250ms, 10s, 5m, 2h or 14d"):
        parse_duration(value)


@pytest.mark.parametrize(("value", "told"), [("10", "10m"), (10, "10m"), (Decimal("1.5"), "1.5m")])
def test_a_length_of_time_without_a_unit_is_told_with_one(value: object, told: str) -> None:
    with pytest.raises(ValueError, match=f"write a unit behind the number, such as {told} for minutes"):
        parse_duration(value)


@pytest.mark.parametrize("text", ["3651d", "999999999999d", "9" * 400 + "s"])
def test_a_length_of_more_than_ten_years_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="at most 3650d"):
        parse_duration(text)


@given(st.timedeltas(timedelta(), timedelta(days=3650)).map(lambda length: length - length % timedelta(milliseconds=1)))
def test_a_length_of_whole_milliseconds_is_written_as_it_is_read(length: timedelta) -> None:
    assert parse_duration(format_duration(length)) == length


def test_a_length_is_written_in_the_largest_unit_that_fits() -> None:
    lengths = [
        timedelta(days=14),
        timedelta(hours=25),
        timedelta(seconds=90),
        timedelta(milliseconds=1500),
        timedelta(),
    ]
    assert [format_duration(length) for length in lengths] == ["14d", "25h", "90s", "1500ms", "0ms"]


def test_where_a_pause_is_needed_a_length_of_nothing_is_refused() -> None:
    assert above_zero(timedelta(milliseconds=1)) == timedelta(milliseconds=1)
    with pytest.raises(ValueError, match="above zero"):
        above_zero(timedelta())


def test_a_network_with_host_bits_is_told_which_network_it_is_in() -> None:
    with pytest.raises(ValueError, match=r"write 10\.0\.0\.0/8 for the whole network, or the address alone"):
        parse_network("10.0.0.5/8")


@pytest.mark.parametrize("text", ["203.0.113.0/24", "203.0.113.7", "2001:db8::/32", "::1"])
def test_a_network_or_a_bare_address_is_read(text: str) -> None:
    assert parse_network(text) == ip_network(text)
    assert parse_network(ip_network(text)) == ip_network(text)


@pytest.mark.parametrize(
    "value", ["300.0.0.1", "203.0.113.1/99", "localhost", "", None, 7, 3405803776, b"\x7f\0\0\x01"]
)
def test_what_is_no_network_is_refused_with_the_remedy(value: object) -> None:
    with pytest.raises(ValueError, match=r"such as 203\.0\.113\.0/24"):
        parse_network(value)


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        ("fe80::1%eth0", "without a zone"),
        ("fe80::%eth0/64", "without a zone"),
        ("::ffff:203.0.113.7", r"such as 203\.0\.113\.0/24, not inside ::ffff:0:0/96"),
        ("::ffff:203.0.113.0/120", r"such as 203\.0\.113\.0/24, not inside ::ffff:0:0/96"),
    ],
)
def test_a_network_that_no_caller_could_be_in_is_refused_with_the_remedy(value: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy):
        parse_network(value)


@given(st.text() | st.integers() | st.binary() | st.none())
def test_anything_is_a_length_or_a_mistake_with_its_remedy(value: object) -> None:
    remedy = "write a"
    try:
        assert parse_duration(value) >= timedelta()
    except ValueError as error:
        remedy = str(error)
    assert remedy.startswith("write a")


@pytest.mark.parametrize("name", ["a", "shop-orders", "Shop_2", "7", "x" * 40])
def test_a_name_of_letters_and_digits_is_accepted(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize("name", ["", "a:held", "a b", "-a", "é", "a/b", "x" * 41, "a\n"])
def test_a_name_that_would_mean_something_else_in_a_key_or_address_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="in this name"):
        check_name(name)
