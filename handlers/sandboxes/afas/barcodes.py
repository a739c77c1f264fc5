"""Barcodes of articles: their check digits, as their kind wants them, and those that an article has besides its own.

Source: AFASSoftware/OASContent OpenApiSpecs/profit/en (VaBc: kind 0 is not checked; FbExtraBarcode has no update).
"""

from collections.abc import Mapping
from types import MappingProxyType

from handlers.sandboxes.afas.goods import GoodsBook
from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.masters import Masters
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text

_DIGITS: Mapping[str, int] = MappingProxyType({"1": 8, "2": 12, "3": 13, "4": 14})
"""How many digits a checked barcode has, by its kind: EAN-8, UPC, EAN-13, EAN-14."""


def check_barcode(kind: str, barcode: str) -> None:
    """Raise RefusedError for a barcode of a checked kind whose length or check digit is wrong.

    >>> check_barcode("3", "2000000000015"), check_barcode("0", "454834")
    (None, None)
    """
    wanted = _DIGITS.get(kind)
    if not barcode or wanted is None:
        return
    if len(barcode) != wanted or not (barcode.isascii() and barcode.isdecimal()):
        raise RefusedError(500, Text.BAD_VALUE, "Barcode")
    weighed = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(barcode[:-1])))
    if (weighed + int(barcode[-1])) % 10:
        raise RefusedError(500, Text.BAD_VALUE, "Barcode")


class BarcodeDesk:
    """Further barcodes: one is added or taken away, and never changed."""

    def __init__(self, masters: Masters, goods: GoodsBook, journal: Journal) -> None:
        self._masters = masters
        self._goods = goods
        self._journal = journal

    def write(self, record: Record) -> None:
        """Add one. Raises RefusedError."""
        if record.action != "insert":
            raise RefusedError(500, Text.UPDATE_UNAUTHORISED)
        item = self._masters.known_item(record.text("VaIt"), record.text("ItCd"))
        check_barcode(record.text("VaBc"), record.text("BaCo"))
        if any(row["BaCo"] == record.text("BaCo") for row in self._goods.barcodes):
            raise RefusedError(500, Text.TAKEN, "Barcode")
        self._goods.barcodes.append({**record.fields, "ItCd": item.code, "modified": self._goods.stamp()})
        self._journal.note(self._goods.barcodes.pop)
