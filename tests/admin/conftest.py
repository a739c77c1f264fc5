"""An operators' listener over a real Redis, with two flows and nobody's data."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest
from pydantic import SecretStr

from admin.app import AdminView, make_admin_app
from relay.care.activity import Activity
from relay.care.trying import Trying
from relay.errors import RunEnd
from relay.http.serve import serve_app
from relay.line.accept import Acceptor
from relay.line.once.gate import SharedGate
from relay.line.queue import Queue
from relay.line.repeated_answers import on_behalf_of
from relay.model import Flow, Identity, Origin
from relay.settings.connections import ConnectionSettings
from relay.store.store import Store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.relay.asked import AlwaysProven, AnySystem
from tests.relay.desk import POSTED, Desk
from tests.relay.intake.callers import Answer, Caller
from tests.relay.parts import FLOW

TOKEN = "the-operators-token"
SHOP = Flow(name="shop", entity="order", source="webshop", target="books", settings=None, write=False)
ERP = Flow(name="erp", entity="order", source="afas", target="books", settings=None)


@dataclass(frozen=True)
class Operator:
    """Someone who calls the admin API, with the token or with what a test gives instead."""

    caller: Caller

    async def get(self, path: str, *, authorization: str | None = f"Bearer {TOKEN}") -> Answer:
        headers = {} if authorization is None else {"Authorization": authorization}
        return await self.caller.get(path, **headers)

    async def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """Post JSON with the token; without a body nothing is sent and nothing is declared."""
        return await self.caller.post(path, body, Authorization=f"Bearer {TOKEN}", **headers)

    async def delete(self, path: str) -> Answer:
        return await self.caller.delete(path, Authorization=f"Bearer {TOKEN}")


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue) -> Desk:
    """What an operator may do to the events of two more flows, one of them polled."""
    return Desk(store, vault, queue)


@pytest.fixture
def view(store: Store, desk: Desk) -> AdminView:
    flows, systems = [SHOP, ERP], {name: AnySystem() for name in ("afas", "books", "webshop")}
    trying = Trying(store, flows, [ERP.name], AlwaysProven(), systems)
    return AdminView(flows, Activity(store), store, desk.operations, SecretStr(TOKEN), (), trying)


@pytest.fixture
async def operator(view: AdminView) -> AsyncIterator[Operator]:
    async with serve_app(make_admin_app(view), "127.0.0.1", 0) as port:
        yield Operator(Caller(port))


@pytest.fixture
async def desk_operator(view: AdminView) -> AsyncIterator[Operator]:
    """An operator who is shown the flows of the desk."""
    async with serve_app(make_admin_app(replace(view, flows=[FLOW, POSTED])), "127.0.0.1", 0) as port:
        yield Operator(Caller(port))


@pytest.fixture
async def mortal_operator(view: AdminView, mortal_store: Store, vault: Vault) -> AsyncIterator[Operator]:
    operations = Desk(mortal_store, vault, make_queue(mortal_store)).operations
    mortal_view = replace(view, store=mortal_store, activity=Activity(mortal_store), operations=operations)
    async with serve_app(make_admin_app(mortal_view), "127.0.0.1", 0) as port:
        yield Operator(Caller(port))


@dataclass(frozen=True)
class Inbox:
    """Accepts events as the door would."""

    acceptor: Acceptor

    async def take(self, reference: str, flow: Flow = SHOP) -> str:
        accepted = await self.acceptor.accept(
            flow, b"{}", Identity(reference), Origin.HOOK, digest_material=reference.encode()
        )
        return accepted.event_id


@pytest.fixture
def inbox(acceptor: Acceptor) -> Inbox:
    return Inbox(acceptor)


async def bar(store: Store, flow: str, end: RunEnd) -> None:
    """A call of a flow to the books that ends so."""
    gate = SharedGate(store, SHOP.target, ConnectionSettings(vendor="some"))
    with on_behalf_of(flow), suppress(type(end)):
        async with gate.call():
            raise end
