"""Books in memory that keep debtors, their delivery addresses and contacts, and fail where a test tells them to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from handlers.contracts.customers import FoundContact
from handlers.contracts.debtors import CustomerMarks, FoundDebtor
from handlers.contracts.parties import Party
from handlers.contracts.records import Fields
from mapping.documents.customer import Contact
from mapping.problems import Problem
from tests.handlers.pipelines.orders.fake_target import FakeTarget

SOURCES: Mapping[str, frozenset[str]] = {
    name: frozenset(paths.split())
    for name, paths in {
        "NAME": "customer.name",
        "EMAIL": "customer.email",
        "VAT": "customer.vat_number",
        "PHONE": "customer.phone",
        "STREET": "billing.street",
        "HOUSE": "billing.number",
        "ADDITION": "billing.addition",
        "POSTCODE": "billing.postcode",
        "CITY": "billing.city",
        "COUNTRY": "billing.country",
        "CONTACT": "contact.name",
        "ACCOUNT": "codes.receivables_account",
        "VAT_CODE": "codes.vat_liability",
        "REVENUE": "codes.revenue_account",
        "CONDITION": "codes.payment_condition",
        "LANGUAGE": "codes.language",
        "MOBILE": "record.mobile",
        "IBAN": "record.iban",
        "LIMIT": "record.credit_limit",
        "BLOCKED": "record.blocked",
    }.items()
}

WRITES = ("create_debtor", "update_debtor", "create_address", "update_address", "create_contact", "update_contact")


@dataclass
class FakeBooks(FakeTarget):
    """``asked`` are the numbers of each batch; ``told_apart``: whether it knows a company from a person."""

    keeps_contacts: bool = True
    told_apart: bool = True
    debtor_clears: frozenset[str] = frozenset()
    contacts: list[tuple[str, FoundContact]] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    started: list[date | None] = field(default_factory=list)

    @property
    def debtor_sources(self) -> Mapping[str, frozenset[str]]:
        return SOURCES

    def written(self) -> int:
        return sum(self.calls[name] for name in WRITES)

    def add(self, number: str, *, is_company: bool | None = False, **fields: Any) -> FoundDebtor:
        """A debtor who stands in the books already."""
        made = self._debtor(number, fields, is_company=is_company)
        self.debtors.append(made)
        return made

    def debtor(self, number: str) -> FoundDebtor:
        return next(one for one in self.debtors if one.number == number)

    def _debtor(self, number: str, fields: Fields, *, is_company: bool | None) -> FoundDebtor:
        texts = {name: str(fields.get(name) or "") for name in ("EMAIL", "VAT", "NAME", "POSTCODE", "HOUSE")}
        return FoundDebtor(
            number=number,
            email=texts["EMAIL"],
            fields={**dict.fromkeys(SOURCES), **fields},
            vat_number=texts["VAT"],
            name=texts["NAME"],
            postcode=texts["POSTCODE"],
            house=texts["HOUSE"],
            is_company=is_company if self.told_apart else None,
        )

    async def find_debtors(self, marks: CustomerMarks) -> Sequence[FoundDebtor]:
        self._call("find_debtors")
        return [
            one
            for one in self.debtors
            if (marks.email and marks.email == one.email.casefold())
            or (marks.vat_number and marks.vat_number == one.vat_number)
            or (marks.code and marks.code == one.number)
            or (marks.postcode and marks.postcode == one.postcode)
        ]

    async def find_by_numbers(self, numbers: Sequence[str]) -> Mapping[str, FoundDebtor]:
        self._call("find_by_numbers")
        self.asked.append(tuple(numbers))
        return {one.number: one for one in self.debtors if one.number in numbers}

    def shortened_debtor(self, party: Party) -> Sequence[str]:  # noqa: ARG002 - the contract's
        return self.too_long.get("debtor", ())

    def check_contact(self, party: Party, contact: Contact) -> Sequence[Problem]:
        assert party.customer.is_company
        assert contact.name
        return ()

    def debtor_fields(self, party: Party) -> Fields:
        customer, address, record = party.customer, party.billing, party.record
        fields: dict[str, Any] = {
            "NAME": customer.name,
            "EMAIL": customer.email,
            "VAT": customer.vat_number,
            "PHONE": customer.phone,
            "STREET": address.street,
            "HOUSE": address.number,
            "ADDITION": address.addition,
            "POSTCODE": address.postcode,
            "CITY": address.city,
            "COUNTRY": address.country,
            "CONTACT": customer.person if customer.is_company else None,
            "ACCOUNT": party.codes.get("receivables_account"),
            "VAT_CODE": party.codes.get("vat_liability"),
            "REVENUE": party.codes.get("revenue_account"),
            "CONDITION": party.codes.get("payment_condition"),
            "LANGUAGE": party.codes.get("language"),
        }
        if record is not None:
            fields |= {"MOBILE": record.mobile, "IBAN": record.iban, "LIMIT": record.credit_limit}
            fields["BLOCKED"] = None if record.blocked is None else record.blocked != "no"
        return {name: value for name, value in fields.items() if value not in {None, ""}}

    async def create_debtor(self, fields: Fields) -> str | None:
        self._call("create_debtor")
        number = f"D{len(self.debtors) + 1}"
        made = self._debtor(number, fields, is_company="CONTACT" in fields or fields["NAME"].endswith("B.V."))
        self.debtors.append(made)
        if self.keeps_contacts and fields.get("CONTACT"):
            self.contacts.append((number, self._shown_contact({"WHO": fields["CONTACT"]})))
        return self._answer("create_debtor", number)

    async def update_debtor(self, number: str, fields: Fields, starting: date | None = None) -> None:
        self._call("update_debtor")
        self.started.append(starting)
        place = self.debtors.index(self.debtor(number))
        standing = self.debtors[place]
        self.debtors[place] = self._debtor(number, {**standing.fields, **fields}, is_company=standing.is_company)
        self._answer("update_debtor", number)

    def address_fields(self, party: Party) -> Fields:
        place = party.ship_to
        fields = {
            "DEBTOR": party.debtor,
            "WHO": place.name,
            "STREET": place.street,
            "HOUSE": place.number,
            "ADDITION": place.addition,
            "POSTCODE": place.postcode,
            "CITY": place.city,
        }
        return {name: value for name, value in fields.items() if value}

    async def update_address(self, debtor: str, number: str, fields: Fields, starting: date) -> None:
        self._call("update_address")
        self.started.append(starting)
        place, (owner, standing) = next(
            (place, one) for place, one in enumerate(self.addresses) if one[1].number == number
        )
        assert owner == debtor
        self.addresses[place] = (owner, replace(standing, fields={**standing.fields, **fields}))
        self._answer("update_address", number)

    def contact_fields(self, party: Party, contact: Contact) -> Fields:
        assert party.customer.is_company
        fields = {"WHO": contact.name, "MAIL": contact.email, "PHONE": contact.phone}
        return {name: value for name, value in fields.items() if value}

    async def find_contacts(self, debtor: str) -> Sequence[FoundContact]:
        self._call("find_contacts")
        return [contact for owner, contact in self.contacts if owner == debtor]

    async def create_contact(self, debtor: str, fields: Fields) -> str | None:
        self._call("create_contact")
        made = self._shown_contact(fields)
        self.contacts.append((debtor, made))
        return self._answer("create_contact", made.number)

    async def update_contact(self, debtor: str, number: str, fields: Fields) -> None:
        self._call("update_contact")
        place = next(
            place for place, one in enumerate(self.contacts) if one == (debtor, one[1]) and one[1].number == number
        )
        standing = self.contacts[place][1]
        self.contacts[place] = (debtor, self._shown_contact({**standing.fields, **fields}, number))
        self._answer("update_contact", number)

    def _shown_contact(self, fields: Fields, number: str = "") -> FoundContact:
        name, email = str(fields.get("WHO") or ""), str(fields.get("MAIL") or "")
        return FoundContact(number or f"C{len(self.contacts) + 1}", fields, name, email)
