"""Tells whose a posted document is, by the shop's own numbers: to find what is kept of a person who is to be forgotten.

Names and e-mail addresses tell nothing here: a mailbox may be shared, and what is another's must stay.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from handlers.vendors.webhook.source.notices import bare_id
from mapping.functions.values import at


def shopify_people(posted: Mapping[str, Any]) -> frozenset[str]:
    """The customer of a post, the order that it is, and those that it wants forgotten."""
    wanted = posted.get("orders_to_redact")
    orders = [*(wanted if isinstance(wanted, list) else ()), *_own_id(posted, is_order=True)]
    customers = [at(posted, "customer.id"), *_own_id(posted, is_order=False)]
    return name_people(map(bare_id, customers), map(bare_id, orders))


def woocommerce_people(posted: Mapping[str, Any]) -> frozenset[str]:
    """The customer of a post, and the order that it is; a guest has the number 0 and is nobody in particular."""
    customers = [posted.get("customer_id"), *_own_id(posted, is_order=False)]
    return name_people(map(bare_id, customers), map(bare_id, _own_id(posted, is_order=True)))


def name_people(customers: Iterable[str], orders: Iterable[str] = ()) -> frozenset[str]:
    """What two documents of one sender have in common where they are of one person.

    >>> sorted(name_people(["64", "0", ""], ["6200000001401"]))
    ['customer 64', 'order 6200000001401']
    """
    found = [f"customer {number}" for number in customers if number not in {"", "0"}]
    return frozenset([*found, *(f"order {number}" for number in orders if number)])


def _own_id(posted: Mapping[str, Any], *, is_order: bool) -> list[Any]:
    return [posted.get("id")] if isinstance(posted.get("line_items"), list) is is_order else []
