"""What stands below a place is told from its type alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel

from mapping.rows.shapes import ANYTHING, entry_of, names_below


class Part(BaseModel):
    code: str


class Whole(BaseModel):
    parts: tuple[Part, ...] = ()
    note: Annotated[str | None, "free"] = None
    mixed: int | Part | None = None

    @property
    def first(self) -> Part | None:
        return next(iter(self.parts), None)

    @property
    def unknown(self) -> "NotImported":  # type: ignore[name-defined]  # noqa: F821 - as under TYPE_CHECKING
        raise NotImplementedError


@dataclass(frozen=True)
class Record:
    whole: Whole
    texts: Mapping[str, str]


def below(shape: Any, *path: str) -> Any:
    for name in path:
        names = names_below(shape)
        assert names is not None
        shape = names[name]
    return shape


def test_a_model_and_a_dataclass_have_their_fields_and_properties() -> None:
    assert set(names_below(Record) or ()) == {"whole", "texts"}
    assert set(names_below(Whole) or ()) == {"parts", "note", "mixed", "first", "unknown"}
    assert set(names_below(below(Record, "whole", "first")) or ()) == {"code"}


def test_a_list_has_entries_and_no_names() -> None:
    parts = below(Whole, "parts")
    assert names_below(parts) is None
    assert set(names_below(entry_of(parts)) or ()) == {"code"}
    assert entry_of([Part]) is Part
    assert entry_of(str) is None


def test_a_plain_value_has_nothing_below_it() -> None:
    assert names_below(below(Whole, "note")) == {}


def test_of_what_is_not_known_beforehand_anything_may_be_read() -> None:
    for shape in (ANYTHING, below(Record, "texts"), below(Whole, "mixed"), below(Whole, "unknown")):
        assert names_below(shape) is None
