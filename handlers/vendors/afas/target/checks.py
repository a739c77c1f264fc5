"""Finds, without a call, what AFAS would refuse of a write, and tells it by the names that the order's sender knows."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from handlers.contracts.drafts import Draft
from handlers.vendors.afas.target.context import is_text, unit_is_known
from handlers.vendors.afas.target.field_rules import Breach, breaches
from handlers.vendors.afas.target.field_values import Wrong, is_empty
from handlers.vendors.afas.target.presets import ADDRESS
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
    ("Grp", Wrong.MISSING): Told("afas.set_article_group"),
    ("Unit", Wrong.TYPE): Told("afas.give_administration"),
}
"""What helps, for a field and what is wrong with it, where AFAS's own words would not."""

_NAMES = {
    "person.": "customer.",
    "contact.": "customer.",
    "billing.": "billing_address.",
    "ship_to.": "shipping_address.",
    "article.": "lines.",
    "order.": "",
}


def in_the_document(path: str, customer: Customer) -> str:
    """A path that rows read, as a person finds it in the document; ``a | b`` is translated part by part."""
    told = []
    for part in path.split(EITHER):
        if part in {"customer.name", "order.customer.name"}:
            told.append("customer.company" if customer.is_company else "customer.last_name")
            continue
        start = next((start for start in _NAMES if part.startswith(start)), "")
        told.append(f"{_NAMES.get(start, '')}{part.removeprefix(start)}")
    return EITHER.join(dict.fromkeys(told))


def write_problems(
    write: Write,
    sources: Mapping[str, str],
    customer: Customer,
    lines: Sequence[PricedLine] = (),
    *,
    given_later: Collection[str] = (),
) -> Iterator[Problem]:
    """All that the field tables refuse in a call, by the paths of the document; personal values are masked.

    ``lines`` are those that the call writes. ``given_later`` are fields, by place, that need no value yet.
    """
    for breach in breaches(write.connector, write.body, method=write.method, part=write.part):
        place, position = _place(breach.path)
        if breach.flaw.wrong is Wrong.MISSING and place in given_later:
            continue
        field = place.rpartition(".")[2]
        remedy = REMEDIES.get((field, breach.flaw.wrong), breach.flaw.remedy)
        told = _tell_path(sources.get(place, place), position, customer, lines)
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


def for_the_sender(problems: Sequence[Problem], customer: Customer) -> list[Problem]:
    """The mapping's own problems by the document's paths; one for each path and rule."""
    told = [replace(problem, path=in_the_document(problem.path, customer)) for problem in problems]
    return list({(problem.path, problem.rule): problem for problem in told}.values())


def _place(path: str) -> tuple[str, int | None]:
    """A breach's path as the mapping names the field, and the line it is on, from 0."""
    found = re.search(r"Lines\[(\d+)\]", path)
    bare = re.sub(r"\[\d+\]", "", path)
    header, _, rest = bare.partition(".")
    if rest.startswith(f"{header}Lines"):
        return rest, int(found[1]) if found else 0
    if header in {"KnOrganisation", "KnSalesRelationPer"} and f".{ADDRESS}." in bare:
        return bare[bare.index(f".{ADDRESS}.") + 1 :], None
    return bare, None


def _tell_path(source: str, position: int | None, customer: Customer, lines: Sequence[PricedLine]) -> str:
    if position is not None and source.startswith("item."):
        name = source.removeprefix("item.")
        line = lines[position] if position < len(lines) else None
        return _line_path(line.position if line else None, _LINE_NAMES.get(name, name))
    return in_the_document(source, customer)


_LINE_NAMES = {"item_code": "sku", "unit_code": "unit", "item_type": "sku"}


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
