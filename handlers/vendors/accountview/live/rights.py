"""Lists what flows into AccountView must be let do there: which business objects they insert and update."""

from dataclasses import dataclass

from handlers.contracts.naming import Kind, Right
from handlers.contracts.orders import OrderSettingsView
from handlers.vendors.accountview.live.mapped import CUSTOMER, PRODUCT
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.shown import Act
from handlers.vendors.looking_up import of_kind
from relay.roles import Named, NamingFlow


@dataclass(frozen=True, slots=True)
class NeededRight:
    """What a flow must be let do: ``act``, which is ``insert`` or ``update``, on an object, whose rows are in a table.

    ``certain``: the flow writes; a dry run needs no right yet, and of addresses that nobody may change only those are
    held that change.
    """

    named: Named
    object: str
    table: str
    act: Act
    certain: bool


def rights_named(one: NamingFlow, settings: AccountViewConnection) -> list[NeededRight]:
    """What a flow must be let do."""
    names, page = settings.objects, False
    needs: dict[str, tuple[str, str, Act]] = {}
    if one.flow.entity not in {CUSTOMER, PRODUCT}:
        chosen: OrderSettingsView = one.flow.settings
        page = chosen.send_as == "financial_mutation"
        table = names.page_table if page else names.order_header_table
        needs[Right.WRITE_ORDERS] = (names.written(chosen.send_as), table, "insert")
    needs |= {
        Right.MAKE_DEBTORS: (names.debtor, "CONTACT", "insert"),
        Right.CHANGE_DEBTORS: (names.debtor, "CONTACT", "update"),
        Right.MAKE_ADDRESSES: (names.address, "DEL_ADDR", "insert"),
        Right.CHANGE_ADDRESSES: (names.address, "DEL_ADDR", "update"),
        Right.MAKE_ARTICLES: (names.article, "ARTICLE", "insert"),
        Right.CHANGE_ARTICLES: (names.article, "ARTICLE", "update"),
    }
    skipped = set() if settings.articles_can_be_made or one.flow.entity == PRODUCT else {Right.MAKE_ARTICLES}
    if page:
        skipped.add(Right.MAKE_ADDRESSES)
    return [
        NeededRight(right, *needs[right.name], certain=one.flow.write and right.name != Right.CHANGE_ADDRESSES)
        for right in of_kind(one.names, Kind.RIGHT)
        if right.name in needs and right.name not in skipped
    ]
