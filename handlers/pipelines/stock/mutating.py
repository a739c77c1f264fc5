"""The step that books what levels differ by in a target that takes nothing else, such as the books of AFAS."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.contracts.records import NotThere
from handlers.contracts.stock import Level, StockTarget, TakesMutations
from handlers.pipelines.stock.mutations import Mutations
from handlers.pipelines.stock.names import digest_of, name_of, tell_place
from handlers.pipelines.stock.not_there import bury
from handlers.pipelines.stock.run import StockRun
from handlers.pipelines.stock.writing import note_article
from mapping.documents.values import plain
from relay.errors import DryRun, Hold, RunEnd, Skip
from relay.line.once.links import Link, Links, LinkState
from words.told import Told


async def carry_mutations(run: StockRun, target: StockTarget, links: Links, mutations: Mutations) -> StockRun:
    """Book each difference once; what keeps one level from being booked keeps none of the others.

    Of a target that is told levels, nothing is done. Raises Hold with all problems where one is held, DryRun as long
    as nobody has agreed that stock is moved, Skip where the target has the article nowhere, and what moving raises.
    """
    if not isinstance(target, TakesMutations):
        return run
    ends, moved = list[RunEnd](), False
    for level in run.levels:
        try:
            run = await _move(run, level, target, links, mutations)
            moved = True
        except NotThere:
            ends.append(await bury(links, run, name_of(links, run, level.key), level))
        except (Hold, Skip) as end:
            ends.append(end)
    await note_article(run, links)
    _raise_worst(ends, moved=moved)
    return run.tell(*(end.told for end in ends))


def _raise_worst(ends: Sequence[RunEnd], *, moved: bool) -> None:
    """Raise what a person must see to, else that nothing moves yet, else that there is nothing to move at all."""
    holds = [end for end in ends if isinstance(end, Hold)]
    if holds:
        raise Hold(holds[0].told, problems=[problem for end in holds for problem in end.problems])
    previewed = next((end for end in ends if isinstance(end, DryRun)), None)
    if previewed is not None:
        raise previewed
    if ends and not moved:
        raise ends[0]


async def _move(run: StockRun, level: Level, target: TakesMutations, links: Links, mutations: Mutations) -> StockRun:
    """Have the books hold one level. What is remembered of it before is forgotten first: from then on it may move."""
    name, known = name_of(links, run, level.key), run.known.get(level.key)
    if known is not None and (known.digest or not known.is_live):
        await links.store(name, replace(known, digest="", to="", state=LinkState.LIVE))
    moved = await mutations.move(run.ticket, level, target, run.settings.mutations)
    digest = digest_of(links, name, level, target) if moved.in_step else ""
    await links.store(name, Link(level.key.code, digest, run.ticket.event.id, settings=run.night))
    if name != run.pair.name and known is None:
        await links.attach(run.pair.name, [name])
    place = tell_place(level.key.code, level.key.warehouse)
    notes = moved.notes or [Told("stock.as_it_stands", level=place, quantity=plain(level.quantity))]
    return run.tell(*notes).warn(*moved.warnings)
