"""A row of a table of conditions: what it gives where they hold, as the business rules of one field have it."""

from typing import Self

from pydantic import Field, model_validator

from mapping.rows.row_parts import Constant, Giving
from words.mistake import Mistake
from words.told import Told

MOST_RULES = 50
"""How many rows such a table may have."""


class Rule(Giving):
    """One of a row's ``rules``: a value where ``when`` holds, ``otherwise`` where it does not.

    A rule without ``when`` always gives its value; one that gives nothing takes no place in the joined result.
    """

    otherwise: Constant = Field(default=None, validate_default=False, description="Given where `when` does not hold.")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.ways != 1:
            raise Mistake(Told("rows.one_source_of_rule"))
        if self.otherwise is not None and self.when is None:
            raise Mistake(Told("rows.otherwise_without_when"), at=("otherwise",))
        return self
