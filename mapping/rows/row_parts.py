"""The parts that a row of a mapping is written in: how each is read and refused, and what gives a value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from mapping.choices import table_key
from mapping.expressions.expression import Expression
from mapping.functions import FUNCTIONS, Function
from mapping.functions.arguments import Argument
from mapping.problems import EITHER, FIXED
from mapping.rows.conditions import Condition, read_condition
from mapping.rows.lengths import read_too_long
from mapping.rows.paths import read_path
from mapping.suggestions import tell_unknown
from words.mistake import Mistake
from words.told import Told

LONGEST_JOIN = 10
"""How many characters may stand between two results of rules."""

MOST_CONDITIONS = 20
"""How many conditions one ``when`` may list."""

Whether = Condition | Expression
"""One condition."""

_TARGET = re.compile(r"[A-Za-z_@#][\w@#-]*(?:\.[\w@#-]+)*")


@dataclass(frozen=True, slots=True)
class Step:
    """One function under ``do``, with its argument; None where it takes none."""

    name: str
    function: Function
    argument: Any = None


def _read_target(value: Any) -> str:
    if not isinstance(value, str) or not _TARGET.fullmatch(value):
        raise Mistake(Told("rows.write_target"))
    return value


def _read_paths(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _read_const(value: Any, at: tuple[str, ...] = ()) -> Any:
    if not isinstance(value, str | int | Decimal):
        raise Mistake(Told("rows.write_constant"), at=at)
    return value


def _read_expression(value: Any) -> Expression:
    if isinstance(value, Expression):
        return value
    if not isinstance(value, str):
        raise Mistake(Told("rows.write_expression"))
    return Expression(value)


def _read_when(value: Any) -> tuple[Whether, ...]:
    if not isinstance(value, list | tuple):
        return (_read_one(value),)
    if not 0 < len(value) <= MOST_CONDITIONS:
        raise Mistake(Told("rows.write_when", most=MOST_CONDITIONS))
    read: list[Whether] = []
    for place, one in enumerate(value):
        try:
            read.append(_read_one(one))
        except Mistake as mistake:
            mistake.at = (place, *mistake.at)
            raise
    return tuple(read)


def _read_one(value: Any) -> Whether:
    if isinstance(value, Condition):
        return value
    return read_condition(value) if isinstance(value, Mapping) else _read_expression(value)


def _read_join(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_JOIN:
        raise Mistake(Told("rows.write_join", most=LONGEST_JOIN))
    return value


def _read_table(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not value:
        raise Mistake(Told("rows.write_table"))
    table: dict[str, Any] = {}
    for name, code in value.items():
        key, place = table_key(name), (name,) if isinstance(name, str) else ()
        if key is None:
            raise Mistake(Told("rows.write_table_value"))
        if key in table:
            raise Mistake(Told("rows.value_twice", value=key), at=place)
        table[key] = _read_const(code, place)
    return table


def _read_step(value: Any, info: ValidationInfo) -> Step:
    functions: Mapping[str, Function] = (info.context or {}).get("functions", FUNCTIONS)
    if isinstance(value, str):
        name, argument = value, None
    elif isinstance(value, dict) and len(value) == 1 and isinstance(next(iter(value)), str):
        name, argument = next(iter(value.items()))
    else:
        raise Mistake(Told("rows.write_step"))
    if name not in functions:
        raise tell_unknown(Told("names.function"), name, functions)
    wanted = functions[name].argument
    if not wanted.accepts(argument):
        form = f"{{{name}: ...}}" if wanted is not Argument.NONE else name
        raise Mistake(Told("rows.step_takes", function=f'"{name}"', what=wanted.value, form=form))
    given = argument if isinstance(argument, Mapping) else {}
    if name == "table" and given.get("unmapped") == "default" and "default" not in given:
        raise Mistake(Told("rows.unmapped_default_missing"), at=(name, "unmapped"))
    return Step(name, functions[name], argument)


Path = Annotated[str, BeforeValidator(read_path, json_schema_input_type=str)]
Paths = Annotated[tuple[Path, ...], BeforeValidator(_read_paths, json_schema_input_type=str | list[str])]
Target = Annotated[str, BeforeValidator(_read_target, json_schema_input_type=str)]
Constant = Annotated[Any, BeforeValidator(_read_const, json_schema_input_type=str | int | bool)]
AnyStep = Annotated[Step, BeforeValidator(_read_step, json_schema_input_type=str | dict[str, Any])]
Formula = Annotated[Any, BeforeValidator(_read_expression, json_schema_input_type=str)]
When = Annotated[Any, BeforeValidator(_read_when, json_schema_input_type=str | dict[str, Any] | list[Any])]
Fits = Annotated[Any, BeforeValidator(read_too_long, json_schema_input_type=str | dict[str, str])]
Join = Annotated[str, BeforeValidator(_read_join, json_schema_input_type=str)]
Table = Annotated[dict[str, Any], BeforeValidator(_read_table, json_schema_input_type=dict[str, Any])]
Write = Literal["always", "create_only", "if_empty"]


class Giving(BaseModel):
    """What gives a value: ``from``, ``const`` or ``expr``, then ``do``; only where ``when`` holds."""

    model_config = ConfigDict(frozen=True, defer_build=True, extra="forbid", hide_input_in_errors=True)

    source: Paths | None = Field(
        default=None, alias="from", min_length=1, description="One path, or several: the first that holds something."
    )
    const: Constant = Field(default=None, validate_default=False, description="A fixed value.")
    expr: Formula = Field(default=None, validate_default=False, description="A JSONata expression; numbers are text.")
    do: tuple[AnyStep, ...] = Field(default=(), description="Functions, applied in this order.")
    when: When = Field(
        default=None,
        validate_default=False,
        description="A condition, or a list of which all must hold; else the row does nothing.",
    )

    @property
    def ways(self) -> int:
        """How many of from, const and expr are given."""
        return (self.source is not None) + (self.const is not None) + (self.expr is not None)

    @property
    def told_source(self) -> str:
        """Where the value comes from, for a person."""
        if self.source:
            return EITHER.join(self.source)
        if self.expr is not None:
            return f"= {self.expr.text}"
        return FIXED
