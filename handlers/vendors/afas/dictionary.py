"""What AFAS's UpdateConnectors take: objects and their fields, with types, lengths, codes and what must be given.

Source: AFASSoftware/OASContent OpenApiSpecs/profit/en (insert schemas, the update schema of KnContact), corrected by
AFAS's own request examples. A field that its schema requires and its examples leave out is a ``hint``, and one that
only identifies a record is a ``key``; neither is required here. A person's last name (``LaNm``) is required here, since
AFAS's own form cannot be left without it. ``dictionary/same_as.tsv`` names objects that have the fields and objects of
another one, and by an empty cell an object of that other one which is not there. An object whose only row has no field
has a customer's own fields alone.
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

FILES: Mapping[str, str] = MappingProxyType(
    {
        "FbSales": "fb_sales",
        "FbDirectInvoice": "fb_direct_invoice",
        "KnOrganisation": "kn_organisation",
        "KnPerson": "kn_person",
        "KnContact": "kn_contact",
        "KnSalesRelationOrg": "kn_sales_relation_org",
        "KnSalesRelationPer": "kn_sales_relation_per",
        "KnAddress": "kn_address",
        "FbItemArticle": "fb_item_article",
        "FbSalesPrice": "fb_sales_price",
        "FbComposition": "fb_composition",
        "FbUpdateAdB": "fb_update_adb",
        "FbExtraBarcode": "fb_extra_barcode",
        "FbUnitBasicItem": "fb_unit_basic_item",
        "FbStockMutation": "fb_stock_mutation",
        "KnSubject": "kn_subject",
    }
)
"""The UpdateConnectors that are described, and the file that does it."""

_SUBJECT_TYPE = re.compile(r"KnS[0-9]{2,3}")

_MORE = "…"
"""Stands after codes that are only the first of a longer list."""


@dataclass(frozen=True, slots=True)
class UpdateField:
    """One field. ``length`` counts characters of text and digits of a decimal, of which ``decimals`` after the point.

    Both are None where AFAS states none. ``codes`` are the values it takes, empty where every value goes; a list that
    is ``open`` holds only the first of them.
    """

    name: str
    type: FieldType
    length: int | None
    decimals: int | None
    required: bool
    is_key: bool
    codes: tuple[str, ...]
    open: bool
    label: str


@dataclass(frozen=True, slots=True)
class UpdateObject:
    """An object: its fields, and the objects that may stand under it, by name."""

    name: str
    fields: Mapping[str, UpdateField]
    objects: Mapping[str, "UpdateObject"]


@cache
def update_object(connector: str) -> UpdateObject:
    """The object that a connector takes. Raises KeyError for a connector that is not described here."""
    if connector not in FILES:
        raise KeyError(connector)
    return _build(connector, connector)


def object_under(known: UpdateObject, name: str) -> UpdateObject | None:
    """The object of this name under another one, or None.

    Each customer makes types of dossier items (KnSubject); the fields of a type stand in an object whose name is KnS
    and the type's number.
    """
    if known.name == "KnSubject" and _SUBJECT_TYPE.fullmatch(name):
        return UpdateObject(name, MappingProxyType({}), MappingProxyType({}))
    return known.objects.get(name)


@cache
def field_names() -> frozenset[str]:
    """The names of all fields and objects that are described, of whatever connector."""
    described = [(path, fields) for connector in FILES for path, fields in _objects_of(connector).items()]
    objects = (name for path in (*(path for path, _ in described), *_same_as()) for name in path.split("/"))
    return frozenset([*objects, *(name for _, fields in described for name in fields)])


def _build(path: str, place: str) -> UpdateObject:
    """The object that is described at a path, as it is at the place where it stands."""
    described = _same_as().get(path, path)
    known = _objects_of(described.partition("/")[0])
    under = [child for child in (*known, *_same_as()) if child.rpartition("/")[0] == described]
    named = {child.rpartition("/")[2]: child for child in sorted(under)}
    objects = {
        name: _build(child, f"{place}/{name}")
        for name, child in named.items()
        if _same_as().get(f"{place}/{name}") != ""
    }
    return UpdateObject(path.rpartition("/")[2], known[described], MappingProxyType(objects))


@cache
def _objects_of(connector: str) -> Mapping[str, Mapping[str, UpdateField]]:
    """The fields of each object that a connector takes, by its path, such as ``FbSales/FbSalesLines``."""
    objects: dict[str, dict[str, UpdateField]] = {}
    for row in _rows(FILES[connector]):
        fields = objects.setdefault(row["object"], {})
        if row["field"]:
            fields[row["field"]] = _field(row)
    return MappingProxyType({path: MappingProxyType(fields) for path, fields in objects.items()})


@cache
def _same_as() -> Mapping[str, str]:
    return MappingProxyType({row["object"]: row["same_as"] for row in _rows("same_as")})


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files(__package__).joinpath("dictionary", f"{name}.tsv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines(), delimiter="\t")


def _field(row: Mapping[str, str]) -> UpdateField:
    length, _, decimals = row["length"].partition(",")
    codes = row["values"].split()
    return UpdateField(
        name=row["field"],
        type=next(known for known in get_args(FieldType) if known == row["type"]),
        length=int(length) if length else None,
        decimals=int(decimals) if decimals else None,
        required=row["required"] == "yes",
        is_key=row["required"] == "key",
        codes=tuple(code for code in codes if code != _MORE),
        open=_MORE in codes,
        label=row["label"],
    )
