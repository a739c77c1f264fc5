"""Puts a flow's target together, and refuses to start with a mapping that has mistakes."""

from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.dictionary import column_names
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.addresses import Addresses
from handlers.vendors.accountview.target.articles import Articles
from handlers.vendors.accountview.target.books import OpenBooks
from handlers.vendors.accountview.target.debtors import Debtors
from handlers.vendors.accountview.target.mapping import Drafting
from handlers.vendors.accountview.target.orders import Orders
from handlers.vendors.accountview.target.presets import mappings_for
from handlers.vendors.mapped_target import OrderDrafting
from handlers.vendors.opening import Opened
from relay.model import Flow


class AccountViewOrderTarget(Debtors, Addresses, Articles, Orders):
    """All that an order consists of, as ``handlers.contracts.orders.OrderBooks``."""

    _mapping: OrderDrafting

    @property
    def field_names(self) -> frozenset[str]:
        """Those of AccountView's columns that the dictionary knows."""
        return column_names()


def open_target(opened: Opened[AccountViewConnection, AccountViewClient], flow: Flow) -> AccountViewOrderTarget:
    """The target of a flow of orders or invoices. Raises StartError with every mistake of its mapping."""
    drafting = Drafting(mappings_for(flow, opened.settings), opened.settings)
    return AccountViewOrderTarget(opened.name, OpenBooks(opened.client, opened.settings, opened.today), drafting)
