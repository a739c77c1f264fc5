"""Links a customer to a debtor because a person says so: what no search in the target can know."""

from collections.abc import Sequence

from handlers.contracts.debtors import CustomerMarks, DebtorTarget
from handlers.contracts.parties import Party
from handlers.pipelines.parties.identifiers import in_words, marks_of, names_of
from handlers.pipelines.parties.settings import CustomerMatching
from relay.errors import Hold
from relay.line.once.links import Link, Links
from relay.line.once.locks import Locks
from relay.model import Flow


async def link_party(
    flow: Flow,
    party: Party,
    number: str | None,
    matching: CustomerMatching,
    target: DebtorTarget,
    links: Links,
    locks: Locks,
) -> str:
    """Link the party to debtor ``number`` under all their marks, or forget their links where it is None.

    A sentence that tells what was done, without personal data. Raises Hold where it cannot be done, Transient while a
    run works on the same customer, and what the target's look-up raises.
    """
    marks = marks_of(party, matching)
    names = names_of(flow, links, marks, matching)
    if not names:
        raise Hold(
            f"the {party.document} has no mark of settings.customer.match by which its customer would be known again"
        )
    if number is not None:
        await _require_debtor(target, number)
    async with locks.hold(names):
        if number is None:
            return await _forget(links, names, in_words(marks), party.document)
        for name in names:
            await links.store(name, Link(number, manual=True))
    return f"the customer is debtor {number} from now on, by {in_words(marks)}"


async def _forget(links: Links, names: Sequence[str], words: str, document: str) -> str:
    found = [link for name in names if (link := await links.find(name)) is not None]
    if not found:
        return f"the customer was linked to nobody, by {words}"
    for name in names:
        await links.forget(name)
    numbers = ", ".join(sorted({link.number for link in found}))
    return f"the customer is no longer linked to debtor {numbers}; the next {document} looks for him by {words}"


async def _require_debtor(target: DebtorTarget, number: str) -> None:
    """Raises Hold when the target shows no debtor under the number."""
    found = await target.find_debtors(CustomerMarks(code=number))
    if number not in {debtor.number.strip() for debtor in found}:
        raise Hold(f"the target shows no debtor {number}; nothing is linked")
