"""Turns validation errors into lines an administrator can act on: path, what is wrong, and the value unless secret."""

import difflib
import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError

_SECRET_WORDS = ("token", "secret", "key", "password", "url")


def describe(
    error: ValidationError, model: type[BaseModel], written: Any, prefix: tuple[str | int, ...] = ()
) -> list[str]:
    """One line per mistake. ``written`` is the file before secrets were filled in, so a value in it may be shown."""
    lines = []
    for item in error.errors(include_url=False, include_input=False, include_context=False):
        location = tuple(part for part in item["loc"] if not _is_machinery(part))
        text = item["msg"].removeprefix("Value error, ")
        if item["type"] == "extra_forbidden":
            text = f"unknown name{_suggestion(model, location)}"
        elif item["type"] == "missing":
            text = "missing"
        lines.append(f"{path_text(prefix + location)}: {text}{_found(written, prefix + location)}")
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
        if isinstance(found := _look_up(written, location), str) and "${" not in found and not _is_plain_url(found)
    ]


def _is_plain_url(text: str) -> bool:
    """A Redis address without a password is no secret."""
    return text.startswith(("redis://", "rediss://", "unix://")) and "@" not in text


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


def _is_machinery(part: str | int) -> bool:
    """Pydantic adds the names of union members and validators to a location; they are not in the file."""
    return isinstance(part, str) and (
        "[" in part or part in {"lax-or-strict", "tuple", "str", "date", "constrained-str"}
    )


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


def _suggestion(model: type[BaseModel], location: tuple[str | int, ...]) -> str:
    names = _names_at(model, location[:-1])
    near = difflib.get_close_matches(str(location[-1]), names, n=1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; known here: {', '.join(sorted(names))}" if names else ""


def _names_at(model: Any, location: tuple[str | int, ...]) -> list[str]:
    """The field names of the model that stands at a location inside ``model``."""
    for part in location:
        annotation: Any = None
        if isinstance(model, type) and issubclass(model, BaseModel):
            for name, field in model.model_fields.items():
                if part in (name, field.alias):
                    annotation = field.annotation
        else:
            arguments = typing.get_args(model)
            annotation = arguments[-1] if arguments and arguments[-1] is not ... else next(iter(arguments), None)
        model = _model_in(annotation)
    if isinstance(model, type) and issubclass(model, BaseModel):
        return [field.alias or name for name, field in model.model_fields.items()]
    return []


def _model_in(annotation: Any) -> Any:
    """The model inside ``Model | None``; other annotations as they are."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        members = [a for a in typing.get_args(annotation) if a is not type(None)]
        return members[0] if members else None
    return annotation
