"""Shows what the mappings of a flow make of one order, before any order is carried: `relay mapping try`."""

from typing import Any

from handlers.pipelines.orders.drafting import draft_order
from handlers.pipelines.orders.needs import Explained, ExplainingTarget, OrderSource
from mapping.problems import DocumentError
from relay.model import Flow
from relay.roles import Trial


def try_order(flow: Flow, source: OrderSource, target: ExplainingTarget, document: Any) -> Trial:
    """The order as the source's mapping reads it, and as the target's mapping fills its tables.

    The numbers of debtors and delivery addresses are the target's to give, so fields that hold them stay empty where
    the settings do not choose a debtor. Calls nothing, raises nothing for a wrong document.
    """
    try:
        order = source.read(document)
    except DocumentError as error:
        return Trial(document, None, {}, error.problems)
    drafted = draft_order(order, flow, target.basis, target.today())
    explained = target.explain(drafted.draft) if drafted.draft.lines else Explained({}, ())
    return Trial(document, order.model_dump(mode="json"), explained.tables, [*drafted.problems, *explained.problems])
