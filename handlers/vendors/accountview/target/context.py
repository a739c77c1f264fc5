"""What the rows of a mapping may read of a party or an order."""

from collections.abc import Mapping
from typing import Any, Final

from handlers.contracts.articles import NewArticle
from handlers.contracts.drafts import CODES, Draft
from handlers.contracts.parties import Party
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.bookings import Booking, bookings_of
from handlers.vendors.accountview.years import period_of
from mapping.documents.customer import CustomerRecord
from mapping.documents.order import Order
from mapping.documents.party import Address, Customer
from mapping.pricing import PricedLine
from mapping.rows.shapes import Shape

_OF_A_PARTY: Final[Mapping[str, Shape]] = {
    "customer": Customer,
    "contact": {"name": str, "email": str},
    "billing": Address,
    "ship_to": Address,
    "ship_to_line": str,
    "reference": str,
    "codes": dict.fromkeys(CODES, str),
    "debtor": str,
    "foreign_currency": str,
}
_READABLE: Final[Mapping[str, Shape]] = {
    **_OF_A_PARTY,
    "order": Order,
    "lines": [PricedLine],
    "send_as": str,
    "is_direct_invoice": bool,
    "delivery_address": str,
    "credit_note": str,
    "period": str,
    "credit_days": int,
    "page_description": str,
    "bookings": [Booking],
    "article_group": str,
    "line": PricedLine,
}


def readable(table: str) -> Mapping[str, Shape]:
    """What rows for a table may read; ``line`` is there for an article alone."""
    return {name: shape for name, shape in _READABLE.items() if name != "line" or table == "ARTICLE"}


def readable_of_record(_table: str) -> Mapping[str, Shape]:
    """What rows may read in a flow of customers, whatever their table; an order names none of it."""
    return {**_OF_A_PARTY, "record": CustomerRecord}


def context_of(draft: Draft, settings: AccountViewConnection, party: Party | None = None) -> dict[str, Any]:
    """The names that stand in presets of an order, and what they hold.

    ``party`` is whom the order is about, where more is known of them than the draft says.
    """
    order = draft.order
    is_page = draft.send_as == "financial_mutation"
    return {
        **_names_of(party or draft.party, settings),
        "order": order,
        "lines": lines_to_send(draft, settings),
        "send_as": draft.send_as,
        "is_direct_invoice": draft.send_as == "direct_invoice",
        "delivery_address": draft.delivery_address,
        "credit_note": _credit_note(draft),
        "period": period_of(order.ordered_on, settings),
        "credit_days": (order.due_on - order.ordered_on).days
        if order.due_on and order.due_on >= order.ordered_on
        else None,
        "page_description": f"{draft.reference} {order.customer.name}" if is_page else None,
        "bookings": bookings_of(draft.priced, settings) if is_page else (),
        "article_group": settings.article_group,
    }


def party_context(party: Party, settings: AccountViewConnection) -> dict[str, Any]:
    """What rows of a debtor or a delivery address may read: of one that an order names, all that the order's may."""
    if party.draft is not None:
        return context_of(party.draft, settings, party)
    names = _names_of(party, settings)
    return names if party.record is None else names | {"record": party.record}


def article_context(article: NewArticle, settings: AccountViewConnection) -> dict[str, Any]:
    """What rows of a new article may read: of one that an order needs, all that the order's may."""
    around = context_of(article.draft, settings) if article.draft is not None else {"codes": article.codes}
    return around | {"article_group": settings.article_group, "line": article.item}


def _names_of(party: Party, settings: AccountViewConnection) -> dict[str, Any]:
    customer, ship_to = party.customer, party.ship_to
    currency = party.codes.get("currency") or party.currency
    return {
        "customer": customer,
        "contact": _main_contact(party),
        "billing": party.billing,
        "ship_to": ship_to,
        "ship_to_line": ", ".join(part for part in (ship_to.line, ship_to.extra) if part),
        "reference": party.reference,
        "codes": party.codes,
        "debtor": party.debtor,
        "foreign_currency": None if currency == settings.currency else currency,
    }


def _main_contact(party: Party) -> Mapping[str, str | None] | None:
    """The person to turn to at a company: of its own record the main contact; nobody at a private person."""
    customer, record = party.customer, party.record
    if not customer.is_company:
        return None
    contacts = record.contacts if record is not None else ()
    main = next((contact for contact in contacts if contact.is_main), next(iter(contacts), None))
    if main is not None:
        return {"name": main.name, "email": main.email}
    return {"name": customer.person, "email": customer.email} if customer.person else None


def currency_of(draft: Draft) -> str:
    """The order's currency by the target's code, where a setting gives one."""
    return draft.codes.get("currency") or draft.order.currency


def lines_to_send(draft: Draft, settings: AccountViewConnection) -> tuple[PricedLine, ...]:
    """The priced lines; text that costs nothing may be left out, as the settings say."""
    if settings.text_lines == "hold":
        return draft.lines
    return tuple(line for line in draft.lines if line.sku or line.amount)


def _credit_note(draft: Draft) -> str | None:
    """``Credit`` and the number of the order it credits: AccountView's where known, else the source's; or None."""
    original = draft.original or draft.order.credit_of
    return f"Credit {original}" if draft.order.is_credit and original else None
