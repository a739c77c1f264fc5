"""The loop over steps: how each end of a run is recorded, what is masked, and which wiring is refused."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
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


@pytest.mark.parametrize(
    ("value", "quoted"),
    [
        ("info@example.com", "INFO@EXAMPLE.COM is in use"),
        ("info@example.com", "in use: Info@Example.com, info@example.com"),
        ("Straße", "STRASSE 12 is too long"),
        ("Straße", "ẞtraße or straße"),
        ("Jansen", "ßßß Jansen and İİ JANSEN"),
        ("Ömer", "no debtor ÖMER."),
        ("strasse", "in der Straße"),
    ],
)
async def test_a_personal_value_is_masked_in_reasons_and_notes_however_it_is_spelt(value: str, quoted: str) -> None:
    async def tell(run: SmallRun) -> SmallRun:
        return run.tell(as_told(quoted))

    async def hold(run: SmallRun) -> SmallRun:
        raise Hold(as_told(quoted), problems=[Problem("email", as_told(quoted), as_told(quoted), quoted)])

    outcome = await bound(tell, hold).run(ticket(personal=[value]))
    [problem] = outcome.problems
    told = [outcome.reason, *outcome.steps[0].notes, problem.rule, problem.remedy, problem.value]
    for text in told:
        assert text is not None
        assert "[…]" in text
        assert value.casefold() not in text.casefold()


async def test_only_the_personal_value_itself_is_masked() -> None:
    end = Hold(as_told("ẞ: debtor ÖMER of ömers street has no e-mail"))
    outcome = await ending(end).run(ticket(personal=["ömer"]))
    assert outcome.reason == "ẞ: debtor […] of […]s street has no e-mail"


async def test_of_two_personal_values_the_longer_is_masked_first() -> None:
    end = Hold(as_told("Jansen Trading is blocked"))
    outcome = await ending(end).run(ticket(personal=["Jansen", "Jansen Trading"]))
    assert outcome.reason == "[…] is blocked"


async def test_names_of_fields_are_not_masked_and_are_asked_for_when_the_first_event_is_carried() -> None:
    asked: list[str] = []

    class NamingTarget(SmallTarget):
        @property
        def field_names(self) -> frozenset[str]:
            asked.append("names")
            return frozenset({"MAIL_BUS"})

    async def stop(run: SmallRun) -> SmallRun:
        raise Hold(as_told("MAIL_BUS of mail is wrong"))

    pipeline = bound(stop, target=NamingTarget())
    assert asked == []
    assert (await pipeline.run(ticket(personal=["MAIL_BUS", "mail"]))).reason == "MAIL_BUS of […] is wrong"
    assert asked != []


letters = st.text(st.characters(codec="utf-8", exclude_characters="[…]"), max_size=12)


@given(
    letters.filter(lambda value: len(value) >= 3),
    letters,
    letters,
    st.sampled_from([str, str.upper, str.lower, str.title]),
)
def test_no_spelling_of_a_personal_value_is_left_and_what_stands_around_it_stays(
    value: str, before: str, after: str, spell: Callable[[str], str]
) -> None:
    spelt = spell(value)
    outcome = outcome_of(Hold(as_told(f"{before}{spelt}{after}")), SmallRun(ticket(personal=[value])))
    if spelt.casefold() == value.casefold():
        assert value.casefold() not in outcome.reason.casefold()
        assert "[…]" in outcome.reason
    if value.casefold() not in f"{before}{spelt}{after}".casefold():
        assert outcome.reason == f"{before}{spelt}{after}"


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
