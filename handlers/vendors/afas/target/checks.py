"""Finds, without a call, what AFAS would refuse of a write, and tells it by the names that its sender knows."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from handlers.contracts.drafts import Draft
from handlers.vendors.afas.target.context import is_text, unit_is_known
from handlers.vendors.afas.target.field_rules import Breach, breaches
from handlers.vendors.afas.target.field_values import Wrong, is_empty
from handlers.vendors.afas.target.party_presets import ADDRESS
from handlers.vendors.afas.target.settings import AfasWriting
from handlers.vendors.afas.target.writes import Write
from mapping.documents.party import Customer
from mapping.pricing import PricedLine
from mapping.problems import EITHER, Problem
from words.masking import mask_value, shorten
from words.told import Told

REMEDIES: Mapping[tuple[str, Wrong], Told] = {
    ("HmNr", Wrong.TYPE): Told("afas.give_house_number"),
    ("ItCd", Wrong.MISSING): Told("afas.give_sku_or_text_item"),
    ("LaNm", Wrong.MISSING): Told("afas.give_last_name"),
    ("CoId", Wrong.MISSING): Told("afas.give_iban_with_country"),
    ("Grp", Wrong.MISSING): Told("afas.set_article_group"),
    ("Unit", Wrong.TYPE): Told("afas.give_administration"),
}
"""What helps, for a field and what is wrong with it, where AFAS's own words would not."""


class Names(Protocol):
    """Tells what rows read, and what a call has, as a person finds it in the document."""

    @property
    def contact(self) -> str:
        """The place of the contact whom a call is about; empty where it is about no contact."""
        ...

    @property
    def remedies(self) -> Mapping[tuple[str, Wrong], Told]:
        """What helps, for a field and what is wrong with it, where AFAS's own words would not."""
        ...

    def tell(self, path: str) -> str:
        """A path that rows read, in the document."""
        ...

    def tell_in_line(self, path: str, position: int | None) -> str:
        """The same for a field of the line at a position, from 0."""
        ...


_NAMES: Mapping[str, str] = {
    "person.": "customer.",
    "billing.": "billing_address.",
    "ship_to.": "shipping_address.",
    "article.": "lines.",
    "order.": "",
    "record.": "",
}

_LINE_NAMES = {"item_code": "sku", "unit_code": "unit", "item_type": "sku"}


@dataclass(frozen=True, slots=True)
class Naming:
    """Tells what rows read as a person finds it in the document.

    ``lines`` are those that a call writes. ``contact`` is the place of the contact whom a call is about, such as
    ``contacts[0]``; where there is none, a contact is the customer's own person.
    """

    customer: Customer
    lines: Sequence[PricedLine] = ()
    contact: str = ""

    @property
    def remedies(self) -> Mapping[tuple[str, Wrong], Told]:
        """Those of debtors, addresses, contacts and orders."""
        return REMEDIES

    def tell(self, path: str) -> str:
        """A path that rows read, in the document; ``a | b`` is translated part by part."""
        return EITHER.join(dict.fromkeys(self._tell_one(part) for part in path.split(EITHER)))

    def tell_in_line(self, path: str, position: int | None) -> str:
        """The same for a field of the line at a position, from 0."""
        if position is None or not path.startswith("item."):
            return self.tell(path)
        name = path.removeprefix("item.")
        line = self.lines[position] if position < len(self.lines) else None
        return _line_path(line.position if line else None, _LINE_NAMES.get(name, name))

    def _tell_one(self, path: str) -> str:
        if path in {"customer.name", "order.customer.name"}:
            return "customer.company" if self.customer.is_company else "customer.last_name"
        names = {**_NAMES, "contact.": f"{self.contact or 'customer'}."}
        start = next((start for start in names if path.startswith(start)), "")
        return f"{names.get(start, '')}{path.removeprefix(start)}"


def write_problems(
    write: Write, sources: Mapping[str, str], naming: Names, *, given_later: Collection[str] = ()
) -> Iterator[Problem]:
    """All that the field tables refuse in a call, by the paths of the document; personal values are masked.

    ``given_later`` are fields, by place, that need no value yet.
    """
    for breach in breaches(write.connector, write.body, method=write.method, part=write.part):
        place, position = _place(breach.path, is_contact=bool(naming.contact))
        if breach.flaw.wrong is Wrong.MISSING and place in given_later:
            continue
        field = place.rpartition(".")[2]
        remedy = naming.remedies.get((field, breach.flaw.wrong), breach.flaw.remedy)
        told = naming.tell_in_line(sources.get(place, place), position)
        yield Problem(told, _rule(breach, place), remedy, _show(breach))


def draft_problems(draft: Draft, writing: AfasWriting) -> Iterator[Problem]:
    """What no field table tells: a line of text that costs something, and a unit that has no code."""
    for line in draft.lines:
        if not unit_is_known(line, writing):
            yield Problem(
                _line_path(line.position, "unit"),
                Told("afas.unit_without_code"),
                Told("afas.add_unit"),
                shorten(line.unit or ""),
            )
        if is_text(line) and line.unit_price:
            yield Problem(
                _line_path(line.position, "unit_price"),
                Told("afas.text_costs_something"),
                Told("afas.give_sku_or_free_line_item"),
                str(line.unit_price),
            )


def for_the_sender(problems: Sequence[Problem], naming: Names) -> list[Problem]:
    """The mapping's own problems by the document's paths; one for each path and rule."""
    told = [replace(problem, path=naming.tell(problem.path)) for problem in problems]
    return list({(problem.path, problem.rule): problem for problem in told}.values())


def _place(path: str, *, is_contact: bool) -> tuple[str, int | None]:
    """A breach's path as the mapping names the field, and the line it is on, from 0.

    Contacts and delivery addresses are both contacts in AFAS; only a contact's own rows name the organisation too.
    """
    found = re.search(r"Lines\[(\d+)\]", path)
    bare = re.sub(r"\[\d+\]", "", path)
    header, _, rest = bare.partition(".")
    if rest.startswith(f"{header}Lines"):
        return rest, int(found[1]) if found else 0
    if not is_contact and header in {"KnOrganisation", "KnSalesRelationPer"} and f".{ADDRESS}." in bare:
        return bare[bare.index(f".{ADDRESS}.") + 1 :], None
    return bare, None


def _line_path(position: int | None, name: str) -> str:
    return f"lines.{name}" if position is None else f"lines[{position}].{name}"


def _rule(breach: Breach, place: str) -> Told:
    match breach.flaw.wrong:
        case Wrong.MISSING:
            return breach.flaw.rule
        case Wrong.TOO_LONG:
            return Told("afas.in_field", rule=breach.flaw.rule, field=place)
        case _:
            return Told("afas.of_field", rule=breach.flaw.rule, field=place)


def _show(breach: Breach) -> str | None:
    if is_empty(breach.value):
        return None
    return (mask_value if breach.personal else shorten)(breach.value)
