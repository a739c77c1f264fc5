"""Under which names levels are remembered, and what is remembered of each: a digest of the last that was sent."""

from collections.abc import Sequence

from handlers.contracts.stock import Level, LevelKey, StockTarget, TakesLevels
from handlers.pipelines.common.field_digests import digest_fields
from handlers.pipelines.common.part import part_name
from handlers.pipelines.stock.run import StockRun
from relay.line.once.links import Link, Links
from relay.model import Flow
from words.told import Told


def name_of(links: Links, run: StockRun, key: LevelKey) -> str:
    """The name of a level's link, its notes and its ordinals: the article's own, where it has the one level."""
    if not key.warehouse and key.code == run.code:
        return run.pair.name
    sold_as = f"{key.warehouse} {key.code}" if key.code != run.code else key.warehouse
    return part_name(links, run.ticket.flow.target, run.pair, "level", sold_as)


async def find_known(links: Links, run: StockRun, keys: Sequence[LevelKey]) -> dict[LevelKey, Link]:
    """Of levels those that were sent before, with what is remembered of each; tombstones too."""
    if list(keys) == [LevelKey(run.code)]:
        return {keys[0]: run.link} if run.link is not None else {}
    found = await links.find_all([name_of(links, run, key) for key in keys]) if keys else []
    return {key: link for key, link in zip(keys, found, strict=True) if link is not None}


def digest_of(links: Links, name: str, level: Level, target: StockTarget) -> str:
    """What is remembered of a level that was sent, and nothing to read: what the target was told, and under which code.

    Raises Hold where the target's mapping cannot fill it.
    """
    sent: dict[str, object] = {"(code)": level.key.code, "(number)": level.number}
    if isinstance(target, TakesLevels):
        sent |= target.level_fields(level)
    else:
        sent |= {"quantity": level.quantity, "unit": level.unit}
    return digest_fields(links, name, sent)


def tell_place(code: str, warehouse: str) -> Told | str:
    """A code, with the warehouse where there is one."""
    return Told("stock.in_warehouse", code=code, warehouse=warehouse) if warehouse else code


def hidden_name(links: Links, flow: Flow, reference: str) -> str:
    """Under what an article's number is kept by the reference that stories show in its place."""
    return links.name(flow.target, "stock number", f"{links.system(flow.source)} {reference}")
