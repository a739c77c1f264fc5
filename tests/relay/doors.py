"""Doors to knock on: one over the shared Redis, and one whose Redis the test may kill."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from redis.asyncio import Redis

from relay.care.activity import Activity
from relay.http.serve import serve_app
from relay.intake.app import make_intake_app
from relay.intake.codes import OneTimeCodes
from relay.intake.door import Door, DoorFlow
from relay.line.accept import Acceptor
from relay.line.related_posts import RelatedPosts
from relay.model import Flow
from relay.settings.connections import ConnectionSettings
from relay.settings.model import ServerSettings
from relay.store.counters import Metrics
from relay.store.store import Store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.relay.intake.callers import SENDER, STRANGER, Caller, NumberedDocuments


def make_flow(
    name: str, *, allow: str | None = SENDER, takes: bool = True, polls: bool = False, **connection: Any
) -> DoorFlow:
    """A flow over a connection of its own, with these settings of the connection."""
    flow = Flow(name=name, entity="order", source=f"{name}-source", target="books", settings=None)
    networks = (ip_network(allow),) if allow else ()
    settings = ConnectionSettings(vendor="shop", allow=networks, **connection)
    return DoorFlow(flow, networks, NumberedDocuments(), accepts_documents=takes, polls=polls, connection=settings)


def make_door(store: Store, acceptor: Acceptor) -> Door:
    """`shop` takes documents, `erp` is polled, `guest` is for another sender, `closed` is for nobody."""
    flows = [
        make_flow("shop"),
        make_flow("erp", takes=False, polls=True),
        make_flow("guest", allow="127.0.0.3"),
        make_flow("closed", allow=None),
    ]
    server = ServerSettings(port=0, body_limit=2048, body_timeout=timedelta(seconds=10))
    by_name = {each.flow.name: each for each in flows}
    vault = Vault([secrets.token_bytes(32)], secrets.token_bytes(32))
    return Door(
        by_name,
        acceptor,
        store,
        Activity(store),
        server,
        delivery_window=timedelta(days=7),
        metrics=Metrics(store),
        codes=OneTimeCodes(store, vault),
        related=RelatedPosts(store, vault, make_queue(store)),
    )


@asynccontextmanager
async def open_door(door: Door) -> AsyncIterator[Caller]:
    async with serve_app(make_intake_app(door), "127.0.0.1", 0, shutdown=timedelta(seconds=1)) as port:
        yield Caller(port)


@pytest.fixture
def door(store: Store, acceptor: Acceptor) -> Door:
    return make_door(store, acceptor)


@pytest.fixture
async def sender(door: Door) -> AsyncIterator[Caller]:
    """A sender who is on the lists of `shop` and `erp`."""
    async with open_door(door) as caller:
        yield caller


@pytest.fixture
async def hurried_sender(door: Door) -> AsyncIterator[Caller]:
    """A sender at a door that waits a tenth of a second for a body."""
    hurried = door.server.model_copy(update={"body_timeout": timedelta(milliseconds=100)})
    async with open_door(replace(door, server=hurried)) as caller:
        yield caller


@pytest.fixture
def stranger(sender: Caller) -> Caller:
    """Someone who is on no list."""
    return replace(sender, address=STRANGER)


@pytest.fixture
def mortal_door(mortal_store: Store, mortal_acceptor: Acceptor) -> Door:
    return make_door(mortal_store, mortal_acceptor)


@pytest.fixture
async def mortal_sender(mortal_door: Door) -> AsyncIterator[Caller]:
    async with open_door(mortal_door) as caller:
        yield caller


async def own_keys(role: Redis, door: Door) -> list[bytes]:
    """All keys of a door's own relay in a role; those of others come and go meanwhile."""
    return sorted([key async for key in role.scan_iter(f"{door.store.keys.prefix}*")])
