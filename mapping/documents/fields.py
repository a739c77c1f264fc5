"""Walks the models of documents by path, for whoever must know what a field is without having a value of it."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo


def models_in(annotation: Any) -> tuple[type[BaseModel], ...]:
    """The models a type holds, also as one of several types or as the entries of a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return (annotation,)
    return tuple(model for part in get_args(annotation) for model in models_in(part))


def fields_at(kind: type[BaseModel], path: Sequence[str | int]) -> Mapping[str, FieldInfo]:
    """The fields of the object at the path, by name; empty where there is no object.

    ``path`` holds names of fields and positions in lists: ``("lines", 2)``.
    """
    fields: Mapping[str, FieldInfo] = kind.model_fields
    for name in path:
        if isinstance(name, int):
            continue
        models = models_in(fields[name].annotation) if name in fields else ()
        fields = models[0].model_fields if models else {}
    return fields
