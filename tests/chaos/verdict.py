"""Judges a chaos run: the target's own books against what was acknowledged. Pure, so that it can be judged itself."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Final

from relay.model import State
from words.told import Told

CHANGED: Final = str(Told("common.changed_after_send"))
"""How the story of an order begins that changed at its source after it was sent."""

CARRIED: Final = frozenset({State.WRITTEN, State.SKIPPED})
RESTS: Final = frozenset({State.HELD, State.FAILED})
"""States in which an event waits for a person."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that was acknowledged: a version of a document, under the reference it gets in the target.

    ``position`` counts acknowledgements. ``event_id`` and ``version`` are None for what a poll had to find.
    ``totals`` are what it came to with VAT in each version it ever had, oldest first; none: not compared.
    """

    reference: str
    position: int
    event_id: str | None = None
    version: int | None = None
    totals: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How an event stands when all is over. ``has_rested`` says that it left its lane for a while, being held."""

    event_id: str
    reference: str
    state: State
    reason: str
    has_rested: bool = False


@dataclass(frozen=True, slots=True)
class Booked:
    """An order as it stands in the target's books, and what it comes to there with VAT."""

    reference: str
    number: str
    version: int
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Accounts:
    """The target's books: ``debtors`` and ``addresses`` name what must be there once, as often as it is there."""

    orders: Sequence[Booked]
    debtors: Sequence[str] = ()
    addresses: Sequence[str] = ()


@dataclass
class Verdict:
    """What became of all that was acknowledged. The lists tell each in a sentence.

    ``echoes`` counts what the relay wrote itself and knew when it read it; ``changed`` the orders that were changed
    after they were carried, which it told.
    """

    accepted: int = 0
    written: int = 0
    skipped: int = 0
    echoes: int = 0
    changed: int = 0
    held: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether every acknowledged event ended once, in order, and with the amount it had."""
        return not (self.lost or self.doubled or self.out_of_order or self.differing)


def summed(verdicts: Sequence[Verdict]) -> Verdict:
    """All of them as one."""
    whole = Verdict()
    for one in verdicts:
        for each in fields(Verdict):
            setattr(whole, each.name, getattr(whole, each.name) + getattr(one, each.name))
    return whole


def judge(promises: Sequence[Promise], standings: Sequence[Standing], accounts: Accounts) -> Verdict:
    """Weigh what was promised against the books; what the relay says of itself only explains what the books lack."""
    by_id = {standing.event_id: standing for standing in standings}
    by_reference: dict[str, list[Standing]] = defaultdict(list)
    for standing in standings:
        by_reference[standing.reference].append(standing)
    booked = {order.reference: order for order in accounts.orders}
    verdict = Verdict(len(promises))
    promised = {promise.reference for promise in promises}
    verdict.doubled += _doubled(accounts, promised)
    _weigh_echoes(verdict, [one for reference in by_reference.keys() - promised for one in by_reference[reference]])
    for promise in promises:
        found = [by_id[promise.event_id]] if promise.event_id in by_id else []
        if promise.event_id is None:
            found = by_reference[promise.reference]
        order = booked.get(promise.reference)
        _weigh(verdict, promise, found, order)
        if promise.event_id is None:
            verdict.out_of_order += _overtaken_polled(promise, found)
        if order is not None and promise.totals and promise.version in {None, order.version}:
            _weigh_total(verdict, promise, found, order)
    verdict.out_of_order += _overtaken(promises, by_id, booked)
    return verdict


def _weigh(verdict: Verdict, promise: Promise, found: Sequence[Standing], order: Booked | None) -> None:
    told = f"{promise.reference} version {promise.version}, event {promise.event_id}"
    states = {standing.state for standing in found}
    if promise.event_id is None and order is not None and not states & RESTS:
        verdict.written += 1
    elif not found:
        verdict.lost.append(f"{told}: the relay knows nothing of it")
    elif states <= CARRIED and order is None:
        verdict.lost.append(f"{told}: {found[0].state}, and not in the books ({found[0].reason})")
    elif states == {State.WRITTEN} and order is not None and promise.version not in {None, order.version}:
        verdict.lost.append(f"{told}: written, and the books have version {order.version}")
    elif states == {State.WRITTEN}:
        verdict.written += 1
    elif states == {State.SKIPPED}:
        verdict.skipped += 1
    elif states & RESTS:
        verdict.held.append(f"{told}: {found[0].state}: {found[0].reason}")
    else:
        verdict.lost.append(f"{told}: it stands at {', '.join(sorted(states))} ({found[0].reason})")


def _weigh_total(verdict: Verdict, promise: Promise, found: Sequence[Standing], order: Booked) -> None:
    """The order has the amount of one of its versions; that it changed since then is told."""
    if order.total not in promise.totals:
        told = ", then ".join(map(str, promise.totals))
        verdict.differing.append(f"{promise.reference} comes to {order.total} in the books, and came to {told}")
    elif order.total == promise.totals[-1] or any(standing.state in RESTS for standing in found):
        return
    elif any(standing.reason.startswith(CHANGED) for standing in found):
        verdict.changed += 1
    else:
        verdict.lost.append(f"{promise.reference}: changed from {order.total} to {promise.totals[-1]}, and nobody told")


def _weigh_echoes(verdict: Verdict, standings: Sequence[Standing]) -> None:
    """What nobody was promised is what the relay wrote itself and reads again: it goes no further."""
    for standing in standings:
        told = f"{standing.reference}, which the relay wrote itself, event {standing.event_id}: {standing.reason}"
        if standing.state is State.SKIPPED:
            verdict.echoes += 1
        elif standing.state in RESTS:
            verdict.held.append(told)
        else:
            verdict.doubled.append(f"{standing.state}: {told}")


def _doubled(accounts: Accounts, promised: set[str]) -> Iterator[str]:
    """Each record that is there once too often, and each order that nobody was promised."""
    kinds = {
        "order": [order.reference for order in accounts.orders],
        "debtor": accounts.debtors,
        "address": accounts.addresses,
    }
    for kind, names in kinds.items():
        for name, count in Counter(names).items():
            yield from [f"{kind} {name} stands in the books {count} times"] * (count - 1)
    yield from (
        f"order {one.reference} was never acknowledged" for one in accounts.orders if one.reference not in promised
    )


def _overtaken(
    promises: Sequence[Promise], by_id: Mapping[str, Standing], booked: Mapping[str, Booked]
) -> Iterator[str]:
    """Documents of which a version was carried before one that had come earlier and had not been held meanwhile."""
    lanes: dict[str, list[Promise]] = defaultdict(list)
    for promise in promises:
        if promise.event_id is not None:
            lanes[promise.reference].append(promise)
    for reference, lane in lanes.items():
        carried = [p for p in lane if reference in booked and p.version == booked[reference].version]
        for late in carried[:1]:
            for early in lane:
                standing = by_id.get(early.event_id or "")
                if early.position < late.position and standing is not None and not standing.has_rested:
                    yield f"{reference}: version {late.version} was carried before {early.version}, which came first"


def _overtaken_polled(promise: Promise, found: Sequence[Standing]) -> Iterator[str]:
    """The same of what polls found, whose versions are told by the order in which they were read."""
    written = [position for position, standing in enumerate(found) if standing.state is State.WRITTEN]
    for early in found[: written[0]] if written else ():
        if not early.has_rested:
            yield f"{promise.reference}: event {early.event_id} was read first, and a later one was carried before it"
    for _ in written[1:]:
        yield f"{promise.reference} was told as written {len(written)} times"
