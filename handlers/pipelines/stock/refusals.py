"""Remembers which level a target refused and in what words, so that the same is not refused again at each reading."""

from typing import Final

from handlers.pipelines.common.part import part_name
from handlers.pipelines.stock.run import StockRun
from relay.errors import Hold
from relay.line.once.links import Link, Links
from words.told import Told, pack, unpack

_LONGEST: Final = 2000
"""More of a target's own words is not kept."""


class Refusal:
    """What is remembered of a level that its target refused."""

    def __init__(self, links: Links, run: StockRun, name: str, link: Link | None) -> None:
        self._links = links
        self._run = run
        self._name = name
        self._link = link

    @classmethod
    async def recall(cls, links: Links, run: StockRun, level_name: str) -> "Refusal":
        """The refusal of the level with this name, or that there was none."""
        name = part_name(links, run.ticket.flow.target, run.pair, "refused level", level_name)
        return cls(links, run, name, await links.find(name))

    def require_other(self, digest: str) -> None:
        """Raise Hold, in the target's words, where it refused this very level, unless a person or a new night asks."""
        link, run = self._link, self._run
        if link is None or link.number != digest or run.ticket.event.released_ms:
            return
        if not run.night or link.settings == run.night:
            raise Hold(unpack(link.to))

    async def keep(self, digest: str, refusal: Hold) -> None:
        """Remember a refusal, with the target's words."""
        kept = pack(refusal.told)
        event, night = self._run.ticket.event.id, self._run.night
        told = kept if len(kept) <= _LONGEST else pack(Told("stock.refused_before"))
        await self._links.store(self._name, Link(digest, event=event, to=told, settings=night))
        await self._links.attach(self._run.pair.name, [self._name])

    async def forget(self) -> None:
        """Remember it no more: a level was taken."""
        if self._link is not None:
            await self._links.forget(self._name)
