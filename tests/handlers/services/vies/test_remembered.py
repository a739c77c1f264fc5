"""Answers are kept under a keyed hash, and one that cannot be read is as if it were not there."""

from datetime import date, timedelta

from handlers.services.vies import CheckedNumber, RememberedChecks, VatNumberCheck
from mapping.vat.numbers import read_vat_number
from relay.store.store import Store, reply
from relay.store.vault import Vault
from relay.systems.rekey import rekey
from tests.plain import as_told
from tests.stand_ins import other_vault
from words.told import Told

NUMBER = read_vat_number("BE0697449992")
CHECKED = CheckedNumber("valid", date(2026, 11, 24), "WAPI1")
HOUR = timedelta(hours=1)


async def test_an_answer_comes_back_as_it_was_stored_and_a_newer_one_takes_its_place(
    store: Store, vault: Vault
) -> None:
    memory = RememberedChecks(store, vault)
    name = memory.name(NUMBER, VatNumberCheck())
    assert await memory.find(name) is None
    await memory.store(name, CHECKED, HOUR)
    assert await memory.find(name) == CHECKED
    for reason in (as_told("MS_UNAVAILABLE"), Told("vies.status", status=503)):
        newer = CheckedNumber("not_checked", None, reason=reason)
        await memory.store(name, newer, HOUR)
        assert await memory.find(name) == newer


async def test_another_number_requester_or_service_has_another_name(store: Store, vault: Vault) -> None:
    memory = RememberedChecks(store, vault)
    names = [
        memory.name(NUMBER, VatNumberCheck()),
        memory.name(read_vat_number("DE136695976"), VatNumberCheck()),
        memory.name(NUMBER, VatNumberCheck(requester="NL123456789B13")),
        memory.name(NUMBER, VatNumberCheck(base_url="http://127.0.0.1:8001")),
        RememberedChecks(store, other_vault()).name(NUMBER, VatNumberCheck()),
    ]
    assert len(set(names)) == len(names)


async def test_what_another_version_wrote_and_cannot_be_read_is_not_there(store: Store, vault: Vault) -> None:
    memory = RememberedChecks(store, vault)
    name = memory.name(NUMBER, VatNumberCheck())
    await reply(store.state.hset(store.keys.vat_number(name), "status", "perhaps"))
    assert await memory.find(name) is None


async def test_rekeying_drops_what_was_remembered(store: Store, vault: Vault) -> None:
    memory = RememberedChecks(store, vault)
    name = memory.name(NUMBER, VatNumberCheck())
    await memory.store(name, CHECKED, HOUR)
    await rekey(store, other_vault())
    assert await memory.find(name) is None
