"""Customers of AFAS as the poller reads them, on real Redis: one event a change, whichever part shows it."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from relay.errors import RunEnd
from relay.line.accept import Acceptor
from relay.line.poll import Poller
from relay.line.polled import PolledFlow
from relay.settings.polling import PollSettings
from relay.store.counters import Metrics
from relay.store.cursors import Cursors
from relay.store.store import Store
from tests.handlers.vendors.afas.examples import delivery_contact
from tests.handlers.vendors.afas.source.customers.environment import (
    Reading,
    a_buyer,
    a_company,
    a_profit,
    change_contact,
    change_party,
    move,
    reading,
)
from tests.handlers.vendors.afas.support import Clock
from tests.relay.parts import FLOW, fields_of

CUSTOMERS = replace(FLOW, name="afas-customers", entity="customer", source="afas", keeps_state=True)


class Polling:
    """A poller of the flow, and what it carried so far."""

    def __init__(self, store: Store, acceptor: Acceptor, r: Reading) -> None:
        self._store = store
        polled = PolledFlow(CUSTOMERS, r.source, PollSettings(start=date(2026, 11, 1)))
        self._poller = Poller(store, acceptor, [polled], Metrics(store))
        self.cursors = Cursors(store)

    async def poll(self) -> Counter[str]:
        """The numbers of the customers that one poll made events of."""
        before = await self._carried()
        await self._poller.poll(CUSTOMERS.name)
        return await self._carried() - before

    async def cursor(self, part: str) -> str:
        found = await self.cursors.cursor(CUSTOMERS.name, part)
        assert found is not None
        return found

    async def _carried(self) -> Counter[str]:
        ids = await self._store.state.zrange(self._store.keys.index(CUSTOMERS.name), 0, -1)
        return Counter([(await fields_of(self._store, one.decode()))["reference"] for one in ids])


async def test_a_change_of_any_part_is_one_event_and_an_unchanged_customer_none(
    store: Store, acceptor: Acceptor
) -> None:
    clock = Clock()
    profit = a_profit(clock)
    companies = [a_company(profit, a_buyer()) for _ in range(4)]
    clock.move(hours=2)
    async with reading(profit, clock) as r:
        polling = Polling(store, acceptor, r)
        assert await polling.poll() == Counter(company["DbId"] for company in companies)
        clock.move(hours=1)
        move(profit, companies[0])
        change_contact(profit, 502, TeNr="030-7654321")
        change_party(profit, companies[2], delivery_contact())
        clock.move(minutes=1)
        assert await polling.poll() == Counter(company["DbId"] for company in companies[:3])
        clock.move(minutes=5)
        assert await polling.poll() == Counter()


async def test_while_one_connector_fails_nothing_is_carried_half_and_no_cursor_passes_it(
    store: Store, acceptor: Acceptor
) -> None:
    clock = Clock()
    profit = a_profit(clock)
    company = a_company(profit, a_buyer())
    clock.move(hours=2)
    async with reading(profit, clock) as r:
        polling = Polling(store, acceptor, r)
        await polling.poll()
        began = {part: await polling.cursor(part) for part in r.source.parts}
        clock.move(hours=1)
        change_contact(profit, 501, TeNr="030-7654321")
        clock.move(hours=1)
        profit.tables["profit_address"].blocked = True
        for _ in range(2):
            with pytest.raises(RunEnd):
                await polling.poll()
            clock.move(minutes=5)
        moved = {part: await polling.cursor(part) > began[part] for part in r.source.parts}
        assert moved == {"debtors": True, "addresses": False, "delivery_addresses": True, "contacts": False}
        profit.tables["profit_address"].blocked = False
        assert await polling.poll() == Counter([company["DbId"]])
        assert await polling.cursor("contacts") > began["contacts"]
