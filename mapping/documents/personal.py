"""Finds what is personal in a document, by the marks on the fields of its model."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mapping.bare_letters import without_accents
from mapping.documents.fields import fields_at, models_in

SHORTEST = 3
"""A shorter text is no secret by itself, and masking it everywhere would eat every sentence."""


def personal_values(document: BaseModel) -> frozenset[str]:
    """Every text of at least :data:`SHORTEST` characters in a field marked personal, at any depth.

    As it stands, and without its accents where it has any: search codes are made so, and vendors quote them.
    """
    forms = (form for text in _personal_texts(document) for form in (text, without_accents(text)))
    return frozenset(form for form in forms if len(form) >= SHORTEST)


def is_personal(kind: type[BaseModel], path: Sequence[str | int]) -> bool:
    """Whether the value at the path must be masked. A field the model does not know counts as personal.

    So does a place where an object with personal fields belongs: what stands there instead, such as an address in one
    line, is made of the same. ``path`` holds names of fields and positions in lists: ``("lines", 2, "sku")``.
    """
    names = [name for name in path if isinstance(name, str)]
    for depth, name in enumerate(names):
        field = fields_at(kind, names[:depth]).get(name)
        if field is None or is_marked(field):
            return True
    inner = fields_at(kind, names)
    return any(is_personal(kind, (*names, name)) for name in inner)


def open_fields(kind: type[BaseModel]) -> frozenset[str]:
    """The paths of all fields without a personal mark, in dots and without positions: ``lines.sku``."""
    return frozenset(_open_paths(kind, ""))


def is_marked(field: FieldInfo) -> bool:
    """Whether a field carries the mark, on itself or inside its type (``PersonalText | None``)."""
    return _is_personal_extra(field) or _has_mark(field.annotation)


def _is_personal_extra(field: FieldInfo) -> bool:
    extra = field.json_schema_extra
    return isinstance(extra, Mapping) and extra.get("personal") is True


def _has_mark(annotation: Any) -> bool:
    marks = getattr(annotation, "__metadata__", ())
    if any(isinstance(mark, FieldInfo) and _is_personal_extra(mark) for mark in marks):
        return True
    return any(_has_mark(part) for part in get_args(annotation))


def _open_paths(kind: type[BaseModel], before: str) -> Iterator[str]:
    for name, field in kind.model_fields.items():
        if is_marked(field):
            continue
        models = models_in(field.annotation)
        if not models:
            yield before + name
        for model in models:
            yield from _open_paths(model, f"{before}{name}.")


@cache
def _marks_of(kind: type[BaseModel]) -> tuple[tuple[str, bool], ...]:
    """The fields of a model, each with whether it is marked: worked out once, since every run asks."""
    return tuple((name, is_marked(field)) for name, field in kind.model_fields.items())


def _personal_texts(document: BaseModel) -> Iterator[str]:
    for name, marked in _marks_of(type(document)):
        value = getattr(document, name)
        if marked:
            if isinstance(value, str):
                yield value
            continue
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, BaseModel):
                yield from _personal_texts(part)
