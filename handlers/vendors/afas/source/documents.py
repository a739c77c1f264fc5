"""An order or invoice of AFAS as one document, ``{"order": row, "lines": [rows]}``: its name, and how it is read."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from handlers.vendors.afas.protocol import read_moment
from handlers.vendors.afas.source.columns import Columns
from handlers.vendors.afas.source.line_kinds import LineKinds, turn_discount
from handlers.vendors.afas.source.places import complete_place
from handlers.vendors.afas.source.settings import AfasDocuments
from handlers.vendors.document_source import read_mapped, split_document
from handlers.vendors.shipped_rows import shipped_rows
from handlers.vendors.versions import version_of
from mapping.documents.order import Order
from mapping.documents.personal import open_fields
from mapping.parsing import dump_json
from mapping.problems import DocumentError, Problem
from mapping.rows.mapper import Mapper, compile_rows
from relay.model import Identity
from words.told import Told

PRESET = "document"

_SHAPE = Problem(
    "order",
    Told("afas.no_document"),
    Told("afas.give_document"),
)
_ADDRESSES = ("invoice", "delivery")
_SPLIT = ("street", "number", "addition", "country")


class Documents:
    """Understands the documents of one kind of one connection. Pure: no call, no clock."""

    def __init__(self, settings: AfasDocuments) -> None:
        self._settings = settings
        self._kinds = LineKinds(settings)

    def identify(self, document: Any) -> Identity:
        """The document's number, and as its version the newest stamp of it or its lines with a digest of what they say.

        Only the columns that are read count: others, such as an age in days, may change by themselves.
        Raises DocumentError when the document has no number.
        """
        order, lines = split_document(document, _SHAPE)
        number = order.get(self._settings.columns.number)
        if isinstance(number, bool) or not isinstance(number, str | int) or not str(number).strip():
            problem = Problem(self._settings.columns.number, Told("afas.number_missing"), Told("afas.give_number"))
            raise DocumentError([problem])
        said = [
            _read_columns(order, self._settings.columns),
            *(_read_columns(line, self._settings.line_columns) for line in lines),
        ]
        newest = self._newest(order, lines)
        version = version_of(newest.isoformat() if newest else None, dump_json(said, sort_keys=True))
        return Identity(str(number).strip(), version)

    def material(self, document: Any) -> bytes:
        """Bytes that are equal exactly when two documents say the same, apart from when they were changed."""
        order, lines = split_document(document, _SHAPE)
        columns, line_columns = self._settings.columns, self._settings.line_columns
        said = {
            "order": {name: value for name, value in order.items() if name != columns.modified},
            "lines": [{name: value for name, value in line.items() if name != line_columns.modified} for line in lines],
        }
        return dump_json(said, sort_keys=True)

    def read(self, document: Any) -> Order:
        """The canonical order. Raises DocumentError with every problem."""
        order, lines = split_document(document, _SHAPE)
        words = self._settings.columns.translate(order)
        newest = self._newest(order, lines)
        words["version"] = newest.isoformat() if newest else None
        for kind in _ADDRESSES:
            self._complete_address(words, kind)
        kept, costs = self._kinds.sort([self._settings.line_columns.translate(line) for line in lines])
        turn_discount(words, [line.get("quantity") for line in kept])
        return read_mapped(Order, _mapper(), {"order": words | costs, "lines": kept})

    def newest(self, document: Any) -> datetime | None:
        """The newest stamp of document and lines, on Amsterdam's clock; None without one. Raises DocumentError."""
        newest = self._newest(*split_document(document, _SHAPE))
        return None if newest is None else newest.replace(tzinfo=None)

    def _newest(self, order: Mapping[str, Any], lines: list[dict[str, Any]]) -> datetime | None:
        stamps = [order.get(self._settings.columns.modified)]
        if self._settings.line_columns.modified is not None:
            stamps += [line.get(self._settings.line_columns.modified) for line in lines]
        return max((moment for moment in map(_moment, stamps) if moment is not None), default=None)

    def _complete_address(self, words: dict[str, Any], kind: str) -> None:
        """Complete an address, and drop a delivery address that is none.

        AFAS gives a country, and a house number of 0, also where there is no delivery address.
        """
        if kind == "delivery" and not (words.get("delivery_street") or words.get("delivery_postcode")):
            for word in [word for word in words if word.startswith("delivery_") and word != "delivery_on"]:
                words[word] = None
            return
        place = {part: words.get(f"{kind}_{part}") for part in _SPLIT}
        for part, value in complete_place(place, self._settings.country_codes).items():
            words[f"{kind}_{part}"] = value


@cache
def _mapper() -> Mapper:
    return compile_rows(shipped_rows("afas", PRESET), shown=open_fields(Order))


def _read_columns(row: Mapping[str, Any], columns: Columns) -> dict[str, Any]:
    """What the columns of a row that are read say, but for its stamp."""
    return {word: row.get(column) for word, column in columns if column is not None and word != "modified"}


def _moment(stamp: Any) -> datetime | None:
    try:
        return read_moment(stamp) if isinstance(stamp, str) else None
    except ValueError:
        return None
