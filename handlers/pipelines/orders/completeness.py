"""Says what an order lacks to make a debtor or a delivery address of it, field by field, and mends what can be mended.

A till sells to nobody in particular, a shop lets buyers leave out their surname, and half the world has no postcodes:
none of that can be mended by whoever runs the shop, so that the flow's settings say what becomes of such an order.
"""

from typing import Final

from handlers.pipelines.orders.settings import OrderSettings
from mapping.documents.order import Order
from mapping.documents.party import Address
from mapping.documents.values import check_email, normal_postcode
from mapping.problems import Problem, masked

_WITH_POSTCODES: Final = frozenset(
    {"AT", "AU", "BE", "BG", "CA", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IT"}
    | {"JP", "LI", "LT", "LU", "LV", "MC", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "US"}
)
"""Countries where no letter arrives without a postcode, or where VAT may depend on it; elsewhere one may be missing."""


def mended(order: Order, settings: OrderSettings) -> tuple[Order, list[str]]:
    """The order with what can be mended without asking anyone, and a note for each.

    A person with one name has it as the surname. What is no e-mail address is left out, unless the settings hold such
    orders. Where nobody gave any address, goods changed hands where the seller is.
    """
    notes = []
    customer, address = order.customer, order.billing_address
    if not customer.company and not customer.last_name and customer.first_name:
        customer = customer.model_copy(update={"first_name": None, "last_name": customer.first_name})
        notes.append("customer.last_name is missing: the first name is taken")
    if settings.incomplete.email == "leave_out" and (wrong := wrong_email(order)) is not None:
        customer = customer.model_copy(update={"email": None})
        notes.append(f"{wrong.path} {wrong.rule}: left out by setting incomplete.email")
    if not order.ship_to.is_given and not order.ship_to.country and not address.country:
        address = address.model_copy(update={"country": settings.vat_codes.seller})
        notes.append("no address is given: VAT as for a sale at the seller's own place")
    if not notes:
        return order, notes
    return order.model_copy(update={"customer": customer, "billing_address": address}), notes


def wrong_email(order: Order) -> Problem | None:
    """What is wrong with the e-mail address, if there is one that no mail can be sent to."""
    address = order.customer.email
    if not address:
        return None
    try:
        check_email(address)
    except ValueError as wrong:
        return Problem("customer.email", "is no e-mail address", str(wrong), masked(address))
    return None


def lacking_for_debtor(order: Order) -> tuple[Problem, ...]:
    """What is missing or wrong of the customer and the address of the bill, so that no debtor can be made of them."""
    name = () if order.customer.name else (_missing("customer.last_name"),)
    return (*name, *_lacking(order.billing_address, "billing_address"))


def lacking_for_delivery(order: Order) -> tuple[Problem, ...]:
    """What is missing or wrong of an address to deliver to, where that is another than that of the bill."""
    if not order.ships_elsewhere or order.shipping_address is None:
        return ()
    return tuple(_lacking(order.shipping_address, "shipping_address"))


def can_be_delivered_to(address: Address) -> bool:
    """Whether an address says enough to be written out on an order, be it not all."""
    return bool(address.street and address.country)


def _lacking(address: Address, path: str) -> list[Problem]:
    lacks = [_missing(f"{path}.{name}") for name in ("street", "city", "country") if not getattr(address, name)]
    if not address.postcode:
        return [*lacks, _missing(f"{path}.postcode")] if address.country in _WITH_POSTCODES else lacks
    try:
        normal_postcode(address.postcode, address.country)
    except ValueError as wrong:
        lacks.append(Problem(f"{path}.postcode", "is not in the right form", str(wrong), masked(address.postcode)))
    return lacks


def _missing(path: str) -> Problem:
    remedy = "set settings.default_debtor.value for such orders, link the customer by hand, or fill it in at the source"
    return Problem(path, "is missing", remedy)
