"""What a customer is known by: their marks, the links kept under them, and who in a target has them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from handlers.contracts.debtors import CustomerMarks, FoundDebtor
from handlers.contracts.parties import Party
from handlers.pipelines.parties.names import compact, fold, house_of, same_name
from handlers.pipelines.parties.settings import Mark, Recognition
from mapping.documents.emails import normal_email
from relay.line.once.links import Link, Links
from relay.model import Flow
from words.told import Told

MARKS: Final[Mapping[Mark, Told]] = {
    "customer_code": Told("parties.customer_code"),
    "vat_number": Told("parties.vat_number"),
    "email": Told("parties.email"),
    "name_and_address": Told("parties.name_and_address"),
}
"""The marks that a document can give, in words; a link is what the relay remembers under them."""

_KINDS: Final[Mapping[Mark, str]] = {
    "customer_code": "debtor by customer code",
    "vat_number": "debtor by VAT number",
    "email": "debtor",
    "name_and_address": "debtor by name and address",
}
"""Under which kind of record a mark's link is kept. Never change one: links made before would be lost."""


def marks_of(party: Party, matching: Recognition) -> CustomerMarks:
    """What the chain recognises a customer by. A VAT number counts for companies only.

    Name and address count together: without a postcode or a house number they are no mark.
    """
    customer, address = party.customer, party.billing
    house = house_of(address) if fold(customer.name) else ""
    marks = CustomerMarks(
        code=(customer.code or "").strip(),
        vat_number=compact(customer.vat_number or "") if customer.is_company else "",
        email=normal_email(customer.email or ""),
        name=customer.name if house else "",
        postcode=address.postcode if house else "",
        house=house,
    )
    return keep_kinds(marks, matching.match)


def keep_kinds(marks: CustomerMarks, kept: Sequence[Mark]) -> CustomerMarks:
    """The marks of the kinds to keep; all others are emptied."""
    gone = [mark for mark in MARKS if mark not in kept]
    emptied = {field: "" for mark in gone for field in _FIELDS[mark]}
    return replace(marks, **emptied)


def list_kinds(marks: CustomerMarks) -> list[Mark]:
    """Which kinds of marks there are."""
    return [mark for mark in MARKS if getattr(marks, _FIELDS[mark][0])]


def has(debtor: FoundDebtor, mark: Mark, marks: CustomerMarks) -> bool:
    """Whether a debtor has exactly this mark, however wide the target searched."""
    if mark == "customer_code":
        return debtor.number.strip() == marks.code
    if mark == "vat_number":
        return compact(debtor.vat_number) == marks.vat_number
    if mark == "email":
        return normal_email(debtor.email) == marks.email
    return (
        same_name(debtor.name, marks.name)
        and compact(debtor.postcode) == compact(marks.postcode)
        and compact(debtor.house) == compact(marks.house)
    )


def names_of(flow: Flow, links: Links, marks: CustomerMarks, matching: Recognition) -> list[str]:
    """The names of a customer's links, intents and locks, one for each mark, in the order of the chain.

    Their code is a number of the source: of a system that came after another it is another customer's.
    """
    there = list_kinds(marks)
    texts = {mark: _text(mark, marks) for mark in there}
    if "customer_code" in texts:
        texts["customer_code"] = links.number_of(flow.source, texts["customer_code"])
    return [links.name(flow.target, _KINDS[mark], texts[mark]) for mark in matching.match if mark in there]


def list_shared_names(flow: Flow, links: Links, party: Party) -> list[str]:
    """The names of all marks by which any flow may know this customer, whatever its chain.

    Not their code: that is a number of one source.
    """
    everything = Recognition(match=("vat_number", "email", "name_and_address"))
    return names_of(flow, links, marks_of(party, everything), everything)


async def link_of(links: Links, names: Sequence[str]) -> Link | None:
    """What the customer is linked to under these names, as :func:`choose_link` chooses."""
    return choose_link(await links.find_all(names)) if names else None


def choose_link(found: Sequence[Link | None]) -> Link | None:
    """What the customer is linked to: by hand under any of their marks, else by the first mark that has a link."""
    there = [link for link in found if link is not None]
    return next((link for link in there if link.manual), next(iter(there), None))


async def find_link_by_hand(links: Links, flow: Flow, party: Party, matching: Recognition) -> str | None:
    """The debtor to whom a person linked the customer; None where nobody did."""
    names = names_of(flow, links, marks_of(party, matching), matching)
    link = await link_of(links, names)
    return link.number if link is not None and link.manual else None


def in_words(marks: CustomerMarks) -> list[Told]:
    """The kinds of marks as a person would list them; never what they are."""
    return [MARKS[mark] for mark in list_kinds(marks)]


_FIELDS: Final[Mapping[Mark, tuple[str, ...]]] = {
    "customer_code": ("code",),
    "vat_number": ("vat_number",),
    "email": ("email",),
    "name_and_address": ("name", "postcode", "house"),
}


def _text(mark: Mark, marks: CustomerMarks) -> str:
    """The mark as one text that is equal exactly when the mark is."""
    if mark == "name_and_address":
        return f"{fold(marks.name)}|{compact(marks.postcode)}|{compact(marks.house)}"
    return str(getattr(marks, _FIELDS[mark][0]))
