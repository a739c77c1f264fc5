"""Stock as FbStockMutation books it: goods in and out of a warehouse, of which AFAS answers without a key.

Source: AFASSoftware/OASContent OpenApiSpecs/profit/en (FbStockMutation). Its examples book with entry sorts 31 and 41
(in) and 32 and 42 (out). No public page tells how the other sorts move stock, so they are refused here.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from handlers.sandboxes.afas.behaviour import Behaviour
from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.masters import Masters, require_known
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored

_SIGNS: Mapping[str, int] = MappingProxyType({"31": 1, "41": 1, "32": -1, "42": -1})

Place = tuple[str, str]
"""An article's code and a warehouse."""


_Kept = TypeVar("_Kept", Decimal, datetime)


class StockDesk:
    """Books mutations; ``quantities`` are in the article's own unit and may go below zero, as in AFAS.

    ``mutations`` are their fields, with the ``pieces`` that each moved. ``stamp`` gives Amsterdam's time now, and
    ``moved`` has the stamp of the last change of each quantity.
    """

    def __init__(self, masters: Masters, journal: Journal, stamp: Callable[[], datetime]) -> None:
        self.quantities: dict[Place, Decimal] = dict(masters.stock)
        self.mutations: list[dict[str, Stored]] = []
        self.moved: dict[Place, datetime] = dict.fromkeys(self.quantities, stamp())
        self._stamp = stamp
        self._masters = masters
        self._journal = journal

    def write(self, record: Record) -> None:
        """Book one mutation; there is no changing it afterwards. Raises RefusedError."""
        if record.action != "insert":
            raise RefusedError(500, Text.UPDATE_UNAUTHORISED)
        sign = _SIGNS.get(record.text("VaOt"))
        if sign is None:
            raise RefusedError(500, Text.BAD_VALUE, "Soort boeking")
        item = self._masters.item(record.text("VaIt"), record.text("ItCd"))
        require_known(record.text("War"), self._masters.warehouses, "Magazijn")
        require_known(record.text("ReId"), self._masters.stock_reasons, "Reden")
        self._masters.unit(record.text("BiUn"))
        self.move((item.code, record.text("War")), sign * _pieces(record))
        self.mutations.append({**record.fields, "pieces": sign * _pieces(record)})
        self._journal.note(self.mutations.pop)

    def shown(self, behaviour: Behaviour) -> Iterator[dict[str, Stored]]:
        """``Relay_StockMutations``."""
        for one in self.mutations:
            pieces, by_sort = one["pieces"], behaviour.mutations == "with_entry_sort"
            yield {
                "ItemCode": one.get("ItCd"),
                "WarehouseId": one.get("War"),
                "Location": one.get("Loc"),
                "Description": one.get("Ds"),
                "Date": one.get("Da"),
                "EntrySort": one.get("VaOt") if by_sort else None,
                "Reason": one.get("ReId"),
                "Quantity": abs(pieces) if by_sort and isinstance(pieces, Decimal) else pieces,
            }

    def move(self, place: Place, pieces: Decimal) -> None:
        """Let so many pieces come to a place, or leave it."""
        before, stamp = self.quantities.get(place), self.moved.get(place)
        self.moved[place] = self._stamp()
        self.quantities[place] = (before or Decimal(0)) + pieces
        self._journal.note(partial(_put_back, self.quantities, place, before))
        self._journal.note(partial(_put_back, self.moved, place, stamp))


def _put_back(kept: dict[Place, _Kept], place: Place, was: _Kept | None) -> None:
    if was is None:
        kept.pop(place, None)
    else:
        kept[place] = was


def _pieces(record: Record) -> Decimal:
    """How many pieces a record moves: ``Qu``, or else ``QuUn`` units of ``PcUn`` pieces each, by default one."""
    given = record.fields.get("Qu")
    if isinstance(given, Decimal):
        return given
    return Decimal(record.text("QuUn")) * Decimal(record.text("PcUn") or 1)
