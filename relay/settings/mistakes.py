"""Turns validation errors into lines an administrator can act on: path, what is wrong, and the value unless secret."""

import re
import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, SecretStr, Tag, ValidationError
from pydantic_core import ErrorDetails

from relay.settings.names import remedy_of

_SECRET_WORDS = ("token", "secret", "key", "password", "url")
_REFERENCE = re.compile(r"\$\{[^}]+\}")
_REDIS_ADDRESS = re.compile(r"(?:rediss?|unix)://(?:(?P<user>.*)@)?")
_PASSWORD_ARGUMENT = re.compile(r"[?&]password=[^&]")
_SHAPES = ("model_", "dict_", "tuple_", "list_", "is_instance_of")
"""Kinds of error that say: other things belong here. What stands there may be anything, so it is not shown."""


def describe(
    error: ValidationError, model: type[BaseModel], written: Any, prefix: tuple[str | int, ...] = ()
) -> list[str]:
    """One line per mistake. ``written`` is the file before secrets were filled in, so a value in it may be shown."""
    lines = []
    for item in error.errors(include_url=False, include_input=False, include_context=False):
        location = _location(item, _look_up(written, prefix))
        tags = frozenset(map(str, item["loc"]))
        text = item["msg"].removeprefix("Value error, ")
        found = ""
        if item["type"] == "extra_forbidden":
            text = f"unknown name{_suggestion(model, location, tags)}"
        elif item["type"] == "missing":
            text = "missing"
        elif not item["type"].startswith(_SHAPES) and type_at(model, location, tags) is not SecretStr:
            found = _found(written, prefix + location)
        lines.append(f"{path_text(prefix + location)}: {text}{found}")
    return lines


def path_text(location: tuple[str | int, ...]) -> str:
    """``("flows", "a", "mapping", 0, "to")`` as ``flows.a.mapping[0].to``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def literal_secrets(settings: BaseModel, written: Any) -> list[str]:
    """Secrets that stand in the file itself; they belong in the environment or in a mounted file."""
    return [
        f"{path_text(location)}: write a secret as ${{NAME}} or ${{file:/path}}, never in the file itself"
        for location in _secret_locations(settings)
        if isinstance(found := _look_up(written, location), str) and _is_literal(found)
    ]


def _is_literal(text: str) -> bool:
    """Whether a secret stands in the text itself. A Redis address is none without a password of its own."""
    rest = _REFERENCE.sub("", text)
    address = _REDIS_ADDRESS.match(rest)
    if address is None:
        return rest == text
    password = (address["user"] or "").rpartition(":")[2]
    return bool(password or _PASSWORD_ARGUMENT.search(rest))


def _secret_locations(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, SecretStr):
        yield path
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _secret_locations(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _secret_locations(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _secret_locations(item, (*path, index))


def _location(item: ErrorDetails, tree: Any) -> tuple[str | int, ...]:
    """Where in the file a mistake is. Pydantic adds the names of union members and validators, which are left out."""
    location: list[str | int] = []
    for index, part in enumerate(item["loc"], start=1):
        is_missing = item["type"] == "missing" and index == len(item["loc"])
        if isinstance(part, int) or (isinstance(tree, dict) and (part in tree or is_missing)):
            location.append(part)
            tree = _look_up(tree, (part,))
    return tuple(location)


def _look_up(tree: Any, location: tuple[str | int, ...]) -> Any:
    for part in location:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            return None
    return tree


def _found(written: Any, location: tuple[str | int, ...]) -> str:
    value = _look_up(written, location)
    if value is None or isinstance(value, dict | list):
        return ""
    text = str(value)
    if "${" not in text and any(word in str(part).lower() for part in location for word in _SECRET_WORDS):
        return "; found a value that is not shown"
    return f"; found {text[:60]!r}"


def _suggestion(model: type[BaseModel], location: tuple[str | int, ...], tags: frozenset[str]) -> str:
    names = _names_at(model, location[:-1], tags)
    return f"; {remedy_of(str(location[-1]), sorted(names))}" if names else ""


def _names_at(model: type[BaseModel], location: tuple[str | int, ...], tags: frozenset[str]) -> list[str]:
    """The field names of the model that stands at a location inside ``model``."""
    found = type_at(model, location, tags)
    if isinstance(found, type) and issubclass(found, BaseModel):
        return [field.alias or name for name, field in found.model_fields.items()]
    return []


def type_at(model: Any, location: tuple[str | int, ...], tags: frozenset[str] = frozenset()) -> Any:
    """The type that stands at a location inside ``model``, or None where there is none.

    Of a union whose members have tags it is the member whose tag is among ``tags``.
    """
    for part in location:
        annotation: Any = None
        if isinstance(model, type) and issubclass(model, BaseModel):
            for name, field in model.model_fields.items():
                if part in (name, field.alias):
                    annotation = field.annotation
        else:
            arguments = typing.get_args(model)
            annotation = arguments[-1] if arguments and arguments[-1] is not ... else next(iter(arguments), None)
        model = _bare(annotation, tags)
    return model


def _bare(annotation: Any, tags: frozenset[str]) -> Any:
    """The type inside ``Type | None``, inside Annotated and behind a tag; others as they are."""
    if typing.get_origin(annotation) is typing.Annotated:
        return _bare(typing.get_args(annotation)[0], tags)
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        members = [a for a in typing.get_args(annotation) if a is not type(None)]
        tagged = [member for member in members if _tag(member) in tags]
        return _bare((tagged or members)[0], tags) if members else None
    return annotation


def _tag(member: Any) -> str | None:
    """The tag by which a member of a union is chosen."""
    return next((part.tag for part in typing.get_args(member) if isinstance(part, Tag)), None)
