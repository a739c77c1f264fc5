"""What every resource of the API shares: what it shows, how it answers, and how a wrong parameter is told."""

from datetime import UTC, datetime
from http import HTTPStatus

from aiohttp import hdrs, web
from aiohttp_pydantic import PydanticView
from pydantic import BaseModel, ConfigDict, ValidationError

from admin.bodies import require_small_object
from admin.view import VIEW, AdminView
from relay.intake.problems import Refusal


class ParametersRefused(Refusal):
    """A parameter has the wrong form; ``errors`` names each, with a remedy."""

    status = HTTPStatus.BAD_REQUEST
    kind = "parameters-refused"
    title = "A parameter is wrong"
    detail = "See errors."


class NoFields(BaseModel):
    """The body of an action that needs nothing but its address: ``{}``, so that it must be declared as JSON."""

    model_config = ConfigDict(extra="forbid")


class Resource(PydanticView):  # type: ignore[misc]  # the library has no types
    """One resource. A method's parameters are read from the path (before ``/``), the query, and the body (a model)."""

    async def _iter(self) -> web.StreamResponse:
        """Answer the request. What is posted is looked at as a whole before its fields are."""
        if self.request.method == hdrs.METH_POST and hdrs.METH_POST in self.allowed_methods:
            await require_small_object(self.request)
        response: web.StreamResponse = await super()._iter()
        return response

    @property
    def shown(self) -> AdminView:
        """What there is to show."""
        view: AdminView = self.request.app[VIEW]
        return view

    async def on_validation_error(self, exception: ValidationError, context: str) -> web.StreamResponse:
        """Tell which parameters are wrong. Raises ParametersRefused."""
        errors = [
            {"path": ".".join(map(str, error["loc"])), "rule": error["msg"], "remedy": f"correct it in the {context}"}
            for error in exception.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise ParametersRefused(errors=errors)


def answer(model: BaseModel) -> web.Response:
    """A model as a JSON answer."""
    return web.Response(text=model.model_dump_json(), content_type="application/json")


def moment(milliseconds: int) -> datetime:
    """A moment as Redis counts it (milliseconds since the epoch), in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
