"""What every resource of the API shares: what it shows, how it answers, and how a wrong parameter is told."""

import re
from datetime import UTC, datetime

from aiohttp import hdrs, web
from aiohttp_pydantic import PydanticView
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from admin.bodies import require_small_object
from admin.unknown import Operation, ParametersRefused, operation_of, wrong_parameter
from admin.view import VIEW, AdminView
from mapping.suggestions import did_you_mean
from relay.care.orphans import read_traits
from relay.http.problems import FlowNotFound
from relay.settings.names import FLOW, UnknownName, require_known
from relay.store.store import storage_errors
from words.told import Told


class RequestBody(BaseModel):
    """What is posted to an action: a field that it does not know is refused, and no answer repeats what was sent."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class NoFields(RequestBody):
    """The body of an action that needs nothing but its address: ``{}``, so that it must be declared as JSON."""


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
        operation = operation_of(self.request) or Operation()
        errors = [
            wrong_parameter(
                ".".join(map(str, error["loc"])),
                Told("admin.not_accepted", english=error["msg"], kind=error["type"]),
                _remedy(error, context, operation),
            )
            for error in exception.errors(include_url=False)
        ]
        raise ParametersRefused(errors=errors)

    async def require_flow(self, name: str) -> None:
        """Raise ParametersRefused where a flow is named that never was in relay.yaml; one that has gone has events."""
        known = [flow.name for flow in self.shown.flows]
        if name in known:
            return
        async with storage_errors():
            known += [gone for gone in await read_traits(self.shown.store) if gone not in known]
        try:
            require_known(FLOW, name, known)
        except UnknownName as unknown:
            raise ParametersRefused(errors=[wrong_parameter("flow", unknown.wrong, unknown.mend)]) from None

    def require_flow_of_path(self, name: str) -> None:
        """Raise FlowNotFound, with the nearest name, where no flow of relay.yaml is called so."""
        try:
            require_known(FLOW, name, [flow.name for flow in self.shown.flows])
        except UnknownName as unknown:
            raise FlowNotFound(Told("admin.no_such_flow", remedy=unknown.mend)) from None


def _remedy(error: ErrorDetails, context: str, operation: Operation) -> Told:
    """What to do about a mistake: the nearest name, where there is none of this name."""
    guess = None
    if error["type"] == "extra_forbidden":
        guess = did_you_mean(str(error["loc"][-1]), operation.fields)
    elif error["type"] in {"enum", "literal_error"} and isinstance(error["input"], str):
        guess = did_you_mean(error["input"], re.findall(r"'([^']+)'", error["ctx"]["expected"]))
    return Told("names.did_you_mean", name=repr(guess)) if guess is not None else Told("admin.correct_it", part=context)


def answer(model: BaseModel) -> web.Response:
    """A model as a JSON answer."""
    return web.Response(text=model.model_dump_json(), content_type="application/json")


def moment(milliseconds: int) -> datetime:
    """A moment as Redis counts it (milliseconds since the epoch), in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
