"""Large bodies are read beside the event loop, small ones at once, and what reading raises comes through."""

import threading
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from relay.http.body_problems import BodyNotJson
from relay.intake.examination import SMALL_BYTES, SMALL_MARKS, examine, is_small, readers
from tests.plain import as_told


@pytest.fixture
async def application() -> AsyncIterator[web.Application]:
    app = web.Application()
    context = readers(app)
    await anext(context)
    yield app
    assert [step async for step in context] == []


def thread_of(_: bytes) -> str:
    return threading.current_thread().name


async def test_a_small_body_is_read_in_the_loop_and_a_large_one_beside_it(application: web.Application) -> None:
    here = threading.current_thread().name
    assert await examine(application, b"{}", thread_of) == here
    assert await examine(application, b" " * (SMALL_BYTES + 1), thread_of) != here


async def test_a_short_body_of_many_values_counts_as_large() -> None:
    assert is_small(b"[" + b"1," * (SMALL_MARKS - 2) + b"1]")
    assert not is_small(b"[" + b"1," * (SMALL_MARKS + 1) + b"1]")


@pytest.mark.parametrize("body", [b"{", b"{" + b" " * SMALL_BYTES])
async def test_what_reading_raises_reaches_the_caller(application: web.Application, body: bytes) -> None:
    def refuse(_: bytes) -> None:
        raise BodyNotJson(as_told("line 1, column 2: something is expected here."))

    with pytest.raises(BodyNotJson):
        await examine(application, body, refuse)
