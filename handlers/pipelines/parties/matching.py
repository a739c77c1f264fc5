"""Asks a target once for all that may be the customer, and decides who is: the first mark of the chain that matches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.contracts.debtors import CustomerMarks, DebtorTarget, FoundDebtor
from handlers.pipelines.parties.identifiers import has, list_kinds
from handlers.pipelines.parties.settings import Mark, Recognition
from relay.line.once.links import Link
from words.told import Told


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whom the chain means: the ``debtors`` that have the ``mark``, lowest number first.

    The mark is ``link`` with no debtor where the target does not show the one who is linked, and None for nobody.
    """

    mark: Mark | None = None
    debtors: tuple[FoundDebtor, ...] = ()

    @property
    def numbers(self) -> list[str]:
        """The debtors' numbers, for a person."""
        return [debtor.number for debtor in self.debtors]


def searchable(marks: CustomerMarks, target: DebtorTarget) -> tuple[CustomerMarks, tuple[Told, ...]]:
    """The marks that the target can hold, and what to tell about one that it cannot.

    An address longer than its field was cut there: it equals nobody's, and what is cut may be another's.
    """
    longest = target.longest_email
    if longest is None or len(marks.email) <= longest:
        return marks, ()
    return replace(marks, email=""), (Told("parties.email_not_looked_for", longest=longest),)


async def candidates(target: DebtorTarget, marks: CustomerMarks, link: Link | None) -> Sequence[FoundDebtor]:
    """All debtors that may have a mark, and the one who is linked, in one call.

    Where the source gives another customer code than the linked number, it takes two.
    """
    linked = link.number if link else ""
    asked = marks if marks.code else replace(marks, code=linked)
    found = list(await target.find_debtors(asked)) if list_kinds(asked) else []
    if linked and asked.code != linked:
        found += await target.find_debtors(CustomerMarks(code=linked))
    return list({debtor.number: debtor for debtor in found}.values())


def decide(found: Sequence[FoundDebtor], marks: CustomerMarks, link: Link | None, matching: Recognition) -> Verdict:
    """The first mark of the chain that matches anybody decides; a link made by hand comes before all.

    A link whose debtor the target does not show lets the marks behind it speak first. It is still better than nobody,
    also where the chain does not name it: the relay made or found that debtor for this customer.
    """
    shown = next((debtor for debtor in found if link is not None and debtor.number == link.number), None)
    if link is not None and link.manual:
        return Verdict("link", (shown,) if shown else ())
    there = list_kinds(marks)
    for mark in matching.match:
        if mark == "link" and shown is not None:
            return Verdict("link", (shown,))
        if mark in there and (matches := [debtor for debtor in found if has(debtor, mark, marks)]):
            return Verdict(mark, tuple(sorted(matches, key=_height)))
    return Verdict("link", (shown,) if shown else ()) if link is not None else Verdict()


def needs_no_look(link: Link, digest: str, marks: CustomerMarks, matching: Recognition) -> bool:
    """Whether a link decides without a call: nothing of the customer changed, and no mark comes before it."""
    if link.digest != digest:
        return False
    there = list_kinds(marks)
    return link.manual or next((mark == "link" for mark in matching.match if mark == "link" or mark in there), False)


def _height(debtor: FoundDebtor) -> tuple[int, int, str]:
    """Numbers by their value, and those with letters behind them."""
    number = debtor.number.strip()
    return (0, int(number), number) if number.isdecimal() else (1, len(number), number)
