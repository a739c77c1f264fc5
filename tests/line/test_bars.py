"""What was refused is left alone, and nothing else; mended, it goes on at once: both sandboxes, real processes."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.demonstration.accountview_books import bare_books
from handlers.sandboxes.demonstration.afas_books import demo_orders
from relay.bootstrap.connections import connect
from relay.care.doctor.doctor import examine
from relay.care.doctor.observations import Level
from relay.demo.embedded import EmbeddedRedis
from relay.errors import Barred, Parked
from relay.line.once.breakers import read_breakers
from relay.model import State
from relay.store.flow_notes import FlowNotes
from tests.line.household import Line, open_line, webshop_order
from tests.ports import pick_free_port
from tests.processes import BUSY, kill_all, said_by
from tests.waiting import eventually

LONG = {"breaker": {"first_pause": "20m", "longest_pause": "20m", "longest_barred_pause": "20m"}}
"""Pauses that no test outlives: what goes on was lifted."""

ARCHIVE = "afas-archive"
"""A second flow out of AFAS, into books of its own, whose filter names a column that is not there."""


@pytest.fixture
async def two_flows(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    """Orders out of AFAS into two books; the second flow has a mistake."""
    async with AccountViewSandbox(bare_books()) as archive:

        def with_a_wrong_filter(written: dict[str, Any]) -> None:
            connections, flows = written["connections"], written["flows"]
            connections["afas"] |= LONG
            connections["archive"] = {
                **connections["books"], "base_url": archive.base_url, "client_id": archive.client_id,
                "client_secret": "${ARCHIVE_SECRET}", "refresh_token": "${ARCHIVE_REFRESH}",
            }  # fmt: skip
            poll = {**flows["afas-orders"]["poll"], "filter": {"Statuss": ["confirmed"]}}
            flows[ARCHIVE] = {**flows["afas-orders"], "to": "archive", "poll": poll}

        variables = {"ARCHIVE_SECRET": archive.client_secret, "ARCHIVE_REFRESH": archive.refresh_token}
        orders = OrderBooks(demo_orders(datetime.now(UTC)))
        async with open_line(
            redis_server, tmp_path, orders=orders, rename=with_a_wrong_filter, variables=variables
        ) as line:
            yield line


def data_calls(line: Line) -> Counter[str]:
    """How often AFAS was asked, by path."""
    return Counter(call.path for call in line.afas.calls)


async def typed(line: Line, *words: str) -> tuple[int, str]:
    """The exit status of a command, and what it says."""
    said = await said_by("-m", "relay", *words, "--config", str(line.config), environment=line.environment)
    return said.status, said.out + said.err


async def test_a_wrong_filter_of_one_flow_bars_that_flow_alone_and_costs_no_more_calls(two_flows: Line) -> None:
    line = two_flows
    with pytest.raises(Barred, match="no column 'Statuss'"):
        await line.program.poll(ARCHIVE, begin_anywhere=False)
    calls = data_calls(line)
    for _ in range(5):
        with pytest.raises(Parked, match=r"afas-archive does not call afas now: refused since .*no column 'Statuss'"):
            await line.program.poll(ARCHIVE, begin_anywhere=False)
    assert data_calls(line) == calls
    assert (await line.program.poll("afas-orders", begin_anywhere=False)).accepted


async def test_the_doctor_tells_the_cause_the_end_and_what_lifts_it_of_a_flow_that_is_left_alone(
    two_flows: Line,
) -> None:
    with pytest.raises(Barred):
        await two_flows.program.poll(ARCHIVE, begin_anywhere=False)
    found = [one async for one in examine(two_flows.program.settings, connect)]
    [told] = [one for one in found if str(one.subject) == f"flows.{ARCHIVE}" and one.level is Level.PROBLEM]
    assert "afas-archive does not call afas now: refused since " in told.text
    assert "no column 'Statuss'" in told.text
    assert "it is tried again from " in told.remedy
    assert "`relay connection try afas --flow afas-archive`" in told.remedy
    [afas] = [one for one in found if str(one.subject) == "connections.afas"]
    assert afas.level is Level.OK


@pytest.mark.timeout(300)
async def test_a_corrected_file_and_a_restart_read_the_flow_at_once(two_flows: Line) -> None:
    line, notes = two_flows, FlowNotes(two_flows.program.store)

    async def failed() -> bool:
        note = (await notes.read(ARCHIVE)).poll
        return note is not None and note.failure is not None

    async def read() -> bool:
        return bool((await line.activity.page(flow=ARCHIVE)).events)

    async with line.worker_process():
        await eventually(failed, within=BUSY)
    assert [one.gate.flow for one in await read_breakers(line.program.store)] == [ARCHIVE]
    written = yaml.safe_load(line.config.read_text("utf-8"))
    del written["flows"][ARCHIVE]["poll"]["filter"]
    line.config.write_text(yaml.safe_dump(written), "utf-8")
    async with line.worker_process():
        await eventually(read, within=BUSY)  # its next poll was an hour away, and its pause 20 minutes
    assert await read_breakers(line.program.store) == []


async def test_a_wrong_token_bars_the_whole_connection_and_says_so(two_flows: Line) -> None:
    line = two_flows
    line.afas.access.data = "0" * 64
    with pytest.raises(Barred, match="AFAS answered 401; check the token"):
        await line.program.poll("afas-orders", begin_anywhere=False)
    calls = data_calls(line)
    for flow in ("afas-orders", ARCHIVE) * 3:
        with pytest.raises(Parked, match=r"afas is not called now: not letting the relay in since .*check the token"):
            await line.program.poll(flow, begin_anywhere=False)
    assert data_calls(line) == calls
    [breaker] = await read_breakers(line.program.store)
    assert breaker.is_whole


async def test_what_was_mended_outside_the_file_goes_on_with_a_command(two_flows: Line) -> None:
    line = two_flows
    line.afas.access.connectors = frozenset({"relay_salesorderlines"})
    with pytest.raises(Barred, match="add the connector to the app connector"):
        await line.program.poll("afas-orders", begin_anywhere=False)
    [breaker] = await read_breakers(line.program.store)
    assert breaker.gate.call == "GET Relay_SalesOrders"
    status, said = await typed(line, "connection", "try", "afas")
    assert status == 1
    assert "until now: GET Relay_SalesOrders of afas is not called now: refused since " in said
    assert "add the connector to the app connector" in said
    status, said = await typed(line, "poll", "afas-orders")
    assert status == 1
    assert "once it is mended: `relay connection try afas` has it tried at once" in said
    line.afas.access.connectors = None
    status, said = await typed(line, "connection", "try", "afas")
    assert status == 0, said
    assert "AFAS answers, and shows Relay_SalesOrders" in said
    assert (await line.program.poll("afas-orders", begin_anywhere=False)).accepted


@pytest.mark.timeout(300)
async def test_what_waits_for_an_authorisation_goes_on_as_soon_as_a_person_has_given_it(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    redirect = f"http://127.0.0.1:{pick_free_port()}/accountview"
    target = {**LONG, "refresh_token": None, "redirect_uri": redirect}
    async with open_line(redis_server, tmp_path, target=target) as line:
        line.accountview.authority.redirect_uris.add(redirect)
        events = [await line.accepted(webshop_order(str(number))) for number in range(3)]

        async def barred() -> bool:
            return bool(await read_breakers(line.program.store))

        async with line.worker():
            await eventually(barred, within=BUSY)
            said = await authorised(line)
            stories = await line.ended(*events, within=BUSY)
    assert "books is authorised." in said
    assert "AccountView answers for DEMO" in said
    assert {story.summary.event.state for story in stories} == {State.WRITTEN}


async def authorised(line: Line) -> str:
    """A person runs `relay connect`, allows access, and pastes where the browser ended; what the command says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "relay", "connect", "books", "--paste", "--config", str(line.config)),
        env={**os.environ, **line.environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        assert process.stdout is not None
        while b"http" not in (page := await asyncio.wait_for(process.stdout.readline(), BUSY)):
            assert page, "the command ended without showing a page"
        async with line.session.get(page.strip().decode(), allow_redirects=False) as answer:
            ended_at = answer.headers["Location"]
        said, _ = await asyncio.wait_for(process.communicate(f"{ended_at}\n".encode()), BUSY)
        return said.decode()
    finally:
        kill_all(process)
        await process.wait()
