"""Keeps what orders that were taken in have sold, for as long as the books that a level is read from may not know it.

An entry is made in the same stroke as the order's event, and what it counts is read off that event's state: so it is
never lost, never counted twice, and gone as soon as the event is cancelled, expired or skipped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import orjson

from relay.line.actions import Sale
from relay.line.once.links import Links
from relay.model import State
from relay.store.scripts import script
from relay.store.store import Store

_PARTS: Final = 10
"""How many values the script that reads tells of each entry."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """What one event of an order has sold of an article: ``sale``, of which each is ``many`` of that article.

    ``order`` is the name of the order's link, ``source`` the system it came from. ``known_from`` is the ordinal of a
    read from which on the books know it, 0 where it is not written yet. ``ended`` is when its last run ended.
    ``is_newest`` says that no later version of the order came. ``delivered`` is how much of what the order sold under
    this code has left, as reads of the books from the ordinal ``delivered_from`` on show it.
    """

    order: str
    event: str
    source: str
    state: State
    sold: Sequence[Sale]
    many: Decimal = Decimal(1)
    known_from: int = 0
    ended: datetime | None = None
    is_newest: bool = True
    delivered: Decimal = Decimal(0)
    delivered_from: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """All that counts or may count of articles, by their names, as it stood at a moment of the clock of Redis."""

    at: datetime
    of: Mapping[str, Sequence[Reservation]]


class Reservations:
    """Reservations of all processes, kept in the state role. ``keep`` is how long what was delivered is remembered."""

    def __init__(self, store: Store, keep: int) -> None:
        self._store = store
        self._keep = keep
        self._read = script(store.state, "read_reservations")
        self._deliver = script(store.state, "note_delivery")

    async def read(
        self,
        articles: Sequence[str],
        *,
        parts: Mapping[str, Decimal] | None = None,
        watcher: tuple[str, bytes] = ("", b""),
    ) -> Found:
        """What was sold of articles, of the first its ``parts`` too: how many it takes of each, where it has no stock.

        ``watcher`` is a due (:meth:`relay.line.dues.Dues.watcher`) that is noted at once whenever that changes from now
        on. Raises the failures of Redis.
        """
        made = {part: f"{many.normalize():f}" for part, many in (parts or {}).items()}
        asked = [articles[0], "", *(text for pair in made.items() for text in pair)] if made else [*articles]
        moment, *told = await self._read(args=[self._store.keys.prefix, *watcher, int(bool(made)), *asked])
        of: dict[str, list[Reservation]] = {name: [] for name in (*articles[:1], *(made or articles))}
        for place in range(0, len(told), _PARTS):
            article, *entry = (value.decode() for value in told[place : place + _PARTS])
            of[article].append(_entry(entry))
        return Found(_moment(moment.decode()), of)

    async def deliver(self, order: str, article: str, quantity: Decimal) -> bool:
        """Note how much of an order's article has left in all, as the books told by now; whether that was news.

        ``order`` is the name of its link, ``article`` one of :func:`article_name`. An order that is not reserved here
        is no news. Raises the failures of Redis.
        """
        return bool(await self._deliver(args=[self._store.keys.prefix, order, article, f"{quantity:f}", self._keep]))


def article_name(links: Links, connection: str, sku: str) -> str:
    """The keyed hash of an article in the books behind a connection; capitals and blanks around a code make no other.

    Raises Parked where it is not proven which system is behind it.
    """
    return links.name(connection, "reserved", sku.strip().casefold())


def pack_sales(order: str, source: str, sold: Sequence[Sale]) -> str:
    """An entry as it is kept, of one article: an order's name, the system it came from, and what it sells."""
    lines = [[one.sku, f"{one.quantity:f}", one.unit, one.warehouse, one.administration] for one in sold]
    return orjson.dumps({"order": order, "source": source, "sold": lines}).decode()


def _entry(told: Sequence[str]) -> Reservation:
    """One answer of the script, value by value."""
    many, event, packed, state, known_from, ended, newest, delivered, seen = told
    entry = orjson.loads(packed)
    sold = tuple(Sale(sku, Decimal(quantity), *where) for sku, quantity, *where in entry["sold"])
    return Reservation(
        order=entry["order"],
        event=event,
        source=entry["source"],
        state=State(state),
        sold=sold,
        many=Decimal(many),
        known_from=int(known_from or 0),
        ended=_moment(ended) if ended else None,
        is_newest=newest == event,
        delivered=Decimal(delivered),
        delivered_from=int(seen),
    )


def _moment(milliseconds: str) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
