"""What becomes of a write whose answer never comes, and what an error may say about it."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.sandboxes.accountview import Fault
from relay.errors import Transient, Unconfirmed
from tests.handlers.vendors.accountview.office import TODAY, Office, marks, office, written
from tests.handlers.vendors.accountview.orders import a_company, a_draft, an_order

EMAIL = "inkoop@bakkerij.example.com"


async def test_an_order_that_is_stored_and_never_answered_is_unconfirmed_and_found() -> None:
    async with office(total_timeout="600ms") as o:
        target = o.target()
        draft, _ = await written(target)
        o.sandbox.faults.next(Fault.STORE_THEN_HANG, business_object="SO1")
        with pytest.raises(Unconfirmed):
            await target.create_order(target.order_fields(draft))
        assert len(await target.find_orders("W-100245", TODAY)) == 2


async def test_an_order_that_is_committed_long_after_the_caller_has_gone_is_found_then() -> None:
    async with office(total_timeout="600ms") as o:
        target = o.target()
        debtor = await target.create_debtor(target.debtor_fields(a_draft().party))
        o.sandbox.faults.commit_delay = timedelta(minutes=1)
        o.sandbox.faults.next(Fault.COMMIT_LATER, business_object="SO1")
        with pytest.raises(Unconfirmed):
            await target.create_order(target.order_fields(a_draft(debtor=debtor)))
        assert await target.find_orders("W-100245", TODAY) == []
        await o.sandbox.commit_now()
        assert len(await target.find_orders("W-100245", TODAY)) == 1


async def test_an_order_that_is_refused_by_the_hub_and_committed_all_the_same_is_unconfirmed(o: Office) -> None:
    target = o.target()
    debtor = await target.create_debtor(target.debtor_fields(a_draft().party))
    o.sandbox.faults.commit_delay = timedelta(minutes=1)
    o.sandbox.faults.next(Fault.REFUSE_THEN_COMMIT)
    with pytest.raises(Unconfirmed):
        await target.create_order(target.order_fields(a_draft(debtor=debtor)))
    await o.sandbox.commit_now()
    assert len(o.books.orders) == 1


async def test_a_look_up_while_the_office_is_off_is_transient_and_burns_no_try(o: Office) -> None:
    o.sandbox.faults.next(Fault.OFFLINE)
    with pytest.raises(Transient) as caught:
        await o.target().find_orders("W-100245", TODAY)
    assert not caught.value.burns_try


@pytest.mark.parametrize("call", ["find_debtors", "find_orders", "find_addresses", "missing_articles", "create_debtor"])
async def test_no_error_repeats_what_was_asked_or_sent(o: Office, call: str) -> None:
    target = o.target()
    calls: dict[str, Any] = {
        "find_debtors": lambda: target.find_debtors(marks(EMAIL)),
        "find_orders": lambda: target.find_orders("W-SECRET", TODAY),
        "find_addresses": lambda: target.find_addresses("W-SECRET"),
        "missing_articles": lambda: target.missing_articles(["W-SECRET"]),
        "create_debtor": lambda: target.create_debtor(
            target.debtor_fields(a_draft(an_order(customer=a_company())).party)
        ),
    }
    o.sandbox.faults.next(Fault.BAD_GATEWAY)
    with pytest.raises((Transient, Unconfirmed)) as caught:
        await calls[call]()
    for word in ("W-SECRET", EMAIL, "Bakkerij"):
        assert word not in str(caught.value)
        assert word not in repr(caught.value)
