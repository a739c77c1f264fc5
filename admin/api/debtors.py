"""Says by hand which debtor the customer of an event is, or what to do now that the one they were linked to is gone."""

from collections.abc import Awaitable
from typing import Annotated

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, Field

from admin.api.events import EventNotFound
from admin.api.reconciliations import SystemAway
from admin.api.resource import RequestBody, Resource, answer
from relay.care.link_by_hand import NUMBER_FORM, Linked, LinkResult
from relay.errors import RunEnd


class DebtorRequest(RequestBody):
    """The debtor."""

    number: Annotated[str, Field(pattern=NUMBER_FORM, description="The debtor's number in the target.")]


class DebtorAnswer(BaseModel):
    """What became of the link."""

    result: LinkResult
    reason: str = Field(description="What was done or why not, in a sentence.")
    code: str = Field(description="The code of the reason.")


class RelinkRequest(RequestBody):
    """What to do."""

    create: bool = Field(default=False, description="Have the record made anew where it is not found.")


class EventRelinkResource(Resource):
    """``POST /api/events/{event_id}/relink``: the tombstone of one event's record."""

    async def post(self, event_id: str, /, body: RelinkRequest) -> r200[DebtorAnswer]:
        """Let a record be carried again whose counterpart was gone. Replay the event to carry it.

        Tags: replay
        """
        return await _answer(self.shown.operations.linker.relink(event_id, create=body.create))


class EventDebtorResource(Resource):
    """``POST`` and ``DELETE /api/events/{event_id}/debtor``: the debtor that the customer of one event is linked to."""

    async def post(self, event_id: str, /, body: DebtorRequest) -> r200[DebtorAnswer]:
        """Link the customer to a debtor, for this order and all to come. Replay the event to carry it.

        Tags: replay
        """
        return await _answer(self.shown.operations.linker.link(event_id, body.number))

    async def delete(self, event_id: str, /) -> r200[DebtorAnswer]:
        """Forget what the customer is linked to; their next order is matched anew.

        Tags: replay
        """
        return await _answer(self.shown.operations.linker.link(event_id, None))


async def _answer(linking: Awaitable[Linked]) -> web.Response:
    try:
        linked = await linking
    except RunEnd as end:
        raise SystemAway(end.told) from None
    if linked.result is LinkResult.NOT_FOUND:
        raise EventNotFound
    return answer(DebtorAnswer(result=linked.result, reason=linked.reason, code=linked.told.code))
