"""Books that keep of a debtor all by which one is found again, and write names out, for the tests about customers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from handlers.contracts.debtors import CustomerMarks, FoundDebtor
from handlers.contracts.drafts import Draft
from handlers.contracts.parties import Party
from handlers.contracts.records import Fields
from handlers.pipelines.parties.names import house_of
from tests.handlers.pipelines.orders.fakes import FakeTarget, OrderDesk, document


@dataclass
class PeopleTarget(FakeTarget):
    """``asked`` are the marks of each search; ``searches_wide`` on: every debtor comes back, whatever is asked."""

    searches_wide: bool = False

    def __post_init__(self) -> None:
        self.asked: list[CustomerMarks] = []

    async def find_debtors(self, marks: CustomerMarks) -> Sequence[FoundDebtor]:
        self.asked.append(marks)
        found = await super().find_debtors(marks)
        return list(self.debtors) if self.searches_wide else found

    def debtor_fields(self, party: Party) -> Fields:
        address = party.billing
        return {**super().debtor_fields(party), "POSTCODE": address.postcode, "HOUSE": house_of(address)}

    async def create_debtor(self, fields: Fields) -> str | None:
        before = len(self.debtors)
        try:
            return await super().create_debtor(fields)
        finally:  # also where the answer is lost, the debtor is there
            self.debtors[before:] = [self._kept(each, fields) for each in self.debtors[before:]]

    def _kept(self, made: FoundDebtor, fields: Fields) -> FoundDebtor:
        return replace(
            made,
            email=made.email[: self.longest_email],
            vat_number=fields.get("VAT", ""),
            name=fields["NAME"],
            postcode=fields["POSTCODE"],
            house=fields["HOUSE"],
        )

    def address_fields(self, party: Party) -> Fields:
        return {**super().address_fields(party), "NAME": party.ship_to.name}

    def order_fields(self, draft: Draft) -> Fields:
        fields = super().order_fields(draft)
        return {**fields, "HEADER": {**fields["HEADER"], "NAME": draft.order.customer.name}}


def people(desk: OrderDesk, *debtors: FoundDebtor, **settings: Any) -> PeopleTarget:
    """Put such books before a desk, with these debtors in them."""
    target = PeopleTarget(debtors=list(debtors), **settings)
    desk.target = target
    return target


def debtor(number: str, email: str = "", **marks: Any) -> FoundDebtor:
    """A debtor with these marks, and nothing to fill in."""
    return FoundDebtor(number, email, marks.pop("fields", FILLED), **marks)


FILLED: Fields = dict.fromkeys(
    ("NAME", "KIND", "CONTACT", "EMAIL", "VAT", "PHONE", "STREET", "ACCOUNT", "POSTCODE", "HOUSE"), "stands"
)


def order_of(number: str = "1001", **customer: Any) -> dict[str, Any]:
    """An order of a person called Anna de Wit, with changes; None leaves a field out."""
    whole = {"first_name": "Anna", "infix": "de", "last_name": "Wit", "email": "anna@example.com"} | customer
    return document(number=number, customer={name: value for name, value in whole.items() if value is not None})
