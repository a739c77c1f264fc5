"""An address of Redis is read as it was meant or refused: never as another address that a raw password makes of it."""

from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from redis.asyncio.connection import parse_url

from relay.settings.redis_address import OPTIONS, WrongAddress, read_redis_address

SECRET = "hunter2"
PASSWORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12)


def wrong(text: str) -> str:
    with pytest.raises(WrongAddress) as caught:
        read_redis_address(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("redis://books:6380/3", "books:6380/3"),
        ("redis://books", "books:6379/0"),
        ("rediss://books/", "books:6379/0"),
        ("redis://books?db=2", "books:6379/2"),
        ("redis://:hunter2@books:6379/1", "books:6379/1"),
        ("redis://relay:hunter2@[2001:db8::1]:6379/1?ssl_cert_reqs=none", "[2001:db8::1]:6379/1"),
        ("redis://relay:hun@ter2@books/1", "books:6379/1"),
        ("unix:///run/redis/redis.sock", "unix:///run/redis/redis.sock?db=0"),
        ("unix://relay:hunter2@/run/redis@6379.sock?db=4", "unix:///run/redis@6379.sock?db=4"),
        ("REDIS://books", "books:6379/0"),
    ],
)
def test_an_address_is_shown_without_user_and_password(text: str, shown: str) -> None:
    assert str(read_redis_address(text)) == shown


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("redis://:12/hunter2@books:6379/0", "a '/' ends a part of an address"),
        ("redis://:hun/ter2@books:6379/0", "write it as %2F there"),
        ("redis://:hun#ter2@books:6379/0", "write it as %23 there"),
        ("redis://:hun?ter2@books:6379/0", "write it as %3F there"),
        ("redis://:a@hun/ter2@books:6379/0", "write it as %2F there"),
        ("redis://:hun[ter2@books:6379/0", "write it as %5B there"),
        ("redis://books:6379/0#hunter2", "write it as %23 there"),
        ("redis://:hunter2 @books:6379/0", "holds a blank, a line end"),
        ("redis://:hunter2@books:6379/0\n", "holds a blank, a line end"),
        ("\ufeffredis://books", "holds a blank, a line end"),
        ("127.0.0.1:6379/0", "write an address such as redis://host:6379/0"),
        ("hunter2", "write an address such as redis://host:6379/0"),
        ("http://hunter2", "write an address such as redis://host:6379/0"),
        ("", "write an address such as redis://host:6379/0"),
        ("redis://state:hunter2/0", "behind :// (or @) a host and a port number are wanted"),
        ("redis://:hunter2@/0", "behind :// (or @) a host and a port number are wanted"),
        ("redis://books:0", "behind :// (or @) a host and a port number are wanted"),
        ("redis://books:65536", "behind :// (or @) a host and a port number are wanted"),
        ("redis://books:6379/hunter2", "behind the host only the number of a database may stand"),
        ("redis://books:6379/1/2", "behind the host only the number of a database may stand"),
        ("redis://books:6379/0?db=hunter2", "behind the host only the number of a database may stand"),
        ("redis://books:6379/0?decode_responses=hunter2", "an option that does not exist"),
        ("redis://books:6379/0?socket_timout=1", "did you mean 'socket_timeout'?"),
        ("unix://run/redis.sock", "begins with a third slash"),
    ],
)
def test_an_address_that_is_read_in_another_way_is_refused_with_the_remedy_and_not_shown(text: str, told: str) -> None:
    said = wrong(text)
    assert told in said
    assert SECRET not in said
    assert "ter2" not in said


@given(PASSWORDS)
@example("a/b?c#d@e%41:[f]")
@example("12/34")
def test_an_encoded_password_arrives_and_a_raw_one_arrives_or_is_refused(password: str) -> None:
    encoded = f"redis://relay:{quote(password, safe='')}@books:6379/5"
    assert str(read_redis_address(encoded)) == "books:6379/5"
    assert parse_url(encoded).get("password") == password
    raw = f"redis://relay:{password}@books:6379/5"
    try:
        address = read_redis_address(raw)
    except WrongAddress:
        return
    found = parse_url(raw)
    assert (str(address), found.get("host"), found.get("port"), found.get("db")) == ("books:6379/5", "books", 6379, 5)
    assert found.get("password") == password or address.has_percent


def test_a_user_is_named_only_where_a_password_stands_beside_them() -> None:
    assert read_redis_address("redis://relay:hunter2@books").user == "relay"
    alone = read_redis_address("redis://hunter2@books")
    assert (alone.user, alone.lacks_password) == ("", True)
    assert not read_redis_address("redis://:hunter2@books").lacks_password


def test_every_option_that_may_stand_there_is_one_that_redis_py_takes() -> None:
    for name in OPTIONS:
        assert name in parse_url(f"redis://books?{name}=1")
