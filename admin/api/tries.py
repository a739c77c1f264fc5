"""``POST /api/connections/{name}/try``: have a connection tried at once that is left alone, after it was mended."""

from http import HTTPStatus

from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, ConfigDict, Field

from admin.api.bars import BarRow, bar_rows
from admin.api.resource import Resource, answer
from admin.unknown import ParametersRefused, wrong_parameter
from relay.http.problems import Refusal
from relay.settings.names import CONNECTION, UnknownName, require_known
from words.told import Told


class ConnectionNotFound(Refusal):
    """There is no connection of this name."""

    status = HTTPStatus.NOT_FOUND
    kind = "connection-not-found"
    title = Told("admin.connection_not_found_title")
    detail = Told("admin.connection_not_found")


class TryOrder(BaseModel):
    """What is to be tried."""

    model_config = ConfigDict(extra="forbid")

    flow: str = Field(default="", description="Only what this flow asks of the connection; left out, all of it.")


class TryAnswer(BaseModel):
    """What came of it. What waits goes on by itself when a try works."""

    works: bool | None = Field(description="Whether the system let the relay in; null where only a flow is tried.")
    told: str = Field(description="What the system answered, or why it does not let the relay work.")
    code: str | None = Field(description="The code of `told`; or null.")
    stood: list[BarRow] = Field(description="What was left alone until now.")
    events: int = Field(description="How many events waited for that.")
    read: list[str] = Field(description="Flows whose last poll failed, and that are read now.")


class TryResource(Resource):
    """A connection that somebody has mended."""

    async def post(self, name: str, /, body: TryOrder) -> r200[TryAnswer]:
        """Have a connection, or one flow at it, tried at once.

        Tags: flows
        """
        trying = self.shown.trying
        try:
            require_known(CONNECTION, name, trying.connections)
        except UnknownName as unknown:
            raise ConnectionNotFound(Told("admin.no_such_connection", remedy=unknown.mend)) from None
        try:
            attempt = await trying.try_now(name, body.flow)
        except UnknownName as unknown:
            raise ParametersRefused(errors=[wrong_parameter("flow", unknown.wrong, unknown.mend)]) from None
        told = attempt.end.told if attempt.end is not None else attempt.said
        return answer(
            TryAnswer(
                works=None if body.flow else attempt.end is None,
                told="" if told is None else str(told),
                code=getattr(told, "code", None),
                stood=bar_rows(attempt.stood, connection=name),
                events=attempt.events,
                read=list(attempt.read),
            )
        )
