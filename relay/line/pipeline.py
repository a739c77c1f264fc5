"""The loop over steps: a pipeline is one declared object, a step is a plain function, and the loop records both.

A step takes a run and what else it names in its signature, by type, and returns the run with what it found out. It
raises one of the kinds in ``relay.errors`` to end the run. Wiring is checked when the program is assembled.
"""

import asyncio
import inspect
import time
import traceback
import typing
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import Any, Generic, Protocol, TypeVar

import structlog
from pydantic import BaseModel
from redis.exceptions import RedisError

from mapping.problems import Problem
from relay.errors import (
    Barred,
    DryRun,
    Hold,
    LeaseLost,
    Parked,
    Permanent,
    RunEnd,
    Settled,
    Skip,
    StartError,
    Superseded,
    Transient,
    Unconfirmed,
)
from relay.line.actions import NO_ACTIONS, Actions
from relay.line.once.right_of_way import Class
from relay.model import Outcome, State, StepRecord, Ticket
from relay.roles import NamesFields
from relay.settings.checked import FlowRule
from words.masking import mask, mask_sentence
from words.told import Told

log = structlog.get_logger()


class Run(Protocol):
    """What the loop needs of a pipeline's own frozen run."""

    @property
    def told(self) -> Sequence[Told]:
        """What the steps so far want to have told, without personal data."""
        ...

    @property
    def number(self) -> str | None:
        """The number in the target, once there is one."""
        ...

    @property
    def warnings(self) -> Sequence[Problem]:
        """What a person should look at though the document is written."""
        ...

    def personal_values(self) -> frozenset[str]:
        """Texts that must not stand in a story; vendors quote them in their messages."""
        ...


RunT = TypeVar("RunT", bound=Run)
Step = Callable[..., Awaitable[RunT]]
BoundStep = Callable[[RunT], Awaitable[RunT]]
"""A step with all that it needs besides the run."""


@dataclass(frozen=True, slots=True)
class DecidingSteps:
    """The first steps of a pipeline, which only read, with all that they need: an action may ask for them by type."""

    steps: Sequence[BoundStep[Any]]


@dataclass(frozen=True)
class Pipeline(Generic[RunT]):
    """What is done with one entity: how a run begins, and the steps in order.

    ``source`` and ``target`` are the protocols of the two systems. A step may name these, or one that they are made of.
    The first ``deciding`` of the steps only read. ``actions`` are what can be done with a document besides; each names
    what it needs as a step does. ``rules`` judge each flow of this pipeline in relay.yaml. ``keeps_state``: the newest
    state of a record counts, else each document is carried once. ``precedence`` is the class that its calls are of.
    Without ``keeps_stories``, which needs ``keeps_state``, an event that ends well leaves its record's outcome only.
    """

    entity: str
    source: type
    target: type
    settings: type[BaseModel]
    begin: Callable[[Ticket], RunT]
    steps: Sequence[Step[RunT]]
    deciding: int = 0
    actions: Actions = NO_ACTIONS
    rules: Sequence[FlowRule] = ()
    keeps_state: bool = False
    precedence: Class = Class.ORDER
    keeps_stories: bool = True

    def bind(self, services: Mapping[type, object]) -> "BoundPipeline[RunT]":
        """Give each step what its signature names. Raises StartError when something is named that nobody offers."""
        mistakes: list[Told] = []
        ends = _as_whole_and_parts(self.source, services) | _as_whole_and_parts(self.target, services)
        offered = ends | dict(services)
        steps = tuple((step.__name__, step, self._needs(step, 1, offered, mistakes)) for step in self.steps)
        offered[DecidingSteps] = DecidingSteps([partial(step, **needs) for _, step, needs in steps[: self.deciding]])
        actions = self.actions.bind(lambda call, given: partial(call, **self._needs(call, given, offered, mistakes)))
        if mistakes:
            raise StartError(*mistakes)
        return BoundPipeline(self, steps, actions, (services.get(self.source), services.get(self.target)))

    def _needs(
        self, step: Callable[..., Any], given: int, services: Mapping[type, object], mistakes: list[Told]
    ) -> dict[str, object]:
        """What a step's signature names after the arguments it is ``given``."""
        named = dict(_arguments_of(step)[given:])
        mistakes += [
            Told("line.nobody_offers", entity=self.entity, step=step.__name__, name=name)
            for name, kind in named.items()
            if kind not in services
        ]
        return {name: services[kind] for name, kind in named.items() if kind in services}


