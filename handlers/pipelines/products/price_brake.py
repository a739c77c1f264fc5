"""Asks a person before a price moves so far, or so many prices move at once, that a mistake would be dear.

A file with prices in cents, or a list that was read as another, changes every price within minutes. A price that moves
far waits for a person by itself. Where many move, one event asks for all of them: the others wait until it is released.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from handlers.pipelines.common.one_to_one import Pair
from handlers.pipelines.common.part import part_name
from handlers.pipelines.products.price_plan import Moved, PricePlan
from handlers.pipelines.products.price_settings import PriceSettings
from mapping.documents.values import plain
from mapping.money import round_to
from mapping.problems import Problem
from relay.errors import Hold, Transient
from relay.line.once.links import Link, Links
from relay.line.queue import Queue
from relay.model import ENDS, Ticket
from relay.store.store import Store, reply
from words.told import Told

WITHIN: Final = timedelta(hours=1)
"""Prices that move within this time count as one run: a full reading of a large source takes longer than a poll."""

ALLOWED_FOR: Final = timedelta(hours=24)
"""How long prices may move freely after a person agreed: whatever waited is carried by then."""

_LOOKED_AT_AGAIN: Final = timedelta(minutes=5)
_MOST_ASKERS: Final = 10


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is kept of a flow: how many products have a price, what asks since when, and until when all may move.

    ``question`` is the event that asks now, and ``askers`` the names of the links of all products that asked.
    """

    priced: int
    question: str
    askers: tuple[str, ...]
    asked_ms: int
    allowed_ms: int


class PriceBrake:
    """Counts the prices of each flow that move, in the state role. All of it raises the failures of Redis."""

    def __init__(self, store: Store, links: Links, queue: Queue) -> None:
        self._state = store.state
        self._keys = store.keys
        self._links = links
        self._queue = queue

    async def check(
        self, ticket: Ticket, pair: Pair, plan: PricePlan, settings: PriceSettings, shown: Decimal | None = None
    ) -> None:
        """Return where the usual price may be written as planned; ``shown`` is what the target shows.

        Raises Hold where a person is asked, and Transient where another event asks for all.
        """
        moves = plan.moves_from(shown)
        furthest = max(moves, key=lambda moved: moved.percent, default=None)
        if furthest is not None and furthest.percent > settings.jump:
            await self._ask_about(ticket, pair, furthest, settings)
        if any(not moved.is_offer for moved in moves):
            await self._count(ticket, pair, settings)

    async def note_priced(self, flow: str) -> None:
        """Count a product that has a price for the first time."""
        await reply(self._state.hincrby(self._keys.price_brake(flow), "priced", 1))

    async def _ask_about(self, ticket: Ticket, pair: Pair, moved: Moved, settings: PriceSettings) -> None:
        """Raise Hold about a price that moves far, unless a person let it go since it was held for that."""
        name = part_name(self._links, pair.flow.target, pair, "prices", "asked")
        asked, is_same = await self._links.find(name), False
        if asked is not None:
            amount, _, asked_ms = asked.number.partition(" ")
            is_same = amount == plain(moved.now)
            if is_same and ticket.event.released_ms > int(asked_ms):
                return
        if not is_same:
            await self._links.attach(pair.name, [name])
            await self._links.store(name, Link(f"{plain(moved.now)} {_now_ms()}", event=ticket.event.id))
        wrong = Told(
            "prices.jumps",
            was=plain(moved.was),
            now=plain(moved.now),
            percent=plain(round_to(moved.percent, 0)),
            most=plain(settings.jump),
        )
        problem = Problem("price", wrong, Told("prices.agree", event=ticket.event.id), plain(moved.now))
        raise Hold(Told("prices.cannot_be_sent", problem=problem.told()), problems=[problem])

    async def _count(self, ticket: Ticket, pair: Pair, settings: PriceSettings) -> None:
        """Count the price among those that move now. Raises as :meth:`check` does where they are too many."""
        flow, now = ticket.flow.name, _now_ms()
        standing = await self._standing(flow, now)
        if now < standing.allowed_ms:
            return
        if pair.name in standing.askers and ticket.event.released_ms > standing.asked_ms:
            await self._note(flow, {"question": "", "askers": "", "allowed": now + _milliseconds(ALLOWED_FOR)})
            return
        if standing.question not in {"", ticket.event.id} and await self._asks_still(standing.question):
            told = Told("prices.wait_for_answer", event=standing.question)
            raise Transient(told, after=_LOOKED_AT_AGAIN, burns_try=False)
        moving, most = await self._move(flow, pair, now), settings.mass.most(standing.priced)
        if moving <= most:
            return
        await reply(self._state.zrem(self._keys.price_moves(flow), pair.name))
        askers = " ".join([*standing.askers, pair.name][-_MOST_ASKERS:])
        asked_ms = standing.asked_ms if standing.askers else now
        await self._note(flow, {"question": ticket.event.id, "askers": askers, "asked": asked_ms})
        wrong = Told("prices.many_move", count=moving, most=most, all=standing.priced)
        problem = Problem("price", wrong, Told("prices.agree", event=ticket.event.id))
        raise Hold(Told("prices.cannot_be_sent", problem=problem.told()), problems=[problem])

    async def _move(self, flow: str, pair: Pair, now: int) -> int:
        """Note that a price moves; how many have within the time that counts as one run."""
        moves = self._keys.price_moves(flow)
        async with self._state.pipeline(transaction=True) as pipe:
            pipe.zremrangebyscore(moves, "-inf", now - _milliseconds(WITHIN))
            pipe.zadd(moves, {pair.name: now})
            pipe.zcard(moves)
            pipe.pexpire(moves, _milliseconds(WITHIN))
            _, _, moving, _ = await pipe.execute()
        return int(moving)

    async def _asks_still(self, question: str) -> bool:
        """Whether the event that asks waits for its answer, or is about to give it."""
        event = await self._queue.event(question)
        return event is not None and event.state not in ENDS

    async def _standing(self, flow: str, now: int) -> _Standing:
        """What is kept of the flow; who asked long ago asks no more."""
        names = ["priced", "question", "askers", "asked", "allowed"]
        priced, question, askers, asked, allowed = (
            (value or b"").decode() for value in await reply(self._state.hmget(self._keys.price_brake(flow), names))
        )
        recent = now - int(asked or 0) < _milliseconds(ALLOWED_FOR)
        return _Standing(
            int(priced or 0), question, tuple(askers.split()) if recent else (), int(asked or 0), int(allowed or 0)
        )

    async def _note(self, flow: str, fields: Mapping[str, str | int]) -> None:
        await reply(self._state.hset(self._keys.price_brake(flow), mapping=dict(fields)))


def _now_ms() -> int:
    return round(datetime.now(UTC).timestamp() * 1000)


def _milliseconds(length: timedelta) -> int:
    return round(length.total_seconds() * 1000)
