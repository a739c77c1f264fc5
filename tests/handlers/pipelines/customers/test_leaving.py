"""Customers who are not carried any more: gone, merged, forgotten. A person is told, and nobody is made again."""

import pytest

from mapping.filter_texts import read_filter
from relay.line.actions import CONCLUDE_ABSENT, RELINK
from relay.line.once.links import LinkState
from relay.model import Origin, State
from tests.handlers.pipelines.customers.desk import HOME, CustomerDesk, anna, company, record, settings


async def test_a_customer_who_is_gone_is_told_once_and_deleted_never(customers: CustomerDesk) -> None:
    await customers.carry(record())
    gone = await customers.carry({"number": "K-1", "gone": True})
    assert (gone.state, gone.number) == (State.WRITTEN, "D1")
    assert str(gone.problems[0].mend) == "decide by hand what becomes of debtor D1 in the target"
    assert (await customers.carry({"number": "K-1", "gone": True})).state is State.SKIPPED
    assert customers.target.calls["update_debtor"] == 0
    link = await customers.link()
    assert link is not None
    assert (link.state, link.number) == (LinkState.GONE, "D1")


async def test_one_who_is_there_again_goes_on_with_the_same_debtor(customers: CustomerDesk) -> None:
    await customers.carry(record())
    await customers.carry({"number": "K-1", "gone": True})
    back = await customers.carry(record(customer=anna(phone="1234567")))
    assert (back.number, back.reason) == ("D1", "debtor D1: changed PHONE")
    link = await customers.link()
    assert link is not None
    assert link.is_live


@pytest.mark.parametrize("kind", ["person", "company"])
async def test_one_who_is_gone_is_blocked_where_the_settings_say_so(kind: str, customers: CustomerDesk) -> None:
    customers.settings = settings(on_leave="block")
    await customers.carry(company() if kind == "company" else record())
    gone = await customers.carry({"number": "K-1", "gone": True})
    assert gone.reason == "debtor D1 blocked: BLOCKED"
    fields = customers.target.debtor("D1").fields
    assert (fields["BLOCKED"], bool(fields["NAME"])) == (True, True)


async def test_one_who_fits_the_filter_no_longer_leaves_and_comes_back_when_they_fit_again(
    customers: CustomerDesk,
) -> None:
    customers.settings = settings(on_leave="block")
    customers.wanted = read_filter([{"field": "billing_address.country", "is": "NL"}])
    assert (await customers.carry(record())).reason == "debtor D1 created"
    left = await customers.carry(record(billing_address=HOME | {"country": "BE", "postcode": "2000"}))
    assert left.reason == "debtor D1 blocked: BLOCKED"
    assert (await customers.carry(record(billing_address=HOME | {"country": "DE"}))).state is State.SKIPPED
    assert (await customers.carry(record(customer=anna(phone="1234567")))).number == "D1"
    link = await customers.link()
    assert link is not None
    assert link.is_live


async def test_one_who_never_fitted_the_filter_leaves_nothing(customers: CustomerDesk) -> None:
    customers.wanted = read_filter([{"field": "billing_address.country", "is": "BE"}])
    skipped = await customers.carry(record())
    assert skipped.state is State.SKIPPED
    assert skipped.reason == "it does not fit the filter of this flow (billing_address.country), so it is not carried"
    assert await customers.link() is None


async def test_one_who_was_never_carried_leaves_nothing(customers: CustomerDesk) -> None:
    assert (await customers.carry({"number": "K-1", "gone": True})).state is State.SKIPPED
    assert await customers.link() is None
    assert (await customers.carry(record())).reason == "debtor D1 created"


async def test_one_who_asked_to_be_forgotten_leaves_a_tombstone_and_a_task_and_never_comes_back(
    customers: CustomerDesk,
) -> None:
    await customers.carry(company())
    forgotten = await customers.carry({"number": "K-1", "erased": True})
    assert (forgotten.state, forgotten.number, len(forgotten.problems)) == (State.WRITTEN, "D1", 1)
    link = await customers.link()
    assert link is not None
    assert (link.state, link.number, link.digest) == (LinkState.ERASED, "", "")
    customers.target.calls.clear()
    for later in (company(), {"number": "K-1", "erased": True}, {"number": "K-1", "gone": True}):
        assert (await customers.carry(later)).state is State.SKIPPED
    assert customers.target.calls == {}


