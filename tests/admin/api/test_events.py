from dataclasses import replace

import pytest

from admin.api.events import EventPage, EventStory
from mapping.problems import Problem
from relay.care.orphans import remember_flows
from relay.line.queue import Queue
from relay.model import Outcome, State, StepRecord
from relay.store.store import Store
from tests.admin.api.event_pages import PROBLEM, carried, pages_of
from tests.admin.conftest import ERP, SHOP, Inbox, Operator
from tests.plain import as_told
from words.told import Told


async def test_events_come_newest_first_and_page_by_page(operator: Operator, inbox: Inbox) -> None:
    taken = [await inbox.take(str(number)) for number in range(7)]
    pages = await pages_of(operator, "limit=3")
    assert [len(page) for page in pages] == [3, 3, 1]
    found = [event_id for page in pages for event_id in page]
    assert sorted(found) == sorted(taken)
    times = [(await operator.get(f"/api/events/{each}")).document["accepted"] for each in found]
    assert times == sorted(times, reverse=True)


async def test_an_event_that_arrives_between_two_pages_shifts_nothing(operator: Operator, inbox: Inbox) -> None:
    taken = {await inbox.take(str(number)) for number in range(4)}
    first = (await operator.get("/api/events?limit=2")).document
    await inbox.take("late")
    second = (await operator.get(f"/api/events?limit=2&cursor={first['next']}")).document
    assert {event["id"] for event in first["events"] + second["events"]} == taken
    assert second["next"] is None


async def test_events_are_filtered_by_flow(operator: Operator, inbox: Inbox) -> None:
    await inbox.take("1", SHOP)
    from_erp = await inbox.take("2", ERP)
    assert await pages_of(operator, "flow=erp") == [[from_erp]]


async def test_events_are_filtered_by_state_and_flow_together(operator: Operator, inbox: Inbox, queue: Queue) -> None:
    for reference in ("1", "2"):
        await inbox.take(reference)
    written = await carried(queue, Outcome(State.WRITTEN, as_told("written"), "20001"))
    assert await pages_of(operator, "state=written") == [[written]]
    assert await pages_of(operator, "state=written&flow=shop") == [[written]]
    assert await pages_of(operator, "state=written&flow=erp") == [[]]


async def test_a_row_shows_how_an_event_stands(operator: Operator, inbox: Inbox, queue: Queue) -> None:
    event_id = await inbox.take("1001")
    await carried(queue, Outcome(State.WRITTEN, as_told("written"), "20001"))
    [row] = (await operator.get("/api/events")).document["events"]
    assert row == {
        "id": event_id,
        "flow": "shop",
        "reference": "1001",
        "origin": "hook",
        "state": "written",
        "pile": None,
        "reason": "written",
        "code": "as_written",
        "causes": ["as_written"],
        "why_waiting": None,
        "why_code": None,
        "why_causes": [],
        "next_try": None,
        "number": "20001",
        "accepted": row["accepted"],
        "ended": row["ended"],
        "run_count": 1,
        "tries": 0,
        "dry_run": False,
    }
    assert row["accepted"].endswith("Z")
    assert row["accepted"] <= row["ended"]


async def test_events_of_one_cause_share_their_causes_whatever_sentence_stands_around_it(
    operator: Operator, inbox: Inbox, queue: Queue
) -> None:
    missing = Problem("lines[0].sku", Told("documents.missing"), Told("documents.fill_in")).told()
    ends = (Told("orders.cannot_be_sent", problem=missing), Told("orders.unreadable", problem=missing))
    for number, told in enumerate(ends):
        await inbox.take(f"100{number}")
        await carried(queue, Outcome(State.HELD, told))
    rows = (await operator.get("/api/events")).document["events"]
    assert {row["code"] for row in rows} == {"orders.cannot_be_sent", "orders.unreadable"}
    assert [row["causes"] for row in rows] == [["documents.missing"]] * 2


@pytest.mark.parametrize(("state", "pile"), [(State.HELD, "fix_data"), (State.FAILED, "system_fault")])
async def test_an_event_that_needs_someone_shows_on_which_pile_it_lies(
    operator: Operator, inbox: Inbox, queue: Queue, state: State, pile: str
) -> None:
    await inbox.take("1001")
    await carried(queue, Outcome(state, as_told("someone must look")))
    [row] = (await operator.get("/api/events")).document["events"]
    assert row["pile"] == pile


async def test_the_answers_are_what_their_models_say(operator: Operator, inbox: Inbox, queue: Queue) -> None:
    event_id = await inbox.take("1001")
    await carried(
        queue, Outcome(State.HELD, as_told("held"), problems=(PROBLEM,), steps=(StepRecord("map", 1.0, "held"),))
    )
    page = (await operator.get("/api/events")).document
    story = (await operator.get(f"/api/events/{event_id}")).document
    assert EventPage.model_validate(page).model_dump(mode="json") == page
    assert EventStory.model_validate(story).model_dump(mode="json") == story


async def test_events_of_a_flow_that_has_gone_from_the_settings_are_still_found(
    operator: Operator, inbox: Inbox, store: Store
) -> None:
    gone = replace(SHOP, name="old-shop")
    await remember_flows(store, [gone])
    event_id = await inbox.take("1", gone)
    assert await pages_of(operator, "flow=old-shop") == [[event_id]]
