"""What docs/redis.md gives to be typed at a server is what the relay asks for, and its addresses are read."""

import re
from pathlib import Path

import pytest

from relay.settings.redis_address import read_redis_address
from relay.store.disk_proof import saving_mistakes
from relay.store.rights import write_acl_line
from relay.store.server_facts import OLDEST, Facts
from relay.store.servers import ROLES
from tests.relay.store.redis_servers import settings_of

TEXT = (Path(__file__).parents[2] / "docs" / "redis.md").read_text("utf-8")
ADDRESSES = sorted(set(re.findall(r"(?:rediss?|unix)://[^`\s]+", TEXT)))


def test_the_rights_that_are_shown_are_those_that_are_asked_for() -> None:
    shown = re.findall(r"^ACL SETUSER .+$", TEXT, re.MULTILINE)
    assert shown == [write_acl_line(role, "relay", "relay:") for role in ROLES]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_that_is_shown_is_read(address: str) -> None:
    assert str(read_redis_address(address))


def test_the_settings_of_a_payload_server_that_are_shown_pass() -> None:
    [row] = re.findall(r"^\| payload \|.+$", TEXT, re.MULTILINE)
    shown = [text.partition(" ") for text in re.findall(r"`([a-z-]+ [^`]+)`", row)]
    config = {name: value.strip('"') for name, _, value in shown}
    assert len(config) == 4
    assert saving_mistakes(Facts({}, config), settings_of("redis://a", "redis://b")) == []


def test_the_oldest_version_is_told() -> None:
    assert f"{'.'.join(map(str, OLDEST))} or newer" in TEXT
