"""Knows which articles the target does not have, so that it is not asked again until somebody may have made them."""

from handlers.contracts.stock import Level
from handlers.pipelines.stock.run import StockRun
from mapping.problems import Problem
from relay.errors import Hold, RunEnd, Skip
from relay.line.once.links import Link, Links, LinkState
from words.told import Told


def is_lifted(run: StockRun, link: Link) -> bool:
    """Whether an article that the target did not have may be there now.

    That is so once the flow of products has carried it since; where none carries it, once a night.
    """
    if run.product is not None:
        return _seen(run) != link.to
    return bool(run.night) and link.settings != run.night


async def bury(links: Links, run: StockRun, name: str, level: Level) -> RunEnd:
    """Remember that the target has no such article: the end of the run, which alarms nobody unless settings say so."""
    state = Link(level.key.code, event=run.ticket.event.id, state=LinkState.GONE, to=_seen(run), settings=run.night)
    await links.store(name, state)
    if run.settings.not_in_target == "hold":
        code = level.key.code
        problem = Problem("sku", Told("stock.not_there"), Told("stock.mend_not_there"), code)
        return Hold(Told("stock.not_in_target", code=code, target=run.ticket.flow.target), problems=[problem])
    return Skip(Told("stock.not_in_target", code=level.key.code, target=run.ticket.flow.target))


def not_in_target_before(run: StockRun) -> Skip:
    """The end of a run on an article that the target had not when it was told of it last."""
    return Skip(Told("stock.not_in_target_before", code=run.code, target=run.ticket.flow.target))


def _seen(run: StockRun) -> str:
    """What tells later whether the flow of products has carried the article since."""
    product = run.product
    return f"{product.number} {product.event}" if product is not None and product.is_live else ""
