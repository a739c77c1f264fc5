"""Links the customer of an order to a debtor because a person says so: what no search in the target can know."""

from typing import Any

from handlers.contracts.debtors import CustomerMarks
from handlers.contracts.orders import OrderSource, OrderTarget
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.parties.company_or_person import as_buyer
from handlers.pipelines.parties.identifiers import in_words, marks_of, names_of
from mapping.problems import DocumentError
from relay.errors import Hold
from relay.line.once.links import Link, Links
from relay.line.once.locks import Locks
from relay.model import Flow


async def link_customer(
    flow: Flow,
    document: Any,
    number: str | None,
    source: OrderSource,
    target: OrderTarget,
    links: Links,
    locks: Locks,
) -> str:
    """Link the document's customer to debtor ``number`` under all his marks, or forget his links where it is None.

    A sentence that tells what was done, without personal data. Raises Hold where it cannot be done, Transient while a
    run works on the same customer, and what the target's look-up raises.
    """
    settings: OrderSettings = flow.settings
    try:
        order, _ = as_buyer(source.read(document), settings.customer)
    except DocumentError as error:
        raise Hold(f"the order cannot be read: {error.problems[0]}", problems=error.problems) from None
    marks = marks_of(order, settings.customer)
    names = names_of(flow, links, marks, settings.customer)
    if not names:
        raise Hold("the order has no mark of settings.customer.match by which its customer would be known again")
    if number is not None:
        await _require_debtor(target, number)
    async with locks.hold(names):
        if number is None:
            return await _forget(links, names, in_words(marks))
        for name in names:
            await links.store(name, Link(number, manual=True))
    return f"the customer is debtor {number} from now on, by {in_words(marks)}"


async def _forget(links: Links, names: list[str], words: str) -> str:
    found = [link for name in names if (link := await links.find(name)) is not None]
    if not found:
        return f"the customer was linked to nobody, by {words}"
    for name in names:
        await links.forget(name)
    numbers = ", ".join(sorted({link.number for link in found}))
    return f"the customer is no longer linked to debtor {numbers}; the next order looks for him by {words}"


async def _require_debtor(target: OrderTarget, number: str) -> None:
    """Raises Hold when the target shows no debtor under the number."""
    found = await target.find_debtors(CustomerMarks(code=number))
    if number not in {debtor.number.strip() for debtor in found}:
        raise Hold(f"the target shows no debtor {number}; nothing is linked")
