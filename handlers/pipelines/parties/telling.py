"""Tells what would be written of a party: by field names in the story of a dry run, with values to an operator."""

from collections.abc import Iterator
from typing import Any

from handlers.contracts.parties import Party
from handlers.pipelines.parties.plan import AddressPlan, DebtorPlan
from handlers.pipelines.parties.search import PartyTarget
from words.told import Told


def tell_debtor(plan: DebtorPlan | None) -> Iterator[Told]:
    """What would be done about the debtor, by the names of fields; nothing where it stays as it is."""
    if plan is None:
        return
    if plan.number is None:
        yield Told("parties.would_make_debtor", fields=sorted(plan.sought.fields))
    elif plan.changes:
        yield Told("parties.would_fill_in", fields=sorted(plan.changes), number=plan.number)


def tell_address(plan: AddressPlan | None) -> Iterator[Told]:
    """What would be done about the delivery address, in the same way."""
    if plan is not None and plan.number is None:
        yield Told("parties.would_make_address", fields=sorted(plan.fields))


def show_debtor(party: Party, plan: DebtorPlan | None) -> dict[str, Any]:
    """What would be done about the debtor, with the values of its fields."""
    if plan is not None and plan.number is None:
        return {"would": "be made", "number": None, "fields": plan.sought.fields}
    if plan is not None and plan.changes:
        return {"would": "be filled in", "number": party.debtor, "fields": plan.changes}
    kept = "stay as it is" if party.debtor else "be decided by a person"
    return {"would": kept, "number": party.debtor, "fields": {}}


def show_address(party: Party, plan: AddressPlan | None, number: str | None) -> dict[str, Any] | None:
    """The same of the delivery address; None where the goods go to the debtor's own."""
    if not party.ships_elsewhere:
        return None
    made = plan is not None and number is None
    return {"would": "be made" if made else "stay as it is", "number": number, "fields": plan.fields if plan else {}}


def find_shortened(
    party: Party, debtor: DebtorPlan | None, address: AddressPlan | None, target: PartyTarget
) -> Iterator[str]:
    """Names of the fields that are to be written without all of their text."""
    if debtor is not None and (debtor.number is None or debtor.changes):
        sent = debtor.sought.fields if debtor.number is None else debtor.changes
        yield from (name for name in target.shortened_debtor(party) if {name, name.partition(".")[2]} & {*sent})
    if address is not None and address.number is None:
        yield from target.shortened_address(party)
