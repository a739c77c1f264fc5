"""Lists the business objects that flows from and to an AccountView connection read and write."""

from collections.abc import Sequence

from handlers.contracts.naming import Kind
from handlers.contracts.orders import OrderSettingsView
from handlers.vendors.accountview.live.mapped import CUSTOMER, PRODUCT, STOCK
from handlers.vendors.accountview.settings import AccountViewConnection
from relay.roles import Named, NamingFlow
from relay.settings.findings import Path


def objects_named(name: str, settings: AccountViewConnection, flows: Sequence[NamingFlow]) -> list[Named]:
    """The business objects that flows from and to this connection read and write, each once."""
    names, at = settings.objects, ("connections", name, "objects")
    found: dict[Path, str] = {}
    for one in flows:
        if one.flow.entity == CUSTOMER:
            has_addresses = one.flow.target == name or settings.reading.customers.addresses
            found |= {(*at, word): getattr(names, word) for word in ("debtor", *(["address"] if has_addresses else []))}
            continue
        if one.flow.entity in {PRODUCT, STOCK}:
            found[*at, "article"] = names.article
            continue
        if one.flow.target == name:
            chosen: OrderSettingsView = one.flow.settings
            found[*at, _word_of(chosen, settings)] = names.written(chosen.send_as)
            found |= {(*at, word): getattr(names, word) for word in ("debtor", "address", "article")}
            for number, place in enumerate(settings.history):
                found["connections", name, "history", number, "object"] = place.object
        if one.flow.source == name:
            words = ("order", "debtor", "address", "article", "vat")
            found |= {(*at, word): getattr(names, word) for word in words if word != "order" or is_order(one)}
            if not is_order(one) and settings.reading.invoices is not None:
                found["connections", name, "reading", "invoices", "object"] = settings.reading.invoices.object
    return [Named(path, Kind.OBJECT, code) for path, code in found.items()]


def is_order(one: NamingFlow) -> bool:
    """Whether a flow carries orders, and not invoices."""
    return one.flow.entity == "order"


def _word_of(chosen: OrderSettingsView, settings: AccountViewConnection) -> str:
    """The setting that names the object of what is written."""
    if chosen.send_as == "financial_mutation":
        return "page"
    return "invoice" if chosen.send_as in {"invoice", "direct_invoice"} and settings.objects.invoice else "order"
