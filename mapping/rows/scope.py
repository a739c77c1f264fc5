"""One document while it is mapped: what rows read of it, in a list also of the item, and the problems found so far."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mapping.problems import MOST_PROBLEMS, Problem
from mapping.rows.paths import Parts, follow
from mapping.rows.views import make_plain, readable

Context = Mapping[str, Any]


@dataclass(slots=True)
class Item:
    """Where a row stands in a list: the item, its position from 0, and the path of the list."""

    value: Any
    position: int
    path: str


@dataclass(slots=True)
class Scope:
    """One document being mapped: what rows read, the problems so far, and what expressions see, made when one asks.

    ``problems`` are the first MOST_PROBLEMS of the ``found`` ones: a hostile document could have a hundred thousand.
    """

    context: Context
    problems: list[Problem] = field(default_factory=list)
    found: int = 0
    _view: dict[str, Any] | None = None

    def tell(self, problem: Problem) -> None:
        """Note a problem; of those beyond the first only the number is kept."""
        self.found += 1
        if self.found <= MOST_PROBLEMS:
            self.problems.append(problem)

    def view(self, item: Item | None) -> dict[str, Any]:
        """The document as expressions see it; in a list with ``item``, and ``index`` from 1."""
        if self._view is None:
            self._view = make_plain(self.context) or {}
        if item is None:
            return self._view
        seen = {**self._view, "index": item.position + 1}
        shown = make_plain(item.value)
        return {**seen, "item": shown} if shown is not None else seen


Cell = Callable[[Scope, Item | None], Any]
Read = Callable[[Scope, Item | None], tuple[str, Any]]
"""Gives the path a value comes from, and the value."""


def reader(parts: Parts, *, in_list: bool) -> Callable[[Scope, Item | None], Any]:
    """The closure that reads one path: of the item where it begins so, of the document elsewhere."""
    if in_list and parts[0] == "item":
        return _item_reader(parts[1:])
    if in_list and parts == ("index",):
        return lambda _, item: item.position + 1 if item is not None else None
    return lambda scope, _: follow(scope.context, parts)


def _item_reader(parts: Parts) -> Callable[[Scope, Item | None], Any]:
    """The closure that reads a path of the item; most have one name, for which it takes the short way."""
    name = parts[0] if len(parts) == 1 else None

    def read(_: Scope, item: Item | None) -> Any:
        if item is None:
            return None
        value = item.value
        if name in readable(value.__class__):
            return getattr(value, str(name))
        return follow(value, parts)

    return read


def place_of(path: str, item: Item | None) -> str:
    """The path as a person finds it in the document: the item by its place in the list."""
    if item is None or not (path == "item" or path.startswith(("item.", "item["))):
        return path
    return f"{item.path}[{item.position}]{path.removeprefix('item')}"
