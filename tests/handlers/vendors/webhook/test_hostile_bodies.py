"""No body within the limit keeps anyone else waiting, or takes many times its own size: measured, not timed.

Time is that of the processor, which a busy machine does not change, and memory is what Python's allocator counts.
"""

import asyncio
import gc
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import Any, Final

import pytest
from aiohttp import web
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from handlers.vendors.webhook.connection import OpenWebhookConnection
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.source.source import WebhookSource
from mapping.parsing import ParseError, parse_posted
from relay.intake.examination import examine, readers
from relay.line.accept import MOST_TOGETHER
from relay.model import Flow
from relay.roles import Known, Splits
from tests.handlers.vendors.webhook import hostile
from words.told import Told

LONGEST_STALL: Final = 0.050
"""Seconds of the processor between two turns of the event loop."""

MOST_TIMES_ITS_SIZE: Final = 30
SPARE_BYTES: Final = 1_200_000
"""What a document of the most fields takes, at most 1,100 bytes each however short, and telling fifty problems."""

CONNECTIONS = {
    form: OpenWebhookConnection("shop", WebhookConnection.model_validate({"vendor": "webhook", "format": form}))
    for form in ("relay", "woocommerce", "shopify")
}
SOURCES: dict[str, WebhookSource[Any]] = {
    f"{entity} {form}": connection.source(Flow("shop", entity, source="shop", target="books", settings=None))
    for form, connection in CONNECTIONS.items()
    for entity in ("order", "customer", "product")
}

PLAIN = f'{hostile.START}"lines":[{hostile.LINE}]}}'.encode()
"""Read once in each form before anything is measured: what is compiled on first use is not the body's."""

Measure = Callable[[WebhookSource[Any], bytes], tuple[float, int]]


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """A loop for all examples of a test, with what exists by now left out of garbage collection, as when serving."""
    gc.collect()
    gc.freeze()
    with asyncio.Runner() as opened:
        yield opened
    gc.unfreeze()


@pytest.fixture(scope="module")
def application(runner: asyncio.Runner) -> Iterator[web.Application]:
    app = web.Application()
    context = readers(app)
    runner.run(step(context))
    for source in SOURCES.values():
        runner.run(examine(app, PLAIN, partial(read, source)))
    yield app
    runner.run(step(context))


async def step(context: AsyncIterator[None]) -> None:
    """Enter the context, or leave it."""
    await anext(context, None)


def read(source: WebhookSource[Any], body: bytes) -> None:
    """What the door does with a body, in the same order."""
    try:
        document = parse_posted(body)
    except ParseError:
        return
    if source.check(document):
        return
    if isinstance(source, Splits):
        source.relations(document)
        pieces = source.split(document, Known())
        for piece in [] if isinstance(pieces, Told) else pieces[:MOST_TOGETHER]:
            source.digest_material(piece)
        return
    source.identify(document)
    source.digest_material(document)


async def longest_stall(app: web.Application, work: Callable[[bytes], Any], body: bytes) -> float:
    """The most processor time of the whole process between two turns of the loop while the body is examined."""
    longest = 0.0
    task = asyncio.create_task(examine(app, body, work))
    before = time.process_time()
    while not task.done():
        await asyncio.sleep(0.0005)
        now = time.process_time()
        longest, before = max(longest, now - before), now
    await task
    return longest


async def most_memory(app: web.Application, work: Callable[[bytes], Any], body: bytes) -> int:
    """The bytes that Python's allocator held at the most, beyond those from before, the body not counted.

    It is examined once before: what is loaded or kept at the first of its kind is not the body's.
    """
    await examine(app, body, work)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        await examine(app, body, work)
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


pytestmark = pytest.mark.measures

HOSTILE = settings(max_examples=25, suppress_health_check=list(HealthCheck))


@HOSTILE
@given(body=hostile.bodies, form=st.sampled_from(sorted(SOURCES)))
@example(body=hostile.Body((hostile.START + '"lines":[' + "{}," * 250_000 + "{}]}").encode()), form="order relay")
@example(body=hostile.Body((hostile.START + '"lines":[' + '{"sku":1},' * 15_000 + "{}]}").encode()), form="order relay")
@example(
    body=hostile.Body((hostile.START + '"addresses":[' + hostile.ADDRESS * 15_000 + "{}]}").encode()),
    form="customer shopify",
)
@example(body=hostile.product(2048, 300_000), form="product shopify")
def test_no_body_stops_the_event_loop_for_longer_than_a_request_may_wait(
    runner: asyncio.Runner, application: web.Application, body: bytes, form: str
) -> None:
    gc.collect()
    stall = runner.run(longest_stall(application, partial(read, SOURCES[form]), body))
    assert stall < LONGEST_STALL, f"{stall * 1000:.0f} ms for {len(body)} bytes that begin {body[-80:]!r}"


@HOSTILE
@given(body=hostile.bodies, form=st.sampled_from(sorted(SOURCES)))
@example(body=hostile.Body((hostile.START + '"lines":[' + "{}," * 250_000 + "{}]}").encode()), form="order relay")
@example(
    body=hostile.Body((hostile.START + '"lines":[' + ",".join([hostile.LINE] * 1000) + "]}").encode()),
    form="order relay",
)
@example(body=hostile.product(2048, 300_000), form="product shopify")
def test_no_body_takes_more_than_thirty_times_its_size(
    runner: asyncio.Runner, application: web.Application, body: bytes, form: str
) -> None:
    taken = runner.run(most_memory(application, partial(read, SOURCES[form]), body))
    assert taken < MOST_TIMES_ITS_SIZE * len(body) + SPARE_BYTES, f"{taken / len(body):.1f} times {len(body)} bytes"
