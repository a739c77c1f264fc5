"""Makes the reference page of relay.yaml from the models that read it, so that it cannot say anything else."""

import types
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from relay.settings.types import format_duration

_PLAIN: Mapping[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    Decimal: "number",
    timedelta: "length of time",
    date: "date",
    SecretStr: "secret",
    IPv4Network: "network",
    IPv6Network: "network",
    Any: "anything",
    type(None): "none",
}
"""What a person writes for each type."""


def section(heading: str, model: type[BaseModel], *, but: frozenset[str] = frozenset()) -> str:
    """One Markdown section: a table of the model's settings, nested ones by their dotted path; ``but`` is left out."""
    rows = [row for row in _rows(model, "", ()) if row[0].partition(".")[0] not in but]
    lines = [f"## {heading}", "", "| Setting | What to write | Left out | What it does |", "|---|---|---|---|"]
    lines += [f"| `{path}` | {kind} | {default} | {told} |" for path, kind, default, told in rows]
    return "\n".join(lines) + "\n"


def _rows(model: type[BaseModel], before: str, above: tuple[type, ...]) -> Iterator[tuple[str, str, str, str]]:
    for name, field in model.model_fields.items():
        path = before + (field.alias or name)
        inner = _models_of(field.annotation)
        yield path, _kind(field.annotation), _default(field), _cell(field.description or _sentence(inner))
        for shape in inner:
            if shape not in above and shape is not BaseModel:
                yield from _rows(shape, f"{path}{_step(field.annotation)}.", (*above, shape))


def _models_of(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return list(dict.fromkeys(model for part in get_args(annotation) for model in _models_of(part)))


def _step(annotation: Any) -> str:
    """How a list or a table of objects is told in the path of what is inside it."""
    origin = get_origin(annotation)
    return "[]" if origin in {tuple, list} else ".NAME" if origin is dict else ""


def _kind(annotation: Any) -> str:
    """What a person writes."""
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    origin, parts = get_origin(annotation), get_args(annotation)
    kinds = list(dict.fromkeys(_kind(part) for part in parts if part is not type(None))) if parts else []
    told: Mapping[Any, Callable[[], str]] = {
        Annotated: lambda: _kind(parts[0]),
        Literal: lambda: " or ".join(f"`{part}`" for part in parts),
        Union: lambda: " or ".join(kinds),
        types.UnionType: lambda: " or ".join(kinds),
        tuple: lambda: f"list of {_kind(parts[0])}",
        list: lambda: f"list of {_kind(parts[0])}",
        frozenset: lambda: f"list of {_kind(parts[0])}",
        dict: lambda: f"{_kind(parts[1])} by name",
    }
    return told[origin]() if origin in told else "settings"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**needed**"
    default = field.get_default(call_default_factory=True, validated_data={})
    if default is None or default in ((), {}, "", frozenset()):
        return "nothing"
    return "see below" if isinstance(default, BaseModel) else _cell(_written(default))


def _written(default: Any) -> str:
    if isinstance(default, frozenset):
        default = tuple(sorted(default))
    if isinstance(default, tuple):
        return ", ".join(_written(part) for part in default)
    if isinstance(default, timedelta):
        return f"`{format_duration(default)}`"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _sentence(models: list[type[BaseModel]]) -> str:
    """The first sentence that a model says about itself, where the field says nothing."""
    text = " ".join((models[0].__doc__ or "").split("\n\n")[0].split()) if models else ""
    return text.replace("``", "`")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
