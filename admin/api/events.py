"""``GET /api/events`` and ``/api/events/{event_id}``: what became of each event, and its story step by step.

Shown are ids, references, states and times. Reasons and notes come from the pipeline, which masks personal values.
"""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, Field

from admin.api.resource import Resource, answer, moment
from admin.unknown import ParametersRefused, wrong_parameter
from mapping.problems import Problem
from relay.care.activity import MOST_PER_PAGE, Pile, Story, Summary
from relay.care.activity import EventPage as Found
from relay.care.waits import Wait, Waits
from relay.http.problems import Refusal
from relay.model import Origin, State
from relay.store.store import storage_errors
from words.mistake import Mistake
from words.told import Told


class EventRow(BaseModel):
    """One event and how it stands."""

    id: str
    flow: str
    reference: str = Field(description="The document's number at its source.")
    origin: Origin
    state: State
    pile: Pile | None = Field(description="What it waits for, where it is held or failed: a person must see to it.")
    reason: str = Field(description="Why it stands so, in a sentence; empty before its first run has ended.")
    code: str = Field(description="The code of that sentence, whatever its values; empty with it.")
    causes: list[str] = Field(description="Codes of its innermost sentences that say why: equal for one cause.")
    why_waiting: str | None = Field(description="Why it waits now, in a sentence; null while carried or at rest.")
    why_code: str | None = Field(description="The code of `why_waiting`, whatever its values; or null.")
    why_causes: list[str] = Field(description="The codes of the innermost sentences in `why_waiting`, as `causes`.")
    next_try: datetime | None = Field(description="When it is tried next; null where it hangs on another or a person.")
    number: str | None = Field(description="The document's number in the target.")
    accepted: datetime
    ended: datetime | None = Field(description="When its last run ended.")
    run_count: int
    tries: int = Field(description="Runs that count against the most that are tried.")
    dry_run: bool = Field(description="Skipped only because its flow had `write: false`: a replay carries it.")


class EventPage(BaseModel):
    """A page of events, newest first."""

    events: list[EventRow]
    next: str | None = Field(description="Give this as cursor for the page after it; null on the last page.")


class ProblemRow(BaseModel):
    """One mistake in one field; the value is masked when it is personal."""

    path: str
    code: str = Field(description="The code of `rule`, whatever its values; `as_written` where it has none of its own.")
    rule: str
    remedy: str
    value: str | None


class StepRow(BaseModel):
    """What one step of a run did."""

    step: str
    milliseconds: float
    result: str
    notes: list[str]
    codes: list[str] = Field(description="The code of each of the notes.")


class RunRow(BaseModel):
    """One attempt at an event, from its first step to how it ended."""

    run: int = Field(description="Its number; of several that are told as one, that of the last.")
    times: int = Field(
        description="How many runs in a row ended in the same way and are told here as one, as while an event is "
        "parked. All but `first` is told of the last of them."
    )
    first: datetime | None = Field(description="When the first of these runs began; null where it is one run.")
    at: datetime | None = Field(description="When it began; null in records of an older version of the relay.")
    milliseconds: float | None = Field(description="How long it lasted, from its claim to its record.")
    settings: str | None = Field(
        description="The version of the settings it ran under, as `GET /api/processes` has it."
    )
    systems: list[str] = Field(
        description="The source and the target that it ran between, as `GET /api/connections` names them; empty where "
        "they had not told who they are."
    )
    state: State
    reason: str
    code: str = Field(description="The code of the reason.")
    causes: list[str] = Field(description="The codes of the innermost sentences in the reason that say why.")
    number: str | None
    problems: list[ProblemRow]
    steps: list[StepRow]


class NoteRow(BaseModel):
    """What happened to an event between its runs."""

    at: datetime
    who: str = Field(description="`operator` or `relay`.")
    what: str
    details: dict[str, str | int] = Field(description="Such as the nonce of a replay, and the event it made.")


class EventStory(EventRow):
    """An event with all its runs and notes, oldest first."""

    runs: list[RunRow]
    notes: list[NoteRow]


class EventNotFound(Refusal):
    """No event has this id, or it is older than the retention."""

    status = HTTPStatus.NOT_FOUND
    kind = "event-not-found"
    title = Told("admin.event_not_found_title")
    detail = Told("admin.event_not_found")


