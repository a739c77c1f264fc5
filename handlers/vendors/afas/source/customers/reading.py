"""Works out of AFAS's rows what takes several columns together: who a customer is, where, and what is blocked.

A word is there where a connector shows its column: only then is an empty one empty.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from handlers.vendors.afas.source.customers.columns import SalesRelationColumns
from handlers.vendors.afas.source.customers.settings import AfasContacts, AfasCustomers
from handlers.vendors.afas.source.places import complete_place
from handlers.vendors.afas.source.rows import shown_words
from mapping.functions import is_empty
from mapping.functions.contacts import name_part
from mapping.problems import DocumentError, Problem
from words.masking import mask_value
from words.told import Told

Words = dict[str, Any]

_NAMES = ("first_name", "infix", "last_name")
_PLACE: Mapping[str, str] = {
    "street": "street",
    "house_number": "number",
    "house_addition": "addition",
    "extra": "extra",
    "postcode": "postcode",
    "city": "city",
    "country": "country",
}
"""The parts of an address by the words of columns."""


def buyer_of(debtor: Words, columns: SalesRelationColumns) -> Words:
    """A company or a person, by what AFAS says it is, else by whether there is a last name.

    Raises DocumentError for a kind that is neither.
    """
    kind = str(debtor.get("kind") or "").strip().upper()
    if kind not in {"", "ORG", "PER"}:
        problem = Problem(str(columns.kind), Told("afas.no_kind"), Told("afas.give_kind"), mask_value(kind))
        raise DocumentError([problem])
    if kind == "ORG" or not (kind or debtor.get("last_name")):
        return {"company": debtor.get("name")}
    return _person(debtor, debtor.get("name"))


def _person(words: Words, whole: Any) -> Words:
    """The names of a person: their own columns, else the parts of the whole name."""
    if words.get("last_name") or is_empty(whole):
        return {name: words[name] for name in _NAMES if name in words}
    return {name: name_part(str(whole), name) for name in _NAMES}


def home_of(document: Mapping[str, Any], debtor: Words, customers: AfasCustomers) -> Words:
    """The visiting address: that of its own connector, else that in the row of the sales relation.

    Nothing where a number is given that no connector shows. A sales relation without one has an empty address.
    """
    row, visiting = document.get("address"), customers.addresses
    words = debtor
    if visiting is not None and row:
        words = shown_words(visiting.columns, row)
        if words.get("po_box") and not words.get("street"):
            words |= {"street": "Postbus"}
    elif visiting is not None and "address" in debtor and debtor["address"] is None and "street" not in debtor:
        words = dict.fromkeys(_PLACE)
    return _place(words, customers)


def places_of(document: Mapping[str, Any], debtor: Words, customers: AfasCustomers) -> list[Words] | None:
    """The delivery addresses, each place once; None where they are not read."""
    delivery, rows = customers.delivery_addresses, document.get("delivery_addresses")
    if delivery is None or rows is None:
        return None
    places: dict[str, Words] = {}
    for row in rows:
        words = shown_words(delivery.columns, row)
        own = words.get("contact") or words.get("number")
        place = {"id": own, **_only(words, "name", "starts_on"), **_place(words, customers)}
        if not is_empty(debtor.get("delivery_address")):
            place["is_default"] = str(debtor["delivery_address"]).strip() == str(words.get("number")).strip()
        places.setdefault(str(own), place)
    return list(places.values())


def people_of(document: Mapping[str, Any], debtor: Words, customers: AfasCustomers) -> list[Words] | None:
    """The contacts that are persons or departments and not blocked; None where they are not read.

    The main one is that which the sales relation names, or who is the only person.
    """
    contacts, rows = customers.contacts, document.get("contacts")
    if contacts is None or rows is None:
        return None
    found = list(_people(rows, contacts))
    named = debtor.get("main_contact")
    persons = [one for one in found if one.get("last_name")]
    main = persons[0].get("number") if is_empty(named) and len(persons) == 1 else named
    return [{**one, "is_main": not is_empty(main) and str(one.get("number")) == str(main)} for one in found]


def _people(rows: Iterable[Mapping[str, Any]], contacts: AfasContacts) -> Iterator[Words]:
    kinds = {kind.casefold() for kind in contacts.kinds}
    for row in rows:
        words = shown_words(contacts.columns, row)
        kind = words.get("kind")
        is_wanted = kind is None or str(kind).strip().casefold() in kinds
        if is_wanted and not words.get("blocked"):
            yield {
                **_only(words, "number", "department", "email", "phone", "mobile"),
                **_person(words, words.get("full_name")),
            }


def block_of(debtor: Words) -> Words:
    """What is blocked, as far as the connector shows it."""
    if not {"blocked", "blocked_completely"} & debtor.keys():
        return {}
    if debtor.get("blocked_completely"):
        return {"block": "all"}
    return {"block": "delivery" if debtor.get("blocked") else "no"}


def _place(words: Words, customers: AfasCustomers) -> Words:
    place = {part: words[word] for word, part in _PLACE.items() if word in words}
    return complete_place(place, customers.country_codes, customers.countries)


def _only(words: Words, *names: str) -> Words:
    return {name: words[name] for name in names if name in words}
