"""Shows what the mappings of a flow make of one order, before any order is carried: `relay mapping try`."""

from typing import Any

from handlers.contracts.orders import Explained, ExplainingTarget, OrderSource
from handlers.pipelines.orders.draft import draft_order
from mapping.documents.order import Order
from mapping.problems import DocumentError
from relay.model import Flow
from relay.roles import Trial


def try_order(flow: Flow, document: Any, source: OrderSource, target: ExplainingTarget) -> Trial:
    """The order as the source's mapping reads it, and as the target's mapping fills its tables.

    The debtor's and the delivery address's numbers are the target's to give, so fields that hold them stay empty,
    unless the settings choose the debtor. Calls nothing, raises nothing for a wrong document.
    """
    try:
        order = source.read(document)
    except DocumentError as error:
        return Trial(document, None, {}, error.problems)
    drafted = draft_order(order, flow, target.basis, target.today(), keeps_debtors=target.keeps_debtors)
    explained = target.explain(drafted.draft) if drafted.draft.lines else Explained({}, ())
    lacks = drafted.draft.lacks if drafted.draft.debtor is None else ()
    problems = dict.fromkeys([*drafted.problems, *explained.problems, *lacks])
    return Trial(document, canonical_of(order), explained.tables, list(problems))


def canonical_of(order: Order) -> dict[str, Any]:
    """The order in the relay's own form, without what it does not say, and with which addresses were split by guess."""
    canonical = order.model_dump(mode="json", exclude_none=True)
    for name in ("billing_address", "shipping_address"):
        address = getattr(order, name)
        if address is not None and address.split_guessed:
            canonical[name]["split_guessed"] = True
    return canonical
