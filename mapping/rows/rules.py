"""A row of a table of conditions: what it gives where they hold, as the business rules of one field have it."""

from typing import Self

from pydantic import Field, model_validator

from mapping.rows.row_parts import Constant, Giving

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
            raise ValueError("give exactly one of from, const and expr")
        if self.otherwise is not None and self.when is None:
            raise ValueError(
                "otherwise gives the value where when does not hold; give when too, or take otherwise away"
            )
        return self
