"""What a function of the mapping language is: what it does, what it takes, and whether it is called on nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from mapping.functions.arguments import Argument, Kind, Named


@dataclass(frozen=True, slots=True)
class Function:
    """A function as rows use it. Without ``sees_nothing`` it is not called on None, which passes through."""

    call: Callable[..., Any]
    argument: Kind = Argument.NONE
    sees_nothing: bool = False


def by_name(
    function: Callable[..., Any],
    *,
    needed: Mapping[str, Kind] | None = None,
    optional: Mapping[str, Kind] | None = None,
    short: str | None = None,
    sees_nothing: bool = False,
) -> Function:
    """A function that takes its arguments by name: a row hands them over as one object, or as one bare value.

    >>> by_name(lambda value, more: value + more, needed={"more": Argument.AMOUNT}, short="more").call(1, {"more": 2})
    3
    """
    named = Named(needed or {}, optional or {}, short)

    @wraps(function)
    def call(value: Any, argument: Any = None) -> Any:
        return function(value, **(named.spread(argument) or {}))

    return Function(call, named, sees_nothing)
