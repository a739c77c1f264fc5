"""Stock from AccountView into AFAS over the whole line: previewed, confirmed, booked by a real worker, found again."""

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers.pipelines.stock.mutation_limits import MutationLimits
from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.accountview import Books as Office
from handlers.sandboxes.afas import AfasSandbox, OrderBooks, Profit
from handlers.sandboxes.afas.write_faults import WriteFault
from relay.bootstrap.opening import open_program
from relay.bootstrap.program import Program
from relay.bootstrap.settings import load
from relay.care.record_list import RecordList
from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from tests.handlers.two_systems_file import two_systems_file
from tests.handlers.vendors.accountview.source.polls import Clock
from tests.handlers.vendors.accountview.source.stock.stock_polls import an_article, count, stocked_books
from tests.waiting import eventually

CODE = "000100"
FLOW = "back"
AFAS: dict[str, Any] = {
    "administration": 1,
    "stock": {"columns": {"administration": "AdministrationId"}},
    "lookups": {"mutations": "Relay_StockMutations"},
    "writing": {"stock": {"reason_in": "5", "reason_out": "6"}},
}


@dataclass
class House:
    """Both systems, and the relay between them with a worker that carries."""

    program: Program
    environment: AfasSandbox
    profit: Profit
    office: Office

    @property
    def levels(self) -> dict[tuple[str, str], Any]:
        return self.profit.stock.quantities

    @property
    def amounts(self) -> list[Any]:
        return [one["pieces"] for one in self.profit.stock.mutations]

    async def poll_until(self, state: State, times: int) -> None:
        """Poll, and wait until it ended so."""
        await self.program.poll(FLOW, begin_anywhere=True)
        await self.ended(state, times)

    async def ended(self, state: State, times: int) -> None:
        """Wait until the article's record ended so often in this state."""
        records = RecordList(self.program.store, self.program.acceptor, self.program.flows)

        async def look() -> bool | None:
            record = await records.find(FLOW, CODE)
            return True if record is not None and record.times.get(state, 0) >= times else None

        await eventually(look)


@pytest.fixture
async def house(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[House]:
    profit = Profit(OrderBooks(clock=lambda: datetime.now(UTC)))
    profit.levels.set(CODE, 10, "01")
    books = stocked_books(Clock(), an_article(CODE, QTY_TECH=7))
    async with AfasSandbox(profit=profit) as there, AccountViewSandbox(books) as here:
        flow = {"entity": "stock", "write": True, "poll": {"every": "1h", "start": "all"}}
        file = two_systems_file(redis_server, there, here, flow, **AFAS)
        del file["flows"]["out"]
        file["connections"]["books"]["stock"] = {"warehouse": "HQ"}
        file["flows"][FLOW]["settings"] = {"warehouses": {"HQ": "01"}, "add_up": "each"}
        path = tmp_path / "relay.yaml"
        path.write_text(yaml.safe_dump(file), "utf-8")
        environment = {
            "AFAS_TOKEN": there.access.token,
            "AV_SECRET": here.client_secret,
            "AV_REFRESH": here.refresh_token,
            **{name: base64.b64encode(secrets.token_bytes(32)).decode() for name in ("PAYLOAD_KEY", "INDEX_KEY")},
        }
        async with open_program(load(path, environment)) as program:
            worker = program.worker()
            working = asyncio.create_task(worker.async_run())
            yield House(program, there, profit, books)
            worker.stop()
            await working


async def test_nothing_moves_before_somebody_agreed_and_then_each_difference_once(house: House) -> None:
    await house.poll_until(State.SKIPPED, 1)
    desk = house.program.differences()
    [planned] = (await desk.show(FLOW)).planned
    assert (planned.what, planned.where, planned.difference) == (CODE, "01", "-3")
    assert house.amounts == []
    await desk.confirm(FLOW)
    assert (await desk.show(FLOW)).is_confirmed
    await house.program.operations().replayer.replay(planned.event)
    await house.ended(State.WRITTEN, 1)
    assert (house.amounts, house.levels) == ([-3], {(CODE, "01"): 7})
    house.environment.write_faults.next(WriteFault.STORE_THEN_DROP, connector="FbStockMutation")
    count(house.office, CODE, QTY_TECH=5)
    await house.poll_until(State.WRITTEN, 2)
    assert (house.amounts, house.levels) == ([-3, -2], {(CODE, "01"): 5})
    assert (await desk.show(FLOW)).unknown == []


async def test_what_passes_a_limit_is_held_and_goes_once_a_person_released_it(house: House) -> None:
    await house.program.differences().show(FLOW)  # which proves both systems
    flow = house.program.flows[FLOW].flow
    limits = house.program.services[MutationLimits]
    assert isinstance(limits, MutationLimits)
    await limits.confirm(flow)
    count(house.office, CODE, QTY_TECH=2000)
    await house.poll_until(State.HELD, 1)
    [held] = (await house.program.activity.page(state=State.HELD)).events
    assert (house.amounts, "units_a_run (1000)" in held.reason) == ([], True)
    await house.program.operations().replayer.replay(held.event.id)
    await house.ended(State.WRITTEN, 1)
    assert house.amounts == [1990]
