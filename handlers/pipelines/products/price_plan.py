"""Says what is to be written of a product's prices, by what was sent of them before: nothing that is there already.

Books keep with a price from when it holds. A price that changed gets a row of its own from the day of its event, and
the row before stays as it was; an offer that is withdrawn is ended by a day, since a row that is only not sent stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from handlers.contracts.products import PriceRow
from handlers.pipelines.common.one_to_one import Pair
from handlers.pipelines.common.part import part_name
from handlers.pipelines.products.pricing import Chosen
from mapping.documents.values import plain
from mapping.parsing import dump_json, parse_json
from relay.line.once.links import Link, Links

_DAY: Final = timedelta(days=1)
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Moved:
    """A price that is another than the usual one ``was``, which was not 0; an offer is always another."""

    was: Decimal
    now: Decimal
    is_offer: bool = False

    @property
    def percent(self) -> Decimal:
        """By how much it moves, up or down, of what it was."""
        return abs(self.now - self.was) / abs(self.was) * _HUNDRED


@dataclass(frozen=True, slots=True)
class PricePlan:
    """The rows that are to be written, of ``kept``, which are all that count from then on, each with its first day.

    ``before`` is the usual price that was sent last, None where none was. ``clashing`` are offers that are left out,
    since they begin on the day of a usual price in whose place the target would put them.
    """

    rows: tuple[PriceRow, ...] = ()
    kept: tuple[PriceRow, ...] = ()
    before: PriceRow | None = None
    clashing: tuple[PriceRow, ...] = ()

    def moves_from(self, shown: Decimal | None = None) -> list[Moved]:
        """How prices that are to be written move from the usual one; none where nobody knows from what.

        The usual price itself, later ones, and offers. ``shown`` is the price that the target shows, where none was
        sent before.
        """
        was = self.before.amount if self.before is not None else shown
        if not was:
            return []
        rows = [row for row in self.rows if row in self.kept and row.amount != was]
        return [Moved(was, row.amount, is_offer=row.is_offer) for row in rows]


def plan_prices(
    chosen: Chosen, sent: Sequence[PriceRow], day: date, *, keeps_periods: bool, offers_share_days: bool = True
) -> PricePlan:
    """What is to be written of the prices that were chosen, where these were ``sent``; ``day`` is that of the event.

    Where no price is given, or none can be decided, nothing is. Unless ``offers_share_days``, a usual price that has no
    day of its own begins a day before the offer that begins with it, and an offer on the day of one that has is left
    out.
    """
    before = _in_force([row for row in sent if not row.is_offer], day)
    if chosen.problems or not chosen.rows:
        return PricePlan(kept=tuple(sent), before=before)
    kept = tuple(_begun(row, sent, day) for row in chosen.rows)
    clashing: tuple[PriceRow, ...] = ()
    if not offers_share_days:
        kept, clashing = _set_apart(kept, [row.starts_on is None for row in chosen.rows])
    if before is not None and not _is_like(before, kept[0]):
        before = None
    there = {row.key: row for row in sent}
    rows = [row for row in kept if there.get(row.key) != row]
    if keeps_periods:
        rows += _endings(sent, kept, chosen.usual, day)
    return PricePlan(tuple(rows), kept, before, clashing)


def _set_apart(rows: Sequence[PriceRow], undated: Sequence[bool]) -> tuple[tuple[PriceRow, ...], tuple[PriceRow, ...]]:
    """The rows with no two on one day, and the offers that were left out for that."""
    offers = {_place(row) for row in rows if row.is_offer}
    kept = [
        replace(row, starts_on=_start(row) - _DAY) if is_undated and not row.is_offer and _place(row) in offers else row
        for row, is_undated in zip(rows, undated, strict=True)
    ]
    taken = {_place(row) for row in kept if not row.is_offer}
    clashing = tuple(row for row in kept if row.is_offer and _place(row) in taken)
    return tuple(row for row in kept if row not in clashing), clashing


def _place(row: PriceRow) -> str:
    """The key of a price as it is for a usual one."""
    return replace(row, is_offer=False).key


def _begun(row: PriceRow, sent: Sequence[PriceRow], day: date) -> PriceRow:
    """The row with the day from which it holds: that of the one in force, where it is the same price."""
    if row.starts_on is not None:
        return row
    current = _in_force([one for one in sent if _is_like(one, row)], day)
    is_same = current is not None and (current.amount, current.ends_on) == (row.amount, row.ends_on)
    return replace(row, starts_on=current.starts_on if current is not None and is_same else day)


def _in_force(rows: Iterable[PriceRow], day: date) -> PriceRow | None:
    """The row that began last of those that hold on a day."""
    holding = [row for row in rows if _start(row) <= day and (row.ends_on is None or row.ends_on >= day)]
    return max(holding, key=_start, default=None)


def _endings(sent: Sequence[PriceRow], kept: Sequence[PriceRow], usual: PriceRow | None, day: date) -> list[PriceRow]:
    """What ends or undoes the rows that were sent, are not wanted any more, and would still come to count.

    One that holds already ends the day before. One that is still to begin gets the usual price: books do not forget
    it, and need not take an end before its beginning.
    """
    wanted = {row.key for row in kept}
    ended: list[PriceRow] = []
    for row in sent:
        if row.key in wanted or (row.ends_on is not None and row.ends_on < day):
            continue
        if _start(row) < day:
            if row.is_offer:
                ended.append(replace(row, ends_on=day - _DAY))
        elif usual is not None:
            ended.append(replace(row, amount=usual.amount))
        elif row.is_offer:
            ended.append(replace(row, ends_on=row.starts_on))
    return ended


def _is_like(one: PriceRow, other: PriceRow) -> bool:
    """Whether two rows are for the same, be it from other days and at other amounts."""
    undated = {"starts_on": None, "ends_on": None, "amount": Decimal(0)}
    return replace(one, **undated) == replace(other, **undated)  # type: ignore[arg-type]  # these are its fields


def _start(row: PriceRow) -> date:
    return row.starts_on or date.min


async def recall_prices(links: Links, connection: str, pair: Pair) -> tuple[PriceRow, ...]:
    """The prices of a product that were sent and still count."""
    link = await links.find(_memory(links, connection, pair))
    return tuple(_read(row) for row in parse_json(link.number.encode())) if link is not None else ()


async def keep_prices(links: Links, connection: str, pair: Pair, rows: Sequence[PriceRow], event: str) -> None:
    """Remember which prices of a product were sent, to be forgotten together with its link."""
    name = _memory(links, connection, pair)
    await links.attach(pair.name, [name])
    await links.store(name, Link(dump_json([_write(row) for row in rows]).decode(), event=event))


def _memory(links: Links, connection: str, pair: Pair) -> str:
    return part_name(links, connection, pair, "prices", "sent")


def _write(row: PriceRow) -> list[Any]:
    days = [day.isoformat() if day is not None else "" for day in (row.starts_on, row.ends_on)]
    return [plain(row.amount), row.includes_vat, row.currency, row.unit, row.price_list, *days, row.is_offer]


def _read(written: Sequence[Any]) -> PriceRow:
    amount, includes_vat, currency, unit, price_list, start, end, is_offer = written
    days = [date.fromisoformat(day) if day else None for day in (start, end)]
    return PriceRow(Decimal(amount), includes_vat, currency, unit, price_list, days[0], days[1], is_offer)
