"""Makes settings of what is left of a file with mistakes, so that all rules can look at it in the same round."""

import typing
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, SecretStr, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from relay.settings.findings import Path
from relay.settings.kinds import Kind, kind_of, names_of, step_into

ModelT = TypeVar("ModelT", bound=BaseModel)


def mend(
    model: type[ModelT], raw: Any, wrong: Collection[Path], context: dict[str, Any]
) -> tuple[ModelT, ValidationError | None]:
    """The model filled with what is right in ``raw``, and what is still wrong without the values at ``wrong`` paths.

    What is left out has its default. What has none gets the emptiest value of its type: such settings are looked at by
    rules and never used.
    """
    if not isinstance(raw, dict):
        return _filled(model, {}, context), None
    kept = _parts(kind_of(model), raw, frozenset(wrong), context)
    try:
        return model.model_validate(kept, context=context), None
    except ValidationError as error:
        return _filled(model, kept, context), error


class _Gone:
    """Stands for a value that is left out."""


def _without(kind: Kind, raw: Any, wrong: frozenset[Path], context: dict[str, Any]) -> Any:
    """The raw value without what is wrong; models with a mistake inside become instances, so that lists keep places."""
    if not wrong:
        return raw
    if isinstance(raw, dict) and kind.model is not None:
        return mend(kind.model, raw, wrong, context)[0]
    if () in wrong or not isinstance(raw, dict | list):
        return _Gone
    kept = _parts(kind, raw, wrong, context)
    return kept if isinstance(raw, dict) else list(kept.values())


def _parts(
    kind: Kind, raw: dict[Any, Any] | list[Any], wrong: frozenset[Path], context: dict[str, Any]
) -> dict[Any, Any]:
    """What is right in a mapping or list, by name or position. What a model does not know is left out too."""
    known = None if kind.model is None else set(names_of(kind.model))
    kept = {}
    for name, value in raw.items() if isinstance(raw, dict) else enumerate(raw):
        inside = step_into(kind, name, value)
        below = frozenset(path[1:] for path in wrong if path[:1] == (name,))
        part = _without(kind_of(Any) if inside is None else inside, value, below, context)
        if part is not _Gone and (known is None or name in known):
            kept[name] = part
    return kept


def _filled(model: type[ModelT], kept: Mapping[str, Any], context: dict[str, Any]) -> ModelT:
    """The model without its own validation: each value by itself, its default, or the emptiest value."""
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        written = kept.get(field.alias or name, _Gone)
        values[name] = _default(field) if written is _Gone else _valid(field, written, context)
    return model.model_construct(**values)


def _valid(field: FieldInfo, value: Any, context: dict[str, Any]) -> Any:
    whole: Any = field.annotation
    for limit in field.metadata:
        whole = Annotated[whole, limit]
    try:
        return TypeAdapter(whole).validate_python(value, context=context)
    except ValidationError:
        return _default(field)


def _default(field: FieldInfo) -> Any:
    if not field.is_required():
        return field.get_default(call_default_factory=True, validated_data={})
    return _emptiest(kind_of(field.annotation))


def _emptiest(kind: Kind) -> Any:
    if kind.optional:
        return None
    if kind.model is not None:
        return _filled(kind.model, {}, {})
    [member, *_] = kind.members
    origin, arguments = typing.get_origin(member), typing.get_args(member)
    if origin is Literal:
        return arguments[0]
    if origin in {tuple, frozenset, list}:
        return origin()
    if origin is not None:
        return {}
    return {str: "", int: 0, float: 0.0, bool: False, SecretStr: SecretStr(""), timedelta: timedelta()}.get(member)
