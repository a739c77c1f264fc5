"""AFAS tells which environment we are let into, and of which kind: one number has three, and they must not be mixed."""

import aiohttp
import pytest

from handlers.exchange.reply import Reply
from handlers.sandboxes.afas import AfasSandbox
from handlers.vendors.afas.connection import OpenAfas
from handlers.vendors.afas.identifying import decipher_environment, identity_of
from handlers.vendors.afas.protocol import Call
from relay.errors import Transient
from tests.handlers.vendors.afas.support import connection, connection_to
from tests.stand_ins import OpenGate

CALL = Call("GET", "/metainfo")


@pytest.mark.parametrize(("told", "kind"), [
    ("O12345AA", "production"), ("T12345AA", "test"), ("A12345AA", "acceptance"),
])  # fmt: skip
async def test_an_environment_is_known_by_what_it_says_and_not_by_the_settings(told: str, kind: str) -> None:
    async with AfasSandbox(environment=told) as sandbox, aiohttp.ClientSession() as session:
        identity = await OpenAfas("afas", connection_to(sandbox, administration=2), session, OpenGate()).identify()
    assert dict(identity.shown) == {"environment": "12345", "kind": kind, "administration": "2"}


async def test_test_and_live_of_one_number_and_two_administrations_are_different_systems() -> None:
    settings = connection()
    keys = {identity_of(told, settings).key for told in ("O12345AA", "T12345AA", "A12345AA", "O54321AA")}
    keys |= {identity_of("O12345AA", connection(administration=number)).key for number in (1, 2)}
    assert len(keys) == 6


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_an_app_connector_that_may_not_ask_is_known_by_its_address_as_the_same_system(status: int) -> None:
    answer = Reply(status, b'{"errorNumber":1,"externalMessage":"Deze gebruiker is niet geautoriseerd"}')
    told = decipher_environment(CALL, answer)
    assert told is None
    by_address = identity_of(told, connection(kind="resttest"))
    assert by_address.key == identity_of("T12345AA", connection()).key
    assert by_address.shown["told by"] == "its address"


def test_an_answer_that_says_nothing_proves_nothing() -> None:
    with pytest.raises(Transient):
        decipher_environment(CALL, Reply(503, b"<html>"))
