"""The bank accounts of customers in AFAS: one can be added and preferred, and none is ever taken away."""

from collections.abc import AsyncIterator

import pytest

from handlers.sandboxes.afas import WriteFault
from relay.errors import Hold, Unconfirmed
from tests.handlers.vendors.afas.customers import (
    IBAN,
    IBAN_FIELD,
    ORGANISATION,
    a_record,
    bank_accounts,
    customer_target,
    made,
    party_of,
    stored,
)
from tests.handlers.vendors.afas.environment import Environment, environment

OTHER_IBAN = "BE71096123456769"


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


async def test_another_iban_is_added_and_preferred_once_however_often_it_is_sent(e: Environment) -> None:
    target = customer_target(e)
    number = await made(target)
    for _ in range(2):
        await target.update_debtor(number, {IBAN_FIELD: OTHER_IBAN, f"{ORGANISATION}.AuPa": False})
    assert [(one["Iban"], one["CoId"]) for one in bank_accounts(e)] == [(IBAN, "NL"), (OTHER_IBAN, "B")]
    [found] = (await target.find_by_numbers([number])).values()
    assert (found.fields[IBAN_FIELD], found.fields[f"{ORGANISATION}.AuPa"]) == (OTHER_IBAN, False)
    await target.update_debtor(number, {IBAN_FIELD: IBAN})
    [found] = (await target.find_by_numbers([number])).values()
    assert found.fields[IBAN_FIELD] == IBAN
    assert len(bank_accounts(e)) == 2


async def test_an_iban_whose_answer_was_lost_is_there_once_and_preferred_by_the_next_try(e: Environment) -> None:
    target = customer_target(e)
    number = await made(target)
    e.sandbox.write_faults.next(WriteFault.STORE_THEN_HTML)
    with pytest.raises(Unconfirmed):
        await target.update_debtor(number, {IBAN_FIELD: OTHER_IBAN})
    await target.update_debtor(number, {IBAN_FIELD: OTHER_IBAN})
    assert [one["Iban"] for one in bank_accounts(e)] == [IBAN, OTHER_IBAN]
    assert stored(e, number)["Iban"] == OTHER_IBAN


async def test_a_bank_account_is_not_taken_away(e: Environment) -> None:
    target = customer_target(e)
    number = await made(target)
    with pytest.raises(Hold, match=rf"takes no bank account away from debtor {number}"):
        await target.update_debtor(number, {IBAN_FIELD: None})
    assert len(bank_accounts(e)) == 1


async def test_an_iban_that_begins_with_no_country_is_told_by_its_own_name(e: Environment) -> None:
    [problem] = customer_target(e).check_debtor(party_of(a_record(iban="0417164300")))
    assert problem.path == "iban"
    assert "the two letters of its country" in str(problem.remedy)
