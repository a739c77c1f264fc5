"""Says what a customer becomes in a target that is only told: one document, whole, whatever of it changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from handlers.contracts.customers import CustomerReceiver, CustomerTarget, books_of, receiver_of
from handlers.contracts.parties import Party
from handlers.contracts.records import Fields, Shown
from handlers.pipelines.common.asked_together import KnownRecords
from handlers.pipelines.common.field_digests import digest_fields, list_changed
from handlers.pipelines.common.part import Part
from handlers.pipelines.customers.children import list_lacking
from handlers.pipelines.customers.debtor_part import debtor_part
from handlers.pipelines.customers.run import CustomerRun
from handlers.pipelines.customers.settings import CustomerSettings
from mapping.documents.customer import SHIPPING
from relay.line.once.intents import OpenIntent
from relay.line.once.links import Links


@dataclass(frozen=True, slots=True)
class ToldCustomer:
    """A customer in a system that shows nobody what it was told: there by number, and nothing of them is known."""

    number: str
    fields: Fields = field(default_factory=dict)


def main_part(run: CustomerRun, target: CustomerTarget, links: Links, known: KnownRecords) -> Part[Any]:
    """What is carried of a customer first: the debtor in books, else the document that says all of them."""
    books = books_of(target)
    return told_part(run, receiver_of(target)) if books is None else debtor_part(run, books, links, known)


def told_part(run: CustomerRun, target: CustomerReceiver) -> Part[Shown]:
    """The document of a run's customer, whether the target was told of them before or not."""
    party = party_to_tell(run.known, run.settings)
    fields = target.customer_fields(party)

    async def change(number: str, _: Fields) -> None:
        await target.update_customer(number, party)

    async def look_up(_: OpenIntent | None) -> Sequence[Shown]:
        return await target.find_customers(run.pair.number)

    async def read_back(number: str) -> Shown:
        return ToldCustomer(number)

    return Part(
        role="customer",
        name=run.pair.name,
        fields=fields,
        horizon=target.horizon,
        make=lambda: target.create_customer(party),
        change=change,
        changes=_changes_of(run, fields),
        read_back=read_back,
        look_up=look_up,
        number=run.number,
        pair=run.pair,
        repeat=target.repeat,
    )


def party_to_tell(party: Party, settings: CustomerSettings) -> Party:
    """The party with what the settings leave of their record: addresses that lack nothing, and contacts."""
    record = party.record
    assert record is not None  # noqa: S101 - a customer's own record is what this pipeline carries
    gone = {place.id for place in record.addresses} if not settings.addresses else list_lacking(party)
    left: dict[str, Any] = {
        "delivery_addresses": tuple(place for place in record.delivery_addresses if place.id not in gone),
        "shipping_address": None if SHIPPING in gone or not settings.addresses else record.shipping_address,
        "contacts": record.contacts if settings.contacts else (),
    }
    changes = {name: value for name, value in left.items() if value != getattr(record, name)}
    return replace(party, record=record.model_copy(update={**changes, "customer": party.customer}))


def list_changed_of_told(run: CustomerRun, target: CustomerReceiver, links: Links) -> list[str]:
    """The fields of the document that differ from what was told last; all of them where nothing was."""
    fields = target.customer_fields(party_to_tell(run.known, run.settings))
    before = run.link.digest if run.link is not None else ""
    return list_changed(before, digest_fields(links, run.pair.name, fields)) if before else sorted(fields)


def _changes_of(run: CustomerRun, fields: Mapping[str, Any]) -> Callable[[Shown], Fields]:
    """Everything, since the document is told whole; nothing where the settings leave a customer who is there alone.

    One who came from the target, by the opposite flow, and is given by the source for the first time is there as they
    were told: that is the echo of the relay's own write, and no edit.
    """
    finding = run.settings.customer
    on_first = finding.on_first_match
    is_left = on_first == "link_only" if run.link is None else run.is_echo and on_first != "update"

    def changes(_: Shown) -> Fields:
        return {} if is_left or finding.update == "never" else dict(fields)

    return changes
