"""Orders whose personal fields are all marks: random texts that can have got anywhere only from the order itself.

Every mark holds one of three roots, so that a search for the roots finds every mark: one of small letters and digits,
one with a letter beyond ASCII, and one of digits. No field is a root alone, so that masking one field hides no leak of
another, and most hold words beside their mark, since systems quote a field in pieces. The house number of an AFAS
order is a whole number of 32 bits, too short to be a mark.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

_LETTERS = "abcdefghijkmnopqrstuvwxyz0123456789"


def _random(length: int, alphabet: str = _LETTERS) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


@dataclass(frozen=True)
class Marks:
    """The three roots of one test, and the fields made of them."""

    plain: str = field(default_factory=lambda: f"k{_random(8)}")
    accented: str = field(default_factory=lambda: f"x{_random(4)}é{_random(4)}")
    digits: str = field(default_factory=lambda: f"9{_random(11, '0123456789')}")

    @property
    def roots(self) -> tuple[str, ...]:
        """What to search for."""
        return self.plain, self.accented, self.digits

    @property
    def quoted_roots(self) -> tuple[str, ...]:
        """What to search for where another system quotes them as it likes: half a surname, a number in groups."""
        return self.plain[:7], self.accented, self.digits, self.grouped_digits

    @property
    def grouped_digits(self) -> str:
        """The telephone number as people write it."""
        return " ".join(self.digits[start : start + 3] for start in range(0, len(self.digits), 3))

    def email(self, number: str) -> str:
        """An address of its own for each order."""
        return f"{self.plain}e.{number}@example.com"

    def customer(self, number: str) -> dict[str, str]:
        """A company with a contact; all by which a target may know a customer is its own for each order."""
        return {
            "company": f"{self.plain}c Handel",
            "first_name": f"Aad{self.accented}",
            "infix": f"van {self.plain}i",
            "last_name": f"{self.plain}l",
            "email": self.email(number),
            "phone": f"{self.digits}{number[-3:]}",
            "vat_number": f"NL{self.plain}{number[-3:]}",
        }

    def person(self, number: str) -> dict[str, str]:
        """A customer without a company."""
        return {name: value for name, value in self.customer(number).items() if name not in {"company", "vat_number"}}

    def address(self) -> dict[str, str]:
        """An address; in a country whose postcodes have no form of their own here."""
        return {
            "name": f"{self.plain}m magazijn",
            "street": f"{self.accented}straat",
            "number": f"{self.plain}n",
            "addition": f"{self.plain}a",
            "extra": f"verdieping {self.plain}x",
            "postcode": f"{self.plain}p",
            "city": f"{self.accented} aan Zee",
            "country": "BE",
        }

    def order(self, number: str, **changes: Any) -> dict[str, Any]:
        """An order in the relay's own format, shipped elsewhere than it is billed."""
        order: dict[str, Any] = {
            "number": number,
            "updated_at": "2026-11-23T14:05:00+01:00",
            "ordered_on": "2026-11-23",
            "customer": self.customer(number),
            "billing_address": self.address(),
            "shipping_address": self.address() | {"street": f"{self.plain}plein"},
            "remark": f"bel {self.digits} of schrijf naar {self.email(number)}",
            "lines": [line()],
        }
        return order | changes

    def record(self, number: str, **changes: Any) -> dict[str, Any]:
        """A customer in the relay's own format, with all that their own record may tell."""
        record: dict[str, Any] = {
            "number": number,
            "customer": self.customer(number),
            "billing_address": self.address(),
            "delivery_addresses": [{"id": "1", "address": self.address() | {"street": f"{self.plain}plein"}}],
            "contacts": [{"id": "2", "last_name": f"{self.plain}k", "email": f"{self.plain}k@example.com"}],
            "mobile": f"{self.digits}{number[-3:]}",
            "website": f"{self.plain}w.example.com",
            "iban": f"NL{self.digits}",
            "account_holder": f"{self.accented} {self.plain}h",
        }
        return record | changes

    def afas_order(self, number: str, **words: Any) -> Mapping[str, Any]:
        """An order in the words of AFAS's sandbox."""
        header = {
            "number": number,
            "ordered_on": date(2026, 11, 23),
            "status": "confirmed",
            **self.customer(number),
            "invoice_street": f"{self.accented}straat",
            "invoice_number": 7,
            "invoice_addition": f"{self.plain}a",
            "invoice_extra": f"verdieping {self.plain}x",
            "invoice_postcode": f"{self.plain}p",
            "invoice_city": f"{self.accented} aan Zee",
            "invoice_country": "B",
            "delivery_name": f"{self.plain}m magazijn",
            "delivery_street": f"{self.plain}plein",
            "delivery_number": 8,
            "delivery_postcode": f"{self.plain}p",
            "delivery_city": f"{self.accented} aan Zee",
            "delivery_country": "B",
            "remark": f"bel {self.digits}",
        }
        goods = {"item_type": "2", "sku": "KFM-100", "quantity": Decimal(2), "unit_price": Decimal("8.26")}
        return {"order": {**header, **words}, "lines": [goods]}


def line(sku: str = "KFM-100", **changes: Any) -> dict[str, Any]:
    """One line of an order."""
    return {"sku": sku, "quantity": 2, "unit_price": "8.26", "vat_rate": 21, **changes}
