"""The settings idiom: a default, a force, a table and what to do with a value the table lacks, as one reusable type."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class UnmappedValueError(ValueError):
    """The table has no row for the value, and the setting says that a person must add one."""


class Choice(BaseModel):
    """How one code of the target is chosen from a value of the source.

    ``force``: the default always, whatever the source says. Else a value is looked up in the table; a value the table
    lacks is held, kept as it is, or replaced by the default, as ``unmapped`` says. No value: the default.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    default: str | None = Field(default=None, description="Used when the source gives nothing.")
    force: bool = Field(default=False, description="Use the default always.")
    table: dict[str, str] = Field(default={}, description="The target's code for each value of the source.")
    unmapped: Literal["hold", "keep", "default"] = Field(
        default="hold", description="What to do with a value that is not in the table."
    )

    def choose(self, value: str | None) -> str | None:
        """The target's code. Raises UnmappedValueError where a person must add a row.

        >>> Choice(default="30", table={"14 days": "14"}).choose("14 days")
        '14'
        >>> Choice(default="30").choose(None)
        '30'
        """
        if self.force or value is None or value == "":
            return self.default
        if value in self.table:
            return self.table[value]
        if self.unmapped == "default":
            return self.default
        if self.unmapped == "keep":
            return value
        raise UnmappedValueError(f"no row for {value!r}")
