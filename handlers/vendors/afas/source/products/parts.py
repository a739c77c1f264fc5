"""Tells which connectors of products are polled apart, and to which articles and compositions their rows lead."""

from collections.abc import Iterator
from typing import Final

from handlers.vendors.afas.source.part import Part
from handlers.vendors.afas.source.products.settings import AfasProducts

ARTICLES: Final = "articles"
"""The part that shows every article."""

COMPOSITIONS: Final = "compositions"
"""The part that shows every composition."""

WHOLE_PARTS: Final = (ARTICLES, COMPOSITIONS)
"""The parts that show all the products there are."""


def parts_of(settings: AfasProducts) -> dict[str, Part]:
    """All parts by name, the articles first."""
    return {part.name: part for part in _parts(settings)}


def _parts(settings: AfasProducts) -> Iterator[Part]:
    columns = settings.columns
    shown = tuple(columns.expected)
    links = () if settings.variants is None else (columns.number,)
    for suffix, stamp in (("", columns.modified), ("_2", columns.modified_2)):
        if stamp is not None:
            yield Part(f"{ARTICLES}{suffix}", settings.connector, stamp, columns.number, columns.number, shown, links)
    if (sets := settings.compositions) is not None:
        own, expected = sets.columns.number, tuple(sets.columns.expected)
        yield Part(COMPOSITIONS, sets.connector, sets.columns.modified, own, own, expected, (own,))
    for name, beside in (
        ("prices", settings.prices),
        ("units", settings.units),
        ("barcodes", settings.barcodes),
        ("images", settings.images),
    ):
        if beside is not None and beside.connector is not None and beside.columns.modified is not None:
            own, expected = beside.columns.item, tuple(beside.columns.expected)
            yield Part(name, beside.connector, beside.columns.modified, own, columns.number, expected, (own,))
