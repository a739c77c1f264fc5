"""Customers that are posted: each post says all of a customer, who is known there by the id that the receiver gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from handlers.contracts.drafts import CODES
from handlers.contracts.parties import Party
from handlers.contracts.records import Fields, Shown
from handlers.vendors.opening import Opened
from handlers.vendors.webhook.posting.receiver import Receiver
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.target.posted import PostedRecord
from mapping.documents.customer import CustomerRecord
from mapping.documents.party import Address, Customer
from mapping.problems import Problem
from mapping.rows.shapes import Shape
from relay.model import Flow

READABLE: Final[Mapping[str, Shape]] = {
    "record": CustomerRecord,
    "customer": Customer,
    "billing": Address,
    "reference": str,
    "codes": dict.fromkeys(CODES, str),
}
"""What rows for the body of a customer may read."""

_OWN_CODES: Final = (
    "vat_liability",
    "receivables_account",
    "payment_condition",
    "price_list",
    "language",
    "currency",
)
"""Codes that settings choose, and that stand in the document in place of the source's own."""

_STAMP: Final = "updated_at"
"""Told, and no change of a customer by itself."""


@dataclass(frozen=True, slots=True)
class PostedCustomer:
    """A customer as the receiver's look-up shows them: there, under this number."""

    number: str
    fields: Fields


class PostedCustomers(PostedRecord):
    """Implements ``handlers.contracts.customers.CustomerReceiver``, where each method's contract stands."""

    def check_customer(self, party: Party) -> Sequence[Problem]:
        """What rows cannot make; the relay's own document can always be made."""
        return self._fill(lambda: self._document(party), lambda: self._context(party))[1]

    def customer_fields(self, party: Party) -> Fields:
        """What is posted, without the source's stamp: that alone makes no other customer. Raises Hold."""
        body = self._whole(party)
        return body if self._rows is not None else {name: value for name, value in body.items() if name != _STAMP}

    async def find_customers(self, number: str) -> Sequence[Shown]:
        """Those whom the receiver shows by the connection's ``look_up``; nobody where it has none."""
        reference = self._reference(number)
        return [PostedCustomer(one.id or reference, {}) for one in await self._poster.find({"reference": reference})]

    async def create_customer(self, party: Party) -> str | None:
        """Post a customer. Where the receiver gives them no id of its own, they are known there by their reference."""
        reference = self._reference(party.reference)
        return self._number(await self._poster.post({"reference": reference}, self._whole(party)), reference)

    async def update_customer(self, number: str, party: Party) -> None:
        """Post them whole to where the receiver has them."""
        values = {"reference": self._reference(party.reference), "number": number}
        await self._poster.post(values, self._whole(party), update=True)

    def _whole(self, party: Party) -> Fields:
        return self._body(lambda: self._document(party), lambda: self._context(party))

    def _document(self, party: Party) -> dict[str, Any]:
        """The customer as the relay's own format has them: what the source does not give is left out, empty is null.

        Their number is the one by which the receiver knows them, and so is that in their orders. Codes that settings
        chose stand in place of the source's own.
        """
        document = _record_of(party).model_dump(mode="json", exclude_unset=True)
        document["number"] = self._reference(party.reference)
        document["customer"]["code"] = self._reference(party.customer.code or party.reference)
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


def open_customer_target(opened: Opened[WebhookConnection, Receiver], flow: Flow) -> PostedCustomers:
    """The target of a flow of customers. Raises StartError with every mistake of its rows."""
    return PostedCustomers(opened, flow, READABLE)


def _record_of(party: Party) -> CustomerRecord:
    assert party.record is not None  # noqa: S101 - whose own record is carried
    return party.record
