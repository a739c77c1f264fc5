"""Finds what is personal in a document, by the marks on the fields of its model."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mapping.bare_letters import drop_accents
from mapping.documents.fields import fields_at, models_in

SHORTEST = 3
"""A shorter text is no secret by itself, and masking it everywhere would eat every sentence."""


def personal_values(document: BaseModel) -> frozenset[str]:
    """Every text of at least :data:`SHORTEST` characters in a field marked personal, at any depth, but for free texts.

    As it stands, and without its accents where it has any: search codes are made so, and vendors quote them.
    """
    return _list_forms(document, free=False)


def free_texts(document: BaseModel) -> frozenset[str]:
    """The same of the fields that people fill with sentences, such as a remark or the description of a line."""
    return _list_forms(document, free=True)


def _list_forms(document: BaseModel, *, free: bool) -> frozenset[str]:
    texts = _personal_texts(document, free=free)
    forms = (form for text in texts for form in (text, drop_accents(text)))
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
    return _has_extra(field, "personal")


def _has_extra(field: FieldInfo, name: str) -> bool:
    return _says(field, name) or _type_says(field.annotation, name)


def _says(field: FieldInfo, name: str) -> bool:
    extra = field.json_schema_extra
    return isinstance(extra, Mapping) and extra.get(name) is True


def _type_says(annotation: Any, name: str) -> bool:
    marks = getattr(annotation, "__metadata__", ())
    if any(isinstance(mark, FieldInfo) and _says(mark, name) for mark in marks):
        return True
    return any(_type_says(part, name) for part in get_args(annotation))


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
def _marks_of(kind: type[BaseModel]) -> tuple[tuple[str, bool, bool], ...]:
    """The fields of a model, each with whether it is personal and whether it is free text: every run asks."""
    return tuple((name, is_marked(field), _has_extra(field, "free_text")) for name, field in kind.model_fields.items())


def _personal_texts(document: BaseModel, *, free: bool) -> Iterator[str]:
    for name, personal, is_free in _marks_of(type(document)):
        value = getattr(document, name)
        if personal:
            if isinstance(value, str) and is_free is free:
                yield value
            continue
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, BaseModel):
                yield from _personal_texts(part, free=free)
