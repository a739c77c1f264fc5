"""The step that ends a run whose levels are as they were last sent, and else sees what stands in the target."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.contracts.stock import FoundLevel, Level, LevelKey, StockTarget, TakesMutations
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.stock.names import digest_of, name_of
from handlers.pipelines.stock.not_there import is_lifted, not_in_target_before
from handlers.pipelines.stock.run import StockRun
from relay.errors import Settled
from relay.line.once.intents import Intents
from relay.line.once.links import Links
from words.told import Told


async def look(run: StockRun, target: StockTarget, links: Links, intents: Intents, together: KnownRecords) -> StockRun:
    """End here where nothing is to be sent: nobody is asked anything. Else see what the target has of what is.

    Raises Skip where the target had no such article before, and nobody has made it since. Books that are told
    differences are asked when they are written.
    """
    wanted = [level for level in run.levels if not _is_buried(run, level)]
    if not wanted:
        raise not_in_target_before(run)
    notes = [await intents.look(_name(links, run, level)) for level in wanted]
    due = [
        level for level, note in zip(wanted, notes, strict=True) if note or not is_as_sent(run, links, level, target)
    ]
    if not due:
        raise Settled(Told("stock.unchanged", code=run.code), number=run.code)
    run = replace(run, levels=tuple(due), number=run.code)
    if isinstance(target, TakesMutations):
        return run
    return replace(run, found=await find_levels(run, target, together, [level.key for level in due]))


def is_as_sent(run: StockRun, links: Links, level: Level, target: StockTarget) -> bool:
    """Whether a level is what was last sent, and needs no look: it is compared once a night."""
    link = run.known.get(level.key)
    if link is None or not link.is_live or (run.night and link.settings != run.night):
        return False
    return bool(link.digest) and link.digest == digest_of(links, _name(links, run, level), level, target)


async def find_levels(
    run: StockRun, target: StockTarget, together: KnownRecords, keys: Sequence[LevelKey]
) -> Mapping[LevelKey, FoundLevel] | None:
    """What the target has, asked for together with the levels of other runs; None where it shows none."""

    async def ask(packed: Sequence[str]) -> Mapping[str, FoundLevel | None]:
        asked = {text: LevelKey(*json.loads(text)) for text in packed}
        answer = await target.find_levels(list(asked.values()))
        if answer is None:
            return dict.fromkeys(packed)
        return {text: answer.get(key, _NONE) for text, key in asked.items()}

    found = {}
    for key in keys:
        level = await together.get(run.ticket.flow.name, target, ask, json.dumps([key.code, key.warehouse]))
        if level is None:
            return None
        if level is not _NONE:
            found[key] = level
    return found


_NONE = FoundLevel(LevelKey(""), None)
"""Stands for a level that a target has not, which is another thing than that it shows none."""


def _name(links: Links, run: StockRun, level: Level) -> str:
    return name_of(links, run, level.key)


def _is_buried(run: StockRun, level: Level) -> bool:
    link = run.known.get(level.key)
    return link is not None and not link.is_live and not is_lifted(run, link)
