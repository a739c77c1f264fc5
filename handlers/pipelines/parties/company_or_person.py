"""Decides whether the buyer is a company or a person: buyers write all sorts of things in the company field."""

from handlers.pipelines.parties.names import fold, same_name
from handlers.pipelines.parties.settings import Recognition
from mapping.documents.party import Customer
from words.told import Told


def judge_buyer(customer: Customer, settings: Recognition) -> tuple[Customer, list[Told]]:
    """The customer as a company or a person, and what was decided, without naming them.

    A company name that says there is none, or only repeats the person's name, makes no company. A VAT number without a
    company name makes one where the settings say so.
    """
    if customer.company and _is_no_company(customer, settings):
        person = customer.last_name or customer.company
        changed = customer.model_copy(update={"company": None, "last_name": person})
        return changed, [Told("parties.person")]
    if not customer.company and customer.vat_number and settings.vat_number_makes_company:
        changed = customer.model_copy(update={"company": customer.person})
        return changed, [Told("parties.company_by_vat_number")]
    return customer, []


def _is_no_company(customer: Customer, settings: Recognition) -> bool:
    name = fold(customer.company or "")
    if not name or name in {fold(word) for word in settings.not_a_company}:
        return bool(customer.last_name)  # without a last name the word is the only name there is
    return bool(customer.person) and same_name(customer.company or "", customer.person)
