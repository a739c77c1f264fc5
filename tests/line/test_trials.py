"""A trial over the whole line: by command and by API, with values that nothing stores; no write reaches a system."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.demonstration.afas_books import demo_orders
from relay.cli.trial import show_trial
from relay.demo.embedded import EmbeddedRedis
from relay.http.serve import serve_app
from relay.model import State
from tests.line.household import Line, open_line, webshop_order

EMAIL = "noor.hendriks@example.com"
MISSING = [{"sku": "NOT-THERE", "quantity": 2, "unit_price": "8.26", "vat_rate": 21}]


@asynccontextmanager
async def admin(line: Line) -> AsyncIterator[tuple[str, dict[str, str]]]:
    """The operators' listener, and the header that opens it."""
    async with serve_app(line.program.admin(), "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}/api/events", {"Authorization": f"Bearer {line.environment['ADMIN_TOKEN']}"}


async def tried(line: Line, event_id: str, headers: dict[str, str] | None = None) -> tuple[aiohttp.ClientResponse, Any]:
    async with admin(line) as (url, opened):
        given = opened if headers is None else headers
        async with line.session.post(f"{url}/{event_id}/trial", json={}, headers=given) as answer:
            return answer, await answer.json(content_type=None)


def writes(line: Line) -> int:
    into_accountview = sum(
        count for (verb, what), count in line.books.calls.items() if verb != "GET" and what != "TOKEN"
    )
    return into_accountview + sum(call.method != "GET" for call in line.afas.calls if "oauth" not in call.path)


async def held(line: Line) -> str:
    event_id = await line.accepted(webshop_order("1", lines=MISSING))
    async with line.worker():
        [story] = await line.ended(event_id)
    assert story.summary.event.state is State.HELD
    return event_id


async def test_a_held_order_is_shown_with_its_values_to_an_operator_and_to_no_cache(line: Line) -> None:
    event_id = await held(line)
    answer, document = await tried(line, event_id)
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    assert (document["flow"], document["reference"], document["would_be"]) == ("shop-orders", "1", "held")
    assert document["shown"]["customer"]["fields"]["MAIL_BUS"] == EMAIL
    assert document["shown"]["articles"] == {"found": [], "missing": ["NOT-THERE"], "would_be_made": {}}
    assert document["shown"]["amounts"]["by_rate"] == [{"rate": "21", "net": "16.52", "vat": "3.47", "gross": "19.99"}]
    assert document["problems"][0]["path"] == "lines[0].sku"
    assert writes(line) == 0


async def test_a_trial_needs_the_operators_token(line: Line) -> None:
    event_id = await held(line)
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        answer, document = await tried(line, event_id, headers)
        assert answer.status == 401
        assert EMAIL not in str(document)


async def test_a_trial_leaves_none_of_its_values_in_redis_and_the_event_as_it_was(line: Line) -> None:
    event_id = await held(line)
    before = await everything(line)
    await tried(line, event_id)
    after = await everything(line)
    assert set(after) == set(before)
    assert not [key for key, value in after.items() if b"hendriks" in value.lower()]
    assert await line.state_of(event_id) is State.HELD


async def test_the_command_shows_each_value_and_ends_well_only_where_the_order_would_be_written(line: Line) -> None:
    event_id = await held(line)
    said: list[str] = []
    assert not await show_trial(line.program.operations(), event_id, said.append)
    line.books.put("ARTICLE", {"ART_CODE": "NOT-THERE", "ART_DESC1": "Now it is", "VAT_CODE": "2"})
    assert await show_trial(line.program.operations(), event_id, said.append)
    assert f"  fields.MAIL_BUS = {EMAIL}" in said
    assert "  SO_LINE[0].ART_PX = 8.26" in said
    assert said[-1] == "Nothing was written."
    assert writes(line) == 0


async def test_dry_runs_of_polled_orders_are_shown_from_their_source(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    orders = OrderBooks(demo_orders(datetime.now(UTC)))
    async with open_line(redis_server, tmp_path, orders=orders) as line:
        object.__setattr__(line.program.flows["afas-orders"].flow, "write", False)
        await line.program.poll("afas-orders", begin_anywhere=False)
        async with line.worker():
            page = await line.activity.page(flow="afas-orders")
            stories = await line.ended(*(summary.event.id for summary in page.events))
        dry = [story.summary for story in stories if story.summary.reason.startswith("dry run: would ")]
        assert {summary.event.state for summary in dry} == {State.SKIPPED}
        assert len(dry) > 1
        for summary in dry:
            assert summary.reason.endswith(f"To see the values: relay trial {summary.event.id}")
            _, document = await tried(line, summary.event.id)
            assert document["would_be"] == "written"
            assert document["shown"]["document"]["SO_HDR"]["COMMENT1"] == f"A-{summary.event.reference}"
        assert writes(line) == 0


async def test_an_event_that_does_not_exist_is_not_found(line: Line) -> None:
    answer, document = await tried(line, "0" * 32)
    assert (answer.status, document["type"].rpartition(":")[2]) == (404, "event-not-found")


async def test_an_event_whose_document_is_gone_says_so(line: Line) -> None:
    event_id = await line.accepted(webshop_order("1"))
    async with line.worker():
        await line.ended(event_id)
    answer, document = await tried(line, event_id)
    assert (answer.status, document["type"].rpartition(":")[2]) == (409, "nothing-to-try")
    assert document["detail"] == "its document is not kept any more, and its source cannot be read"


async def everything(line: Line) -> dict[bytes, bytes]:
    """Every key of the relay, with its value as Redis would dump it; the sealed document too."""
    state, prefix = line.program.store.state, line.program.store.keys.prefix
    return {key: await state.dump(key) or b"" async for key in state.scan_iter(match=f"{prefix}*")}
