"""What every pipeline must do, whichever entity it carries: each pipeline's tests inherit these facts."""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol

import pytest

from relay.errors import StartError
from relay.line.pipeline import Pipeline
from relay.model import Outcome, State, Ticket
from words.told import AS_WRITTEN, Told


class Desk(Protocol):
    """A pipeline with everything it needs, on a real Redis and beside a fake target."""

    @property
    def pipeline(self) -> Pipeline[Any]: ...

    @property
    def services(self) -> Mapping[type, object]: ...

    async def ticket(self, *, write: bool = True) -> Ticket:
        """A claimed event with a good document that the target does not have; ``write`` is the flow's."""
        ...

    async def another_ticket(self) -> Ticket:
        """The same under a number that no ticket had before."""
        ...

    def written(self) -> int:
        """How many records of any kind the target was told to make or change."""
        ...


class PipelineSuite:
    """Inherit as ``class TestOrders(PipelineSuite)`` and give a fixture ``desk``; the facts come along."""

    def test_every_step_says_in_one_sentence_what_it_does(self, desk: Desk) -> None:
        silent = [step for step in desk.pipeline.steps if not inspect.getdoc(step)]
        assert silent == []
        assert desk.pipeline.steps

    def test_its_steps_have_names_of_their_own(self, desk: Desk) -> None:
        names = [name for name, _, _ in desk.pipeline.bind(desk.services).steps]
        assert len(set(names)) == len(names)

    def test_every_step_gets_what_its_signature_names(self, desk: Desk) -> None:
        for _, step, needs in desk.pipeline.bind(desk.services).steps:
            assert list(needs) == list(inspect.signature(step).parameters)[1:]

    def test_without_its_target_it_refuses_to_start(self, desk: Desk) -> None:
        services = {kind: service for kind, service in desk.services.items() if kind is not desk.pipeline.target}
        with pytest.raises(StartError, match="asks for target, which nobody offers"):
            desk.pipeline.bind(services)

    async def test_a_good_document_is_written(self, desk: Desk) -> None:
        outcome = await desk.pipeline.bind(desk.services).run(await desk.ticket())
        assert (outcome.state, [step.result for step in outcome.steps]) == (
            State.WRITTEN,
            ["done"] * len(desk.pipeline.steps),
        )
        assert outcome.number
        assert desk.written() > 0

    async def test_a_dry_run_writes_nothing_and_says_what_it_would_have_written(self, desk: Desk) -> None:
        outcome = await desk.pipeline.bind(desk.services).run(await desk.ticket(write=False))
        assert outcome.state is State.SKIPPED
        assert outcome.reason.startswith("dry run: would ")
        assert desk.written() == 0

    async def test_whatever_a_person_is_told_of_it_has_a_code(self, desk: Desk) -> None:
        pipeline = desk.pipeline.bind(desk.services)
        outcomes = [await pipeline.run(ticket) for ticket in (await desk.ticket(write=False), await desk.ticket())]
        outcomes.append(await pipeline.run(replace(await desk.another_ticket(), document={})))
        told: list[Told] = [sentence for one in outcomes for sentence in (one.told, *_notes(one))]
        told += [sentence for one in outcomes for problem in one.problems for sentence in (problem.wrong, problem.mend)]
        assert {one.state for one in outcomes} == {State.SKIPPED, State.WRITTEN, State.HELD}
        assert [str(sentence) for sentence in told if sentence.code == AS_WRITTEN] == []

    async def test_a_defect_in_any_step_never_raises_and_is_told_by_its_kind_only(self, desk: Desk) -> None:
        for position, step in enumerate(desk.pipeline.steps):

            async def broken(run: Any) -> Any:
                raise KeyError("secret-name")

            steps = [*desk.pipeline.steps[:position], broken, *desk.pipeline.steps[position + 1 :]]
            outcome = await replace(desk.pipeline, steps=steps).bind(desk.services).run(await desk.another_ticket())
            assert outcome.state is State.RETRYING, step
            assert outcome.reason == "the relay itself failed in step broken (KeyError); its log says where"

    async def test_a_document_that_makes_no_sense_is_held_and_never_a_defect(self, desk: Desk) -> None:
        ticket = await desk.ticket()
        senseless: list[Any] = [{}, [], None, 7, "text", {"number": None}, {"number": ["1"], "lines": {}}]
        for document in senseless:
            outcome = await desk.pipeline.bind(desk.services).run(replace(ticket, document=document))
            assert outcome.state is State.HELD, document
            assert outcome.problems
        assert desk.written() == 0


def _notes(outcome: Outcome) -> Iterator[Told]:
    """What its steps told."""
    return (note for step in outcome.steps for note in step.told)
