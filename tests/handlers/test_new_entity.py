"""A new entity is a pipeline, a contract and an opener per vendor: a toy goes both ways, and no other file changes."""

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers.pipelines import PIPELINES
from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.afas import AfasSandbox, OrderBooks
from handlers.sandboxes.afas.profit import Profit
from handlers.sandboxes.demonstration.accountview_books import bare_books
from handlers.sandboxes.demonstration.afas_books import demo_masters
from handlers.vendors import accountview, afas
from handlers.vendors.accountview.protocol import text_of
from relay.bootstrap.opening import open_program
from relay.bootstrap.program import Program
from relay.bootstrap.settings import load
from relay.demo.embedded import EmbeddedRedis
from relay.line.actions import FIND_NUMBER
from relay.model import ENDS, State
from tests.handlers.labels import open_accountview, open_afas
from tests.handlers.two_systems_file import two_systems_file
from tests.waiting import eventually


@pytest.fixture
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line in the table of pipelines, and one in each table of a vendor."""
    monkeypatch.setitem(PIPELINES.places, "label", "tests.handlers.labels:LABELS")
    for table in (afas.VENDOR.sources, afas.VENDOR.targets):
        monkeypatch.setitem(table, "label", open_afas)
    for table in (accountview.VENDOR.sources, accountview.VENDOR.targets):
        monkeypatch.setitem(table, "label", open_accountview)


@dataclass
class House:
    """Both systems, and the relay between them with a worker that carries."""

    program: Program
    afas: AfasSandbox
    accountview: AccountViewSandbox

    def labels_in_afas(self) -> dict[str, str]:
        return {item.code: item.description for item in self.afas.profit.masters.items}

    def labels_in_accountview(self) -> dict[str, str]:
        return {text_of(row, "ART_CODE"): text_of(row, "ART_DESC1") for row in self.accountview.books.articles}

    async def carry(self, flow: str) -> dict[str, State]:
        """Poll a flow, and give how the event of each label ended."""
        await self.program.poll(flow, begin_anywhere=True)

        async def ended() -> dict[str, State] | None:
            events = [summary.event for summary in (await self.program.activity.page(flow=flow)).events]
            return (
                {event.reference: event.state for event in events if event.state in ENDS}
                if all(event.state in ENDS for event in events)
                else None
            )

        return await eventually(ended)


@pytest.fixture
async def house(redis_server: EmbeddedRedis, tmp_path: Path, _registered: None) -> AsyncIterator[House]:
    profit = Profit(OrderBooks(), masters=demo_masters())
    books = bare_books()
    books.article_rights = frozenset({"insert", "update"})  # the article window of few offices takes writes
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
            yield House(program, there, here)
            worker.stop()
            await working


def _settings(redis: EmbeddedRedis, there: AfasSandbox, here: AccountViewSandbox) -> dict[str, Any]:
    flow = {"entity": "label", "write": True, "poll": {"every": "1h"}}
    return two_systems_file(redis, there, here, flow)


async def test_a_new_entity_is_carried_both_ways_and_nothing_goes_in_circles(house: House) -> None:
    before = house.labels_in_afas()
    house.accountview.books.put("ARTICLE", {"ART_CODE": "FRAGILE", "ART_DESC1": "Breekbaar", "VAT_CODE": "2"})
    only_in_accountview = house.labels_in_accountview().keys() - before.keys()
    missing = before.keys() - house.labels_in_accountview().keys()
    ended = await house.carry("out")
    assert missing
    assert {code for code, state in ended.items() if state is State.WRITTEN} == missing
    assert {code: house.labels_in_accountview()[code] for code in missing} == {code: before[code] for code in missing}
    ended = await house.carry("back")
    assert {code for code, state in ended.items() if state is State.WRITTEN} == only_in_accountview
    assert house.labels_in_afas()["FRAGILE"] == "Breekbaar"
    assert house.labels_in_afas().keys() == house.labels_in_accountview().keys()
    assert len(house.accountview.books.articles) == len(house.labels_in_accountview())


async def test_it_is_linked_and_compared_as_every_other_is(house: House) -> None:
    await house.carry("out")
    house.accountview.books.put("ARTICLE", {"ART_CODE": "LATE", "ART_DESC1": "Later gemaakt", "VAT_CODE": "2"})
    look = house.program.flows["back"].pipeline.actions.get(FIND_NUMBER)
    assert look is not None
    flow = house.program.flows["back"].flow
    assert await look(flow, {"code": "LATE", "name": "Later gemaakt"}) is None
    await house.carry("back")
    assert await look(flow, {"code": "LATE", "name": "Later gemaakt"}) == "LATE"
