"""Links a customer to a debtor because a person says so: what no search in the target can know."""

from collections.abc import Sequence

from handlers.contracts.debtors import CustomerMarks, DebtorTarget
from handlers.contracts.parties import Party
from handlers.pipelines.parties.identifiers import in_words, marks_of, names_of
from handlers.pipelines.parties.settings import Recognition
from relay.errors import Hold
from relay.line.once.links import Link, Links
from relay.line.once.locks import Locks
from relay.model import Flow
from words.told import Told


async def link_party(
    flow: Flow,
    party: Party,
    number: str | None,
    matching: Recognition,
    target: DebtorTarget,
    links: Links,
    locks: Locks,
) -> Told:
    """Link the party to debtor ``number`` under all their marks, or forget their links where it is None.

    A sentence that tells what was done, without personal data. Raises Hold where it cannot be done, Transient while a
    run works on the same customer, and what the target's look-up raises.
    """
    marks = marks_of(party, matching)
    names = names_of(flow, links, marks, matching)
    if not names:
        raise Hold(Told("parties.no_mark_to_link", document=party.document))
    if number is not None:
        await _require_debtor(target, number)
    async with locks.hold(names):
        if number is None:
            return await _forget(links, names, in_words(marks), party)
        for name in names:
            await links.store(name, Link(number, manual=True))
    return Told("parties.linked", number=number, marks=in_words(marks))


async def _forget(links: Links, names: Sequence[str], marks: Sequence[Told], party: Party) -> Told:
    found = [link for name in names if (link := await links.find(name)) is not None]
    if not found:
        return Told("parties.was_not_linked", marks=marks)
    for name in names:
        await links.forget(name)
    numbers = sorted({link.number for link in found})
    return Told("parties.forgotten", numbers=numbers, document=party.document, marks=marks)


async def _require_debtor(target: DebtorTarget, number: str) -> None:
    """Raises Hold when the target shows no debtor under the number."""
    found = await target.find_debtors(CustomerMarks(code=number))
    if number not in {debtor.number.strip() for debtor in found}:
        raise Hold(Told("parties.no_such_debtor", number=number))
