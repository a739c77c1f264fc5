"""What can be known of the addresses of Redis is told by `relay check`, and never a password."""

from pathlib import Path

import pytest

from tests.relay.settings.files import ENVIRONMENT, GOOD, load_text, mistakes_in

SECRET = "hunter2"


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("redis://:12/hunter2@state:6379/0", "a '/' ends a part of an address"),
        ("redis://:hunter2#1@state:6379/0", "write it as %23 there"),
        ("state:6379/0", "write an address such as redis://host:6379/0"),
        ("redis://state:6379/x", "behind the host only the number of a database may stand"),
    ],
)
def test_an_address_that_leads_elsewhere_is_one_mistake(state: str, told: str, tmp_path: Path) -> None:
    [mistake] = mistakes_in(GOOD, tmp_path, STATE_URL=state)
    assert mistake.startswith("redis.state_url: ")
    assert told in mistake
    assert SECRET not in mistake


def test_two_databases_of_one_server_are_a_mistake_unless_the_loss_is_accepted(tmp_path: Path) -> None:
    [mistake] = mistakes_in(GOOD, tmp_path, STATE_URL="redis://:hunter2@payload/1")
    assert "redis.payload_url (payload:6379/0) and redis.state_url (payload:6379/1) lead to one server" in mistake
    assert SECRET not in mistake
    accepted = GOOD.replace('"${STATE_URL}"}', '"${STATE_URL}", volatile_state: true}')
    one = {**ENVIRONMENT, "STATE_URL": "redis://payload/1"}
    assert load_text(accepted, tmp_path, one).redis.volatile_state
