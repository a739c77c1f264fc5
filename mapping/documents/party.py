"""Who a document is about: the customer and the addresses, split into the parts both vendors want."""

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from mapping.addresses import join_line
from mapping.documents.values import Country, Email, FilledPersonalText, PersonalText, normal_postcode

DOCUMENT = ConfigDict(frozen=True, hide_input_in_errors=True)
"""Every canonical model: it never changes after it is read, and its errors never quote the document."""


class Address(BaseModel):
    """One postal address. ``number`` may be missing where the street line holds it unsplit."""

    model_config = DOCUMENT

    name: PersonalText | None = Field(default=None, description="Who receives it, where that is not the customer.")
    street: FilledPersonalText = Field(description="Without the house number, unless `number` is left out.")
    number: PersonalText | None = Field(default=None, description="The house number: digits, as text.")
    addition: PersonalText | None = Field(default=None, description="What stands behind the number, such as A or bis.")
    extra: PersonalText | None = Field(default=None, description="A second line: floor, building, attention of.")
    # The country stands before the postcode, whose form depends on it: fields are checked in this order.
    country: Country = Field(description="ISO 3166 code of two letters, such as NL.")
    postcode: FilledPersonalText
    city: FilledPersonalText
    region: PersonalText | None = None
    # How a number was found says nothing of the place: it counts neither where addresses are compared, nor in a digest
    # of the document, and so it is not written out with it.
    split_guessed: bool = Field(
        default=False, exclude=True, description="Whether `number` was read out of a line of street and number."
    )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Address) and self._place == other._place

    def __hash__(self) -> int:
        return hash(self._place)

    @property
    def _place(self) -> tuple[str | None, ...]:
        return tuple(getattr(self, name) for name in Address.model_fields if name != "split_guessed")

    @field_validator("postcode")
    @classmethod
    def _write_it_as_its_country_does(cls, postcode: str, info: ValidationInfo) -> str:
        return normal_postcode(postcode, info.data.get("country", ""))

    @property
    def house(self) -> str:
        """Number and addition in one piece, as ``12`` or ``12-A``."""
        return "-".join(part for part in (self.number, self.addition) if part)

    @property
    def line(self) -> str:
        """Street and house in one line, as targets with one address field want it, and as its country writes it."""
        if self.country in {"BE", "DE"}:
            return join_line(self.street, self.number or "", self.addition or "", self.country)
        return " ".join(part for part in (self.street, self.house) if part)


class Customer(BaseModel):
    """The buyer: a company when a company name is given, else a person."""

    model_config = DOCUMENT

    code: PersonalText | None = Field(default=None, description="The customer's number at the source.")
    company: PersonalText | None = Field(default=None, description="Makes this a company; left out for a person.")
    first_name: PersonalText | None = None
    infix: PersonalText | None = Field(default=None, description="Dutch name infix such as van der.")
    last_name: PersonalText | None = Field(
        default=None, validate_default=True, description="Needed for a person; of a company: the contact."
    )
    email: Email | None = Field(default=None, description="By this the customer is found in the target.")
    phone: PersonalText | None = None
    vat_number: PersonalText | None = None
    chamber_of_commerce_number: PersonalText | None = Field(default=None, description="In the Netherlands: KvK number.")

    @field_validator("last_name")
    @classmethod
    def _gives_a_name(cls, last_name: str | None, info: ValidationInfo) -> str | None:
        if not last_name and "company" in info.data and not info.data["company"]:
            raise ValueError("give a company name, or a last name for a person")
        return last_name

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
