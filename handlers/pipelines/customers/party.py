"""Who a record is about, before anything is asked: mended, as a company or a person, with the codes of its settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from handlers.contracts.parties import Party
from handlers.pipelines.customers.settings import ByCountry, CustomerSettings
from handlers.pipelines.parties.company_or_person import judge_buyer
from handlers.pipelines.parties.completeness import find_debtor_problems, find_email_problem, mend
from handlers.pipelines.parties.telephones import mend_telephone
from mapping.choices import Choice, UnmappedValueError
from mapping.documents.customer import Contact, CustomerRecord, DeliveryAddress
from mapping.documents.party import Customer
from mapping.problems import Problem
from words.masking import shorten
from words.told import Told

PlaceT = TypeVar("PlaceT", Customer, Contact, CustomerRecord)
"""Where a telephone number stands."""

MAIN = "main"
"""The id of the contact whom a source names as the buyer of a company, and gives no number."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The party that a record names, what is wrong with it, and what was decided, for the story."""

    party: Party
    problems: tuple[Problem, ...] = ()
    notes: tuple[Told, ...] = ()


def draw_party(record: CustomerRecord, settings: CustomerSettings) -> Drawn:
    """The party of a record: pure, and without a debtor. Its ``lacks`` say what keeps a debtor from being made."""
    record, mended = _mend_telephones(record)
    customer, mends = mend(record.customer, settings.incomplete.email)
    customer, decided = judge_buyer(_with_main_contact(customer, record), settings.customer)
    if not customer.code:
        customer = customer.model_copy(update={"code": record.number})
    wrong = find_email_problem(customer)
    codes, problems = _choose_codes(record, customer, settings)
    party = Party(
        document=Told("customers.document"),
        customer=customer,
        billing=record.billing_address,
        reference=record.number,
        codes=codes,
        currency=record.currency or "EUR",
        store=record.store,
        record=record,
    )
    party = replace(party, lacks=find_debtor_problems(party))
    guessed = [Told("customers.address_guessed")] if record.billing_guessed else []
    notes = [
        *mended,
        *mends,
        *decided,
        *guessed,
        *(Told("customers.code_added", setting=name, code=code) for name, code in codes.items()),
    ]
    return Drawn(party, (*problems, *((wrong,) if wrong else ())), tuple(notes))


def contacts_of(party: Party) -> Sequence[Contact]:
    """The contacts of a company, the first one to turn to first; its buyer where the source tells no others."""
    record = party.record
    if record is None or not party.customer.is_company:
        return ()
    if record.contacts:
        return sorted((one for one in record.contacts if one.name), key=lambda one: not one.is_main)
    customer = party.customer
    if not customer.person:
        return ()
    names = {name: getattr(customer, name) for name in ("first_name", "infix", "last_name", "email", "phone")}
    return [Contact(id=MAIN, is_main=True, **names)]


def addresses_of(party: Party) -> Sequence[DeliveryAddress]:
    """Where a customer has goods delivered, besides where they are themselves."""
    record = party.record
    if record is None:
        return ()
    return [one for one in record.addresses if one.address.is_given and one.address != record.billing_address]


def delivering_to(party: Party, place: DeliveryAddress, debtor: str | None) -> Party:
    """The party as one whose goods go to this place."""
    return replace(party, shipping=place.address, debtor=debtor, delivers=True)


def _mend_telephones(record: CustomerRecord) -> tuple[CustomerRecord, list[Told]]:
    """The record with its telephone numbers in one form, where they are numbers, and what was left out."""
    country = record.billing_address.country
    notes: list[Told] = []

    def mended(place: PlaceT, *names: str) -> PlaceT:
        found = {name: mend_telephone(getattr(place, name), country) for name in names}
        notes.extend(told for _, told in found.values() if told is not None)
        changed = {name: number for name, (number, _) in found.items() if number != getattr(place, name)}
        return place.model_copy(update=changed) if changed else place

    customer, contacts = (
        mended(record.customer, "phone"),
        tuple(mended(one, "phone", "mobile") for one in record.contacts),
    )
    record = mended(record, "mobile")
    if (customer, contacts) != (record.customer, record.contacts):
        record = record.model_copy(update={"customer": customer, "contacts": contacts})
    return record, list(dict.fromkeys(notes))


def _with_main_contact(customer: Customer, record: CustomerRecord) -> Customer:
    """A company that names no person of its own has its first contact: targets keep one on the debtor."""
    if not customer.company or customer.person:
        return customer
    named = [one for one in record.contacts if one.last_name or one.first_name]
    main = next((one for one in named if one.is_main), next(iter(named), None))
    if main is None:
        return customer
    return customer.model_copy(update={name: getattr(main, name) for name in ("first_name", "infix", "last_name")})


def _choose_codes(
    record: CustomerRecord, customer: Customer, settings: CustomerSettings
) -> tuple[dict[str, str], list[Problem]]:
    """The target's codes by the names that rows read, and a problem for each value that has none.

    A setting that the flow does not make gives no code.
    """
    codes: dict[str, str] = {}
    problems: list[Problem] = []
    for name, value in _values(record).items():
        choice: Choice = getattr(settings, name)
        try:
            code = _choose(choice, value, record.billing_address.country, is_company=customer.is_company)
        except UnmappedValueError:
            offered = list(choice.codes if isinstance(choice, ByCountry) else dict.fromkeys(choice.table.values()))
            mend = Told("customers.add_code", setting=name, codes=offered)
            shown = shorten(value or record.billing_address.country)
            problems.append(Problem(name, Told("customers.no_code"), mend, shown))
            continue
        if code is not None:
            codes[name] = code
    return codes, problems


def _choose(choice: Choice, value: str | None, country: str, *, is_company: bool) -> str | None:
    if not choice.model_fields_set:
        return None
    if isinstance(choice, ByCountry):
        return choice.choose_for(value, country, is_company=is_company)
    return choice.choose(value)


def _values(record: CustomerRecord) -> Mapping[str, str | None]:
    """For each setting that chooses a code, what the source says of it."""
    return {
        "vat_liability": record.vat_liability,
        "revenue_account": None,
        "receivables_account": record.receivables_account,
        "payment_condition": record.payment_condition,
        "price_list": record.price_list,
        "language": record.language,
        "currency": record.currency,
    }