async def test_one_who_is_not_known_and_asks_to_be_forgotten_is_never_made(customers: CustomerDesk) -> None:
    assert (await customers.carry({"number": "K-1", "erased": True})).state is State.SKIPPED
    assert (await customers.carry(record())).state is State.SKIPPED
    assert customers.target.debtors == []


async def test_one_who_was_merged_is_told_and_stays_as_they_are(customers: CustomerDesk) -> None:
    await customers.carry(record())
    await customers.carry(record("K-2", customer=anna(email="anna@example.net")))
    merged = await customers.carry({"number": "K-2", "successor": "K-1"})
    assert (merged.number, merged.reason) == (
        "D2",
        "merged into K-1 at the source; nothing is carried of them any more",
    )
    customers.target.calls.clear()
    late = await customers.carry(record("K-2", customer=anna(phone="1234567")))
    assert (late.state, late.number) == (State.SKIPPED, "D2")
    assert customers.target.calls == {}
    kept = await customers.carry(record(customer=anna(phone="1234567")))
    assert kept.reason == "debtor D1: changed PHONE"


async def test_customers_that_a_complete_reading_does_not_show_are_taken_to_be_gone(customers: CustomerDesk) -> None:
    customers.settings = settings(on_leave="block")
    await customers.carry(record())
    await customers.carry(record("K-2", customer=anna(email="anna@example.net")))
    conclude = customers.pipeline.bind(customers.services).actions.get(CONCLUDE_ABSENT)
    assert conclude is not None
    for _ in range(2):
        await conclude(customers.flow, ["K-2", "K-9"])
    assert [one.fields["BLOCKED"] for one in customers.target.debtors] == [None, True]
    assert customers.target.calls["update_debtor"] == 1
    link = await customers.link("K-2")
    assert link is not None
    assert link.state is LinkState.GONE


async def test_a_person_may_have_one_made_anew_whom_the_target_lost(customers: CustomerDesk) -> None:
    await customers.carry(record())
    customers.target.debtors.clear()
    changed = record(customer=anna(phone="1234567"))
    assert (await customers.carry(changed)).state is State.HELD
    relink = customers.pipeline.bind(customers.services).actions.get(RELINK)
    assert relink is not None
    await conclude_gone(customers)
    await relink(customers.flow, changed, True)  # noqa: FBT003 - the action's
    assert (await customers.carry(changed)).reason == "debtor D1 created"


async def conclude_gone(customers: CustomerDesk) -> None:
    """Bury the pair, as a complete reading of the other side would."""
    conclude = customers.pipeline.bind(customers.services).actions.get(CONCLUDE_ABSENT)
    assert conclude is not None
    await conclude(customers.flow, ["K-1"])


@pytest.mark.parametrize(("origin", "state"), [(Origin.HOOK, State.WRITTEN), (Origin.POLL, State.HELD)])
async def test_a_new_account_is_the_debtor_of_a_deleted_one_only_where_a_shop_posts_both(
    origin: Origin, state: State, customers: CustomerDesk
) -> None:
    await customers.carry(record(), origin=origin)
    await customers.carry({"number": "K-1", "gone": True}, origin=origin)
    anew = await customers.carry(record("K-2"), origin=origin)
    assert (anew.state, len(customers.target.debtors)) == (state, 1)
    old = await customers.link()
    assert old is not None
    assert (old.state, old.number) == (LinkState.GONE, "D1")


async def test_one_who_asked_to_be_forgotten_is_succeeded_by_nobody(customers: CustomerDesk) -> None:
    await customers.carry(record(), origin=Origin.HOOK)
    await customers.carry({"number": "K-1", "erased": True}, origin=Origin.HOOK)
    assert (await customers.carry(record("K-2"), origin=Origin.HOOK)).state is State.HELD
