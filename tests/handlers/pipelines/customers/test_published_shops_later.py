"""What the published cases of shops leave open: what comes after their last post, and what a person reads of them."""

import pytest

from relay.model import Origin, Outcome, State
from tests.handlers.pipelines.customers.desk import CustomerDesk
from tests.handlers.pipelines.customers.published import PublishedCase, read_cases
from tests.handlers.pipelines.customers.published_run import carry, seat


async def carried(customers: CustomerDesk, name: str) -> tuple[PublishedCase, list[Outcome]]:
    """A case whose books stand and whose posts were carried."""
    case = read_cases()[name]
    await seat(customers, case)
    return case, [one for one in await carry(customers, case) if isinstance(one, Outcome)]


def told(outcome: Outcome) -> str:
    notes = [str(note) for step in outcome.steps for note in step.told]
    return " ".join([outcome.reason, *notes, *map(str, outcome.problems)])


async def test_a_deleted_account_stays_gone_and_the_one_made_anew_goes_on(customers: CustomerDesk) -> None:
    case, _ = await carried(customers, "customer-customer-deleted-1")
    (_, deleted), (_, anew) = case.posts()
    assert (await customers.carry(deleted, origin=Origin.HOOK)).state is State.SKIPPED
    changed = await customers.carry(anew | {"phone": "+31555550100"}, origin=Origin.HOOK)
    assert (changed.number, customers.target.debtor("10041").fields["PHONE"]) == ("10041", "+31555550100")


async def test_the_first_whole_address_is_told_where_none_was_the_main_one(customers: CustomerDesk) -> None:
    for name in ("customer-addresses-1", "customer-no-default-address-1"):
        _, outcomes = await carried(customers, name)
        assert "the first whole one was taken" in told(outcomes[0])


@pytest.mark.parametrize("name", ["customer-gdpr-redaction-1", "customer-erasure-request-1"])
async def test_nothing_of_a_person_who_is_forgotten_stands_in_any_story(name: str, customers: CustomerDesk) -> None:
    _, outcomes = await carried(customers, name)
    read = repr(outcomes).casefold()
    assert not [word for word in ("bram", "noor", "hendriks", "example.com", "+316", "+315") if word in read]


async def test_one_number_is_one_number_and_what_is_none_is_left_out_and_told(customers: CustomerDesk) -> None:
    for name in ("customer-phone-formats-1", "customer-phone-formats-3"):
        _, outcomes = await carried(customers, name)
        assert {outcome.state for outcome in outcomes} == {State.WRITTEN}
        assert [told(one) for one in outcomes if "telephone" in told(one)] != []
    assert [one.fields["PHONE"] for one in customers.target.debtors] == [
        *("+31555550100", "+31555550100", None, "0031555550100 / 0555550101 / 0555550102"),
        *("+31612345678", "+31612345678", "+31612345678", "+12065550101", "+31201234567"),
        *("020-1234567 / 06-23456789", None),
    ]
