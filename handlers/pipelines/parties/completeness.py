"""Says what a customer lacks to be made a debtor or to be delivered to, field by field, and mends what can be mended.

A till sells to nobody in particular, a shop lets buyers leave out their surname, and half the world has no postcodes:
none of that can be mended by whoever runs the shop, so that the flow's settings say what becomes of such a document.
"""

from typing import Final, Literal

from handlers.contracts.parties import Party
from mapping.documents.emails import check_email
from mapping.documents.party import Address, Customer
from mapping.documents.values import normal_postcode
from mapping.problems import Problem
from words.masking import mask_value
from words.mistake import Mistake
from words.told import Told

_WITH_POSTCODES: Final = frozenset(
    {"AT", "AU", "BE", "BG", "CA", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IT"}
    | {"JP", "LI", "LT", "LU", "LV", "MC", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "US"}
)
"""Countries where no letter arrives without a postcode, or where VAT may depend on it; elsewhere one may be missing."""


def mend(customer: Customer, wrong_email: Literal["leave_out", "hold"]) -> tuple[Customer, list[Told]]:
    """Mend what can be mended of a customer without asking anyone; the answer has a note for each change.

    A person with a first name only gets it as the surname. An e-mail address that no mail can be sent to is left out
    where the flow's ``incomplete.email`` says so.
    """
    notes = []
    if not customer.company and not customer.last_name and customer.first_name:
        customer = customer.model_copy(update={"first_name": None, "last_name": customer.first_name})
        notes.append(Told("parties.first_name_taken"))
    if wrong_email == "leave_out" and find_email_problem(customer) is not None:
        customer = customer.model_copy(update={"email": None})
        notes.append(Told("parties.email_left_out"))
    return customer, notes


def find_email_problem(customer: Customer) -> Problem | None:
    """What is wrong with the e-mail address, if there is one that no mail can be sent to."""
    address = customer.email
    if not address:
        return None
    try:
        check_email(address)
    except Mistake as wrong:
        return Problem("customer.email", Told("parties.no_email"), wrong.told, mask_value(address))
    return None


def find_debtor_problems(party: Party) -> tuple[Problem, ...]:
    """What is missing or wrong of a customer and the address of the bill, so that no debtor can be made of them."""
    name = () if party.customer.name else (_missing("customer.last_name"),)
    return (*name, *_find_address_problems(party.billing, "billing_address"))


def find_delivery_problems(party: Party) -> tuple[Problem, ...]:
    """What is missing or wrong of an address to deliver to, where that is another than that of the bill."""
    if party.shipping is None or party.shipping == party.billing:
        return ()
    return tuple(_find_address_problems(party.shipping, "shipping_address"))


def _find_address_problems(address: Address, path: str) -> list[Problem]:
    lacks = [_missing(f"{path}.{name}") for name in ("street", "city", "country") if not getattr(address, name)]
    if not address.postcode:
        return [*lacks, _missing(f"{path}.postcode")] if address.country in _WITH_POSTCODES else lacks
    try:
        normal_postcode(address.postcode, address.country)
    except Mistake as wrong:
        found = mask_value(address.postcode)
        lacks.append(Problem(f"{path}.postcode", Told("parties.wrong_postcode"), wrong.told, found))
    return lacks


def _missing(path: str) -> Problem:
    return Problem(path, Told("parties.missing"), Told("parties.stand_in_or_fill_in"))
