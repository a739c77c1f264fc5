"""``POST /api/events/{event_id}/replay`` and ``POST /api/replays``: carry one event again, or all that a filter finds.

The second is a dry run unless it is told otherwise: it counts. Safe to repeat; nothing is written twice by it.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Self

from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from admin.api.events import EventNotFound
from admin.api.resource import RequestBody, Resource, answer
from relay.care.selection import RELEASABLE, Replayed, Result, Selection, Tally
from relay.model import State
from words.mistake import Mistake
from words.told import Told

MOST_AT_ONCE = 10_000


class ReplayAnswer(BaseModel):
    """What a replay of one event came to."""

    result: Result
    reason: str = Field(description="Why, in a sentence.")
    code: str = Field(description="The code of the reason.")
    event: str | None = Field(description="The event that goes now, or the one that was looked at.")


class EventReplayRequest(RequestBody):
    """How one event is carried again."""

    not_there: StrictBool = Field(
        default=False,
        description="Somebody looked: what was sent for it without an answer is not in the target. It is sent again.",
    )


class ReplayRequest(RequestBody):
    """Which events. Without a state: all that are held, failed or expired. Of those skipped: dry runs only."""

    model_config = ConfigDict(populate_by_name=True)

    flow: str | None = Field(default=None, description="Only events of this flow.")
    state: State | None = Field(default=None, description="Only events that stand in this state.")
    accepted_from: date | None = Field(default=None, alias="from", description="Accepted on this day (UTC) or later.")
    accepted_to: date | None = Field(default=None, alias="to", description="Accepted on this day (UTC) or before.")
    reference: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="One document of the flow, by its number at the source."
    )
    dry_run: StrictBool = Field(default=True, description="Count only, and carry nothing.")
    most: int = Field(default=1000, ge=1, le=MOST_AT_ONCE, description="Carry so many at most; ask again for more.")

    @model_validator(mode="after")
    def _reference_stands_alone(self) -> Self:
        if self.reference is not None and (self.flow is None or self.state or self.accepted_from or self.accepted_to):
            raise Mistake(Told("admin.reference_with_others"))
        return self

    def selection(self) -> Selection:
        """The events meant, where it is not one document."""
        last = _midnight(self.accepted_to)
        return Selection(
            flow=self.flow,
            states=(self.state,) if self.state else RELEASABLE,
            since=_midnight(self.accepted_from),
            until=last + timedelta(days=1, milliseconds=-1) if last else None,
        )


class UnableRow(BaseModel):
    """An event that did not go again."""

    event: str | None
    result: Result
    reason: str
    code: str = Field(description="The code of the reason.")


class ReplayTally(BaseModel):
    """What a replay of many came to, or how many it would be."""

    dry_run: bool
    matched: int | None = Field(description="How many events there were; null for a reference that is only counted.")
    results: dict[Result, int] = Field(description="How many of each result; empty in a dry run.")
    unable: list[UnableRow] = Field(description="The first of those that did not go again.")


class EventReplayResource(Resource):
    """The replay of one event."""

    async def post(self, event_id: str, /, body: EventReplayRequest) -> r200[ReplayAnswer]:
        """Carry one event again. The answer says whether anything changed; a carried event stays as it is.

        Tags: replay
        """
        operations = self.shown.operations
        replays = operations.not_there if body.not_there else operations.replayer
        replayed = await replays.replay(event_id)
        if replayed.result is Result.NOT_FOUND:
            raise EventNotFound
        code = replayed.told.code
        told = ReplayAnswer(result=replayed.result, reason=replayed.reason, code=code, event=replayed.event_id)
        return answer(told)


class ReplaysResource(Resource):
    """Replays of many events."""

    async def post(self, body: ReplayRequest) -> r200[ReplayTally]:
        """Count the events that a filter finds, or carry them again with `dry_run` false.

        Tags: replay
        """
        replayer = self.shown.operations.replayer
        if body.flow is not None:
            await self.require_flow(body.flow)
        if body.reference is not None:
            if body.dry_run:
                return answer(ReplayTally(dry_run=True, matched=None, results={}, unable=[]))
            tally = Tally()
            tally.add(await replayer.replay_reference(str(body.flow), body.reference))
            return answer(_row(tally, 1))
        matched = await replayer.count(body.selection())
        if body.dry_run:
            return answer(ReplayTally(dry_run=True, matched=matched, results={}, unable=[]))
        return answer(_row(await replayer.replay_all(body.selection(), body.most), matched))


def _row(tally: Tally, matched: int) -> ReplayTally:
    unable = [_unable(replayed) for replayed in tally.unable]
    return ReplayTally(dry_run=False, matched=matched, results=dict(tally.results), unable=unable)


def _unable(replayed: Replayed) -> UnableRow:
    code = replayed.told.code
    return UnableRow(event=replayed.event_id, result=replayed.result, reason=replayed.reason, code=code)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None
