"""Which type belongs at a place of relay.yaml, found by walking the models beside what is written there."""

import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel, Discriminator, SecretStr, Tag
from pydantic.fields import FieldInfo

from relay.settings.findings import Path
from relay.settings.secret_sources import FROM_OUTSIDE


class Kind(NamedTuple):
    """A type without what stands around it: ``limits`` are its bounds, ``field`` the setting that it belongs to.

    ``optional`` tells that ``null`` may stand there too. Of a union with several members the type is the union.
    """

    annotation: Any
    limits: tuple[Any, ...] = ()
    field: FieldInfo | None = None
    optional: bool = False

    @property
    def model(self) -> type[BaseModel] | None:
        """The model, where names and values belong here."""
        return self.annotation if isinstance(self.annotation, type) and issubclass(self.annotation, BaseModel) else None

    @property
    def members(self) -> tuple[Any, ...]:
        """The types that may stand here: one, or those of the union."""
        return typing.get_args(self.annotation) if _is_union(self.annotation) else (self.annotation,)

    @property
    def holds_others(self) -> bool:
        """Whether a list, or names and values, belong here: what else stands here may be anything."""
        return all(
            kind_of(member).model is not None or typing.get_origin(member) not in {None, typing.Literal}
            for member in self.members
        )

    @property
    def is_filled_in(self) -> bool:
        """Whether ``${NAME}`` may stand here."""
        return self.is_secret or FROM_OUTSIDE in self.limits

    @property
    def is_secret(self) -> bool:
        """Whether a secret belongs here, or inside what does."""
        return any(_holds_secret(member) for member in self.members)


def kind_of(annotation: Any, raw: Any = None, field: FieldInfo | None = None) -> Kind:
    """The kind of an annotation; ``raw`` is what is written there, by which a member of a tagged union is chosen."""
    chosen = None if field is None else _tagged(annotation, [field.discriminator, *field.metadata], raw)
    found = _bare(annotation if chosen is None else chosen, raw)
    return found._replace(field=field, limits=(*(field.metadata if field else ()), *found.limits))


def step_into(kind: Kind, part: str | int, raw: Any = None) -> Kind | None:
    """The kind one step further; ``raw`` is what is written there. None where the models have no such place."""
    if kind.model is not None:
        field = field_of(kind.model, part)
        return None if field is None else kind_of(field.annotation, raw, field)
    for member in kind.members:
        origin, arguments = typing.get_origin(member), typing.get_args(member)
        if isinstance(part, str) and origin in {dict, Mapping, _ABC_MAPPING}:
            return kind_of(arguments[1], raw)
        if isinstance(part, int) and origin in {tuple, list, frozenset}:
            return kind_of(arguments[0], raw)
        found = step_into(kind_of(member), part, raw) if len(kind.members) > 1 else None
        if found is not None:
            return found
    return kind_of(Any) if Any in kind.members else None


def walk(kind: Kind, raw: Any, path: Path) -> Kind | None:
    """The kind at the end of a path from a kind with its raw value. None where the models have no such place."""
    for part in path:
        raw = _one(raw, part)
        inside = step_into(kind, part, raw)
        if inside is None:
            return None
        kind = inside
    return kind


def field_of(model: type[BaseModel], part: str | int) -> FieldInfo | None:
    """The field of a model under the name that it has in the file."""
    return next((field for name, field in model.model_fields.items() if part == (field.alias or name)), None)


def names_of(model: type[BaseModel]) -> list[str]:
    """The names that a model knows, as they are written in the file."""
    return [field.alias or name for name, field in model.model_fields.items()]


def models_in(annotation: Any) -> Iterator[tuple[Path, type[BaseModel]]]:
    """Every model inside an annotation, with the path to it: ``NAME`` stands for any name, ``0`` for any position."""
    kind = kind_of(annotation)
    for member in kind.members:
        bare = kind_of(member)
        if bare.model is not None:
            yield (), bare.model
            continue
        origin, arguments = typing.get_origin(bare.annotation), typing.get_args(bare.annotation)
        if origin in {dict, Mapping, _ABC_MAPPING}:
            yield from ((("NAME", *path), model) for path, model in models_in(arguments[1]))
        elif origin in {tuple, list} and arguments:
            yield from (((0, *path), model) for path, model in models_in(arguments[0]))


_ABC_MAPPING = typing.get_origin(Mapping[str, Any])


def _one(raw: Any, part: str | int) -> Any:
    try:
        return raw[part]
    except (KeyError, IndexError, TypeError):
        return None


def _is_union(annotation: Any) -> bool:
    return typing.get_origin(annotation) in (typing.Union, types.UnionType)


def _bare(annotation: Any, raw: Any) -> Kind:
    if typing.get_origin(annotation) is typing.Annotated:
        inner, *metadata = typing.get_args(annotation)
        chosen = _tagged(inner, metadata, raw)
        found = _bare(inner if chosen is None else chosen, raw)
        return found._replace(limits=(*_flat(metadata), *found.limits))
    if not _is_union(annotation):
        return Kind(annotation)
    members = [member for member in typing.get_args(annotation) if member is not type(None)]
    optional = len(members) < len(typing.get_args(annotation))
    if len(members) == 1:
        return _bare(members[0], raw)._replace(optional=optional)
    bare = [_bare(member, raw) for member in members]
    models = [one for one in bare if one.model is not None]
    if models and isinstance(raw, dict):
        return models[0]._replace(optional=optional)
    return Kind(typing.Union[tuple(one.annotation for one in bare)], optional=optional)  # noqa: UP007 - made at run time


def _tagged(union: Any, metadata: list[Any], raw: Any) -> Any:
    """The member of a union that its discriminator chooses for what is written; None where there is none."""
    for part in metadata:
        if isinstance(part, Discriminator) and callable(part.discriminator):
            tag = part.discriminator(raw)
            for member in typing.get_args(union):
                if any(isinstance(one, Tag) and one.tag == tag for one in typing.get_args(member)):
                    return member
    return None


def _flat(metadata: list[Any]) -> tuple[Any, ...]:
    return tuple(one for part in metadata for one in (part.metadata if isinstance(part, FieldInfo) else (part,)))


def _holds_secret(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, SecretStr):
        return True
    return any(_holds_secret(part) for part in typing.get_args(annotation))
