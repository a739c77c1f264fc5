"""Works out a customer of Shopify, and knows what its other posts about customers mean.

Source: "Webhooks" of Shopify's developers' pages, with sample payloads by topic, and Customer in its REST Admin API.
Since version 2025-01 a post holds neither tags nor consent: these have topics of their own.
"""

from collections.abc import Mapping
from typing import Any, Final

from handlers.vendors.webhook.source.customer_reading import (
    AddressFields,
    Place,
    choose_person,
    first_said,
    name_receiver,
)
from handlers.vendors.webhook.source.notices import Notice, bare_id, is_deletion, pass_over, refuse_order
from handlers.vendors.webhook.source.shop_reading import ShopReading
from mapping.documents.customer import MOST_ADDRESSES
from mapping.functions import WrongValueError, is_empty
from mapping.functions.countries import country
from mapping.functions.values import at
from words.told import Told

_ADDRESS: Final = AddressFields(("address1", "address2"), "zip", "country_code")
_IDS: Final = frozenset({"id", "admin_graphql_api_id"})
_TELLS_OF_A_CUSTOMER: Final = ("email", "first_name", "last_name", "phone", "addresses", "default_address")
_KEPT: Final = "admin_graphql_api_customer_kept_id"
_DROPPED: Final = "admin_graphql_api_customer_deleted_id"
_ANOTHER_THING: Final = ("customerId", "customer_id", "customer_admin_graphql_api_id")
"""How a post about something of a customer, such as a tag or consent, names the customer."""


def shopify_notice(posted: Mapping[str, Any]) -> Notice | None:
    """What a post comes to that is no customer as they are now; None for one that is. Raises DocumentError."""
    refuse_order(posted, Told("webhook.is_an_order"))
    number = bare_id(posted.get("id"))
    if "shop_domain" in posted or "shop_id" in posted:
        return _privacy_notice(posted)
    if _KEPT in posted or _DROPPED in posted:
        return _merge_notice(posted)
    named = number or next((bare_id(posted[name]) for name in _ANOTHER_THING if name in posted), "")
    if number and is_deletion(posted, _IDS):
        return Notice({"number": number, "gone": True})
    if named and not (number and any(name in posted for name in _TELLS_OF_A_CUSTOMER)):
        return pass_over(named, Told("webhook.no_state_of_a_customer"))
    return None


def _merge_notice(posted: Mapping[str, Any]) -> Notice:
    """One customer merged into another, once Shopify has done so: it also tells of merges that it began or gave up."""
    dropped = bare_id(posted.get(_DROPPED))
    if posted.get("status") != "completed":
        return pass_over(dropped, Told("webhook.merge_not_completed"))
    return Notice({"number": dropped, "successor": bare_id(posted.get(_KEPT))})


def _privacy_notice(posted: Mapping[str, Any]) -> Notice:
    """A request that Shopify hands on for a person or, after the app was taken away, for the whole shop."""
    person = posted.get("customer")
    if not isinstance(person, Mapping):
        return pass_over("", Told("webhook.whole_shop"))
    number = bare_id(person.get("id"))
    if "data_request" in posted or "orders_requested" in posted:
        asked = bare_id(at(posted, "data_request.id")) or number
        return Notice({"number": number, "wants_own_data": True}, lane=f"data-request-{asked}")
    known_by = {name: person[name] for name in ("email", "phone") if isinstance(person.get(name), str)}
    return Notice({"number": number, "erased": True, "customer": known_by})


def shopify_customer(posted: Mapping[str, Any]) -> ShopReading:
    """What Shopify's customer says in several places: names, the main address and the others, company and telephone."""
    default, listed = posted.get("default_address"), posted.get("addresses")
    entries = [(f"addresses[{place}]", one) for place, one in enumerate(listed if isinstance(listed, list) else [])]
    marked = sorted(entries, key=lambda entry: not _is_default(entry[1]))
    main = _ADDRESS.choose([("default_address", default), *marked])
    names: dict[str, Any] = {}
    told: dict[str, str] = {}
    if person := choose_person([("", posted), *([main] if main else []), ("default_address", default)]):
        told["person"], names["person"] = person
    if main:
        told["main"], names["main"] = main[0], _with_country(main[1])
        if main[0] != "default_address" and not _is_default(main[1]):
            names["guessed"] = True
        _add_others(entries, main[1], names, told)
    known = [place for place in (main[1] if main else None, default) if isinstance(place, Mapping)]
    names |= first_said("company", known)
    names |= first_said("phone", [posted, *known] if known or not is_empty(posted.get("phone")) else [])
    return ShopReading(names, {**told, "company": f"{told.get('main', 'default_address')}.company", "phone": "phone"})


def _add_others(entries: list[tuple[str, Any]], main: Place, names: dict[str, Any], told: dict[str, str]) -> None:
    """Add the other addresses that say where they are, each with who receives there."""
    others: list[Place] = []
    for path, place in entries:
        if len(others) > MOST_ADDRESSES:
            break  # one more than a record has, so that it is held
        if not _ADDRESS.is_whole(place) or not bare_id(place.get("id")):
            continue
        if bare_id(place["id"]) != bare_id(main.get("id")) and not _ADDRESS.are_one(place, main):
            told[f"others[{len(others)}]"] = path
            others.append({**_with_country(place), **name_receiver(place, main)})
    if others:
        names["others"] = others


def _with_country(place: Place) -> Place:
    """An address with its country's code where it gives the name alone: by it lines are taken apart."""
    if not is_empty(place.get("country_code")) or not isinstance(place.get("country"), str):
        return place
    try:
        return {**place, "country_code": country(place["country"])}
    except WrongValueError:
        return place  # told where the country is read


def _is_default(place: Any) -> bool:
    return isinstance(place, Mapping) and place.get("default") is True
