"""Lets expressions call functions as members: ``$money.add(a, b)``, read as one name before anything runs.

JSONata itself would work out the arguments inside of ``$money``, where the document is out of reach
(docs/decisions/0011-functions-for-money-are-read-as-one-name.md).
"""

from collections.abc import Iterable
from typing import Any

MONEY = "money"
"""The name before the point. No variable may be called so."""

_CALLS = frozenset({"function", "partial"})
_BENT = ("stages", "predicate", "group", "keep_array", "focus", "index")
"""What makes a step more than its value: a filter, a grouping, brackets or a name for it."""


def read_members(symbols: Iterable[Any]) -> None:
    """Change every ``$money.name(...)`` and every ``$money.name`` in a syntax tree into one symbol."""
    for path in symbols:
        if path.type != "path" or not isinstance(path.steps, list):
            continue
        for step, following in zip(path.steps[:-1], path.steps[1:], strict=True):
            if step.type == "variable" and step.value == MONEY and not _is_bent(step):
                _join(path, step, following)
        if len(path.steps) == 1 and not _is_bent(path) and not _is_bent(path.steps[0]):
            _become(path, path.steps[0])


def _join(path: Any, variable: Any, following: Any) -> None:
    if following.type in _CALLS and (name := _name(following.procedure)) is not None:
        following.procedure = variable
        path.steps.remove(variable)
    elif following.type == "name" and len(path.steps) == 2:  # noqa: PLR2004 - the function itself, as a value
        name = following
        path.steps.remove(following)
    else:
        return
    variable.value, variable.position = f"{MONEY}.{name.value}", name.position


def _is_bent(part: Any) -> bool:
    return any(getattr(part, name, None) for name in _BENT)


def _name(procedure: Any) -> Any:
    """The name of what is called, where it is a name and nothing more."""
    if procedure.type == "path" and len(procedure.steps) == 1 and procedure.steps[0].type == "name":
        return procedure.steps[0]
    return None


def _become(path: Any, only: Any) -> None:
    """A path of one step is that step: a call that stands inside a path would be made once for each item."""
    path.__dict__.update(only.__dict__)
    path.steps = None
