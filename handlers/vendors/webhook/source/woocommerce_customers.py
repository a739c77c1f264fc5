"""Works out a customer of WooCommerce, and knows what its other posts about customers mean.

Source: "Customers" and "Webhooks" in the WooCommerce REST API, version 3. Of a deleted customer the id alone is posted
(build_payload in class-wc-webhook.php).
"""

from collections.abc import Mapping
from typing import Any, Final

from handlers.vendors.webhook.source.customer_reading import (
    AddressFields,
    choose_person,
    first_said,
    name_receiver,
)
from handlers.vendors.webhook.source.notices import Notice, bare_id, is_deletion, pass_over, refuse_order
from handlers.vendors.webhook.source.shop_reading import ShopReading, objects
from mapping.functions import is_empty
from words.told import Told

_ADDRESS: Final = AddressFields(("address_1", "address_2"), "postcode", "country")
_IDS: Final = frozenset({"id", "_links"})
_TELLS_OF_A_CUSTOMER: Final = ("email", "first_name", "last_name", "billing", "shipping")
_FILLED_BY_THE_SHOP: Final = frozenset({"country", "state", "email"})
"""What the shop itself puts into the billing data of an account that has none yet."""


def woocommerce_notice(posted: Mapping[str, Any]) -> Notice | None:
    """What a post comes to that is no customer as they are now; None for one that is. Raises DocumentError."""
    refuse_order(posted, Told("webhook.is_an_order"))
    number = bare_id(posted.get("id"))
    if number == "0":
        return pass_over(number, Told("webhook.guest"))
    if number and is_deletion(posted, _IDS):
        return Notice({"number": number, "gone": True})
    if number and not any(name in posted for name in _TELLS_OF_A_CUSTOMER):
        return pass_over(number, Told("webhook.no_state_of_a_customer"))
    return None


def woocommerce_customer(posted: Mapping[str, Any]) -> ShopReading:
    """What WooCommerce's customer says in several places: names, address, where goods go, telephone, and plugins' data.

    Billing data in which nothing is filled is left out as a whole: it was never given, and empties nothing.
    """
    billing, shipping = posted.get("billing"), posted.get("shipping")
    billing = billing if _says_something(billing) else None
    names: dict[str, Any] = {"meta": _meta(posted)}
    told = {"company": "billing.company", "phone": "billing.phone", "ship": "shipping", "meta": "meta_data"}
    if person := choose_person([("billing", billing), ("", posted)]):
        told["person"], names["person"] = person
    if main := _ADDRESS.choose([("billing", billing), ("shipping", shipping)]):
        told["main"], names["main"] = main
        if main[0] == "billing" and _ADDRESS.is_whole(shipping) and not _ADDRESS.are_one(shipping, main[1]):
            names["ship"] = {**shipping, **name_receiver(shipping, main[1])}
    names |= first_said("company", [billing])
    names |= first_said("phone", [billing, shipping] if billing else [])
    return ShopReading(names, told)


def _says_something(billing: Any) -> bool:
    if not isinstance(billing, Mapping):
        return False
    return any(not is_empty(value) for name, value in billing.items() if name not in _FILLED_BY_THE_SHOP)


def _meta(posted: Mapping[str, Any]) -> dict[str, Any]:
    """What plugins keep of the customer, by its key; the last of a key counts, as it does in the shop."""
    entries = objects(posted.get("meta_data"))
    return {
        entry["key"]: entry.get("value")
        for entry in entries
        if isinstance(entry.get("key"), str) and isinstance(entry.get("value"), str | int | None)
    }
