"""What AFAS keeps of an item in units other than its own, and in each of its sizes and colours.

Source: AFASSoftware/OASContent OpenApiSpecs/profit/en (FbUnitBasicItem, FbUpdateAdB): an article with dimensions keeps
one code, and a variant of it is that code with one or two codes of dimensions.
"""

from collections.abc import Mapping
from types import MappingProxyType

from handlers.sandboxes.afas.barcodes import check_barcode
from handlers.sandboxes.afas.goods import GoodsBook, Row
from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.masters import Item, Masters, require_known
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text

_DIMENSIONS: Mapping[str, int] = MappingProxyType({"3": 1, "4": 2})
"""How many dimensions an article has, by its type."""


class VariantDesk:
    """Writes variants into the book of goods: each is an article's code with the codes of its dimensions."""

    def __init__(self, masters: Masters, goods: GoodsBook, journal: Journal) -> None:
        self._masters = masters
        self._goods = goods
        self._journal = journal

    def write(self, record: Record) -> None:
        """Keep what is said of a variant, which needs not be there before. Raises RefusedError."""
        if record.action != "insert":
            raise RefusedError(500, Text.UPDATE_UNAUTHORISED)
        item = self._masters.known_item(record.text("VaIt"), record.text("ItCd"))
        self._refuse_dimensions(item, record)
        check_barcode(record.text("VaBc"), record.text("BaCo"))
        key = {"ItCd": item.code, "StL1": record.text("StL1").upper(), "StL2": record.text("StL2").upper() or None}
        own: Row = {**record.fields, **key, "modified": self._goods.stamp()}
        rows = self._goods.combinations
        standing = next((row for row in rows if all(row.get(name) == code for name, code in key.items())), None)
        if standing is not None:
            self._journal.change(standing, **own)
        else:
            rows.append(own)
            self._journal.note(rows.pop)

    def _refuse_dimensions(self, item: Item, record: Record) -> None:
        article = self._goods.of_article(item.code)
        wanted = _DIMENSIONS.get(str(article.get("VaTp") or item.article_type), 0)
        for number in (1, 2):
            code, label = record.text(f"StL{number}").upper(), f"Artikeldimensie {number}"
            if bool(code) != (number <= wanted):
                raise RefusedError(500, Text.MISSING if number <= wanted else Text.BAD_VALUE, label)
            require_known(code, self._masters.dimensions.get(str(article.get(f"StD{number}")), frozenset()), label)


class UnitDesk:
    """Writes the units of items beside their own, which is never changed, into the book of goods."""

    def __init__(self, masters: Masters, goods: GoodsBook, journal: Journal) -> None:
        self._masters = masters
        self._goods = goods
        self._journal = journal

    def write(self, record: Record) -> None:
        """Insert, change or take away a unit. Raises RefusedError."""
        item = self._masters.known_item(record.text("VaIt"), record.text("ItCd"))
        unit = self._masters.unit(record.text("BiUn"))
        if unit == item.unit:
            raise RefusedError(500, Text.NOT_CHANGED, "BiUn")
        check_barcode(record.text("VaBc"), record.text("BaCo"))
        own: Row = {**record.fields, "ItCd": item.code, "BiUn": unit, "modified": self._goods.stamp()}
        rows = self._goods.units
        standing = next((row for row in rows if (row["ItCd"], row["BiUn"]) == (item.code, unit)), None)
        if (standing is None) != (record.action == "insert"):
            raise RefusedError(500, Text.TAKEN if standing is not None else Text.NO_VALUE, "Eenheid")
        self._journal.rows(rows)
        if standing is None:
            rows.append(own)
        elif record.action == "delete":
            rows.remove(standing)
        else:
            self._journal.change(standing, **own)
