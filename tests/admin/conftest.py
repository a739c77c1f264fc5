"""An operators' listener over a real Redis, with two flows and nobody's data."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
from pydantic import SecretStr

from admin.app import AdminView, make_admin_app
from relay.accept import Acceptor
from relay.activity import Activity
from relay.intake.serve import serve_app
from relay.model import Flow, Identity, Origin
from relay.store import Store
from tests.relay.intake.callers import Answer, Caller

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


@pytest.fixture
def view(store: Store) -> AdminView:
    return AdminView([SHOP, ERP], Activity(store), store, SecretStr(TOKEN), ())


@pytest.fixture
async def operator(view: AdminView) -> AsyncIterator[Operator]:
    async with serve_app(make_admin_app(view), "127.0.0.1", 0) as port:
        yield Operator(Caller(port))


@pytest.fixture
async def mortal_operator(view: AdminView, mortal_store: Store) -> AsyncIterator[Operator]:
    mortal_view = replace(view, store=mortal_store, activity=Activity(mortal_store))
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
