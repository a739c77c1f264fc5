from datetime import datetime, timedelta

from admin.api.flows import FlowList
from relay.care.orphans import remember_flows
from relay.model import State
from relay.store.flow_notes import FlowNotes, tell_of
from relay.store.full_notes import FullNotes
from relay.store.gaps import Gaps
from relay.store.store import Store, reply
from tests.admin.conftest import ERP, Inbox, Operator
from tests.relay.parts import FLOW, every
from words.told import Told


async def test_each_flow_is_shown_with_how_many_events_stand_where(operator: Operator, inbox: Inbox) -> None:
    await inbox.take("1001")
    await inbox.take("1002")
    answer = await operator.get("/api/flows")
    assert answer.status == 200
    shop, erp = answer.document["flows"]
    assert (shop["name"], shop["entity"], shop["source"], shop["target"]) == ("shop", "order", "webshop", "books")
    assert (shop["write"], erp["write"]) == (False, True)
    assert shop["counts"] == {state.value: 0 for state in State} | {"waiting": 2}
    assert erp["counts"]["waiting"] == 0


async def test_a_flow_that_was_never_polled_has_no_poll_times(operator: Operator) -> None:
    [flow, _] = (await operator.get("/api/flows")).document["flows"]
    assert (flow["last_poll"], flow["next_poll"], flow["poll_error"]) == (None, None, None)


async def test_a_polled_flow_shows_its_last_and_next_poll_in_utc(operator: Operator, store: Store) -> None:
    poll = {"last": 1_767_225_600_000, "next": 1_767_225_900_000, "error": "the source is down"}
    await reply(store.state.hset(store.keys.poll(ERP.name), mapping=poll))
    [_, flow] = (await operator.get("/api/flows")).document["flows"]
    assert flow["last_poll"] == "2026-01-01T00:00:00Z"
    assert flow["next_poll"] == "2026-01-01T00:05:00Z"
    assert flow["poll_error"] == "the source is down"


async def test_a_flow_that_was_compared_shows_what_is_missing(operator: Operator, store: Store) -> None:
    notes = FlowNotes(store)
    found = {"missing": 2, "references": ["1001", "1002"], "before_start": 14}
    await notes.leave_comparison(ERP.name, timedelta(hours=24), **found)  # type: ignore[arg-type]  # of several types
    comparison = (await notes.read(ERP.name)).comparison
    assert comparison is not None
    shop, erp = (await operator.get("/api/flows")).document["flows"]
    assert shop["reconcile"] is None
    at = datetime.fromisoformat(erp["reconcile"].pop("at"))
    assert round(at.timestamp() * 1000) == comparison.at_ms
    assert erp["reconcile"] == {**found, "error": None, "code": None, "causes": []}


async def test_a_reading_of_all_there_is_shows_how_far_it_is_and_how_the_last_one_ended(
    operator: Operator, store: Store
) -> None:
    notes = FullNotes(store)
    assert [flow["full_read"] for flow in (await operator.get("/api/flows")).document["flows"]] == [None, None]
    await notes.begin(ERP.name, "first", None, 200, confirmed=True)
    await notes.move(ERP.name, "whole", "7", {"read": 50, "accepted": 40, "left_out": 0})
    await notes.fail(ERP.name, Told("line.relay_failed", error="KeyError"), 60_000)
    [_, flow] = (await operator.get("/api/flows")).document["flows"]
    shown = flow["full_read"]
    assert (shown["kind"], shown["read"], shown["of"], shown["accepted"]) == ("first", 50, 200, 40)
    assert shown["per_minute"] > 0
    assert "KeyError" in shown["error"]
    await notes.end(ERP.name, None, 200, None, [str(number) for number in range(1, 31)])
    [_, flow] = (await operator.get("/api/flows")).document["flows"]
    assert (flow["full_read"], flow["last_full_read"]["rows"], flow["last_full_read"]["noticed"]) == (None, 200, None)
    assert (flow["last_full_read"]["gone"], len(flow["last_full_read"]["gone_references"])) == (30, 20)


async def test_how_late_polls_were_is_shown(operator: Operator, store: Store) -> None:
    await Gaps(store).note(ERP.name, [timedelta(seconds=1)] * 90 + [timedelta(minutes=10)] * 10)
    shop, erp = (await operator.get("/api/flows")).document["flows"]
    assert (shop["poll_gap"], erp["poll_gap"]["changes"], erp["poll_gap"]["p50_seconds"]) == (None, 100, 1.0)
    assert 600 <= erp["poll_gap"]["p95_seconds"] <= 750


async def test_what_a_poll_noticed_is_shown(operator: Operator, store: Store) -> None:
    told = tell_of([], [Told("line.full_read_has_gaps", number=3)])
    await FlowNotes(store).leave_poll(ERP.name, every(timedelta(minutes=5)), {"error": "", **told})
    [_, flow] = (await operator.get("/api/flows")).document["flows"]
    assert (flow["poll_noticed"], flow["poll_noticed_reasons"]) == (
        1,
        ["3 rows could not be read, so that nothing is taken to be gone"],
    )


async def test_why_a_poll_left_the_rest_for_later_is_shown(operator: Operator, store: Store) -> None:
    told = tell_of([], [], Told("line.waits_for_events", number=500, most=500))
    await FlowNotes(store).leave_poll(ERP.name, every(timedelta(minutes=5)), {"error": "", **told})
    [shop, flow] = (await operator.get("/api/flows")).document["flows"]
    assert flow["poll_paused"].startswith("reading pauses: 500 events of this flow are under way")
    assert (flow["poll_paused_code"], shop["poll_paused"]) == ("line.waits_for_events", None)


async def test_the_answer_is_what_its_model_says(operator: Operator) -> None:
    document = (await operator.get("/api/flows")).document
    assert FlowList.model_validate(document).model_dump(mode="json") == document


async def test_a_flow_that_is_gone_is_named_with_its_waiting_events_and_the_remedy(
    operator: Operator, inbox: Inbox, store: Store
) -> None:
    await remember_flows(store, [FLOW])
    await inbox.take("1001", FLOW)
    orphaned = [
        {
            "name": FLOW.name,
            "events": 1,
            "remedy": "hand them on with `relay move-events shop-orders NEW`, or put the flow back into relay.yaml",
        }
    ]
    for path in ("/api/flows", "/api/health"):
        assert (await operator.get(path)).document["orphaned"] == orphaned
    [event] = (await operator.get("/api/events")).document["events"]
    assert event["flow"] == FLOW.name
