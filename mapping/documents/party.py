"""Who a document is about: the customer and the addresses, split into the parts both vendors want."""

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from mapping.documents.values import PersonalText, PlaceCountry, normal_postcode
from mapping.house_numbers import join_line

DOCUMENT = ConfigDict(frozen=True, defer_build=True, hide_input_in_errors=True)
"""Every canonical model: it never changes after it is read, and its errors never quote the document."""


class Address(BaseModel):
    """One postal address. ``number`` may be missing where the street line holds it unsplit.

    Shops know orders without one, or with half of one: what is needed depends on what becomes of the order, so any part
    may be missing here, and a postcode may be wrong.
    """

    model_config = DOCUMENT

    name: PersonalText | None = Field(default=None, description="Who receives it, where that is not the customer.")
    street: PersonalText = Field(default="", description="Without the house number, unless `number` is left out.")
    number: PersonalText | None = Field(default=None, description="The house number: digits, as text.")
    addition: PersonalText | None = Field(default=None, description="What stands behind the number, such as A or bis.")
    extra: PersonalText | None = Field(default=None, description="A second line: floor, building, attention of.")
    # The country stands before the postcode, whose form depends on it: fields are checked in this order.
    country: PlaceCountry = Field(default="", description="ISO 3166 code of two letters, such as NL.")
    postcode: PersonalText = Field(default="", description="As its country writes it; left out where it has none.")
    city: PersonalText = ""
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
        try:
            return normal_postcode(postcode, info.data.get("country", ""))
        except ValueError:
            return postcode  # wrong, and told where the address is needed

    @property
    def is_given(self) -> bool:
        """Whether there is any part of an address, besides its country."""
        return bool(self.street or self.number or self.postcode or self.city)

    @property
    def house(self) -> str:
        """Number and addition in one piece, as ``12`` or ``12-A``."""
        return "-".join(part for part in (self.number, self.addition) if part)

    @property
    def line(self) -> str:
        """Street and house in one line, as targets with one address field want it, and as its country writes it.

        In the Netherlands a short addition follows a dash: ``Kerkstraat 12-A``.
        """
        number, addition = self.number or "", self.addition or ""
        if self.country == "NL" and number and addition.isalnum():
            addition = f"-{addition}"
        return join_line(self.street, number, addition, self.country)


class Customer(BaseModel):
    """The buyer: a company when a company name is given, else a person."""

    model_config = DOCUMENT

    code: PersonalText | None = Field(default=None, description="The customer's number at the source.")
    company: PersonalText | None = Field(default=None, description="Makes this a company; left out for a person.")
    first_name: PersonalText | None = None
    infix: PersonalText | None = Field(default=None, description="Dutch name infix such as van der.")
    last_name: PersonalText | None = Field(
        default=None, description="Needed for a person who is no debtor yet; of a company: the contact."
    )
    email: PersonalText | None = Field(default=None, description="By this the customer is found in the target.")
    phone: PersonalText | None = None
    vat_number: PersonalText | None = None
    chamber_of_commerce_number: PersonalText | None = Field(default=None, description="In the Netherlands: KvK number.")

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
