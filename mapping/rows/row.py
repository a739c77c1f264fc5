"""The shape of one mapping row, checked when the configuration is loaded: one target field, and what goes into it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from mapping.choices import Choosing
from mapping.rows.lengths import MoveTo
from mapping.rows.paths import Parts
from mapping.rows.row_parts import Constant, Fits, Giving, Join, Path, Step, Table, Target, Write
from mapping.rows.rules import MOST_RULES, Rule
from words.mistake import Mistake
from words.told import Told

__all__ = ["MappingError", "Row", "RowMistake", "Step", "in_row"]


@dataclass(frozen=True, slots=True)
class RowMistake:
    """One mistake in the rows: ``told`` says what is wrong and what to do, and not where.

    ``number`` counts the user's rows from 1, ``target`` is the field that the row fills, and ``at`` the place inside
    the row; each is left out where it is not known. ``allowed`` and ``nearest`` are those of a Mistake.
    """

    told: Told
    number: int | None = None
    target: str | None = None
    at: Parts = ()
    allowed: tuple[str, ...] = ()
    nearest: str | None = None

    def __str__(self) -> str:
        if self.number is None:
            return str(self.told)
        row = f"row {self.number} ({self.target})" if self.target else f"row {self.number}"
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.at).lstrip(".")
        return f"{row}, {place}: {self.told}" if place else f"{row}: {self.told}"


def in_row(
    mistake: Mistake, number: int | None = None, target: str | None = None, place: Parts = ()
) -> Iterator[RowMistake]:
    """A mistake and those beside it, in a row or at a place inside it."""
    for one in (mistake, *mistake.beside):
        yield RowMistake(one.told, number, target, (*place, *one.at), one.allowed, one.nearest)


class MappingError(ValueError):
    """A mapping is wrong; ``mistakes`` holds one line per mistake, with its row, its field and the remedy.

    ``found`` are the same with their places.
    """

    def __init__(self, mistakes: Iterable[RowMistake]) -> None:
        self.found = tuple(mistakes)
        self.mistakes = tuple(map(str, self.found))
        super().__init__("\n".join(self.mistakes))


class Row(Giving):
    """One row of a mapping: one of ``from``, ``const``, ``expr`` and ``rules``, and in lists of lines also ``each``.

    A value goes through ``do``, then through ``table``; where nothing is left, ``default`` fills the field.
    """

    to: Target = Field(description="The target field; points nest it: SO_HDR.COMMENT1.")
    rules: tuple[Rule, ...] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_RULES,
        description="A table of conditions: the results of all rows of it that give one are joined into one value.",
    )
    join: Join | None = Field(default=None, description="What stands between the results of rules; |, unless said.")
    table: Table | None = Field(default=None, description="The target's code for each value.")
    unmapped: Literal["hold", "keep", "default"] | None = Field(
        default=None, description="What to do with a value that is not in the table; hold, unless it is said."
    )
    default: Constant = Field(default=None, validate_default=False, description="Used where nothing is left.")
    force: bool = Field(default=False, description="The default always, whatever the source says.")
    write: Write | None = Field(
        default=None, description="Whether an update of a record may write the field, where the target updates."
    )
    clear: bool = Field(
        default=False, description="Empty the field where the source has it empty, where the target updates."
    )
    too_long: Fits | None = Field(
        default=None,
        description="What becomes of a text that is longer than its field: hold, cut, cut_words, move, leave_out, "
        "first_number, or {move_to: another field}; unless it is said, what is usual for the field.",
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
        given = self.ways + (self.rules is not None)
        if given != 1 and not (given == 0 and (self.off or self.force)):
            raise Mistake(Told("rows.one_source"))
        if self.join is not None and self.rules is None:
            raise Mistake(Told("rows.join_without_rules"), at=("join",))
        if self.each is not None and "." not in self.to:
            raise Mistake(Told("rows.each_without_field"), at=("to",))
        if self.force and self.default is None:
            raise Mistake(Told("rows.force_without_default"), at=("force",))
        if self.unmapped is not None and self.table is None:
            raise Mistake(Told("rows.unmapped_without_table"), at=("unmapped",))
        if self.unmapped == "default" and self.default is None:
            raise Mistake(Told("rows.unmapped_default_missing"), at=("unmapped",))
        if isinstance(self.too_long, MoveTo):
            _check_move(self.to, self.too_long.field)
        return self

    @property
    def choosing(self) -> Choosing[Any] | None:
        """Default, force, table and unmapped as the one idiom; None where the row has none of them."""
        if self.table is None and self.default is None:
            return None
        unmapped = self.unmapped or ("hold" if self.table is not None else "keep")
        return Choosing[Any](default=self.default, force=self.force, table=self.table or {}, unmapped=unmapped)


def _check_move(field: str, to: str) -> None:
    table, point, name = field.partition(".")
    other, _, column = to.partition(".")
    if not point or not column or other != table or column == name:
        raise Mistake(Told("rows.move_within_table", table=table), at=("too_long", "move_to"))
