"""The shape of one mapping row, checked when the configuration is loaded: one target field, and what goes into it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from mapping.arguments import Argument
from mapping.functions import FUNCTIONS
from mapping.suggestions import no_such


class MappingError(ValueError):
    """A mapping is wrong; ``mistakes`` holds one line per mistake, with its row, its field and the remedy."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


Parts = tuple[str | int, ...]
"""A path taken apart: names of fields, and positions in lists."""

_PATH = re.compile(r"[A-Za-z_@#][\w@#-]*(?:\[\d{1,4}\]|\.[\w@#-]+)*")
_PART = re.compile(r"\[(\d+)\]|[\w@#-]+")
_TARGET = re.compile(r"[A-Za-z_@#][\w@#-]*(?:\.[\w@#-]+)*")


def path_parts(path: str) -> Parts:
    """Take a path apart. Raises ValueError when it is no path.

    >>> path_parts("order.lines[0].sku")
    ('order', 'lines', 0, 'sku')
    """
    if not _PATH.fullmatch(path):
        raise ValueError("write a path such as order.customer.email or order.lines[0].sku")
    return tuple(int(found[1]) if found[1] else found[0] for found in _PART.finditer(path))


@dataclass(frozen=True, slots=True)
class Step:
    """One function under ``do``, with its argument; None where it takes none."""

    name: str
    argument: Any = None


def _read_path(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("write a path such as order.customer.email")  # noqa: TRY004 - pydantic collects ValueError only
    path_parts(value)
    return value


def _read_target(value: Any) -> str:
    if not isinstance(value, str) or not _TARGET.fullmatch(value):
        raise ValueError("write the target field with a point between table and field, such as SO_HDR.COMMENT1")
    return value


def _read_paths(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _read_const(value: Any) -> Any:
    if not isinstance(value, str | int | Decimal):
        raise ValueError("write one text, whole number, true or false; put a number with decimals between quotes")  # noqa: TRY004 - as above
    return value


def _read_step(value: Any) -> Step:
    if isinstance(value, str):
        name, argument = value, None
    elif isinstance(value, dict) and len(value) == 1 and isinstance(next(iter(value)), str):
        name, argument = next(iter(value.items()))
    else:
        raise ValueError("write the name of a function, or {name: argument}")
    if name not in FUNCTIONS:
        raise ValueError(no_such("function", name, FUNCTIONS))
    wanted = FUNCTIONS[name].argument
    if not wanted.accepts(argument):
        form = f"{{{name}: ...}}" if wanted is not Argument.NONE else name
        raise ValueError(f'function "{name}" takes {wanted.value}; write it as {form}')
    return Step(name, argument)


Path = Annotated[str, BeforeValidator(_read_path, json_schema_input_type=str)]
Paths = Annotated[tuple[Path, ...], BeforeValidator(_read_paths, json_schema_input_type=str | list[str])]
Target = Annotated[str, BeforeValidator(_read_target, json_schema_input_type=str)]
Constant = Annotated[Any, BeforeValidator(_read_const, json_schema_input_type=str | int | bool)]
AnyStep = Annotated[Step, BeforeValidator(_read_step, json_schema_input_type=str | dict[str, Any])]


class Row(BaseModel):
    """One row of a mapping: exactly one of ``from`` and ``const``, and in lists of lines also ``each``."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    to: Target = Field(description="The target field; points nest it: SO_HDR.COMMENT1.")
    source: Paths | None = Field(
        default=None, alias="from", min_length=1, description="One path, or several: the first that holds something."
    )
    const: Constant = Field(default=None, validate_default=False, description="A fixed value.")
    do: tuple[AnyStep, ...] = Field(default=(), description="Functions, applied in this order.")
    each: Path | None = Field(
        default=None,
        description="A list: one line of the table named first in `to` for each item. `from` may then read item.<path> "
        "and index, which counts from 1.",
    )
    off: bool = Field(default=False, description="In an overlay: take the preset's row for this field away.")

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        given = (self.source is not None) + (self.const is not None)
        if given != 1 and not (self.off and given == 0):
            raise ValueError("give exactly one of from and const")
        if self.each is not None and "." not in self.to:
            raise ValueError("a row with each needs table and field in to, such as SO_LINE.ART_CODE")
        return self