@dataclass(frozen=True)
class BoundPipeline(Generic[RunT]):
    """A pipeline with its services in place, among them its two ``ends``: the source and the target."""

    pipeline: Pipeline[RunT]
    steps: Sequence[tuple[str, Step[RunT], Mapping[str, object]]]
    actions: Actions = NO_ACTIONS
    ends: Sequence[object] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of fields at both ends, which are never masked; asked of them at the first event."""
        return frozenset(name for end in self.ends if isinstance(end, NamesFields) for name in end.field_names)

    async def run(self, ticket: Ticket) -> Outcome:
        """Run the steps until one ends the run, or all are done: then the event is written. Raises LeaseLost."""
        run = self.pipeline.begin(ticket)
        records: list[StepRecord] = []
        for name, step, needs in self.steps:
            started = time.perf_counter()
            noted = len(run.told)
            end: RunEnd | None = None
            try:
                run = await step(run, **needs)
            except RunEnd as error:
                end = error
            except (LeaseLost, asyncio.CancelledError, RedisError):
                raise
            except Exception as error:  # noqa: BLE001 - a defect of ours must not lose the event
                end = _defect(name, error)
            spent = (time.perf_counter() - started) * 1000
            outcome = outcome_of(end, run, self.names) if end else None
            records.append(
                StepRecord(name, spent, outcome.state if outcome else "done", _mask(run.told[noted:], run, self.names))
            )
            if outcome is not None:
                return replace(outcome, steps=tuple(records))
        [told] = _mask(run.told[-1:] or (Told("line.written"),), run, self.names)
        warnings = tuple(_mask_problem(warning, run, self.names) for warning in run.warnings)
        return Outcome(State.WRITTEN, told, run.number, problems=warnings, steps=tuple(records))


class _Untyped:
    """The type of an argument that names none, so that nobody offers it."""


@cache
def _arguments_of(step: Callable[..., Any]) -> Sequence[tuple[str, type]]:
    """The arguments of a step with their types; kept, since every flow of an entity has the same steps."""
    hints = typing.get_type_hints(step)
    return [(name, hints.get(name, _Untyped)) for name in inspect.signature(step).parameters]


def _as_whole_and_parts(role: type, services: Mapping[type, object]) -> dict[type, object]:
    """The object that plays a role, under the role's protocol and under every protocol that it is made of."""
    return dict.fromkeys(role.__mro__, services[role]) if role in services else {}


def outcome_of(end: RunEnd, run: Run | None = None, names: frozenset[str] = frozenset()) -> Outcome:
    """What a run came to, with the personal values of its document masked wherever they are quoted."""
    [told] = _mask((end.told,), run, names)
    return Outcome(
        state=next(_STATES[kind] for kind in type(end).__mro__ if kind in _STATES),
        told=told,
        number=getattr(end, "number", None) or (run.number if run else None),
        after=getattr(end, "after", None),
        problems=tuple(_mask_problem(problem, run, names) for problem in end.problems),
        burns_try=isinstance(end, Transient) and end.burns_try,
        dry_run=isinstance(end, DryRun),
        said=end.said.digest if end.said is not None and not end.is_common else "",
        gate=end.gate,
        turned_away=isinstance(end, Parked) and bool(end.gate),
    )


_STATES: Mapping[type, State] = {
    Settled: State.WRITTEN,
    Skip: State.SKIPPED,
    Superseded: State.SUPERSEDED,
    Hold: State.HELD,
    Barred: State.PARKED,
    Parked: State.PARKED,
    Permanent: State.FAILED,
    Unconfirmed: State.UNCONFIRMED,
    RunEnd: State.RETRYING,
}
"""The state in which each end of a run leaves its event; the nearest kind counts."""


def _defect(step: str, error: Exception) -> RunEnd:
    """A defect is told by its kind only: its text may hold anything. It is retried, in case it passes."""
    log.error("step_failed", step=step, error=type(error).__name__, at=_place(error))
    return Transient(Told("line.step_failed", step=step, error=type(error).__name__))


def _place(error: BaseException) -> str:
    """File and line at which an error was raised: enough to find it, and nothing of what it was about."""
    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    return f"{frame.f_code.co_filename.rpartition('/')[2]}:{line}"


def _mask_problem(problem: Problem, run: Run | None, names: frozenset[str]) -> Problem:
    wrong, mend = _mask((problem.wrong, problem.mend), run, names)
    value = problem.value
    if run is not None and value is not None:
        [value] = mask((value,), run.personal_values(), names)
    return Problem(problem.path, wrong, mend, value)


def _mask(told: Sequence[Told], run: Run | None, names: frozenset[str]) -> tuple[Told, ...]:
    """The sentences without the personal values of the run's document; names of fields and the target's number stay."""
    if run is None or not told:
        return tuple(told)
    values, kept = run.personal_values(), {run.number} if run.number else set[str]()
    return tuple(mask_sentence(sentence, values, names, kept) for sentence in told)
