"""Reads what AFAS tells of its connectors in metainfo: the list, a GetConnector's columns, an UpdateConnector's fields.

Source: AFASSoftware/OASContent markdownpages/profit/en (metainfo); GarbageSlave/afas-connect (models of the answers).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Overview:
    """The connectors that the app connector lists: those that read and those that write."""

    reads: frozenset[str]
    writes: frozenset[str]

    def reader(self, name: str) -> str | None:
        """The GetConnector of this name, whatever its capitals, or a partner's copy of it, as ``name_App``."""
        wanted = name.casefold()
        return min((one for one in self.reads if _is_copy(one.casefold(), wanted)), key=len, default=None)


@dataclass(frozen=True, slots=True)
class ShownObject:
    """An object of an UpdateConnector: its fields, each with the codes of its pick list, and the objects under it."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    objects: Mapping[str, "ShownObject"] = field(default_factory=dict)


def read_overview(document: Any) -> Overview:
    """What the app connector lists. Where the answer has another shape, that is nothing."""
    return Overview(
        frozenset(_texts(document, "getConnectors", "id")), frozenset(_texts(document, "updateConnectors", "id"))
    )


def read_columns(document: Any) -> frozenset[str]:
    """The ids of a GetConnector's columns."""
    return frozenset(_texts(document, "fields", "id"))


def read_object(document: Any) -> ShownObject:
    """An UpdateConnector, or an object in it, with all that is under it."""
    fields = {
        str(one["fieldId"]): tuple(_texts(one, "values", "id"))
        for one in _entries(document, "fields")
        if one.get("fieldId")
    }
    objects = {str(one["name"]): read_object(one) for one in _entries(document, "objects") if one.get("name")}
    return ShownObject(fields, objects)


def _is_copy(name: str, wanted: str) -> bool:
    return name == wanted or name.startswith(f"{wanted}_")


def _texts(document: Any, under: str, name: str) -> Iterator[str]:
    return (str(one[name]) for one in _entries(document, under) if one.get(name) is not None)


def _entries(document: Any, under: str) -> Iterable[Mapping[str, Any]]:
    found = document.get(under) if isinstance(document, Mapping) else None
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
