"""Reads what stands beside an article in connectors of its own: its barcode and its pictures."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from handlers.vendors.afas.source.products.article import kind_of
from handlers.vendors.afas.source.products.settings import AfasBarcodes, AfasImages
from handlers.vendors.afas.source.products.value_reader import ReadRow
from handlers.vendors.afas.source.rows import text_of
from handlers.vendors.afas.variant_codes import VariantCode
from mapping.problems import Problem

Words = dict[str, Any]

IMAGE_ADDRESS: Final = "afas:image/"
"""Begins the address of a picture that ImageConnector knows by the number behind it."""

FILE_ADDRESS: Final = "afas:file/"
"""Begins the address of a file of FileConnector: its number, a slash and its name, each percent-encoded."""

_FOR_ONE_PIECE: Final = ("3", "1", "2", "6", "0", "7", "8", "5", "4", "")
"""AFAS's kinds of barcode (VaBc), those that a single piece has first: EAN-13, EAN-8, UPC; an EAN-14 is a box's.

Source: AFASSoftware/OASContent OpenApiSpecs/profit/en.
"""


def barcode_of(
    rows: Iterable[Mapping[str, Any]],
    barcodes: AfasBarcodes,
    code: VariantCode,
    basic: str,
    problems: list[Problem],
) -> str:
    """The barcode of one basic unit of an article or variant; empty where there is none.

    One that is a customer's or supplier's own is nobody else's. Of several that kind counts that a piece has, and then
    the lowest, so that it is the same one at every reading.
    """
    found: list[tuple[int, str]] = []
    for given in rows:
        row = ReadRow(barcodes.columns, given, problems)
        is_own = row.text("debtor") or row.text("creditor")
        is_piece = not row.text("unit") or row.text("unit").casefold() == basic.casefold()
        item_type = row.text("item_type")
        is_article = not item_type or kind_of(item_type) == "article"
        dimensions = (row.text("dimension_1").casefold(), row.text("dimension_2").casefold())
        if is_own or not is_piece or not is_article or dimensions != tuple(part.casefold() for part in code[1:]):
            continue
        if barcode := row.text("barcode"):
            found.append((_rank(row.text("kind")), barcode))
    return min(found)[1] if found else ""


def _rank(kind: str) -> int:
    return _FOR_ONE_PIECE.index(kind) if kind in _FOR_ONE_PIECE else len(_FOR_ONE_PIECE)


def pictures_in(row: Mapping[str, Any], images: AfasImages) -> list[Words] | None:
    """The pictures that an article's own row names, by the place of their columns; None where it shows no column."""
    if not any(one.id in row for one in images.in_article):
        return None
    found = []
    for place, columns in enumerate(images.in_article, 1):
        number = text_of(dict(row), columns.id)
        name = text_of(dict(row), columns.file_name) if columns.file_name is not None else ""
        if number:
            found.append(_picture(images, number, place, name))
    return found


def pictures_listed(rows: Iterable[Mapping[str, Any]], images: AfasImages, problems: list[Problem]) -> Iterator[Words]:
    """The pictures that a connector lists of an article, in the order of their places."""
    read = [ReadRow(images.columns, row, problems) for row in rows]
    ordered = sorted(read, key=lambda row: (row.number("place") is None, row.number("place") or 0, row.text("id")))
    named: dict[str, ReadRow] = {}
    for row in ordered:
        if row.text("id"):
            named.setdefault(row.text("id"), row)
    for place, row in enumerate(named.values(), 1):
        stamp = {"stamp": row.text("modified")} if row.text("modified") else {}
        yield {**_picture(images, row.text("id"), place, row.text("file_name")), **stamp}


def _picture(images: AfasImages, number: str, place: int, name: str) -> Words:
    address = IMAGE_ADDRESS + quote(number, safe="")
    if images.by == "file":
        address = f"{FILE_ADDRESS}{quote(number, safe='')}/{quote(name, safe='')}"
    return {"id": number, "place": place, "address": address, **({"file_name": name} if name else {})}
