"""Checks whether customers lead to debtors that the target shows: after a change of year, or when somebody asks."""

from collections.abc import Sequence
from typing import Any

from handlers.contracts.customers import CustomerSource, CustomerTarget
from handlers.pipelines.common.one_to_one import pair_of
from mapping.problems import DocumentError
from relay.line.actions import LinkCheck
from relay.line.once.links import Links
from relay.model import Flow


async def check_links(
    flow: Flow, documents: Sequence[Any], source: CustomerSource, target: CustomerTarget, links: Links
) -> LinkCheck:
    """Ask the target for all debtors whom these customers are linked to. Raises what its look-up raises."""
    numbers = [number for document in documents if (number := _number_of(document, source)) is not None]
    found = await links.find_all([pair_of(links, flow, number).name for number in numbers]) if numbers else []
    known = {number: link for number, link in zip(numbers, found, strict=True) if link is not None}
    live = {number: link.number for number, link in known.items() if link.is_live}
    there = await target.find_by_numbers(sorted(set(live.values()))) if live else {}
    gone = [number for number, debtor in live.items() if debtor not in there]
    return LinkCheck(
        new=len(numbers) - len(known),
        there=len(live) - len(gone),
        gone=gone,
        left_out=len(documents) - len(numbers) + len(known) - len(live),
    )


def _number_of(document: Any, source: CustomerSource) -> str | None:
    try:
        return source.read(document).number
    except DocumentError:
        return None
