"""A connection opens without a call, and says what it does not offer."""

from typing import Any

import aiohttp
import pytest

from handlers.sandboxes.afas import AfasSandbox, OrderBooks
from handlers.vendors.afas import VENDOR
from handlers.vendors.afas.source.source import AfasSource
from relay.errors import StartError
from relay.model import Flow
from tests.handlers.vendors.afas.support import TOKEN, connection, connection_to, order
from tests.stand_ins import OpenGate

NO_TOKENS: Any = None


def flow(entity: str = "order", **changes: Any) -> Flow:
    return Flow(name="afas-orders", entity=entity, source="afas", target="books", settings=None, **changes)


async def test_a_flow_reads_orders_by_its_own_filter() -> None:
    books = OrderBooks([order("1"), order("2", status="concept")])
    async with AfasSandbox(books) as sandbox, aiohttp.ClientSession() as session:
        opened = VENDOR.open("afas", connection_to(sandbox), session, NO_TOKENS, OpenGate())
        source = opened.source(flow(filter={"status": ("concept",)}))
        assert isinstance(source, AfasSource)
        overlap = VENDOR.settings.model_fields["commit_horizon"].default
        pages = [page async for page in source.changed_since(source.cursor_at(None), overlap)]
        assert [source.identify(document).reference for page in pages for document in page.documents] == ["2"]


async def test_other_entities_are_refused_in_both_roles_by_the_flows_name() -> None:
    async with aiohttp.ClientSession() as session:
        opened = VENDOR.open("afas", connection(), session, NO_TOKENS, OpenGate())
        with pytest.raises(StartError, match=r"flows\.afas-orders\.from.*order_status"):
            opened.source(flow("order_status"))
        with pytest.raises(StartError, match=r"flows\.afas-orders\.to.*order_status"):
            opened.target(flow("order_status"))
    assert set(VENDOR.sources) == {"order", "invoice", "customer", "product", "stock"}
    assert set(VENDOR.targets) == {"order", "invoice", "customer", "product", "stock"}


async def test_an_open_connection_shows_nothing_but_its_name() -> None:
    async with aiohttp.ClientSession() as session:
        opened = VENDOR.open("afas", connection(), session, NO_TOKENS, OpenGate())
    assert repr(opened) == "OpenAfas('afas')"
    assert TOKEN not in repr(vars(opened))
