"""The shape of one mapping row, checked when the configuration is loaded: one target field, and what goes into it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from mapping.arguments import Argument
from mapping.choices import Choosing, table_key
from mapping.conditions import Condition, read_condition
from mapping.expressions import Expression
from mapping.functions import FUNCTIONS
from mapping.paths import Parts, path_parts, read_path
from mapping.suggestions import no_such

__all__ = ["MappingError", "Parts", "Row", "Step", "path_parts"]


class MappingError(ValueError):
    """A mapping is wrong; ``mistakes`` holds one line per mistake, with its row, its field and the remedy."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


_TARGET = re.compile(r"[A-Za-z_@#][\w@#-]*(?:\.[\w@#-]+)*")


@dataclass(frozen=True, slots=True)
class Step:
    """One function under ``do``, with its argument; None where it takes none."""

    name: str
    argument: Any = None


def _read_target(value: Any) -> str:
    if not isinstance(value, str) or not _TARGET.fullmatch(value):
        raise ValueError("write the target field with a point between table and field, such as SO_HDR.COMMENT1")
    return value


def _read_paths(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _read_const(value: Any) -> Any:
    if not isinstance(value, str | int | Decimal):
        raise ValueError("write one text, whole number, true or false; put a number with decimals between quotes")  # noqa: TRY004 - pydantic collects ValueError only
    return value


def _read_expression(value: Any) -> Expression:
    if isinstance(value, Expression):
        return value
    if not isinstance(value, str):
        raise ValueError("write an expression as text, such as 'order.lines[0].sku'")  # noqa: TRY004 - as above
    return Expression(value)


def _read_when(value: Any) -> Expression | Condition:
    if isinstance(value, Condition):
        return value
    return read_condition(value) if isinstance(value, Mapping) else _read_expression(value)


def _read_table(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not value:
        raise ValueError("write the codes by value, such as {NL: '1', BE: '2'}")
    table: dict[str, Any] = {}
    for name, code in value.items():
        key = table_key(name)
        if key is None:
            raise ValueError("write each value as text or a number")
        if key in table:
            raise ValueError(f"{key} stands here twice; keep one")
        table[key] = _read_const(code)
    return table


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


Path = Annotated[str, BeforeValidator(read_path, json_schema_input_type=str)]
Paths = Annotated[tuple[Path, ...], BeforeValidator(_read_paths, json_schema_input_type=str | list[str])]
Target = Annotated[str, BeforeValidator(_read_target, json_schema_input_type=str)]
Constant = Annotated[Any, BeforeValidator(_read_const, json_schema_input_type=str | int | bool)]
AnyStep = Annotated[Step, BeforeValidator(_read_step, json_schema_input_type=str | dict[str, Any])]
Formula = Annotated[Any, BeforeValidator(_read_expression, json_schema_input_type=str)]
When = Annotated[Any, BeforeValidator(_read_when, json_schema_input_type=str | dict[str, Any])]
Table = Annotated[dict[str, Any], BeforeValidator(_read_table, json_schema_input_type=dict[str, Any])]
Write = Literal["always", "create_only", "if_empty"]


class Row(BaseModel):
    """One row of a mapping: exactly one of ``from``, ``const`` and ``expr``, and in lists of lines also ``each``.

    A value goes through ``do``, then through ``table``; where nothing is left, ``default`` fills the field.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    to: Target = Field(description="The target field; points nest it: SO_HDR.COMMENT1.")
    source: Paths | None = Field(
        default=None, alias="from", min_length=1, description="One path, or several: the first that holds something."
    )
    const: Constant = Field(default=None, validate_default=False, description="A fixed value.")
    expr: Formula = Field(default=None, validate_default=False, description="A JSONata expression; numbers are text.")
    do: tuple[AnyStep, ...] = Field(default=(), description="Functions, applied in this order.")
    table: Table | None = Field(default=None, description="The target's code for each value.")
    unmapped: Literal["hold", "keep", "default"] | None = Field(
        default=None, description="What to do with a value that is not in the table; hold, unless it is said."
    )
    default: Constant = Field(default=None, validate_default=False, description="Used where nothing is left.")
    force: bool = Field(default=False, description="The default always, whatever the source says.")
    when: When = Field(
        default=None, validate_default=False, description="A condition; where it does not hold, the row does nothing."
    )
    write: Write | None = Field(
        default=None, description="Whether an update of a record may write the field, where the target updates."
    )
    each: Path | None = Field(
        default=None,
        description="A list: one line of the table named first in `to` for each item. `from` may then read item.<path> "
        "and index, which counts from 1.",
    )
    preset: int | None = Field(
        default=None, ge=1, description="In an overlay: the version of the preset that this row was written for."
    )
    off: bool = Field(default=False, description="In an overlay: take the preset's row for this field away.")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        given = (self.source is not None) + (self.const is not None) + (self.expr is not None)
        if given != 1 and not (given == 0 and (self.off or self.force)):
            raise ValueError("give exactly one of from, const and expr")
        if self.each is not None and "." not in self.to:
            raise ValueError("a row with each needs table and field in to, such as SO_LINE.ART_CODE")
        if self.force and self.default is None:
            raise ValueError("force needs a default, which it uses always")
        if self.unmapped is not None and self.table is None:
            raise ValueError("unmapped is about a table; give table, or take unmapped away")
        return self

    @property
    def choosing(self) -> Choosing[Any] | None:
        """Default, force, table and unmapped as the one idiom; None where the row has none of them."""
        if self.table is None and self.default is None:
            return None
        unmapped = self.unmapped or ("hold" if self.table is not None else "keep")
        return Choosing[Any](default=self.default, force=self.force, table=self.table or {}, unmapped=unmapped)

    @property
    def told_source(self) -> str:
        """Where the value comes from, for a person."""
        if self.source:
            return " or ".join(self.source)
        if self.expr is not None:
            return f"= {self.expr.text}"
        return "a fixed value of the mapping"
