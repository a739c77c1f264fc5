"""Books the differences between levels and a target that takes nothing else, such as the books of AFAS."""

from handlers.contracts.stock import StockTarget, TakesMutations
from handlers.pipelines.stock.run import StockRun
from relay.errors import Hold
from words.told import Told


async def carry_mutations(run: StockRun, target: StockTarget) -> StockRun:
    """Book what the target's levels differ by, each difference once; of a target that is told levels, nothing."""
    if not isinstance(target, TakesMutations):
        return run
    raise Hold(Told("stock.no_mutations_yet"))
