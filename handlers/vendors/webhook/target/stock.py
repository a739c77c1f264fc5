"""Levels that are posted: each says what an article's stock is, by its code, and nothing else of the article."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from handlers.contracts.records import Fields, Repeat
from handlers.contracts.stock import FoundLevel, Level, LevelKey
from handlers.vendors.mapped_target import MappedRecord, dutch_day
from handlers.vendors.opening import Opened
from handlers.vendors.webhook.posting.poster import Poster
from handlers.vendors.webhook.posting.receiver import Receiver
from handlers.vendors.webhook.posting.rows import PostRows, post_rows
from handlers.vendors.webhook.posting.settings import StockPosts
from handlers.vendors.webhook.settings import WebhookConnection
from mapping.documents.values import parse_decimal
from mapping.problems import Problem, ToldRow
from mapping.rows.paths import follow, path_parts
from mapping.rows.shapes import Shape
from relay.errors import Hold
from relay.model import Flow
from words.mistake import Mistake
from words.told import Told

POSTED: Final[Mapping[str, Shape]] = {
    "level": {"code": str, "warehouse": str, "quantity": Decimal, "unit": str, "number": str, "sku": str}
}
"""What rows of a level that is posted may read, besides ``post``."""


class LevelDrafting:
    """A flow's rows under a connection's settings, or none: then code and quantity go, and the warehouse where one is.

    Pure. A price, a text or a block is never among them, so that a level changes nothing else of an article.
    """

    notices: Sequence[Told] = ()

    def __init__(self, rows: PostRows | None) -> None:
        self._rows = rows

    @property
    def rows(self) -> Sequence[ToldRow]:
        """Every row, for a person."""
        return self._rows.told if self._rows is not None else ()

    def check(self, level: Level) -> Sequence[Problem]:
        """What rows cannot make of it."""
        return self._rows.try_on(_context_of(level))[1] if self._rows is not None else ()

    def fields(self, level: Level) -> dict[str, Any]:
        """The body. Raises Hold where rows cannot make it."""
        if self._rows is not None:
            return self._rows.fields(_context_of(level))
        place = {"warehouse": level.key.warehouse} if level.key.warehouse else {}
        return {"code": level.key.code, **place, "quantity": level.quantity}


class PostedStock(MappedRecord):
    """Implements ``handlers.contracts.stock.TakesLevels``, where each method's contract stands."""

    is_ledger = False

    def __init__(
        self, connection: str, horizon: timedelta, how: StockPosts, drafting: LevelDrafting, poster: Poster
    ) -> None:
        super().__init__(connection, horizon, drafting, dutch_day)
        self._how = how
        self._drafting = drafting
        self._poster = poster

    @property
    def repeat(self) -> Repeat:
        """As the settings say of this receiver."""
        return Repeat(self._how.repeat)

    @property
    def stock_decimals(self) -> int:
        """As the settings say."""
        return self._how.decimals

    @property
    def deducts_open_orders(self) -> bool:
        """As the settings say."""
        return self._how.shop_deducts_open_orders

    def check_level(self, level: Level) -> Sequence[Problem]:
        """What rows cannot make of it."""
        return self._drafting.check(level)

    def level_fields(self, level: Level) -> Fields:
        """The body without what each post says of itself."""
        return self._drafting.fields(level)

    async def find_levels(self, keys: Sequence[LevelKey]) -> Mapping[LevelKey, FoundLevel] | None:
        """What the receiver shows by its look-up, a call each; None where the settings have none.

        Raises Hold where it shows several records for one.
        """
        if self._how.look_up is None:
            return None
        found: dict[LevelKey, FoundLevel] = {}
        for key in keys:
            asked = {"code": key.code, "warehouse": key.warehouse, "sku": key.code}
            shown = [one for one in await self._poster.find(asked) if self._is_of(one.record, key.code)]
            if len(shown) > 1:
                raise Hold(Told("posting.several_levels", code=key.code, count=len(shown)))
            if shown:
                found[key] = self._level_of(key, shown[0].record)
        return found

    def _is_of(self, record: Any, code: str) -> bool:
        """Whether a record is of this very code: a search may also show what only begins with it."""
        asked = self._how.look_up
        if asked is None or asked.code is None:
            return True
        shown = follow(record, path_parts(asked.code))
        return isinstance(shown, str | int) and str(shown).strip() == code.strip()

    def _level_of(self, key: LevelKey, record: Any) -> FoundLevel:
        asked = self._how.look_up
        assert asked is not None  # noqa: S101 - the caller has looked
        quantity = follow(record, path_parts(asked.quantity)) if asked.quantity is not None else None
        tracked = follow(record, path_parts(asked.tracked)) if asked.tracked is not None else None
        return FoundLevel(key, _number(quantity), tracked=tracked is not False)

    async def set_level(self, level: Level, fields: Fields) -> str | None:
        """Post it to its place; a receiver that has no such article says 404."""
        key = level.key
        values = {"code": key.code, "warehouse": key.warehouse, "number": level.number, "sku": level.sku or key.code}
        is_known = bool(level.number) or self._how.update is None
        answered = await self._poster.post(values, fields, update=is_known)
        return answered.id


def open_posted_stock(opened: Opened[WebhookConnection, Receiver], flow: Flow) -> PostedStock:
    """The target of a flow of stock. Raises StartError naming every mistake in rows."""
    how = opened.client.posts.stock
    assert how is not None  # noqa: S101 - the connection has looked
    rows = post_rows(flow, how, POSTED)
    poster = Poster(flow.entity, how, opened.client, rows)
    return PostedStock(opened.name, opened.settings.commit_horizon, how, LevelDrafting(rows), poster)


def _context_of(level: Level) -> dict[str, Any]:
    key = level.key
    texts = {"code": key.code, "warehouse": key.warehouse, "unit": level.unit, "number": level.number, "sku": level.sku}
    return {"level": {"quantity": level.quantity} | {name: text or None for name, text in texts.items()}}


def _number(value: Any) -> Decimal | None:
    """A figure as an answer has it; None for what is none, such as the null of an article without stock."""
    try:
        return parse_decimal(value) if value is not None else None
    except Mistake:
        return None
