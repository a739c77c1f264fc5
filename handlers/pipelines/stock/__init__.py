"""Stock: what there is of an article, from whichever system counts it to whichever sells it or keeps books of it."""

from handlers.contracts.stock import StockSource, StockTarget
from handlers.pipelines.stock.by_hand import conclude_absent, link_stock, names_in, relink_stock, shape
from handlers.pipelines.stock.counting import count_goods
from handlers.pipelines.stock.deciding import decide_levels
from handlers.pipelines.stock.guard_rules import GUARD_RULES
from handlers.pipelines.stock.guarding import guard_goods, guards
from handlers.pipelines.stock.looking import look
from handlers.pipelines.stock.mutating import carry_mutations
from handlers.pipelines.stock.mutations_by_hand import confirm_mutations, settle_mutation, show_mutations
from handlers.pipelines.stock.rehearsing import dry_run, rehearse_stock, try_stock
from handlers.pipelines.stock.rules import (
    codes_told_apart_alike,
    goods_booked_once,
    goods_sold_once,
    only_counted_goods_into_books,
    settings_that_never_count,
    stock_one_way,
)
from handlers.pipelines.stock.run import begin
from handlers.pipelines.stock.settings import StockSettings
from handlers.pipelines.stock.steps import claim_code, read, recognise
from handlers.pipelines.stock.writing import carry_levels
from relay.line.actions import (
    CONCLUDE_ABSENT,
    CONFIRM_DIFFERENCES,
    GUARDS,
    LINK,
    NAMES,
    REHEARSE,
    RELINK,
    SETTLE_DIFFERENCE,
    SHAPE,
    SHOW_DIFFERENCES,
    TRY,
    Actions,
)
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
    steps=(*DECIDING, dry_run, *WRITING),
    deciding=len(DECIDING),
    keeps_state=True,
    precedence=Class.STOCK,
    rules=(
        only_counted_goods_into_books,
        stock_one_way,
        goods_booked_once,
        goods_sold_once,
        codes_told_apart_alike,
        settings_that_never_count,
        *GUARD_RULES,
    ),
    actions=Actions(
        {
            LINK: link_stock,
            RELINK: relink_stock,
            TRY: try_stock,
            REHEARSE: rehearse_stock,
            CONCLUDE_ABSENT: conclude_absent,
            GUARDS: guards,
            SHAPE: shape,
            NAMES: names_in,
            SHOW_DIFFERENCES: show_mutations,
            CONFIRM_DIFFERENCES: confirm_mutations,
            SETTLE_DIFFERENCE: settle_mutation,
        }
    ),
    keeps_stories=False,
)
