"""The whole relay on loopback for one test: sandboxes, Redis, the server, and workers inside or beside the test."""

import asyncio
import base64
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.afas import AfasSandbox
from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.afas.profit import Profit
from handlers.sandboxes.demonstration.accountview_books import bare_books
from relay.bootstrap.opening import open_program
from relay.bootstrap.program import Program
from relay.bootstrap.settings import load
from relay.care.activity import Activity, Story
from relay.demo.embedded import EmbeddedRedis
from relay.http.serve import serve_app
from relay.model import ENDS, State
from tests.line.household_settings import household_settings
from tests.waiting import eventually


def webshop_order(number: str, **changes: Any) -> dict[str, Any]:
    """An order in the relay's own format, of an invented customer."""
    order: dict[str, Any] = {
        "number": number,
        "updated_at": "2026-11-23T14:05:00+01:00",
        "ordered_on": "2026-11-23",
        "customer": {"first_name": "Noor", "last_name": "Hendriks", "email": "noor.hendriks@example.com"},
        "billing_address": {
            "street": "Lindelaan", "number": "5", "postcode": "7311 XS", "city": "Apeldoorn", "country": "NL",
        },
        "lines": [{"sku": "KFM-100", "quantity": 2, "unit_price": "8.26", "vat_rate": 21}],
    }  # fmt: skip
    return order | changes


@dataclass
class Line:
    """A running relay. ``post`` sends a document to a flow; ``state_of`` says where an event stands."""

    program: Program
    accountview: AccountViewSandbox
    afas: AfasSandbox
    session: aiohttp.ClientSession
    intake: str
    config: Path
    environment: Mapping[str, str]
    said: list[bytes] = field(default_factory=list)

    @property
    def books(self) -> Books:
        """AccountView's own books."""
        return self.accountview.books

    @property
    def activity(self) -> Activity:
        """The story of the events."""
        return self.program.activity

    async def post(self, document: Any, flow: str = "shop-orders", **headers: str) -> tuple[int, dict[str, Any]]:
        """Send a document to a flow, and give status and answer."""
        async with self.session.post(f"{self.intake}/hooks/{flow}", json=document, headers=headers) as answer:
            return answer.status, await answer.json(content_type=None)

    async def accepted(self, document: Any, flow: str = "shop-orders") -> str:
        """Send a document that must be taken, and give its event's id."""
        status, answer = await self.post(document, flow)
        assert status == 202, answer
        return str(answer["event"])

    async def story(self, event_id: str) -> Story:
        """The story of an event that is there."""
        story = await self.activity.story(event_id)
        assert story is not None
        return story

    async def state_of(self, event_id: str) -> State:
        """Where an event stands."""
        return (await self.story(event_id)).summary.event.state

    async def begun(self, event_id: str, within: float = 100) -> None:
        """Return once a worker carries an event; one that starts calls the books besides."""

        async def runs() -> bool:
            return await self.state_of(event_id) is State.RUNNING

        await eventually(runs, within=within)

    async def ended(self, *event_ids: str, within: float = 20) -> list[Story]:
        """The stories of events, once all of them have ended or are held."""

        async def all_ended() -> list[Story] | None:
            stories = [await self.story(event_id) for event_id in event_ids]
            done = all(story.summary.event.state in ENDS | {State.HELD} for story in stories)
            return stories if done else None

        return await eventually(all_ended, within=within) or []

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[None]:
        """A worker inside the test."""
        worker = self.program.worker()
        working = asyncio.create_task(worker.async_run())
        try:
            yield
        finally:
            worker.stop()
            await working

    @asynccontextmanager
    async def worker_process(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """A worker as a process of its own, which a test may kill; it polls too."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "relay", "work", "--config", str(self.config)),
            env={**os.environ, **self.environment},
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stderr is not None
        reading = asyncio.create_task(process.stderr.read())
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            await process.wait()
            self.said.append(await reading)


@dataclass(frozen=True)
class Offices:
    """The two systems of a line, not started yet."""

    accountview: AccountViewSandbox
    afas: AfasSandbox


@asynccontextmanager
async def open_line(
    redis: EmbeddedRedis,
    folder: Path,
    *,
    books: Books | None = None,
    orders: OrderBooks | None = None,
    changes: Mapping[str, Any] | None = None,
    target: Mapping[str, Any] | None = None,
    sources: Mapping[str, Mapping[str, Any]] | None = None,
    variables: Mapping[str, str] | None = None,
    flow_settings: Mapping[str, Mapping[str, Any]] | None = None,
    start: str = "2026-01-01",
    offices: Offices | None = None,
    rename: Callable[[dict[str, Any]], None] | None = None,
) -> AsyncIterator[Line]:
    """The relay without a worker. ``changes`` are laid over relay.yaml, ``target`` over the AccountView connection.

    Each of ``sources`` is one more connection, with a flow of orders into the books under the same name; ``variables``
    are more of the environment, and ``flow_settings`` are those of their flows. ``start`` is where polled flows begin.
    ``offices`` are sandboxes of a test's own, in place of those with the books and orders; ``rename`` changes the
    settings in place.
    """
    async with AsyncExitStack() as stack:
        offices = offices or Offices(
            AccountViewSandbox(books or bare_books()), AfasSandbox(profit=Profit(orders or OrderBooks()))
        )
        accountview = await stack.enter_async_context(offices.accountview)
        afas = await stack.enter_async_context(offices.afas)
        environment = {
            "AFAS_TOKEN": afas.access.token,
            "AV_SECRET": accountview.client_secret,
            "AV_REFRESH": accountview.refresh_token,
            "PAYLOAD_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "INDEX_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "ADMIN_TOKEN": secrets.token_urlsafe(16),
            **(variables or {}),
        }
        written = {
            **household_settings(redis, afas, accountview, target or {}, sources or {}, start),
            **(changes or {}),
        }
        for name, flow in (flow_settings or {}).items():
            written["flows"][name]["settings"] = flow
        if rename is not None:
            rename(written)
        config = folder / "relay.yaml"
        config.write_text(yaml.safe_dump(written), "utf-8")
        settings = load(config, environment)
        program = await stack.enter_async_context(open_program(settings))
        port = await stack.enter_async_context(serve_app(program.intake(), "127.0.0.1", 0))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        yield Line(program, accountview, afas, session, f"http://127.0.0.1:{port}", config, environment)
