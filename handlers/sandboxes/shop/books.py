"""What a receiver has: records by kind, each with the id that it gave and how often it was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Stored:
    """One record. ``data`` is what was posted last, without its envelope; ``place`` is what it was put under."""

    id: str
    place: str
    data: Mapping[str, Any]
    writes: int = 1
    sequence: int = 0


@dataclass
class ShopBooks:
    """All records of a receiver, by kind and then by id, in the order in which they came."""

    kinds: dict[str, dict[str, Stored]] = field(default_factory=dict)

    def all(self, kind: str) -> list[Stored]:
        """The records of one kind, such as ``orders``."""
        return list(self.kinds.get(kind, {}).values())

    def data(self, kind: str) -> list[Mapping[str, Any]]:
        """What was posted of them last."""
        return [one.data for one in self.all(kind)]

    def at(self, kind: str, place: str) -> Stored | None:
        """The record of this id, or the one that was put under this place."""
        found = self.kinds.get(kind, {})
        return found.get(place) or next((one for one in found.values() if one.place == place), None)

    def add(self, kind: str, data: Mapping[str, Any], place: str = "", sequence: int = 0) -> Stored:
        """One record more."""
        known = self.kinds.setdefault(kind, {})
        stored = Stored(f"{kind[0].upper()}-{len(known) + 1}", place, data, sequence=sequence)
        known[stored.id] = stored
        return stored

    def matching(self, kind: str, wanted: Mapping[str, str]) -> list[Stored]:
        """Those whose data has these values, each at its path in dots."""
        return [one for one in self.all(kind) if all(_at(one.data, path) == value for path, value in wanted.items())]


def _at(data: Any, path: str) -> str | None:
    for part in path.split("."):
        data = data.get(part) if isinstance(data, Mapping) else None
    return None if data is None else str(data)
