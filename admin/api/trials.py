"""``POST /api/events/{event_id}/trial``: what would be written of an event now, with its values; nothing is kept.

It is a POST since it asks the target, and since what it shows is personal: no cache keeps it and no log names it.
"""

from http import HTTPStatus
from typing import Any

from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, Field

from admin.api.events import EventNotFound, ProblemRow, problem_row
from admin.api.reconciliations import SystemAway
from admin.api.resource import NoFields, Resource, answer
from relay.care.trials import TrialResult
from relay.errors import RunEnd
from relay.http.problems import Refusal
from relay.roles import Rehearsal
from words.told import Told


class TrialAnswer(BaseModel):
    """What would become of the document now. Its values may be personal: show them, and keep them nowhere."""

    flow: str
    reference: str = Field(description="The document's number at its source.")
    would_be: str = Field(description="`written`, or the state that the event would be left in, such as `held`.")
    reason: str = Field(description="What would be written, or why nothing would, in a sentence.")
    code: str = Field(description="The code of the reason.")
    number: str | None = Field(description="The document's number in the target, where it is there already.")
    problems: list[ProblemRow]
    notes: list[str] = Field(description="What was decided on the way, and by which setting.")
    codes: list[str] = Field(description="The code of each of the notes.")
    shown: dict[str, Any] = Field(
        description="Of an order: `order` as it is read, `customer`, `articles`, `delivery_address`, `document` with "
        "the target's fields, and `amounts` by VAT rate and in all. Numbers with decimals are text."
    )


class NothingToTry(Refusal):
    """The document is not there any more, or its flow is gone; ``detail`` says which."""

    status = HTTPStatus.CONFLICT
    kind = "nothing-to-try"
    title = Told("admin.nothing_to_try_title")
    detail = Told("admin.nothing_to_try")


class EventTrialResource(Resource):
    """The trial of one event."""

    async def post(self, event_id: str, /, body: NoFields) -> r200[TrialAnswer]:  # noqa: ARG002 - declares an empty body
        """Go through all that a run decides, with the values it comes to. Asks the target, and writes nothing.

        Tags: events
        """
        try:
            tried = await self.shown.operations.trials.show(event_id)
        except RunEnd as end:
            raise SystemAway(end.told) from None
        if tried.result is TrialResult.NOT_FOUND:
            raise EventNotFound
        if tried.rehearsal is None:
            raise NothingToTry(tried.told)
        return answer(describe_trial(tried.flow, tried.reference, tried.rehearsal))


def describe_trial(flow: str, reference: str, rehearsal: Rehearsal) -> TrialAnswer:
    """What would become of a document, with its values."""
    return TrialAnswer(
        flow=flow,
        reference=reference,
        would_be=rehearsal.would_be,
        reason=rehearsal.reason,
        code=rehearsal.told.code,
        number=rehearsal.number,
        problems=[problem_row(problem) for problem in rehearsal.problems],
        notes=list(rehearsal.notes),
        codes=[note.code for note in rehearsal.noted],
        shown=dict(rehearsal.shown),
    )
