"""Levels that are posted: each says what there is of one article in one place, and is told again without harm."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from handlers.contracts.records import Fields
from handlers.contracts.stock import FoundLevel, Level, LevelKey
from handlers.vendors.opening import Opened
from handlers.vendors.webhook.posting.poster import LookedUp
from handlers.vendors.webhook.posting.receiver import Receiver
from handlers.vendors.webhook.posting.settings import StockPosts
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.target.posted import PostedRecord
from mapping.documents.values import parse_decimal, plain
from mapping.problems import Problem
from mapping.rows.paths import follow, path_parts
from mapping.rows.shapes import Shape
from relay.errors import Hold
from relay.model import Flow
from words.mistake import Mistake
from words.told import Told

READABLE: Final[Mapping[str, Shape]] = {
    "level": {
        **dict.fromkeys(("code", "warehouse", "unit", "number", "sku"), str),
        "quantity": Decimal,
    }
}
"""What rows for the body of a level may read."""


class PostedStock(PostedRecord):
    """Implements ``handlers.contracts.stock.TakesLevels``, where each method's contract stands."""

    is_ledger = False

    def __init__(self, opened: Opened[WebhookConnection, Receiver], flow: Flow, how: StockPosts) -> None:
        super().__init__(opened, flow, READABLE)
        self._stock = how

    @property
    def stock_decimals(self) -> int:
        """As the settings say."""
        return self._stock.decimals

    def check_level(self, level: Level) -> Sequence[Problem]:
        """What rows cannot make; the relay's own document can always be made."""
        return self._fill(lambda: _document(level), lambda: _context(level))[1]

    def level_fields(self, level: Level) -> Fields:
        """The body that is posted. Raises Hold where rows cannot fill it."""
        return self._body(lambda: _document(level), lambda: _context(level))

    async def set_level(self, level: Level, fields: Fields) -> str | None:
        """Post one level; as an update, since nothing is made by it. Raises NotThere where the article is not there."""
        return (await self._poster.post(_values(level.key, level.number, level.sku), fields, update=True)).id

    async def find_levels(self, keys: Sequence[LevelKey]) -> Mapping[LevelKey, FoundLevel] | None:
        """What the look-up shows of each; None where the settings have no look-up, or none that shows a quantity.

        Raises Hold where it shows several records under one code, or a quantity that is no number.
        """
        if self._stock.look_up is None or self._stock.look_up_quantity is None:
            return None
        found = {}
        for key in keys:
            shown = [one for one in await self._poster.find(_values(key)) if self._is_of(one, key.code)]
            if len(shown) > 1:
                raise Hold(Told("posting.several_levels", code=key.code))
            if shown:
                found[key] = self._level(key, shown[0].record)
        return found

    def _is_of(self, shown: LookedUp, code: str) -> bool:
        """Whether a record is of this very code: a search may show what only begins with it."""
        if self._stock.look_up_code is None:
            return True
        return _at(shown.record, self._stock.look_up_code).strip() == code.strip()

    def _level(self, key: LevelKey, record: Any) -> FoundLevel:
        quantity = follow(record, path_parts(self._stock.look_up_quantity or ""))
        tracked = True
        if self._stock.look_up_tracked is not None:
            tracked = follow(record, path_parts(self._stock.look_up_tracked)) not in {False, "false", "0"}
        if quantity is None or not tracked:
            return FoundLevel(key, None, tracked=tracked)
        try:
            return FoundLevel(key, parse_decimal(quantity), tracked=tracked)
        except Mistake:
            raise Hold(Told("posting.no_quantity", code=key.code)) from None


def open_stock_target(opened: Opened[WebhookConnection, Receiver], flow: Flow) -> PostedStock:
    """The target of a flow of stock. Raises StartError with every mistake of its rows."""
    how = opened.client.posts.stock
    assert how is not None  # noqa: S101 - the connection has looked
    return PostedStock(opened, flow, how)


def _document(level: Level) -> dict[str, Any]:
    """The level as the relay tells it: what is not known is left out."""
    told = {
        "code": level.key.code,
        "warehouse": level.key.warehouse,
        "quantity": plain(level.quantity),
        "unit": level.unit,
        "number": level.number,
        "sku": level.sku,
    }
    return {name: value for name, value in told.items() if value}


def _context(level: Level) -> dict[str, Any]:
    return {
        "level": {
            "code": level.key.code,
            "warehouse": level.key.warehouse,
            "quantity": level.quantity,
            "unit": level.unit,
            "number": level.number,
            "sku": level.sku,
        }
    }


def _values(key: LevelKey, number: str = "", sku: str = "") -> dict[str, str]:
    return {"code": key.code, "warehouse": key.warehouse, "number": number, "sku": sku}


def _at(record: Any, path: str) -> str:
    value = follow(record, path_parts(path))
    return str(value) if isinstance(value, str | int | Decimal) and not isinstance(value, bool) else ""
