"""Who a document is about: the customer and the addresses, split into the parts both vendors want."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from mapping.documents.values import PERSONAL, Country, Email, PersonalText, Text, normal_postcode

DOCUMENT = ConfigDict(frozen=True, hide_input_in_errors=True)
"""Every canonical model: it never changes after it is read, and its errors never quote the document."""


class Address(BaseModel):
    """One postal address. ``number`` may be missing where the street line holds it unsplit."""

    model_config = DOCUMENT

    name: PersonalText | None = Field(default=None, description="Who receives it, where that is not the customer.")
    street: PersonalText = Field(min_length=1)
    number: PersonalText | None = None
    addition: PersonalText | None = None
    extra: PersonalText | None = Field(default=None, description="A second line: floor, building, attention of.")
    postcode: PersonalText = Field(min_length=1)
    city: PersonalText = Field(min_length=1)
    region: Text | None = None
    country: Country

    @model_validator(mode="after")
    def _write_the_postcode_as_its_country_does(self) -> Self:
        object.__setattr__(self, "postcode", normal_postcode(self.postcode, self.country))
        return self

    @property
    def house(self) -> str:
        """Number and addition in one piece, as ``12`` or ``12-A``."""
        return "-".join(part for part in (self.number, self.addition) if part)

    @property
    def line(self) -> str:
        """Street and house in one line, as targets with one address field want it."""
        return " ".join(part for part in (self.street, self.house) if part)


class Customer(BaseModel):
    """The buyer: a company when a company name is given, else a person."""

    model_config = DOCUMENT

    code: Text | None = Field(default=None, description="The customer's number at the source.")
    company: PersonalText | None = None
    first_name: PersonalText | None = None
    infix: PersonalText | None = Field(default=None, description="Dutch name infix such as van der.")
    last_name: PersonalText | None = None
    email: Email | None = None
    phone: PersonalText | None = None
    vat_number: PersonalText | None = Field(default=None, json_schema_extra=PERSONAL)

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if not self.company and not self.last_name:
            raise ValueError("give a company name, or a last name for a person")
        return self

    @property
    def person(self) -> str:
        """The person's full name, or an empty text for a company without a contact."""
        return " ".join(part for part in (self.first_name, self.infix, self.last_name) if part)

    @property
    def name(self) -> str:
        """The name on the debtor: the company, else the person."""
        return self.company or self.person

    @property
    def is_company(self) -> bool:
        """Whether this is a company debtor with a contact under it, rather than a person debtor."""
        return bool(self.company)
