"""The kinds of argument a function of a mapping row can take, checked when the configuration is loaded."""

from decimal import Decimal
from enum import Enum
from typing import Any

MOST_CHARACTERS = 10_000
MOST_PLACES = 20


class Argument(Enum):
    """What a function takes beside its value."""

    NONE = "no argument"
    LENGTH = f"a whole number from 1 to {MOST_CHARACTERS}"
    PLACES = f"a whole number from 0 to {MOST_PLACES}"
    TEXT = "a text"
    CONSTANT = "a text, a whole number, true or false"
    ADDRESS_PART = "street, number or addition"

    def accepts(self, argument: Any) -> bool:
        """Whether the argument, as the configuration has it, is of this kind."""
        whole = isinstance(argument, int) and not isinstance(argument, bool)
        match self:
            case Argument.NONE:
                return argument is None
            case Argument.LENGTH:
                return whole and 1 <= argument <= MOST_CHARACTERS
            case Argument.PLACES:
                return whole and 0 <= argument <= MOST_PLACES
            case Argument.TEXT:
                return isinstance(argument, str)
            case Argument.CONSTANT:
                return isinstance(argument, str | int | Decimal)
            case Argument.ADDRESS_PART:
                return argument in {"street", "number", "addition"} if isinstance(argument, str) else False
