"""The loop over steps: how each end of a run is recorded, and which wiring is refused."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import BaseModel
from redis.exceptions import ConnectionError as RedisConnectionError

from mapping.problems import Problem
from relay.errors import Hold, LeaseLost, Permanent, RunEnd, Settled, Skip, StartError, Transient, Unconfirmed
from relay.line.pipeline import BoundPipeline, Pipeline, outcome_of
from relay.model import Event, Lease, Origin, Outcome, State, Ticket
from tests.plain import as_told
from tests.relay.parts import FLOW, SmallRun, SmallSource, SmallTarget, bound

SECONDS = timedelta(seconds=7)


def ticket(**document: Any) -> Ticket:
    event = Event("e" * 32, FLOW.name, "1001", Origin.HOOK, State.RUNNING, 0)
    return Ticket(event, FLOW, Lease(event.id, "token"), document)


def ending(error: BaseException) -> BoundPipeline[SmallRun]:
    """A pipeline whose one step raises."""

    async def only(run: SmallRun) -> SmallRun:
        raise error

    return bound(only)


async def find(run: SmallRun) -> SmallRun:
    return run.tell(as_told("found it"))


async def write(run: SmallRun, target: SmallTarget) -> SmallRun:
    target.written.append("7")
    return replace(run, number="7").tell(as_told("wrote it"))


async def test_the_steps_run_in_order_and_each_is_recorded_with_its_notes_and_time() -> None:
    target = SmallTarget()
    outcome = await bound(find, write, target=target).run(ticket())
    assert (outcome.state, outcome.reason, outcome.number, target.written) == (State.WRITTEN, "wrote it", "7", ["7"])
    assert [(step.step, step.result, step.notes) for step in outcome.steps] == [
        ("find", "done", ("found it",)),
        ("write", "done", ("wrote it",)),
    ]
    assert all(step.milliseconds >= 0 for step in outcome.steps)


@pytest.mark.parametrize(
    ("end", "wanted"),
    [
        (Settled(as_told("why"), number="7"), Outcome(State.WRITTEN, as_told("why"), "7")),
        (Skip(as_told("why"), number="7"), Outcome(State.SKIPPED, as_told("why"), "7")),
        (Skip(as_told("why")), Outcome(State.SKIPPED, as_told("why"))),
        (Hold(as_told("why")), Outcome(State.HELD, as_told("why"))),
        (Permanent(as_told("why")), Outcome(State.FAILED, as_told("why"))),
        (
            Transient(as_told("why"), after=SECONDS),
            Outcome(State.RETRYING, as_told("why"), after=SECONDS, burns_try=True),
        ),
        (Transient(as_told("why"), burns_try=False), Outcome(State.RETRYING, as_told("why"))),
        (Unconfirmed(as_told("why"), after=SECONDS), Outcome(State.UNCONFIRMED, as_told("why"), after=SECONDS)),
    ],
)
async def test_each_end_of_a_run_leaves_the_event_in_its_state(end: RunEnd, wanted: Outcome) -> None:
    outcome = await ending(end).run(ticket())
    assert replace(outcome, steps=()) == wanted
    assert [(step.step, step.result) for step in outcome.steps] == [("only", wanted.state)]
    assert outcome_of(end) == wanted


async def test_a_run_that_has_nothing_to_tell_is_simply_written() -> None:
    async def silent(run: SmallRun) -> SmallRun:
        return run

    outcome = await bound(silent).run(ticket())
    assert (outcome.state, outcome.reason, outcome.number) == (State.WRITTEN, "written", None)


async def test_after_the_end_no_further_step_runs() -> None:
    async def stop(run: SmallRun) -> SmallRun:
        raise Skip(as_told("nothing to do"))

    target = SmallTarget()
    outcome = await bound(find, stop, write, target=target).run(ticket())
    assert [step.step for step in outcome.steps] == ["find", "stop"]
    assert target.written == []


async def test_a_number_that_is_known_already_stays_in_the_outcome_of_a_later_failure() -> None:
    async def confirm(run: SmallRun) -> SmallRun:
        raise Transient(as_told("away"))

    assert (await bound(write, confirm).run(ticket())).number == "7"


async def test_a_hold_carries_each_problem_as_plain_texts() -> None:
    problem = Problem("lines[0].sku", as_told("the target has no such article"), as_told("make it"), "BR-100")
    [told] = (await ending(Hold(as_told("not there"), problems=[problem])).run(ticket())).problems
    assert (told.path, told.rule, told.remedy, told.value) == (
        "lines[0].sku",
        "the target has no such article",
        "make it",
        "BR-100",
    )


@pytest.mark.parametrize("error", [KeyError("info@example.com"), ValueError("Jansen"), OSError("disk"), TimeoutError()])
async def test_a_defect_is_told_by_its_kind_and_step_only_and_is_retried(error: Exception) -> None:
    outcome = await ending(error).run(ticket())
    assert (outcome.state, outcome.burns_try) == (State.RETRYING, True)
    assert outcome.reason == f"the relay itself failed in step only ({type(error).__name__}); its log says where"
    assert [(step.step, step.result) for step in outcome.steps] == [("only", State.RETRYING)]


async def test_a_defect_is_logged_with_its_place_and_without_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    await ending(KeyError("info@example.com")).run(ticket())
    logged = capsys.readouterr().out
    assert "test_pipeline.py:" in logged
    assert "KeyError" in logged
    assert "example.com" not in logged


@pytest.mark.parametrize("error", [LeaseLost("passed on"), RedisConnectionError("away"), asyncio.CancelledError()])
async def test_what_ends_the_run_without_an_outcome_passes_through(error: BaseException) -> None:
    with pytest.raises(type(error)):
        await ending(error).run(ticket())


class Absent:
    """A service that nobody offers."""


async def ask(run: SmallRun, absent: Absent) -> SmallRun:
    raise NotImplementedError


async def ask_more(run: SmallRun, target: SmallTarget, more: Absent) -> SmallRun:
    raise NotImplementedError


async def unhinted(run: SmallRun, target) -> SmallRun:  # type: ignore[no-untyped-def]  # noqa: ANN001 - the mistake under test
    raise NotImplementedError


@pytest.mark.parametrize(
    ("steps", "mistakes"),
    [
        ([find, ask], ["pipeline order: step ask asks for absent, which nobody offers"]),
        (
            [ask, ask_more],
            [
                "pipeline order: step ask asks for absent, which nobody offers",
                "pipeline order: step ask_more asks for more, which nobody offers",
            ],
        ),
        ([unhinted], ["pipeline order: step unhinted asks for target, which nobody offers"]),
    ],
)
def test_every_step_that_asks_for_what_nobody_offers_is_named_when_the_pipeline_is_bound(
    steps: list[Callable[..., Awaitable[SmallRun]]], mistakes: list[str]
) -> None:
    with pytest.raises(StartError) as caught:
        bound(*steps)
    assert list(caught.value.mistakes) == mistakes


def test_a_step_gets_what_its_signature_names_by_type_whatever_it_calls_it() -> None:
    async def step(run: SmallRun, whither: SmallTarget, whence: SmallSource) -> SmallRun:
        raise NotImplementedError

    target, source = SmallTarget(), SmallSource()
    pipeline = Pipeline("order", SmallSource, SmallTarget, BaseModel, SmallRun, [step])
    [(name, _, needs)] = pipeline.bind({SmallTarget: target, SmallSource: source}).steps
    assert (name, needs) == ("step", {"whither": target, "whence": source})
