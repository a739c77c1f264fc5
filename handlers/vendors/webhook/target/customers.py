"""Customers that are posted: each post says all of a customer, who is known there by the id that the receiver gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from handlers.contracts.drafts import CODES
from handlers.contracts.parties import Party
from handlers.contracts.records import Fields, Repeat, Shown
from handlers.vendors.mapped_target import MappedRecord, dutch_day
from handlers.vendors.webhook.posting.poster import Poster
from handlers.vendors.webhook.posting.settings import EntityPosts
from handlers.vendors.webhook.target.rows import PostedRows
from mapping.documents.customer import CustomerRecord
from mapping.documents.party import Address, Customer
from mapping.problems import Problem
from mapping.rows.shapes import Shape

READABLE: Final[Mapping[str, Shape]] = {
    "record": CustomerRecord,
    "customer": Customer,
    "billing": Address,
    "reference": str,
    "codes": dict.fromkeys(CODES, str),
}
"""What rows for the body of a customer may read."""

_OWN_CODES: Final = (
    *("vat_liability", "receivables_account", "payment_condition", "price_list", "language", "currency"),
)
"""Codes that settings choose, and that stand in the document in place of the source's own."""

_STAMP: Final = "updated_at"
"""Told, and no change of a customer by itself."""


@dataclass(frozen=True, slots=True)
class PostedCustomer:
    """A customer as the receiver's look-up shows them: there, under this number."""

    number: str
    fields: Fields


class PostedCustomers(MappedRecord):
    """Implements ``handlers.contracts.customers.CustomerReceiver``, where each method's contract stands.

    ``prefix`` stands before the source's numbers, so that customers of two sources never collide.
    """

    keeps_debtors = False

    def __init__(
        self,
        connection: str,
        horizon: timedelta,
        how: EntityPosts,
        rows: PostedRows,
        poster: Poster,
        prefix: str,
    ) -> None:
        super().__init__(connection, horizon, rows, dutch_day)
        self._how = how
        self._rows = rows
        self._poster = poster
        self._prefix = prefix

    @property
    def repeat(self) -> Repeat:
        """As the settings say of this receiver."""
        return self._how.repeat

    def check_customer(self, party: Party) -> Sequence[Problem]:
        """What rows cannot make; the relay's own document can always be made."""
        return self._rows.fill(self._context(party))[1] if self._rows.is_mapped else ()

    def customer_fields(self, party: Party) -> Fields:
        """What is posted, without the source's stamp: that alone makes no other customer. Raises Hold."""
        body = self._body(party)
        return body if self._rows.is_mapped else {name: value for name, value in body.items() if name != _STAMP}

    async def find_customers(self, number: str) -> Sequence[Shown]:
        """Those whom the receiver shows by the connection's ``look_up``; nobody where it has none."""
        reference = self._reference(number)
        found = await self._poster.find({"reference": reference})
        return [PostedCustomer(one.id or reference, {}) for one in found]

    async def create_customer(self, party: Party) -> str | None:
        """Post a customer. Where the receiver gives them no id of its own, they are known there by their reference."""
        reference = self._reference(party.reference)
        answered = await self._poster.post({"reference": reference}, self._body(party))
        return answered.id or reference

    async def update_customer(self, number: str, party: Party) -> None:
        """Post them whole to where the receiver has them."""
        values = {"reference": self._reference(party.reference), "number": number}
        await self._poster.post(values, self._body(party), update=True)

    def _body(self, party: Party) -> Fields:
        return self._rows.body(lambda: self._document(party), lambda: self._context(party))

    def _document(self, party: Party) -> dict[str, Any]:
        """The customer as the relay's own format has them: what the source does not give is left out, empty is null."""
        record = _record_of(party)
        document = record.model_dump(mode="json", exclude_unset=True)
        document["number"] = self._reference(record.number)
        document["customer"]["code"] = self._reference(party.customer.code or record.number)
        return document | {name: party.codes[name] for name in _OWN_CODES if name in party.codes}

    def _context(self, party: Party) -> dict[str, Any]:
        """What rows read."""
        return {
            "record": _record_of(party),
            "customer": party.customer,
            "billing": party.billing,
            "reference": self._reference(party.reference),
            "codes": party.codes,
        }

    def _reference(self, number: str) -> str:
        return f"{self._prefix}{number}"


def _record_of(party: Party) -> CustomerRecord:
    assert party.record is not None  # noqa: S101 - whose own record is carried
    return party.record
