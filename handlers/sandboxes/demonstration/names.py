"""What the demo's table calls each document: its system, and the customer or article, since no story holds a name."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.afas.profit import Profit
from handlers.sandboxes.demonstration import shop
from handlers.sandboxes.demonstration.products import shown_products
from handlers.sandboxes.demonstration.stock import shown_stock
from relay.demo.scenario import Key


def name_documents(
    documents: Sequence[Mapping[str, Any]], books: Books, sold: Sequence[Mapping[str, Any]], profit: Profit
) -> dict[Key, tuple[str, str]]:
    """What the table calls each document. The names are the demo's own: no story holds one."""
    debtors = {str(debtor["SUB_NR"]): str(debtor["ACCT_NAME"]) for debtor in books.debtors}
    shown = {**shown_products(profit, books), **shown_stock(profit)}
    for document in documents:
        shown["afas-orders", str(document["order"]["number"])] = ("AFAS", _name(document["order"]))
    for order in shop.good_orders():
        shown["shop-orders", str(order["number"])] = ("webshop", _name(order["customer"]))
    for number, name in debtors.items():
        shown["office-customers", number] = ("AccountView", name)
    for number, relation in profit.relations.debtors.items():
        party = profit.relations.party_of(relation)
        name = " ".join(str(party[part]) for part in ("FiNm", "Is", "LaNm") if party.get(part))
        shown["afas-customers", number] = ("AFAS", str(party.get("Nm") or name))
    for row in sold:
        shown["office-orders", str(row[books.names.order_number])] = ("AccountView", debtors[str(row["RPL_INV"])])
    return shown


def _name(customer: Mapping[str, Any]) -> str:
    person = " ".join(filter(None, (customer.get(part) for part in ("first_name", "infix", "last_name"))))
    return str(customer.get("company") or person)