class EventsResource(Resource):
    """Many events."""

    async def get(
        self,
        flow: Annotated[str | None, Field(description="Only events of the flow with this name.")] = None,
        state: Annotated[State | None, Field(description="Only events that stand in this state.")] = None,
        cursor: Annotated[str | None, Field(description="The `next` of the page before.")] = None,
        limit: Annotated[int, Field(ge=1, le=MOST_PER_PAGE, description="How many events at most.")] = 50,
    ) -> r200[EventPage]:
        """Events, newest first, of one flow and of one state where these are given.

        Tags: events
        """
        if flow is not None:
            await self.require_flow(flow)
        try:
            async with storage_errors():
                page = await self.shown.activity.page(flow=flow, state=state, before=cursor, limit=limit)
                waits = await Waits(self.shown.store, self.shown.flows).look(page.events)
        except Mistake as error:
            raise ParametersRefused(errors=[wrong_parameter("cursor", Told("admin.no_cursor"), error.told)]) from None
        return answer(describe_events(page, waits))


class EventResource(Resource):
    """One event."""

    async def get(self, event_id: str, /) -> r200[EventStory]:
        """The story of one event, run by run and step by step.

        Tags: events
        """
        async with storage_errors():
            story = await self.shown.activity.story(event_id)
            if story is None:
                raise EventNotFound
            waits = await Waits(self.shown.store, self.shown.flows).look([story.summary])
        return answer(describe_story(story, waits))


def describe_events(page: Found, waits: Mapping[str, Wait]) -> EventPage:
    """A page of events, with why each waits by its id."""
    return EventPage(events=[EventRow(**_fields(summary, waits)) for summary in page.events], next=page.next)


def describe_story(story: Story, waits: Mapping[str, Wait]) -> EventStory:
    """One event with its runs and notes."""
    runs, notes = [_run(run) for run in story.runs], [_note(note) for note in story.notes]
    return EventStory(**_fields(story.summary, waits), runs=runs, notes=notes)


def _fields(summary: Summary, waits: Mapping[str, Wait]) -> dict[str, Any]:
    event = summary.event
    wait = waits.get(event.id)
    return {
        "id": event.id,
        "flow": event.flow,
        "reference": event.reference,
        "origin": event.origin,
        "state": event.state,
        "pile": summary.pile,
        "reason": summary.reason,
        "code": summary.told.code if summary.told else "",
        "causes": list(summary.told.causes()) if summary.told else [],
        "why_waiting": wait.why if wait else None,
        "why_code": wait.told.code if wait else None,
        "why_causes": list(wait.told.causes()) if wait else [],
        "next_try": moment(wait.next_ms) if wait and wait.next_ms is not None else None,
        "number": summary.number,
        "accepted": moment(event.accepted_ms),
        "ended": moment(summary.ended_ms) if summary.ended_ms is not None else None,
        "run_count": event.runs,
        "tries": event.tries,
        "dry_run": event.dry_run,
    }


def _run(recorded: Mapping[str, Any]) -> RunRow:
    return RunRow(
        run=recorded["run"],
        times=recorded["times"],
        first=moment(recorded["first"]) if "first" in recorded else None,
        at=moment(recorded["at"]) if "at" in recorded else None,
        milliseconds=recorded.get("lasted"),
        settings=recorded.get("settings"),
        systems=recorded.get("systems", []),
        state=recorded["state"],
        reason=recorded["reason"],
        code=recorded["told"].code,
        causes=list(recorded["told"].causes()),
        number=recorded["number"],
        problems=[problem_row(problem) for problem in recorded["problems"]],
        steps=[
            StepRow(
                step=each["step"],
                milliseconds=each["ms"],
                result=each["result"],
                notes=each["notes"],
                codes=[told.code for told in each["told"]],
            )
            for each in recorded["steps"]
        ],
    )


def problem_row(problem: Problem) -> ProblemRow:
    """A problem as the API tells it."""
    return ProblemRow(
        path=problem.path,
        code=problem.wrong.code,
        rule=problem.rule,
        remedy=problem.remedy,
        value=problem.value,
    )


def _note(told: Mapping[str, Any]) -> NoteRow:
    details = {name: value for name, value in told.items() if name not in {"at", "who", "what"}}
    return NoteRow(at=moment(told["at"]), who=told["who"], what=told["what"], details=details)
