"""What an order's customer is known by, and which debtors of the target those marks mean."""

from collections.abc import Sequence

from handlers.pipelines.orders.needs import CustomerMarks, FoundDebtor, OrderTarget
from handlers.pipelines.orders.run import OrderRun
from mapping.documents.values import normal_email
from relay.errors import Hold
from relay.links import Link, Links


async def the_one(target: OrderTarget, marks: CustomerMarks) -> FoundDebtor | None:
    """The one debtor with exactly this address, else with this VAT number. Raises Hold when there are several."""
    matches = await matches_of(target, marks)
    if len(matches) > 1:
        numbers = ", ".join(sorted(debtor.number for debtor in matches))
        what = "e-mail address" if found_by(matches[0], marks) == "e-mail" else "VAT number"
        raise Hold(f"several debtors have the order's {what}: {numbers}; leave it on one of them")
    return matches[0] if matches else None


async def matches_of(target: OrderTarget, marks: CustomerMarks) -> Sequence[FoundDebtor]:
    """However wide the target searches, only an equal address is a match, or where there is none an equal number."""
    found = await target.find_debtors(marks)
    by_email = [debtor for debtor in found if normal_email(debtor.email) == marks.email]
    return by_email or [
        debtor for debtor in found if marks.vat_number and _compact(debtor.vat_number) == marks.vat_number
    ]


def found_by(debtor: FoundDebtor, marks: CustomerMarks) -> str:
    """Which of the marks a match has, in words."""
    return "e-mail" if normal_email(debtor.email) == marks.email else "VAT number"


async def link_of(target: OrderTarget, links: Links, marks: CustomerMarks) -> Link | None:
    """What we linked the customer to before, by his address or else by his VAT number."""
    for name in names_of(target, links, marks):
        link = await links.find(name)
        if link is not None:
            return link
    return None


def names_of(target: OrderTarget, links: Links, marks: CustomerMarks) -> list[str]:
    """The names of his links, intents and locks: one for each mark that he is known by."""
    names = [links.name(target.connection, "debtor", marks.email)]
    if marks.vat_number:
        names.append(links.name(target.connection, "debtor by VAT number", marks.vat_number))
    return names


def marks_of(run: OrderRun) -> CustomerMarks:
    """What this order's customer is known by; a VAT number counts for companies only."""
    buyer = run.known.order.customer
    return CustomerMarks(email=email_of(run), vat_number=_compact(buyer.vat_number or "") if buyer.is_company else "")


def email_of(run: OrderRun) -> str:
    """The customer's address in the form in which addresses are compared, or an empty text."""
    return normal_email(run.known.order.customer.email or "")


def _compact(vat_number: str) -> str:
    """Letters and digits in capitals: points and blanks make no other number."""
    return "".join(letter for letter in vat_number.upper() if letter.isalnum())
