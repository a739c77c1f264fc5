"""What the doctor says of a connection that does not let the relay in: the command that mends it, by the code."""

import pytest

from relay.care.doctor.asking import Asked
from relay.care.doctor.connection_observations import on_connection
from relay.errors import Barred
from words.told import Told

CONNECT = Told("command.connect", connection="books")


@pytest.mark.parametrize(
    ("told", "command"),
    [
        (Told("once.not_authorised", command=CONNECT), "relay connect books"),
        (Told("once.token_used_before", refusal=Told("once.token_key_missing", command=CONNECT), at=""),
         "relay connect books"),
        (Told("as_written", text="whoever runs relay connect books is told this"), "relay doctor"),
    ],
)  # fmt: skip
def test_the_command_to_connect_is_known_by_its_code_and_not_by_its_words(told: Told, command: str) -> None:
    observation = on_connection("books", "accountview", Asked(Barred(told)), None, 0)
    assert observation.command == command
