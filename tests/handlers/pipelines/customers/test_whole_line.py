"""Customers over the whole line: polled, queued, carried and looked at again, both ways between two running systems."""

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

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.afas import AfasSandbox, OrderBooks, Profit
from handlers.sandboxes.demonstration.accountview_books import bare_books
from relay.bootstrap.opening import open_program
from relay.bootstrap.program import Program
from relay.bootstrap.settings import load
from relay.demo.embedded import EmbeddedRedis
from relay.model import ENDS, State
from tests.handlers.two_systems_file import two_systems_file
from tests.handlers.vendors.afas.source.customers.environment import a_company, a_consumer, change_party
from tests.waiting import eventually

OWN = {"receivables_account": {"default": "1300"}, "payment_condition": {"default": "30", "unmapped": "default"}}


@dataclass
class House:
    """Both systems, and the relay between them with a worker that carries."""

    program: Program
    environment: AfasSandbox
    profit: Profit
    office: AccountViewSandbox

    async def carry(self, flow: str) -> list[tuple[str, State]]:
        """Poll a flow; each event that came of it, with how it ended."""
        before = {event.id for event in await self._events(flow)}
        await self.program.poll(flow, begin_anywhere=True)

        async def ended() -> tuple[list[tuple[str, State]]] | None:
            events = [event for event in await self._events(flow) if event.id not in before]
            done = all(event.state in ENDS for event in events)
            return ([(event.reference, event.state) for event in events],) if done else None

        [events] = await eventually(ended)
        return events

    async def _events(self, flow: str) -> list[Any]:
        return [summary.event for summary in (await self.program.activity.page(flow=flow)).events]

    def writes(self) -> int:
        """How many calls with a verb that writes came in at AFAS."""
        return sum(call.method in {"POST", "PUT", "DELETE"} for call in self.environment.calls)

    def emails(self) -> dict[str, str]:
        """The debtors in AccountView: their e-mail addresses by number."""
        return {str(row["SUB_NR"]).strip(): str(row["MAIL_BUS"]).strip() for row in self.office.books.debtors}


@pytest.fixture
async def house(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[House]:
    profit = Profit(OrderBooks(clock=lambda: datetime.now(UTC)))
    async with AfasSandbox(profit=profit) as there, AccountViewSandbox(bare_books()) as here:
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
            yield House(program, there, profit, here)
            worker.stop()
            await working


def _settings(redis: EmbeddedRedis, there: AfasSandbox, here: AccountViewSandbox) -> dict[str, Any]:
    flow = {
        "entity": "customer",
        "write": True,
        "poll": {"every": "1h", "start": "all"},
        "settings": {**OWN, "two_way": {"leader": "afas"}},
    }
    return two_systems_file(redis, there, here, flow, customers={"all_administrations": True})


async def test_customers_are_carried_changed_and_never_brought_back(house: House) -> None:
    company, person = a_company(house.profit), a_consumer(house.profit)
    carried = dict(await house.carry("out"))
    assert carried == {company["DbId"]: State.WRITTEN, person["DbId"]: State.WRITTEN}
    assert len(house.emails()) == 2
    written = house.writes()
    assert {state for _, state in await house.carry("back")} <= {State.WRITTEN}
    assert (house.writes(), len(house.profit.relations.debtors)) == (written, 2)
    change_party(house.profit, company, EmAd="nieuw@voorbeeld.test")
    changed = await house.carry("out")
    assert [reference for reference, state in changed if state is State.WRITTEN] == [company["DbId"]]
    assert "nieuw@voorbeeld.test" in house.emails().values()
    assert len(house.emails()) == 2
    assert await house.carry("out") == []
