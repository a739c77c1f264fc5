"""Refuses what this API does not know: paths, parameters and fields of bodies, each with the nearest that it does know.

What is known is read from the API's own description, so that no resource can forget to say it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from aiohttp import web
from aiohttp.typedefs import Handler

from mapping.suggestions import did_you_mean
from relay.http.problems import Refusal
from relay.settings.names import remedy_of
from words.told import Told

_UNDER: Final = "/api/"
_SHOWN: Final = 60

FORMER: Final[Mapping[str, str]] = {"outcome": "state"}
"""Parameters that are called otherwise now."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What one method of one path takes: the names of its parameters, and those of the fields of its body."""

    parameters: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()


Operations = Mapping[tuple[str, str], Operation]
OPERATIONS: Final = web.AppKey[Operations]("operations")
"""Every described operation by path and method, such as ``("/api/events", "GET")``."""


class ParametersRefused(Refusal):
    """A parameter has the wrong form, or there is none of this name; ``errors`` names each, with a remedy."""

    status = HTTPStatus.BAD_REQUEST
    kind = "parameters-refused"
    title = Told("admin.parameters_refused_title")
    detail = Told("admin.parameters_refused")


class PathNotFound(Refusal):
    """There is nothing under this path; ``detail`` names the nearest one."""

    status = HTTPStatus.NOT_FOUND
    kind = "path-not-found"
    title = Told("admin.path_not_found_title")
    detail = Told("admin.path_not_found")


def read_operations(description: Mapping[str, Any]) -> Operations:
    """What an OpenAPI description says that each operation takes."""
    return {
        (path, method.upper()): Operation(
            frozenset(one["name"] for one in operation.get("parameters", []) if one["in"] == "query"),
            frozenset(_fields(description, operation)),
        )
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
    }


@web.middleware
async def refuse_unknown(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a request through whose path and parameters are known. Raises PathNotFound and ParametersRefused."""
    resource = request.match_info.route.resource
    if resource is None:
        refusal = request.match_info.http_exception
        if refusal is not None and refusal.status == HTTPStatus.NOT_FOUND and request.path.startswith(_UNDER):
            raise _no_path(request)
        return await handler(request)
    operation = operation_of(request) or Operation()
    unknown = [name for name in dict.fromkeys(request.query) if name not in operation.parameters]
    if unknown and resource.canonical.startswith(_UNDER):
        raise ParametersRefused(errors=[_no_parameter(name, sorted(operation.parameters)) for name in unknown])
    return await handler(request)


def operation_of(request: web.Request) -> Operation | None:
    """What is known of the operation that a request asks for; None where it is not described."""
    resource = request.match_info.route.resource
    path = "" if resource is None else resource.canonical
    return request.app[OPERATIONS].get((path, request.method))


def _fields(description: Mapping[str, Any], operation: Mapping[str, Any]) -> Sequence[str]:
    """The names of the fields of a body, also where its schema stands among the components."""
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if "$ref" in schema:
        schema = description["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return list(schema.get("properties", {}))


def wrong_parameter(path: str, wrong: Told, mend: Told) -> dict[str, str]:
    """One entry of ``errors``."""
    return {"path": path, "code": wrong.code, "rule": str(wrong), "remedy": str(mend)}


def _no_parameter(name: str, known: Sequence[str]) -> dict[str, str]:
    now = FORMER.get(name)
    mend = Told("admin.called_now", name=repr(now)) if now in known else remedy_of(name, known)
    return wrong_parameter(name[:_SHOWN], Told("names.unknown", kind=Told("names.parameter")), mend)


def _no_path(request: web.Request) -> PathNotFound:
    if request.path.startswith("/api/events/"):
        return PathNotFound(Told("admin.event_id_malformed"))
    guess = did_you_mean(request.path, {path for path, _ in request.app[OPERATIONS]})
    return PathNotFound(Told("admin.nearest_path", path=guess)) if guess else PathNotFound()
