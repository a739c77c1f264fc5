"""How many characters a field keeps, and what becomes of more; shipped as rows in dictionary/too_long.tsv.

A text too long for a field without a row there holds its order: codes, keys, and whatever means something else without
its end.
"""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from handlers.vendors.afas.dictionary import FILES, UpdateField, UpdateObject, update_object
from mapping.rows.lengths import WHOLE_ONLY, WORDS, Limit, may_be, read_too_long

_FOUND_BY = frozenset({"RfCs", "DbId"})
"""By these a document is found again."""

_WHOLE = frozenset(
    {
        *("EmAd", "EmA2", "VaId", "CcNr", "FiNr", "BcCo", "ItCd", "ZpCd", "Iban", "Bic", "BaAc", "Is"),
        *("BaCo", "ItSp", "PrFr", "SuId", "BiSaItCd"),
    }
)
"""Fields whose value means something else, or nothing, without its end, however long they are."""

_SHORTEST_TEXT = 30
"""What is shorter is a code."""


def usual_limit(field: str) -> Limit | None:
    """The limit of a field by its place, such as ``KnContact.KnBasicAddressAdr.Ad``; None where no length is stated.

    A place begins with a table of the mapping: an UpdateConnector, its lines, or a delivery address (``KnContact``).

    >>> usual_limit("KnSalesRelationOrg.KnOrganisation.Nm").usual, usual_limit("FbSales.RfCs").may
    ('cut', frozenset({'hold'}))
    """
    *path, name = field.split(".")
    holder = object_at(path)
    known = holder.fields.get(name) if holder else None
    if holder is None or known is None or known.type != "text" or known.length is None:
        return None
    told = _rows().get((holder.name, name))
    if told is not None:
        usual = read_too_long(told[0])
        return Limit(known.length, usual, ".".join((*path, told[1])) if told[1] else None, may_be(usual))
    return Limit(known.length, "hold", None, _may(known))


def text_fields() -> list[str]:
    """Every text field with a length, by its place."""
    return [
        ".".join((*path, field.name))
        for connector in FILES
        for path, holder in _walk((connector,), update_object(connector))
        for field in holder.fields.values()
        if field.type == "text" and field.length is not None
    ]


def _may(field: UpdateField) -> frozenset[str]:
    if field.name in _FOUND_BY:
        return frozenset({"hold"})
    is_code = field.codes or field.is_key or field.name in _WHOLE or (field.length or 0) < _SHORTEST_TEXT
    return WHOLE_ONLY if is_code else frozenset(WORDS)


def object_at(path: list[str]) -> UpdateObject | None:
    """The object of a place; lines and a delivery address stand in the UpdateConnector that writes them."""
    if not path:
        return None
    table, *names = path
    if table.endswith("Lines"):
        table, names = table.removesuffix("Lines"), path
    holder = update_object(table) if table in FILES else None
    for name in names:
        holder = holder.objects.get(name) if holder else None
    return holder


def _walk(path: tuple[str, ...], holder: UpdateObject) -> Iterator[tuple[tuple[str, ...], UpdateObject]]:
    """Each object with its place; lines are a table of their own."""
    yield path, holder
    for name, under in holder.objects.items():
        yield from _walk((name,) if name == f"{holder.name}Lines" else (*path, name), under)


@cache
def _rows() -> Mapping[tuple[str, str], tuple[str, str]]:
    text = files(__package__).joinpath("dictionary", "too_long.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return MappingProxyType({(row["object"], row["field"]): (row["too_long"], row["next"] or "") for row in rows})
