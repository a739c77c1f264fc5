"""Customers who are posted and are there already: linked, let go, tried, looked for, given back, and half made."""

from collections.abc import AsyncIterator

import pytest

from handlers.sandboxes.shop.behaviour import Fault
from relay.line.actions import CHECK_LINKS, CONCLUDE_ABSENT, FIND_NUMBER, FORESEE, LINK, REHEARSE, RELINK, TRY
from relay.line.once.links import LinkState
from relay.model import State
from tests.handlers.pipelines.customers.desk import action, company, record
from tests.handlers.pipelines.customers.posted_ways import PostingBack, PostingCustomers, posting_customers
from tests.handlers.pipelines.entity_suite import Killed
from tests.handlers.pipelines.orders.fakes import OrderDesk

WHOLE = company(website="", iban="NL91ABNA0417164300")


@pytest.fixture
async def posted(desk: OrderDesk) -> AsyncIterator[PostingCustomers]:
    async with posting_customers(desk) as opened:
        yield opened


async def test_one_whom_a_person_links_is_told_where_they_are(posted: PostingCustomers) -> None:
    told = await action(posted, LINK)(posted.flow, record(), "C-77")
    assert "C-77" in str(told)
    await posted.carry()
    assert [(call.method, call.path) for call in posted.shop.calls] == [("PUT", "/customers/C-77")]


async def test_one_whom_the_receiver_has_no_longer_is_held_and_never_made_anew(posted: PostingCustomers) -> None:
    await posted.carry()
    posted.shop.behaviour.faults.append(Fault(status=404))
    held = await posted.carry(record(mobile="+31612345678"))
    assert held.state in {State.HELD, State.RETRYING}, held
    link = await posted.link()
    assert link is not None
    assert (link.state, len(posted.posted())) == (LinkState.GONE, 1)
    create = True
    await action(posted, RELINK)(posted.flow, record(), create)
    again = await posted.carry(record(mobile="+31612345678"))
    assert (again.state, again.number) == (State.WRITTEN, "C-2"), again


async def test_what_is_asked_of_one_who_is_posted_is_answered_without_a_call(posted: PostingCustomers) -> None:
    trial = action(posted, TRY)(posted.flow, WHOLE)
    assert (trial.targets["customer"]["website"], trial.problems) == ("", [])
    foreseen = await action(posted, FORESEE)(posted.flow, record())
    assert (foreseen.is_new, "billing_address" in foreseen.fields) == (True, True)
    rehearsed = await action(posted, REHEARSE)(await posted.ticket())
    assert (rehearsed.would_be, "would make customer" in rehearsed.reason) == ("written", True)
    assert await action(posted, FIND_NUMBER)(posted.flow, record()) is None
    assert (posted.shop.calls, posted.shop.asked) == ([], [])


async def test_what_is_asked_of_one_who_was_told_goes_by_the_link(posted: PostingCustomers) -> None:
    await posted.carry()
    foreseen = await action(posted, FORESEE)(posted.flow, record(mobile="+31612345678"))
    assert (foreseen.is_new, foreseen.fields) == (False, ["mobile"])
    assert await action(posted, FIND_NUMBER)(posted.flow, record()) == "C-1"
    checked = await action(posted, CHECK_LINKS)(posted.flow, [record(), record("K-2")])
    assert (checked.new, checked.there, checked.gone) == (1, 1, [])
    await action(posted, CONCLUDE_ABSENT)(posted.flow, ["K-1"])
    link = await posted.link()
    assert link is not None
    assert (link.state, len(posted.shop.calls)) == (LinkState.GONE, 1)


@pytest.mark.parametrize(("on_first_match", "calls"), [("if_empty", 0), ("link_only", 0), ("update", 1)])
async def test_what_a_receiver_gives_back_of_one_who_came_from_the_relay_is_no_edit(
    on_first_match: str, calls: int, posted: PostingCustomers, desk: OrderDesk
) -> None:
    await posted.carry()
    async with posting_customers(desk, kind=PostingBack, customer={"on_first_match": on_first_match}) as back:
        echo = await back.carry(record("C-1"))
        assert (echo.state, echo.number, len(back.shop.calls)) == (State.WRITTEN, "K-1", calls), echo
        edited = await back.carry(record("C-1", mobile="+31612345678"))
        assert (edited.state, len(back.shop.calls)) == (State.WRITTEN, calls + 1)
        assert back.shop.calls[-1].path == "/customers/K-1"


async def test_a_change_after_a_making_that_was_not_settled_is_told_and_no_echo(
    posted: PostingCustomers, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as killed:
        killed.setattr(posted.orders.intents, "settle", die)
        ticket = await posted.ticket()
        with pytest.raises(Killed):
            await posted.run(ticket)
    link = await posted.link()
    assert link is not None
    assert (link.number, link.digest) == ("C-1", "")
    later = await posted.carry(record(mobile="+31612345678"))
    assert later.state is State.WRITTEN, later
    [data] = posted.posted()
    assert data["mobile"] == "+31612345678"
