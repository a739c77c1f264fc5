"""Customers change in their debtor or in an address alone, seen long after: the newest state is always carried, once.

AccountView is read over real HTTP by the poller itself, on real Redis; the clock is set by hand.
"""

import secrets
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mapping.parsing import parse_json
from relay.line.accept import Acceptor
from relay.line.arrivals import Accepted
from relay.line.poll import Poller
from relay.line.polled import PolledFlow
from relay.roles import Page
from relay.settings.polling import PollSettings
from relay.store.counters import Metrics
from relay.store.store import Store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.handlers.vendors.accountview.source.customers.customer_polls import reading
from tests.handlers.vendors.accountview.source.polls import Clock
from tests.relay.parts import FLOW
from tests.stand_ins import AsNamed, OpenGuard

NUMBERS: Final = ("10001", "10002", "10003")
State = tuple[str, ...]
"""What a customer says, each with its stamp: their telephone number, and where they have goods delivered."""


@dataclass(frozen=True)
class Change:
    """A customer's debtor, or an address of theirs alone, is another now, under a stamp that is this much older."""

    number: str
    what: str
    age: timedelta = timedelta()


@dataclass(frozen=True)
class Wait:
    """Time passes."""

    length: timedelta


@dataclass(frozen=True)
class Poll:
    """Both parts are read; between two pages somebody makes a change."""

    between: tuple[Change, ...] = ()


changes = st.builds(
    Change,
    st.sampled_from(NUMBERS),
    st.sampled_from(["debtor", "address", "new address", "back"]),
    st.integers(0, 900).map(lambda seconds: timedelta(seconds=seconds)),
)
steps = st.lists(
    st.one_of(
        changes,
        st.builds(Wait, st.integers(1, 1500).map(lambda seconds: timedelta(seconds=seconds))),
        st.builds(Poll, st.lists(changes, max_size=2).map(tuple)),
    ),
    min_size=3,
    max_size=14,
)
LATEST: Final = (
    Change("10001", "new address"),
    Poll(),
    Wait(timedelta(seconds=1)),
    Change("10001", "address", timedelta(seconds=900)),
    Change("10002", "debtor"),
    Poll(),
    Change("10002", "back"),
)
"""An address that is seen at the very end of the horizon, and a telephone number that goes back to what it was."""


class Recording(Acceptor):
    """Keeps what became a new event, by customer, in order of arrival."""

    carried: dict[str, list[State]]

    async def accept(self, flow: Any, body: bytes, *arguments: Any, **named: Any) -> Accepted:
        accepted = await super().accept(flow, body, *arguments, **named)
        if accepted.kind == "new":
            document = parse_json(body)
            self.carried[document["debtor"]["SUB_NR"]].append(state_of(document["debtor"], document["addresses"]))
        return accepted


def state_of(debtor: dict[str, Any], addresses: list[dict[str, Any]]) -> State:
    said = [f"{debtor.get('TEL_BUS') or ''} {debtor['CNG_DATE']}"]
    return (*said, *sorted(f"{row['ADDRESS1']} {row['CNG_DATE']}" for row in addresses))


@dataclass
class Office:
    """The books behind the sandbox, and what people do in them."""

    books: Any
    clock: Clock
    said: int = 0
    before: dict[str, str] = field(default_factory=dict)

    def carry_out(self, change: Change) -> None:
        """Make a change whose stamp is older than now."""
        self.clock.at -= change.age
        self.said += 1
        own = [row for row in self.books.addresses if row["SUB_NR"] == change.number]
        if change.what == "address" and own:
            self.books.change_address(own[0], ADDRESS1=f"Laan {self.said}")
        elif change.what == "new address":
            self.books.add_address(change.number, DEL_NAME="A", ADDRESS1=f"Kade {self.said}")
        else:
            phone = self.before.get(change.number, "") if change.what == "back" else f"020-{self.said}"
            [debtor] = [row for row in self.books.debtors if row["SUB_NR"] == change.number]
            self.before[change.number] = debtor.get("TEL_BUS") or ""
            self.books.change_debtor(change.number, TEL_BUS=phone)
        self.clock.at += change.age

    def states(self) -> dict[str, State]:
        """What each customer says now."""
        addresses = self.books.addresses
        return {
            row["SUB_NR"]: state_of(row, [one for one in addresses if one["SUB_NR"] == row["SUB_NR"]])
            for row in self.books.debtors
        }


class Busy:
    """A source into which somebody writes between two pages of a poll."""

    def __init__(self, source: Any, office: Office) -> None:
        self.between: list[Change] = []
        self._source = source
        self._office = office

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    async def changed_since(self, *arguments: Any, **named: Any) -> AsyncIterator[Page]:
        async for page in self._source.changed_since(*arguments, **named):
            yield page
            if self.between:
                self._office.carry_out(self.between.pop())
                self._office.clock.at += timedelta(seconds=1)


@pytest.mark.parametrize(
    "begin", [datetime(2026, 11, 24, 9, tzinfo=UTC), datetime(2026, 10, 24, 23, 30, tzinfo=UTC)], ids=["day", "autumn"]
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(play=list(LATEST))
@given(play=steps)
async def test_the_newest_state_of_a_customer_is_carried_and_no_state_twice_in_a_row(
    store: Store, vault: Vault, begin: datetime, play: list[Change | Wait | Poll]
) -> None:
    clock = Clock(begin)
    acceptor = Recording(store, vault, make_queue(store), OpenGuard(), AsNamed())
    acceptor.carried = defaultdict(list)
    async with reading(clock, page_size=2, commit_horizon="900s") as (source, _, books):
        office = Office(books, clock)
        busy = Busy(source, office)
        flow = replace(FLOW, name=f"late-{secrets.token_hex(8)}", entity="customer", keeps_state=True)
        polled = PolledFlow(flow, busy, PollSettings(start=date(2026, 10, 1)))
        poller = Poller(store, acceptor, [polled], Metrics(store))
        for step in [*play, Poll(), Wait(timedelta(minutes=5)), Poll()]:
            if isinstance(step, Change):
                office.carry_out(step)
            elif isinstance(step, Wait):
                clock.at += step.length
            else:
                busy.between = list(step.between)
                await poller.poll(flow.name)
        states = office.states()
    assert {number: carried[-1] for number, carried in acceptor.carried.items()} == states
    for carried in acceptor.carried.values():
        assert all(one != other for one, other in pairwise(carried))
