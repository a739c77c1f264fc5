"""VIES as it answers, on loopback: what it says is set by the test, and what it was asked is kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from handlers.services.vies import RememberedChecks, VatNumberCheck, VatNumberChecks
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.vendors.suite import answering


@dataclass
class Service:
    """``answers`` are given one after the other, the last one for ever.

    ``held`` lets no answer about a number of the member state ``held_for`` go before it is set.
    """

    base_url: str = ""
    answers: list[web.Response] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    held: asyncio.Event | None = None
    held_for: str = ""
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.BaseRequest) -> web.Response:
        self.asked.append(str(request.rel_url))
        self.arrived.set()
        if self.held and f"/ms/{self.held_for}" in request.path:
            await self.held.wait()
        given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return web.Response(status=given.status, body=given.body, headers=given.headers)


@dataclass
class Desk:
    """The checks of one process, with a clock that the test moves."""

    service: Service
    store: Store
    vault: Vault
    session: aiohttp.ClientSession
    now: float = 0.0

    def __post_init__(self) -> None:
        self.checks = self.another_process()

    def another_process(self) -> VatNumberChecks:
        return VatNumberChecks(self.session, RememberedChecks(self.store, self.vault), clock=lambda: self.now)

    def settings(self, **changes: Any) -> VatNumberCheck:
        return VatNumberCheck.model_validate({"enabled": True, "base_url": self.service.base_url, **changes})


@asynccontextmanager
async def desk_with(store: Store, vault: Vault, *answers: web.Response) -> AsyncIterator[Desk]:
    service = Service(answers=list(answers))
    async with answering(service.answer) as base_url, aiohttp.ClientSession() as session:
        service.base_url = f"{base_url}/rest-api"
        yield Desk(service, store, vault, session)


def said(word: str, *, is_valid: bool = False, **more: Any) -> web.Response:
    """An answer in VIES's form; name and address are invented."""
    person = {"name": "Jansen Fietsen", "address": "Dorpsstraat 1"}
    return web.json_response({"isValid": is_valid, "userError": word, "requestIdentifier": "", **person, **more})


def valid(**more: Any) -> web.Response:
    return said("VALID", is_valid=True, **more)


def invalid() -> web.Response:
    return said("INVALID")
