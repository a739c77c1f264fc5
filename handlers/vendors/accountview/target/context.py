"""What the rows of a mapping may read of a draft."""

from typing import Any

from handlers.contracts.drafts import Draft
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.bookings import bookings_of
from handlers.vendors.accountview.years import period_of
from mapping.pricing import PricedLine


def context_of(draft: Draft, settings: AccountViewConnection) -> dict[str, Any]:
    """The names that stand in presets, and what they hold."""
    order = draft.order
    customer, ship_to = order.customer, order.ship_to
    currency = currency_of(draft)
    is_page = draft.send_as == "financial_mutation"
    return {
        "order": order,
        "lines": lines_to_send(draft, settings),
        "send_as": draft.send_as,
        "is_direct_invoice": draft.send_as == "direct_invoice",
        "reference": draft.reference,
        "codes": draft.codes,
        "debtor": draft.debtor,
        "delivery_address": draft.delivery_address,
        "contact": {"name": customer.person, "email": customer.email}
        if customer.is_company and customer.person
        else None,
        "ship_to_line": ", ".join(part for part in (ship_to.line, ship_to.extra) if part),
        "credit_note": _credit_note(draft),
        "foreign_currency": None if currency == settings.currency else currency,
        "period": period_of(order.ordered_on, settings),
        "credit_days": (order.due_on - order.ordered_on).days
        if order.due_on and order.due_on >= order.ordered_on
        else None,
        "page_description": f"{draft.reference} {customer.name}" if is_page else None,
        "bookings": bookings_of(draft.priced, settings) if is_page else (),
        "article_group": settings.article_group,
    }


def currency_of(draft: Draft) -> str:
    """The order's currency by the target's code, where a setting gives one."""
    return draft.codes.get("currency") or draft.order.currency


def lines_to_send(draft: Draft, settings: AccountViewConnection) -> tuple[PricedLine, ...]:
    """The priced lines; text that costs nothing may be left out, as the settings say."""
    if settings.text_lines == "hold":
        return draft.lines
    return tuple(line for line in draft.lines if line.sku or line.amount)


def _credit_note(draft: Draft) -> str | None:
    """``Credit`` and what it credits: the number there, else the source's; None where it credits nothing known."""
    original = draft.original or draft.order.credit_of
    return f"Credit {original}" if draft.order.is_credit and original else None
