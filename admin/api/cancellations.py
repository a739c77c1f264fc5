"""``POST /api/events/{event_id}/cancel``: end an event that is not being carried, and delete its document."""

from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, Field

from admin.api.events import EventNotFound
from admin.api.resource import NoFields, Resource, answer
from relay.model import State


class CancelAnswer(BaseModel):
    """Whether the event is cancelled now."""

    cancelled: bool = Field(description="False: it stands in a state that cannot be cancelled; nothing is changed.")
    found: State = Field(description="The state in which it was.")


class CancelResource(Resource):
    """The cancelling of one event."""

    async def post(self, event_id: str, /, body: NoFields) -> r200[CancelAnswer]:  # noqa: ARG002 - read from the signature
        """Cancel one event that waits, is parked, held or failed. Its lane goes on without it.

        Tags: replay
        """
        move = await self.shown.operations.moves.cancel(event_id)
        if move.found is None:
            raise EventNotFound
        return answer(CancelAnswer(cancelled=move.moved, found=move.found))
