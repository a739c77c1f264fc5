"""``POST /api/flows/{name}/move-events``: hands the events of a flow that was renamed or removed on to another one."""

from http import HTTPStatus

from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, Field

from admin.api.resource import RequestBody, Resource, answer
from relay.care.hand_on import MOST_TOLD
from relay.errors import StartError
from relay.http.problems import Refusal
from relay.model import State
from words.told import Told


class MoveRequest(RequestBody):
    """Which flow carries them from now on."""

    to: str = Field(min_length=1, max_length=100, description="A flow of relay.yaml with the same source and entity.")


class LeftRow(BaseModel):
    """An event that was not handed on."""

    event: str
    reason: str
    code: str = Field(description="The code of the reason.")


class MoveAnswer(BaseModel):
    """What became of the events."""

    moved: int = Field(description="How many were handed on.")
    states: dict[State, int] = Field(description="How many of them stand in each state, which stays as it was.")
    left: list[LeftRow] = Field(description="The first of those that were not handed on.")


class MoveRefused(Refusal):
    """It makes no sense to hand these events on so; ``detail`` says why and what to do."""

    status = HTTPStatus.CONFLICT
    kind = "move-refused"
    title = Told("admin.move_refused_title")
    detail = Told("admin.move_refused")


class MoveResource(Resource):
    """Handing on the events of one flow."""

    async def post(self, name: str, /, body: MoveRequest) -> r200[MoveAnswer]:
        """Hand on all that waits, is held or failed in a flow that is in relay.yaml no more. Safe to repeat.

        Tags: flows
        """
        try:
            moved = await self.shown.operations.mover.move(name, body.to)
        except StartError as error:
            raise MoveRefused(*error.told[:1]) from None
        some = list(moved.left.items())[:MOST_TOLD]
        left = [LeftRow(event=event, reason=str(told), code=told.code) for event, told in some]
        return answer(MoveAnswer(moved=moved.count, states=dict(moved.states), left=left))
