"""README's steps as a newcomer takes them: the example file, a dry run, writing switched on, what came meanwhile."""

import asyncio
import base64
import os
import re
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.afas import AfasSandbox
from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.demonstration.accountview_books import bare_books
from handlers.sandboxes.demonstration.afas_books import demo_orders
from relay.demo.embedded import EmbeddedRedis
from tests.line.household import webshop_order
from tests.ports import pick_free_port
from tests.processes import running
from tests.waiting import eventually

HOUSE = Path(__file__).parents[2]
README = (HOUSE / "README.md").read_text("utf-8")
STEPS = README.partition("## Use it with your own books")[2].partition("\n`relay up --sandbox`")[0]


@dataclass
class Newcomer:
    """Somebody with a filled-in copy of the example file, who types commands and asks the admin API."""

    config: Path
    environment: dict[str, str]
    session: aiohttp.ClientSession
    intake: str
    admin: str
    books: Any

    async def types(self, *words: str, answer: bytes | None = None) -> str:
        """What a command says; it must end well."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "relay", *words),
            env={**os.environ, **self.environment},
            stdin=asyncio.subprocess.PIPE if answer is not None else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=self.config.parent,
        )
        said, errors = await process.communicate(answer)
        assert process.returncode == 0, said.decode() + errors.decode()
        return said.decode()

    async def connects(self) -> None:
        """Authorise AccountView: open the page that is shown, and paste the address where the browser ends."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "relay", "connect", "books", "--paste"),
            env={**os.environ, **self.environment},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=self.config.parent,
        )
        assert process.stdout is not None
        page = ""
        while not page:
            line = await process.stdout.readline()
            assert line, "the command ended without showing a page"
            page = line.strip().decode() if b"http" in line else ""
        async with self.session.get(page, allow_redirects=False) as answer:
            ended_at = answer.headers["Location"]
        said, errors = await process.communicate(f"{ended_at}\n".encode())
        assert b"books is authorised" in said, said + errors

    async def shows(self, path: str) -> Any:
        headers = {"Authorization": f"Bearer {self.environment['ADMIN_TOKEN']}"}
        async with self.session.get(f"{self.admin}{path}", headers=headers) as answer:
            assert answer.status == 200
            return await answer.json()

    async def posts(self, document: dict[str, Any]) -> str:
        async with self.session.post(f"{self.intake}/hooks/shop-orders", json=document) as answer:
            assert answer.status == 202
            return str((await answer.json())["event"])

    async def all_are(self, state: str, count: int) -> list[dict[str, Any]]:
        """All events, once there are so many and each stands so."""

        async def stand() -> list[dict[str, Any]] | None:
            rows = (await self.shows("/api/events"))["events"]
            return rows if [row["state"] for row in rows] == [state] * count else None

        return await eventually(stand, within=40) or []

    def writes(self) -> None:
        """Set `write` to true on each flow, and nothing else."""
        text = self.config.read_text("utf-8")
        assert text.count("write: false") == 2
        self.config.write_text(text.replace("write: false", "write: true"), "utf-8")


