"""AFAS's published field tables: what an UpdateConnector's objects have, and which object may stand under which.

They are the sandbox's own, and nothing of the client's: what the client believes wrongly is refused here. Each table in
``published/`` is one object, and ``objects.tsv`` tells which table an object has at which path. Sources:
AFASSoftware/OASContent OpenApiSpecs/profit/en of August 2025 (the insert schemas; of KnContact, that has none, the
update schema), and for the digits of decimals and the codes of countries MegaChriz/afasprofit resources/XMLSchema and
resources/countrycodes.csv.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, get_args

FieldType = Literal["text", "long_text", "int", "decimal", "boolean", "date", "moment", "guid"]

_CUSTOM = re.compile(r"U[0-9A-Fa-f]{32}")
_SUBJECT_TYPE = re.compile(r"KnS[0-9]{2,3}")


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it is published.

    ``length`` counts characters of text and digits of a decimal, of which ``decimals`` stand after the point; both are
    None where nothing is published. ``codes`` is empty where every value goes.
    """

    name: str
    type: FieldType
    length: int | None
    decimals: int | None
    required: bool
    codes: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class PublishedObject:
    """An object with its fields, and the objects that may stand under it, both by name."""

    name: str
    fields: Mapping[str, Field]
    objects: Mapping[str, "PublishedObject"]

    def under(self, name: str) -> "PublishedObject | None":
        """The object of this name under this one, or None.

        A dossier item may have one for its type, ``KnS`` and a number, with fields that each customer makes.
        """
        if self.name == "KnSubject" and _SUBJECT_TYPE.fullmatch(name):
            return PublishedObject(name, MappingProxyType({}), MappingProxyType({}))
        return self.objects.get(name)


@cache
def connector_names() -> tuple[str, ...]:
    """The UpdateConnectors that are described."""
    return tuple(path for path in _table_of() if "/" not in path)


@cache
def find_object(path: str) -> PublishedObject:
    """The object at a path such as ``FbSales/FbSalesLines``. Raises KeyError where none is published."""
    children = (known for known in _table_of() if known.rpartition("/")[0] == path)
    objects = {child.rpartition("/")[2]: find_object(child) for child in children}
    return PublishedObject(path.rpartition("/")[2], _fields_of(_table_of()[path]), MappingProxyType(objects))


@cache
def country_codes() -> frozenset[str]:
    """AFAS's own codes of countries."""
    return frozenset(row["code"] for row in _rows("countries"))


@cache
def item_letters() -> tuple[str, ...]:
    """Item types by their letters, which AFAS's examples write in place of the numbers of an order's line.

    They are published as the codes of a dossier item's destination.
    """
    return find_object("KnSubject/KnSubjectLink").fields["VaIt"].codes


def is_custom(name: str) -> bool:
    """Whether a field is a customer's own: U with 32 hexadecimal digits."""
    return _CUSTOM.fullmatch(name) is not None


@cache
def _table_of() -> Mapping[str, str]:
    return MappingProxyType({row["object"]: row["table"] for row in _rows("objects")})


@cache
def _fields_of(table: str) -> Mapping[str, Field]:
    return MappingProxyType({row["field"]: _field(row) for row in _rows(table)})


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files(__package__).joinpath("published", f"{name}.tsv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines(), delimiter="\t")


def _field(row: Mapping[str, str]) -> Field:
    length, _, decimals = row["length"].partition(",")
    return Field(
        name=row["field"],
        type=next(known for known in get_args(FieldType) if known == row["type"]),
        length=int(length) if length else None,
        decimals=int(decimals) if decimals else None,
        required=row["required"] == "yes",
        codes=tuple(row["codes"].split()),
        label=row["label"],
    )
