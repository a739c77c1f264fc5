"""An order reserves where its flow writes into books whose levels a flow guards, in one stroke with its acceptance."""

import threading
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel
from structlog.testing import capture_logs

from relay.line.accept import Acceptor
from relay.line.actions import GUARDS, SELLS, Actions, Sale, Sales
from relay.line.once.links import Link
from relay.line.pipeline import Pipeline
from relay.line.queue import Queue
from relay.line.reserving import LastProven, Reserver
from relay.line.run_event import OpenFlow
from relay.model import Flow
from relay.store.store import Store
from relay.store.vault import Vault
from tests.relay.parts import FLOW, SmallRun, SmallSource, SmallTarget, arrive
from tests.relay.sold_desk import LEVELS, SoldDesk
from tests.stand_ins import AsNamed, OpenGuard

BODY = b'{"number":"1001","sold":{"A-1":2,"B-2":1}}'


def sells(flow: Flow, document: Any) -> Sales | None:
    """What a document says that it sells."""
    assert flow.entity == "order"
    if document["sold"] is None:
        return None
    return Sales(document["number"], "order", [Sale(sku, Decimal(many)) for sku, many in document["sold"].items()])


def opened(flow: Flow, actions: Actions) -> OpenFlow:
    pipeline = Pipeline(flow.entity, SmallSource, SmallTarget, BaseModel, SmallRun, (), actions=actions)
    bound = pipeline.bind({SmallTarget: SmallTarget(), SmallSource: SmallSource()})
    return OpenFlow(flow, SmallSource(), None, bound)


class Office:
    """Takes orders in beside a flow of levels."""

    def __init__(self, store: Store, vault: Vault, queue: Queue) -> None:
        self.desk = SoldDesk(store, vault, queue)
        self.orders = FLOW
        self.levels = LEVELS
        self.is_guarded = True
        self.tell: Callable[[Flow, Any], Sales | None] = sells

    def acceptor(self) -> Acceptor:
        flows: dict[str, OpenFlow] = {}
        reserver = Reserver(self.desk.links, flows)
        flows[self.levels.name] = opened(self.levels, Actions({GUARDS: lambda _: self.is_guarded}))
        flows[self.orders.name] = opened(self.orders, Actions({SELLS: self.tell}))
        desk = self.desk
        return Acceptor(desk.store, desk.vault, desk.queue, OpenGuard(), AsNamed(), reserver)

    async def sold(self, body: bytes = BODY) -> dict[str, Decimal]:
        """How many of A-1 are reserved once a document came in, by event."""
        await arrive(self.acceptor(), flow=self.orders, body=body)
        return await self.desk.sold("A-1")


@pytest.fixture
def office(store: Store, vault: Vault, queue: Queue) -> Office:
    return Office(store, vault, queue)


class TestWhoReserves:
    async def test_an_order_that_is_to_reach_the_books_whose_level_is_read_reserves(self, office: Office) -> None:
        accepted = await arrive(office.acceptor(), body=BODY)
        assert await office.desk.sold("A-1") == {accepted.event_id: 2}
        [one] = await office.desk.found("B-2")
        assert (one.order, one.source) == (office.desk.order("1001"), FLOW.source)

    async def test_one_that_goes_into_other_books_never_would_be_known_there(self, office: Office) -> None:
        office.orders = replace(FLOW, target="other books")
        assert await office.sold() == {}

    async def test_where_no_flow_guards_levels_nothing_is_reserved(self, office: Office) -> None:
        office.is_guarded = False
        assert await office.sold() == {}

    async def test_a_flow_that_does_not_write_reserves_nothing(self, office: Office) -> None:
        office.orders = replace(FLOW, write=False)
        assert await office.sold() == {}

    async def test_what_never_touches_stock_is_no_order_that_reserves(self, office: Office) -> None:
        assert await office.sold(b'{"number":"1001","sold":null}') == {}
        assert not await office.desk.store.state.exists(office.desk.store.keys.reserving(office.desk.order("1001")))

    async def test_one_that_sells_nothing_is_the_newest_version_all_the_same(self, office: Office) -> None:
        await office.sold(b'{"number":"1001","sold":{}}')
        assert await office.desk.store.state.exists(office.desk.store.keys.reserving(office.desk.order("1001")))

    async def test_an_order_in_the_books_reserves_nothing_also_under_a_former_prefix(self, office: Office) -> None:
        class Renamed(AsNamed):
            def former_prefixes(self, connection: str) -> list[str]:
                return ["OLD-"] if connection == FLOW.source else []

        desk = office.desk
        desk.links = type(desk.links)(desk.store, desk.vault, Renamed())
        await desk.links.store(desk.links.name("books", "order", "OLD-1001"), Link("2601"))
        office.orders = replace(FLOW, reference_prefix="S1-")
        assert await office.sold() == {}
        assert len(await office.sold(b'{"number":"1002","sold":{"A-1":1}}')) == 1


class TestTrouble:
    @pytest.mark.parametrize("error", [KeyError("secret-name"), ValueError("secret-name")])
    async def test_no_order_is_lost_since_it_could_not_be_told_what_it_sells(
        self, office: Office, error: Exception
    ) -> None:
        def fails(_: Flow, __: Any) -> Sales | None:
            raise error

        office.tell = fails
        with capture_logs() as logs:
            accepted = await arrive(office.acceptor(), body=BODY)
        assert accepted.kind == "new"
        [log] = [log for log in logs if log["event"] == "not_reserved"]
        assert (log["flow"], log["error"]) == (FLOW.name, type(error).__name__)
        assert "secret-name" not in str(logs)

    async def test_a_large_order_is_read_beside_the_event_loop(self, office: Office) -> None:
        asked: list[threading.Thread] = []

        def notes(flow: Flow, document: Any) -> Sales | None:
            asked.append(threading.current_thread())
            return sells(flow, document)

        office.tell = notes
        assert len(await office.sold()) == 1
        assert len(await office.sold(b'{"number":"1002","sold":{"A-1":2},"remark":"' + b"x" * 40_000 + b'"}')) == 2
        assert [thread is threading.main_thread() for thread in asked] == [True, False]

    async def test_of_a_flow_that_is_not_open_nothing_is_reserved(self, office: Office) -> None:
        await arrive(office.acceptor(), flow=replace(FLOW, name="another"), body=BODY)
        assert await office.desk.sold("A-1") == {}


def test_books_that_are_away_are_those_that_were_proven_last() -> None:
    class Away(AsNamed):
        def last_id_of(self, connection: str) -> str:
            return f"{connection}~2"

        def id_of(self, connection: str) -> str:
            raise AssertionError(connection)

    names = LastProven(Away())
    assert names.id_of("books") == "books~2"
    assert names.former_prefixes("books") == ()
