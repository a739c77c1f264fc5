"""Who an order is about, before anything is asked: mended, and as a company or a person."""

from typing import Any

from handlers.contracts.drafts import party_of
from handlers.contracts.orders import OrderSource, OrderTarget, books_of
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.parties.company_or_person import judge_buyer
from handlers.pipelines.parties.completeness import mend
from handlers.pipelines.parties.default_debtor import default_debtor
from handlers.pipelines.parties.link_by_hand import link_party
from handlers.pipelines.parties.settings import CustomerMatching
from mapping.documents.order import Order
from mapping.problems import DocumentError
from relay.errors import Hold
from relay.line.once.links import Links
from relay.line.once.locks import Locks
from relay.model import Flow
from words.told import Told


def mend_customer(order: Order, settings: OrderSettings) -> tuple[Order, list[Told]]:
    """The order with what can be mended without asking anyone, and a note for each.

    Where nobody gave any address, goods changed hands where the seller is.
    """
    customer, notes = mend(order.customer, settings.incomplete.email)
    address = order.billing_address
    if not order.ship_to.is_given and not order.ship_to.country and not address.country:
        address = address.model_copy(update={"country": settings.vat_codes.seller})
        notes.append(Told("orders.no_address"))
    if not notes:
        return order, notes
    return order.model_copy(update={"customer": customer, "billing_address": address}), notes


def judge_customer(order: Order, settings: CustomerMatching) -> tuple[Order, list[Told]]:
    """The order with its customer as a company or a person, and what was decided, without naming them."""
    customer, notes = judge_buyer(order.customer, settings)
    return (order.model_copy(update={"customer": customer}), notes) if notes else (order, notes)


def choose_debtor(settings: OrderSettings, order: Order) -> tuple[str | None, str]:
    """The debtor that the settings choose before anybody is looked for, and the setting that says so.

    That is one for every order, one for a way of paying, or one for orders with nothing to recognise the customer by.
    """
    rule = settings.payment_methods.get(order.payment_method or "")
    if rule is not None and rule.default_debtor:
        return rule.default_debtor, "payment_methods"
    number = default_debtor(party_of(order), settings)
    return number, "default_debtor" if number is not None else ""


async def link_customer(
    flow: Flow,
    document: Any,
    number: str | None,
    source: OrderSource,
    target: OrderTarget,
    links: Links,
    locks: Locks,
) -> Told:
    """Link the customer of the order in the document by hand, as :func:`link_party` does it.

    Raises Hold for an order that cannot be read, and where the target keeps no debtors.
    """
    settings: OrderSettings = flow.settings
    books = books_of(target)
    if books is None:
        raise Hold(Told("orders.no_debtors_there", target=flow.target))
    try:
        order, _ = judge_customer(source.read(document), settings.customer)
    except DocumentError as error:
        told = Told("orders.unreadable", problem=error.problems[0].told())
        raise Hold(told, problems=error.problems) from None
    return await link_party(flow, party_of(order), number, settings.customer, books, links, locks)
