"""A table that knows every name, and loads what stands behind one when it is looked up.

So a process loads the vendors and pipelines that its relay.yaml names, and can still tell which others there are.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TypeVar

Entry = TypeVar("Entry")


class LateTable(Mapping[str, Entry]):
    """Entries by name. ``places`` says where each of them is, as ``package.module:attribute``."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self.places = dict(places)

    def __getitem__(self, name: str) -> Entry:
        module, _, attribute = self.places[name].partition(":")
        entry: Entry = getattr(import_module(module), attribute)
        return entry

    def __contains__(self, name: object) -> bool:
        """Whether there is such a name; nothing is loaded."""
        return name in self.places

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)
