"""What a command lists it gives to another program too: one JSON document, under the keys of the admin API."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from admin.api.connections import ConnectionRow
from admin.api.events import EventPage, EventRow, EventStory, ProblemRow
from admin.api.reconciliations import ReconcileAnswer
from admin.api.refusals import RefusalList
from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.demonstration.afas_books import demo_orders
from relay.demo.embedded import EmbeddedRedis
from tests.line.household import Line, open_line, webshop_order
from tests.relay.cli.commands import on
from tests.relay.cli.every import every_command, options_of

ONE_THING = {
    *("serve", "work", "connect", "poll", "replay", "cancel", "demo", "up", "rekey", "link", "relink", "move-events"),
    *("whoami-code", "explain-address", "mapping reset", "connection replace", "connection prefix", "connection try"),
    "schema",
}
"""Commands that do one thing and say so in a sentence or two: they list nothing."""


@pytest.fixture
async def line(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    orders = OrderBooks(demo_orders(datetime.now(UTC)))
    async with open_line(redis_server, tmp_path, orders=orders) as opened:
        yield opened


def test_every_command_that_lists_something_can_answer_in_json() -> None:
    assert {command for command in every_command() if "--json" not in options_of(command)} == ONE_THING


async def answer_of(line: Line, *words: str, status: int = 0) -> Any:
    """The one document on standard output."""
    said = await on(line, *words, "--json")
    assert said.status == status, said.err
    return json.loads(said.out)


def keys(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


async def test_events_stories_and_refusals_are_those_of_the_admin_api(line: Line) -> None:
    event = await line.accepted(webshop_order("1"))
    status, _ = await line.post({"reference": "7"})
    assert status == 422
    page = await answer_of(line, "events", "--flow", "shop-orders")
    assert EventPage.model_validate(page).events[0].id == event
    assert (set(page), set(page["events"][0])) == (keys(EventPage), keys(EventRow))
    story = await answer_of(line, "show", event)
    assert (set(story), story["id"]) == (keys(EventStory), event)
    refusals = await answer_of(line, "refusals")
    assert RefusalList.model_validate(refusals).refusals[0].flow == "shop-orders"


async def test_where_there_is_nothing_to_list_the_document_says_so_and_the_words_are_beside_it(line: Line) -> None:
    assert await answer_of(line, "events") == {"events": [], "next": None}
    assert await answer_of(line, "refusals") == {"refusals": []}
    said = await on(line, "show", "0" * 32, "--json")
    assert (said.status, said.out) == (1, "")
    assert "there is no such event" in said.err


async def test_a_comparison_is_that_of_the_admin_api(line: Line) -> None:
    compared = await answer_of(line, "reconcile", "afas-orders")
    assert set(compared) == keys(ReconcileAnswer)
    assert ReconcileAnswer.model_validate(compared).flow == "afas-orders"


async def test_a_trial_shows_what_the_admin_api_shows(line: Line) -> None:
    event = await line.accepted(webshop_order("1"))
    tried = await answer_of(line, "trial", event)
    assert (tried["flow"], tried["reference"], tried["would_be"]) == ("shop-orders", "1", "written")


async def test_connections_have_the_keys_of_the_admin_api_and_what_was_asked_now(line: Line) -> None:
    listed = await answer_of(line, "connection", "list")
    books = next(row for row in listed["connections"] if row["name"] == "books")
    assert {"name", "system", "linked", "former_prefixes"} <= set(books) & keys(ConnectionRow)
    assert (books["vendor"], bool(books["now"]), books["trouble"]) == ("accountview", True, None)


async def test_the_doctor_tells_every_line_and_the_verdict_with_its_status(line: Line) -> None:
    said = await on(line, "doctor", "--json")
    report = json.loads(said.out)
    assert report["verdict"]["status"] == said.status
    subjects = {one["subject"] for one in report["observations"]}
    assert {"redis.payload_url", "redis.state_url", "restart"} <= subjects
    assert {one["level"] for one in report["observations"]} <= {"ok", "warning", "problem"}


async def test_a_mapping_is_told_row_by_row_and_a_trial_with_its_documents(line: Line, tmp_path: Path) -> None:
    shown = await answer_of(line, "mapping", "show", "shop-orders")
    target = next(side for side in shown["mappings"] if side["name"] == "books")
    assert {"field", "text", "origin", "was"} == set(target["rows"][0])
    changed = await answer_of(line, "mapping", "diff", "shop-orders")
    assert [row for side in changed["mappings"] for row in side["rows"]] == []
    sample = tmp_path / "order.json"
    sample.write_text(json.dumps(webshop_order("1")), "utf-8")
    tried = await answer_of(line, "mapping", "try", "shop-orders", "--sample", str(sample))
    assert (tried["source"], tried["problems"]) == (webshop_order("1"), [])
    assert tried["target"]
    sample.write_text("{}", "utf-8")
    refused = await answer_of(line, "mapping", "try", "shop-orders", "--sample", str(sample), status=1)
    assert refused["problems"]
    assert set(refused["problems"][0]) == keys(ProblemRow)


async def test_check_answers_in_json_too(line: Line) -> None:
    found = (await answer_of(line, "check"))["findings"]
    assert [one for one in found if one["severity"] == "error"] == []
