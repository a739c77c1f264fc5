"""Products over the whole line: polled, queued, carried and looked at again, both ways between two running systems."""

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.accountview import Books as Office
from handlers.sandboxes.afas import AfasSandbox, Masters, OrderBooks, Profit
from relay.bootstrap.opening import open_program
from relay.bootstrap.program import Program
from relay.bootstrap.settings import load
from relay.care.record_list import RecordList
from relay.demo.embedded import EmbeddedRedis
from relay.model import ENDS, State
from tests.handlers.pipelines.products.sandboxes import CODES
from tests.handlers.two_systems_file import two_systems_file
from tests.handlers.vendors.accountview.products import COLUMNS, product_books
from tests.handlers.vendors.afas.source.products.environment import EVERYTHING, add, change
from tests.waiting import eventually


@dataclass
class House:
    """Both systems, and the relay between them with a worker that carries."""

    program: Program
    environment: AfasSandbox
    profit: Profit
    office: Office

    @property
    def records(self) -> RecordList:
        return RecordList(self.program.store, self.program.acceptor, self.program.flows)

    async def carry(self, flow: str, **times: int) -> None:
        """Poll a flow, and wait until so many runs of each product of ``times`` have ended well."""
        await self.program.poll(flow, begin_anywhere=True)

        async def ended() -> bool | None:
            found = {record.reference: record for record in (await self.records.page(flow)).records}
            counts = {
                one: found[one].times.get(State.WRITTEN, 0) if one in found and found[one].open is None else 0
                for one in times
            }
            return True if counts == times else None

        await eventually(ended)

    async def events(self) -> list[Any]:
        """All events of which a story is kept, and that have not ended."""
        return [one.event for one in (await self.program.activity.page()).events if one.event.state in ENDS]

    def writes(self) -> int:
        """How many calls with a verb that writes came in at AFAS."""
        return sum(call.method in {"POST", "PUT", "DELETE"} for call in self.environment.calls)

    def names(self) -> dict[str, str]:
        """The articles in AccountView: their names by code."""
        return {str(row["ART_CODE"]).strip(): str(row["ART_DESC1"]).strip() for row in self.office.articles}


@pytest.fixture
async def house(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[House]:
    masters = Masters(items=[], units=frozenset({"STK", "DOOS", "*****"}), article_groups={"SERV": "Servies"})
    profit = Profit(OrderBooks(clock=lambda: datetime.now(UTC)), masters=masters)
    books = product_books()
    books.articles.clear()
    async with AfasSandbox(profit=profit) as there, AccountViewSandbox(books) as here:
        path = tmp_path / "relay.yaml"
        path.write_text(yaml.safe_dump(_settings(redis_server, there, here)), "utf-8")
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


def _settings(redis: EmbeddedRedis, there: AfasSandbox, here: AccountViewSandbox) -> dict[str, Any]:
    flow = {"entity": "product", "write": True, "poll": {"every": "1h", "start": "all"}}
    file = two_systems_file(redis, there, here, flow, products={**EVERYTHING, "all_administrations": True})
    file["connections"]["books"]["products"] = COLUMNS
    codes: Mapping[str, str] = {"out": "accountview", "back": "afas"}
    for name, vendor in codes.items():
        file["flows"][name]["settings"] = {**CODES[vendor], "two_way": {"leader": "afas"}}
    return file


async def test_products_are_carried_changed_and_never_brought_back_and_leave_a_record_each(house: House) -> None:
    add(house.profit, "GLAS-1")
    add(house.profit, "GLAS-2")
    await house.carry("out", **{"GLAS-1": 1, "GLAS-2": 1})
    assert house.names() == {"GLAS-1": "Theeglas GLAS-1", "GLAS-2": "Theeglas GLAS-2"}
    written = house.writes()
    await house.carry("back", **{"GLAS-1": 1, "GLAS-2": 1})
    assert (house.writes(), len(house.profit.masters.items)) == (written, 2)
    change(house.profit, "GLAS-1", Ds="Theeglas met oor")
    await house.carry("out", **{"GLAS-1": 2})
    assert house.names() == {"GLAS-1": "Theeglas met oor", "GLAS-2": "Theeglas GLAS-2"}
    assert await house.events() == []
    record = await house.records.find("out", "GLAS-1")
    assert record is not None
    assert (record.outcome, record.number, record.trouble) == (State.WRITTEN, "GLAS-1", None)