@pytest.fixture
async def newcomer(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Newcomer]:
    """Steps 1 to 3: access to both systems, and the example file filled in."""
    confirmed = [order for order in demo_orders(datetime.now(UTC)) if order["order"]["status"] == "confirmed"]
    orders = OrderBooks([each for each in confirmed if any(line["sku"] == "THG-101" for line in each["lines"])][:1])
    async with AsyncExitStack() as stack:
        books = await stack.enter_async_context(AccountViewSandbox(bare_books()))
        afas = await stack.enter_async_context(AfasSandbox(orders))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        environment = {
            "PAYLOAD_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "INDEX_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "ADMIN_TOKEN": secrets.token_urlsafe(16),
            "AFAS_CLIENT_ID": afas.access.client_id,
            "AFAS_CLIENT_SECRET": afas.access.client_secret,
            "ACCOUNTVIEW_CLIENT_ID": books.client_id,
            "ACCOUNTVIEW_CLIENT_SECRET": books.client_secret,
        }
        intake, admin, redirect = pick_free_port(), pick_free_port(), f"http://127.0.0.1:{pick_free_port()}/accountview"
        books.authority.redirect_uris.add(redirect)
        settings = yaml.safe_load((HOUSE / "deploy" / "relay.example.yaml").read_text("utf-8"))
        settings["instance"] = f"readme-{secrets.token_hex(6)}"
        settings["redis"] = {
            "payload_url": redis_server.url, "state_url": redis_server.url, "volatile_state": True,
        }  # fmt: skip
        settings["server"] |= {"host": "127.0.0.1", "port": intake}
        settings["admin"]["port"] = admin
        settings["connections"]["afas"] |= {"base_url": afas.base_url}
        settings["connections"]["shop"]["allow"] = ["127.0.0.1"]
        settings["connections"]["books"] |= {
            "base_url": books.base_url, "company": books.company_code, "redirect_uri": redirect,
        }  # fmt: skip
        settings["flows"]["afas-orders"]["poll"]["start"] = "2026-01-01"
        config = tmp_path / "relay.yaml"
        config.write_text(yaml.safe_dump(settings), "utf-8")
        urls = (f"http://127.0.0.1:{intake}", f"http://127.0.0.1:{admin}")
        yield Newcomer(config, environment, session, *urls, books.books)


@pytest.mark.timeout(240)
async def test_what_came_during_the_dry_run_is_carried_once_writing_is_on(newcomer: Newcomer) -> None:
    assert "all well" in await newcomer.types("check", "relay.yaml")
    async with (
        running(newcomer.config, newcomer.environment, "serve") as serve,
        running(newcomer.config, newcomer.environment, "work") as work,
    ):
        await newcomer.connects()
        posted = [await newcomer.posts(webshop_order(number)) for number in ("1", "2")]
        await newcomer.types("poll", "afas-orders")
        rows = await newcomer.all_are("skipped", 3)
        assert all(row["dry_run"] and row["reason"].startswith("dry run: would") for row in rows)
        assert posted[0] in await newcomer.types("events")
        assert "dry run: would" in await newcomer.types("show", posted[0])
        assert "order" in await newcomer.types("trial", posted[0])
        assert newcomer.books.orders == []

        newcomer.writes()
        await newcomer.types("check", "relay.yaml")
        before = serve.children | work.children
        os.kill(serve.process.pid, 1)  # SIGHUP to one of them renews all
        await eventually(lambda: not (serve.children | work.children) & before, within=60)
        assert "2 events would be carried again" in await newcomer.types(
            "replay", "--flow", "shop-orders", "--state", "skipped"
        )
        assert newcomer.books.orders == []
        for flow, count in (("shop-orders", 2), ("afas-orders", 1)):
            said = await newcomer.types("replay", "--flow", flow, "--state", "skipped", "--yes")
            assert said == f"{count} released\n"
        await newcomer.all_are("written", 3)
        references = sorted(order["COMMENT1"] for order in newcomer.books.orders)
        afas = next(row["reference"] for row in rows if row["flow"] == "afas-orders")
        assert references == sorted(["S1-1", "S1-2", f"A-{afas}"])

        assert await newcomer.posts(webshop_order("1")) == posted[0]  # and a repeat is still the first
        assert await newcomer.types("replay", "--state", "skipped", "--yes") == "nothing to carry again\n"
        assert len(newcomer.books.orders) == 3


def test_the_commands_of_the_steps_are_those_that_the_walk_takes() -> None:
    named = set(re.findall(r"(?:`|^ *|exec relay-work )relay ([a-z]+)", STEPS, re.MULTILINE))
    assert named == {"check", "doctor", "events", "show", "trial", "replay"}
    assert "run --rm relay-work connect books --paste" in STEPS
    assert "`relay replay --flow FLOW --state skipped`" in STEPS
    assert "`write: false`" in STEPS
