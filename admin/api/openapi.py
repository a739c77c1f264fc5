"""``GET /api/openapi``: the API described by its own views, as OpenAPI 3.0.

aiohttp-pydantic writes the description from the views' annotations. Added here is what it cannot see: the token, and
the problem documents that the middlewares answer with. Its own page for people is left out: it loads scripts from
another site.
"""

from collections.abc import Iterator
from typing import Any, Final

import orjson
from aiohttp import web
from aiohttp_pydantic.oas.pydantic_schema_to_oas import add_or_replace_translater
from aiohttp_pydantic.oas.view import generate_oas

from admin.unknown import OPERATIONS, read_operations
from relay.http.problems import CONTENT_TYPE

DESCRIPTION: Final = web.AppKey("description", bytes)

VERSION: Final = "2"
"""The version of the API: raised when an answer loses or changes a field, or a parameter its name."""

_PROBLEM: Final = {
    "type": "object",
    "title": "Problem",
    "description": "A problem document (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "Which problem this is; it stays the same."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What to do about it."},
        "errors": {"type": "array", "items": {"type": "object"}, "description": "Each wrong field."},
    },
}

_ALWAYS: Final = {
    "401": "The token is missing or wrong.",
    "403": "The address is not on the list, or no token is configured.",
    "429": "Too many wrong tokens from this address.",
    "503": "Redis does not answer.",
}

_OF_A_BODY: Final = {
    "400": "The body is no JSON object, or a field of it is wrong.",
    "413": "The body is too large.",
    "415": "The body is not declared as JSON.",
}


def describe(app: web.Application) -> None:
    """Write the description of an application whose routes are all there."""
    description = generate_oas([app], VERSION, "The relay's admin API", {"token": {"type": "http", "scheme": "bearer"}})
    description["security"] = [{"token": []}]
    description["components"]["schemas"]["Problem"] = _PROBLEM
    for operation in _operations(description):
        refusals = dict(_ALWAYS)
        places = {parameter["in"] for parameter in operation.get("parameters", [])}
        refusals["400"] = "A parameter is wrong, or there is none of this name."
        if "requestBody" in operation:
            refusals |= _OF_A_BODY
        if "path" in places:
            refusals["404"] = "There is no such thing."
        operation["responses"]["200"]["description"] = "What was asked for."
        operation["responses"] |= {status: _refusal(text) for status, text in refusals.items()}
    app[OPERATIONS] = read_operations(description)
    app[DESCRIPTION] = orjson.dumps(description)


async def tell_description(request: web.Request) -> web.Response:
    """The description, as JSON."""
    return web.Response(body=request.app[DESCRIPTION], content_type="application/json")


def _operations(description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in description["paths"].values():
        yield from path.values()


def _refusal(text: str) -> dict[str, Any]:
    return {"description": text, "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def _turn_into_openapi_3_0(schema: dict[str, Any]) -> None:
    """Rewrite JSON Schema in place: OpenAPI 3.0 has no type ``null``, and a ``$ref`` may have no neighbours there.

    In the library's place, whose own fails on a value that is null or one of an enumeration.
    """
    schema.pop("propertyNames", None)
    for inner in (*schema.get("properties", {}).values(), *schema.get("anyOf", [])):
        _turn_into_openapi_3_0(inner)
    choices = [choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"]
    if len(choices) == len(schema.get("anyOf", [])):
        return
    del schema["anyOf"]
    schema["nullable"] = True
    if schema.get("default", ...) is None:
        del schema["default"]
    if len(choices) == 1 and "$ref" not in choices[0]:
        schema |= choices[0]
    else:
        schema["allOf" if len(choices) == 1 else "anyOf"] = choices


add_or_replace_translater("3.0.0", _turn_into_openapi_3_0)
