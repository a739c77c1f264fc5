"""The settings idiom: a default, a force, a table and what to do with a value the table lacks, as one reusable type."""

from decimal import Decimal
from typing import Any, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from mapping.documents.values import plain
from words.mistake import Mistake
from words.told import Told

Code = TypeVar("Code")


class UnmappedValueError(ValueError):
    """The table has no row for the value, and the setting says that a person must add one."""


class Choosing(BaseModel, Generic[Code]):
    """How one code of the target is chosen from a value of the source.

    ``force``: the default always, whatever the source says. Else a value is looked up in the table; a value the table
    lacks is held, kept as it is, or replaced by the default, as ``unmapped`` says. No value: the default. Where the
    default is used in place of a value it must be said; ``null`` says that the target gets no code.
    """

    model_config = ConfigDict(frozen=True, defer_build=True, extra="forbid", hide_input_in_errors=True)

    default: Code | None = Field(default=None, description="Used when the source gives nothing.")
    force: bool = Field(default=False, description="Use the default always.")
    table: dict[str, Code] = Field(default={}, description="The target's code for each value of the source.")
    unmapped: Literal["hold", "keep", "default"] = Field(
        default="hold", description="What to do with a value that is not in the table."
    )

    @model_validator(mode="after")
    def _has_the_default_that_it_uses(self) -> Self:
        is_said = self.default is not None or "default" in self.model_fields_set
        if self.force and not is_said:
            raise Mistake(Told("books.force_without_default"), at=("force",))
        if self.unmapped == "default" and not is_said:
            raise Mistake(Told("books.unmapped_without_default"), at=("unmapped",))
        return self

    def choose(self, value: str | None) -> Code | str | None:
        """The target's code. Raises UnmappedValueError where a person must add a row."""
        if self.force or value is None or value == "":
            return self.default
        if value in self.table:
            return self.table[value]
        if self.unmapped == "default":
            return self.default
        if self.unmapped == "keep":
            return value
        raise UnmappedValueError(f"no row for {value!r}")


class Choice(Choosing[str]):
    """The idiom where codes are text, as the settings of a flow have it.

    >>> Choice(default="30", table={"14 days": "14"}).choose("14 days")
    '14'
    >>> Choice(default="30").choose(None)
    '30'
    """


def table_key(value: Any) -> str | None:
    """How a value is written in the first column of a table; None for what no table can hold, such as a list.

    >>> table_key(Decimal("21.00")), table_key(True), table_key(" NL ")
    ('21', 'true', 'NL')
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        number = Decimal(value)
        return plain(number.normalize()) if number.is_finite() and abs(number.adjusted()) < _MOST_PLACES else None
    return None


_MOST_PLACES = 40  # a number with more digits is no code, and writing it out takes time
