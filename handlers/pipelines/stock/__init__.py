"""Stock: what there is of an article, from whichever system counts it to whichever sells it or keeps books of it."""

from handlers.contracts.stock import StockSource, StockTarget
from handlers.pipelines.stock.counting import count_goods
from handlers.pipelines.stock.deciding import decide_levels
from handlers.pipelines.stock.guarding import guard_goods
from handlers.pipelines.stock.looking import look
from handlers.pipelines.stock.mutating import carry_mutations
from handlers.pipelines.stock.run import begin
from handlers.pipelines.stock.settings import StockSettings
from handlers.pipelines.stock.steps import claim_code, read, recognise
from handlers.pipelines.stock.writing import carry_levels
from relay.line.once.right_of_way import Class
from relay.line.pipeline import Pipeline

DECIDING = (read, recognise, claim_code, count_goods, guard_goods, decide_levels, look)
"""Whatever can hold an article's stock, short of the target's own refusal, is in these steps. They write nothing
anywhere but which article of the source has which code."""

WRITING = (carry_mutations, carry_levels)

PIPELINE = Pipeline(
    entity="stock",
    source=StockSource,
    target=StockTarget,
    settings=StockSettings,
    begin=begin,
    steps=(*DECIDING, *WRITING),
    deciding=len(DECIDING),
    keeps_state=True,
    precedence=Class.STOCK,
    keeps_stories=False,
)
