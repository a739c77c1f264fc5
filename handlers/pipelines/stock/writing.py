"""The step that tells a target its levels, each under its own note: the newest wins, and told twice is told once."""

from collections.abc import Mapping

from handlers.contracts.records import NotThere
from handlers.contracts.stock import FoundLevel, Level, LevelKey, StockTarget, TakesLevels
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.records import Records
from handlers.pipelines.stock.looking import find_levels
from handlers.pipelines.stock.names import digest_of, hidden_name, name_of, tell_place
from handlers.pipelines.stock.not_there import bury
from handlers.pipelines.stock.open_levels import OpenLevels
from handlers.pipelines.stock.refusals import Refusal
from handlers.pipelines.stock.run import StockRun
from mapping.documents.values import plain
from relay.errors import Hold, Skip, Unconfirmed
from relay.line.once.intents import Intents, OpenIntent, pause
from relay.line.once.links import Link, Links
from relay.line.once.ordinals import Ordinals
from words.told import Told


async def carry_levels(
    run: StockRun,
    target: StockTarget,
    links: Links,
    intents: Intents,
    records: Records,
    ordinals: Ordinals,
    together: KnownRecords,
) -> StockRun:
    """Tell each level that is not as it was last sent; what becomes of one keeps none of the others.

    Raises Hold with all problems where one was refused, and Skip where the target has the article nowhere.
    """
    if not isinstance(target, TakesLevels):
        return run
    writer = _LevelWriter(target, links, intents, records, ordinals, together)
    holds, skips, told = list[Hold](), list[Skip](), list[Told]()
    for level in run.levels:
        try:
            told.append(await writer.carry(run, level))
        except Hold as end:
            holds.append(end)
        except Skip as end:
            skips.append(end)
    await note_article(run, links)
    run = run.tell(*told)
    if holds:
        raise Hold(holds[0].told, problems=[problem for end in holds for problem in end.problems])
    if skips and not told:
        raise skips[0]
    return run.tell(*(end.told for end in skips))


class _LevelWriter:
    """Carries levels one after another, each under the lock of its name."""

    def __init__(
        self,
        target: TakesLevels,
        links: Links,
        intents: Intents,
        records: Records,
        ordinals: Ordinals,
        together: KnownRecords,
    ) -> None:
        self._target = target
        self._links = links
        self._intents = intents
        self._records = records
        self._ordinals = ordinals
        self._together = together
        self._open = OpenLevels(target.repeat, target.horizon, ordinals)

    async def carry(self, run: StockRun, level: Level) -> Told:
        """Have the target hold a level, and tell what was done. Raises as every write does."""
        name, place = name_of(self._links, run, level.key), tell_place(level.key.code, level.key.warehouse)
        async with self._records.hold([name]):
            link, note = await self._links.find(name), await self._intents.look(name)
            digest = digest_of(self._links, name, level, self._target)
            refusal = await Refusal.recall(self._links, run, name)
            refusal.require_other(digest)
            if note is not None:
                await self._open.wait_for_last(run, note, was_sent=link is not None and link.digest == digest)
            found = run.found if note is None else await find_levels(run, self._target, self._together, [level.key])
            link = await self._require_there(run, level, name, link, found)
            if _shows(found, level) and self._open.is_proof(note):
                await self._ordinals.take(run.ticket.lease, name, run.ticket.event.ordinal)
                await self._settle(run, level, name, digest)
                return Told("stock.as_it_stands", level=place, quantity=plain(level.quantity))
            if note is not None:
                await self._open.require_sendable(run, level, note)
            await self._send(run, level, name, link, note, refusal)
            await self._settle(run, level, name, digest)
            await refusal.forget()
            return Told("stock.told", level=place, quantity=plain(level.quantity))

    async def _require_there(
        self, run: StockRun, level: Level, name: str, link: Link | None, found: Mapping[LevelKey, FoundLevel] | None
    ) -> Link | None:
        """The level's link, alive where it was a tombstone. Raises the end of a run on what the target has not."""
        if found is not None and level.key not in found:
            await self._intents.withdraw(name)
            raise await bury(self._links, run, name, level)
        if found is not None and not found[level.key].tracked:
            raise Skip(Told("stock.not_tracked_there", code=level.key.code), number=level.key.code)
        if link is None or link.is_live:
            return link
        risen = Link(level.key.code)
        await self._links.store(name, risen)
        return risen

    async def _send(
        self, run: StockRun, level: Level, name: str, link: Link | None, note: OpenIntent | None, refusal: Refusal
    ) -> None:
        """Send a level under a note. Where an earlier one may come last, it stays open until that is out of reach."""
        fields, digest = self._target.level_fields(level), digest_of(self._links, name, level, self._target)
        await self._ordinals.take(run.ticket.lease, name, run.ticket.event.ordinal)
        await self._intents.begin(run.ticket.lease, name, note, link.number if link is not None else level.key.code)
        try:
            await self._intents.send([name], lambda: self._target.set_level(level, fields))
        except NotThere:
            raise await bury(self._links, run, name, level) from None
        except Hold as end:
            await refusal.keep(digest, end)
            raise
        if self._open.must_follow(note):
            await self._links.store(name, Link(level.key.code, digest, run.ticket.event.id, settings=run.night))
            await self._intents.note_sent_again(name)
            told = Told("stock.told_once_more_later", code=level.key.code)
            raise Unconfirmed(told, after=pause(self._target.horizon))

    async def _settle(self, run: StockRun, level: Level, name: str, digest: str) -> None:
        link = Link(level.key.code, digest, run.ticket.event.id, settings=run.night)
        await self._intents.settle((name, link))
        if name != run.pair.name and level.key not in run.known:
            await self._links.attach(run.pair.name, [name])


async def note_article(run: StockRun, links: Links) -> None:
    """Remember the article itself, and by which number it is known where a story shows another."""
    event, number = run.ticket.event, run.read.number
    if run.link is None and await links.find(run.pair.name) is None:
        await links.store(run.pair.name, Link(run.code, event=event.id, settings=run.night))
    if event.reference != number and run.link is None:
        await links.store(hidden_name(links, run.ticket.flow, event.reference), Link(number))


def _shows(found: Mapping[LevelKey, FoundLevel] | None, level: Level) -> bool:
    return found is not None and found[level.key].quantity == level.quantity
