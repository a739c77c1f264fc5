"""Carries a customer whom users edit at both ends: what changed at the source, and never what the relay wrote there.

Compared are units that are edited as one, such as a whole address, in the form in which people compare them. Of fields
that are no such unit, as codes of the target are, the digests of this flow alone say what changed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from handlers.contracts.customers import CustomerBooks, CustomerSource
from handlers.contracts.debtors import FoundDebtor
from handlers.pipelines.common.edited_units import Units, read_anew
from handlers.pipelines.common.forms import Form
from handlers.pipelines.common.part import Carried
from handlers.pipelines.common.two_way_carrying import Edited, Planned, TwoWayCarrier
from handlers.pipelines.customers.debtor_part import KIND, changed_fields, judge_changed
from handlers.pipelines.customers.run import CustomerRun
from handlers.pipelines.parties.names import compact, fold
from mapping.documents.customer import CustomerRecord
from mapping.documents.party import Address
from relay.line.once.links import Links
from relay.line.once.ordinals import Ordinals
from relay.line.opposites import Opposites
from words.told import Told

_UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("customer.company", "customer.first_name", "customer.infix", "customer.last_name"),
    "email": ("customer.email",),
    "phone": ("customer.phone",),
    "vat_number": ("customer.vat_number",),
    "chamber_of_commerce_number": ("customer.chamber_of_commerce_number",),
    "billing_address": ("billing_address",),
    "mobile": ("mobile",),
    "website": ("website",),
    "iban": ("iban",),
    "blocked": ("blocked",),
}
"""What is edited as one, with the fields of a record that it is made of. Never rename one: bases would be lost."""

_MADE_BY: Final[Mapping[str, str]] = {
    **dict.fromkeys(("company", "name", "person", "first_name", "initials", "infix", "last_name"), "name"),
    **{name: name for name in _UNITS},
}
"""By the last word of what a row reads: the unit that it belongs to."""

_FORMS: Final = {"phone": Form(telephone=True), "mobile": Form(telephone=True)}


def is_both_ways(run: CustomerRun, opposites: Opposites) -> bool:
    """Whether the settings say whose edits count, and another flow carries customers the other way."""
    return run.settings.two_way is not None and opposites.of(run.ticket.flow) is not None


async def read_again(
    run: CustomerRun,
    source: CustomerSource,
    links: Links,
    carrier: TwoWayCarrier,
    opposites: Opposites,
    ordinals: Ordinals,
) -> CustomerRun:
    """Read a customer again on whom the opposite flow wrote since they were read: that is no news any more."""
    link = run.link
    if run.leaving is not None or link is None or not link.is_live or not is_both_ways(run, opposites):
        return run
    anew = await read_anew(run.pair, link, run.ticket.event, source, links, carrier, ordinals)
    return run if anew is None else replace(run, record=anew.record, read_as_of=anew.ordinal)


async def changed_since_in_step(
    run: CustomerRun, target: CustomerBooks, links: Links, carrier: TwoWayCarrier
) -> set[str]:
    """The debtor's fields of which something changed at the source: of units, and those that belong to none."""
    assert run.link is not None  # noqa: S101 - asked of customers who were carried before
    here = UNITS.side(links.system(run.ticket.flow.source), run.read)
    units = await carrier.list_changed(run.pair, run.link.number, here)
    return {*UNITS.fields_of(units, target.debtor_sources), *_changed_besides(run, target, links)}


async def carry_both_ways(
    run: CustomerRun, target: CustomerBooks, links: Links, carrier: TwoWayCarrier, opposites: Opposites
) -> tuple[Carried, CustomerRun]:
    """Carry the debtor, and tell what both sides changed. Raises what :meth:`TwoWayCarrier.carry` does."""
    flow, settings, back = run.ticket.flow, run.settings.two_way, opposites.of(run.ticket.flow)
    assert settings is not None  # noqa: S101 - is_both_ways was asked
    assert back is not None  # noqa: S101 - is_both_ways was asked
    systems = {name: links.system(name) for name in (flow.source, flow.target)}
    cut = {unit for name in target.shortened_debtor(run.known) for unit in UNITS.of_field(name, target.debtor_sources)}
    edited = Edited(
        pair=run.pair,
        here=UNITS.side(systems[flow.source], run.read),
        ordinal=run.read_as_of or run.ticket.event.ordinal,
        read_there=UNITS.reading(back.source, systems[flow.target], cut),
        plan=partial(_plan, run, target, links),
        horizon=back.target.horizon,
        first=run.settings.customer.on_first_match,
    )
    carried, judged = await carrier.carry(run.ticket, edited, settings.rules(systems), run.number)
    kept = [Told("common.edited_one_way", field=unit) for unit in judged.kept_here]
    return carried, run.tell(*kept).warn(*(conflict.problem() for conflict in judged.conflicts))


def _plan(run: CustomerRun, target: CustomerBooks, links: Links, units: Sequence[str]) -> Planned:
    part, sources = run.parts[0], target.debtor_sources
    if run.debtor is None:
        return Planned(part, tuple(units))
    changed = {*UNITS.fields_of(units, sources), *_changed_besides(run, target, links)}

    def changes(found: FoundDebtor) -> dict[str, Any]:
        return judge_changed(run, target, found, changed).changes

    written = {unit for name in changes(run.debtor) for unit in UNITS.of_field(name, sources)}
    return Planned(replace(part, changes=changes), tuple(unit for unit in units if unit in written))


def _changed_besides(run: CustomerRun, target: CustomerBooks, links: Links) -> set[str]:
    """The debtor's fields that belong to no unit and changed since this flow carried them last."""
    changed = changed_fields(run, target, links, target.debtor_fields(run.known)) or ()
    return {name for name in changed if name != KIND and not UNITS.of_field(name, target.debtor_sources)}


def _unit_of(path: str) -> str | None:
    root, _, last = path.partition(".")
    if root == "contact":
        return None
    return "billing_address" if root == "billing" else _MADE_BY.get(last.rpartition(".")[2])


def _gives(record: CustomerRecord, paths: Collection[str]) -> bool:
    """Whether a record gives any of these fields, be it empty."""
    for path in paths:
        *outer, name = path.split(".")
        place = getattr(record, outer[0]) if outer else record
        if name in place.model_fields_set:
            return True
    return False


def _address(address: Address) -> dict[str, str]:
    place = address.line if address.number else address.street
    return {
        "line": fold(place),
        "extra": fold(address.extra or ""),
        "postcode": compact(address.postcode),
        "city": fold(address.city),
        "country": address.country,
    }


def _shape(record: CustomerRecord, unit: str) -> Any:
    """A unit as it is compared: whoever writes it another way has not changed it."""
    if unit == "name":
        return fold(record.customer.name)
    if unit == "billing_address":
        return _address(record.billing_address) if record.billing_address.is_given else None
    [path] = _UNITS[unit]
    *outer, name = path.split(".")
    value = getattr(getattr(record, outer[0]) if outer else record, name)
    return compact(value) if isinstance(value, str) and unit in _CODES else value


_CODES: Final = frozenset({"vat_number", "chamber_of_commerce_number", "iban"})
"""Units in which blanks, points and capitals never count."""


def _values_of(record: CustomerRecord) -> dict[str, Any]:
    """The units that a record gives, each in the form in which it is compared."""
    return {unit: _shape(record, unit) for unit, paths in _UNITS.items() if _gives(record, paths)}


UNITS: Final = Units(tuple(_UNITS), _values_of, _unit_of, _FORMS)
"""What customers are compared by."""
