"""AFAS as the target of orders: finds and writes debtors, delivery addresses, articles, orders and direct invoices."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from handlers.contracts.addresses import FoundAddress
from handlers.contracts.debtors import CustomerMarks, FoundDebtor
from handlers.contracts.drafts import Draft
from handlers.contracts.orders import FoundOrder, WrittenOrder
from handlers.contracts.records import Fields
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.dictionary import field_names
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.target.found import found_address, found_debtor, found_order, kind_of, text
from handlers.vendors.afas.target.lookups import LookUps
from handlers.vendors.afas.target.mapping import DEBTOR, Drafting
from handlers.vendors.afas.target.writes import (
    ADDRESS,
    Write,
    changed_debtor,
    new_article,
    new_debtor,
    new_order,
    new_organisation_address,
    new_person_address,
)
from handlers.vendors.known_articles import KnownArticles
from handlers.vendors.mapped_target import MappedTarget, dutch_day
from mapping.documents.order import Order
from mapping.pricing import Basis
from relay.errors import Hold


class AfasOrderTarget(MappedTarget):
    """Implements ``handlers.contracts.orders.OrderTarget``, where each method's contract stands."""

    def __init__(
        self,
        connection: str,
        settings: AfasConnection,
        client: AfasClient,
        drafting: Drafting,
        *,
        notices: Sequence[str] = (),
        today: Callable[[], date] = dutch_day,
    ) -> None:
        super().__init__(connection, settings.commit_horizon, drafting, today, notices)
        self._settings = settings
        self._client = client
        self._drafting = drafting
        self._look_ups = LookUps(client, settings)
        self._known = KnownArticles(settings.writing.articles_remembered)

    @property
    def field_names(self) -> frozenset[str]:
        """Those of AFAS's fields and objects that the dictionary knows."""
        return field_names()

    @property
    def longest_email(self) -> int | None:
        """None: AFAS states no limit."""
        return None

    def basis(self, order: Order) -> Basis:
        """Prices as the connection's settings say, or as the order has them."""
        return self._drafting.basis(order)

    async def find_orders(
        self,
        reference: str,
        ordered_on: date,  # noqa: ARG002 - by reference
        *,
        delivery_on: date | None = None,  # noqa: ARG002 - by reference
        sent_on: date | None = None,  # noqa: ARG002 - by reference
    ) -> Sequence[FoundOrder]:
        """Orders and direct invoices whose reference AFAS finds equal, whatever their date."""
        prices = self._settings.writing.prices
        return await self._written(reference, None if prices == "as_order" else prices == "including_vat")

    async def find_debtors(self, marks: CustomerMarks) -> Sequence[FoundDebtor]:
        """Debtors with any of the marks, in one call; of name and address the postcode is asked for."""
        columns, targets = self._settings.lookups.debtor_columns, self._drafting.debtor_targets
        found = [found_debtor(row, columns, targets) for row in await self._look_ups.debtors(marks)]
        return list({debtor.number: debtor for debtor in found}.values())

    async def create_debtor(self, fields: Fields) -> str | None:
        """One call: sales relation, organisation or person, address and contact."""
        return await self._send(new_debtor(fields, self._settings.writing, self._drafting.emptied), "DbId")

    async def update_debtor(self, number: str, fields: Fields) -> None:
        """Set these fields of a debtor; nothing to set is no call.

        An address goes whole, with what stands there: AFAS shares addresses, so that a change of one is another one.
        """
        if fields:
            whole = {**await self._standing_address(number, fields), **fields}
            await self._send(changed_debtor(number, whole, self._settings.writing, self._today()), "DbId")

    async def find_addresses(self, debtor: str) -> Sequence[FoundAddress]:
        """All delivery addresses of a debtor."""
        columns = self._settings.lookups.address_columns
        return [found_address(row, columns) for row in await self._look_ups.addresses(debtor)]

    async def create_address(self, fields: Fields) -> str | None:
        """Make a delivery address under the debtor's organisation or person. None: AFAS answers without its number."""
        debtor = str(fields[DEBTOR])
        own = {place: value for place, value in fields.items() if place != DEBTOR}
        kind, party = await self._owner(debtor)
        if kind == "PER":
            return await self._send(new_person_address(own, debtor, self._settings.writing))
        return await self._send(new_organisation_address(own, party, self._settings.writing))

    async def require_owner_of_addresses(self, debtor: str) -> None:
        """Raise Hold for a debtor whom AFAS does not show, or of whom it does not tell what kind he is."""
        await self._owner(debtor)

    async def _owner(self, debtor: str) -> tuple[str, str]:
        """Whether a debtor is an organisation (ORG) or a person (PER), and the number of that party."""
        lookups = self._settings.lookups
        row = await self._look_ups.debtor(debtor)
        if row is None:
            raise Hold(f"debtor {debtor} is not in AFAS, or the user group does not see it")
        kind = kind_of(row, lookups.debtor_columns)
        if not kind:
            raise Hold(
                f"{lookups.debtors} does not tell whether debtor {debtor} is an organisation (ORG) or a "
                "person (PER); name the column that does in lookups.debtor_columns.kind"
            )
        return kind, text(lookups.debtor_columns.named(row), "party")

    async def missing_articles(self, skus: Sequence[str]) -> Sequence[str]:
        """The SKUs without an item; those seen lately are not asked for. Capitals make no difference in AFAS."""
        wanted = self._known.unknown(sku.strip().upper() for sku in skus)
        columns = self._settings.lookups.article_columns
        rows = await self._look_ups.articles(wanted)
        present = {text(columns.named(row), "number").upper() for row in rows}
        self._known.remember([code for code in wanted if code in present])
        missing = set(wanted) - present
        return [sku for sku in skus if sku.strip().upper() in missing]

    async def create_article(self, fields: Fields) -> str | None:
        """Make an article; its code."""
        return await self._send(new_article(fields, self._settings.writing, self._drafting.emptied), "ItCd")

    async def create_order(self, fields: Fields) -> WrittenOrder:
        """Order or direct invoice with lines in one call, so that there is never half of one; AFAS tells no total."""
        return WrittenOrder(await self._send(new_order(fields, self._settings.writing, self._drafting.emptied), "OrNu"))

    async def stored_total(self, draft: Draft, number: str) -> Decimal | None:
        """The total that AFAS makes of the order, found by its reference; with or without VAT as it was sent."""
        found = await self._written(draft.reference, draft.priced.includes_vat)
        return next((order.total for order in found if order.number == number), None)

    async def _standing_address(self, number: str, fields: Fields) -> Fields:
        """The filled fields of the debtor's address, where a field of it is to change."""
        tables = {place.rpartition(".")[0] for place in fields if place.rpartition(".")[0].endswith(ADDRESS)}
        row = await self._look_ups.debtor(number) if tables else None
        if row is None:
            return {}
        standing = found_debtor(row, self._settings.lookups.debtor_columns, ()).fields
        return {place: value for place, value in standing.items() if place.rpartition(".")[0] in tables and value}

    async def _written(self, reference: str, including_vat: bool | None) -> list[FoundOrder]:  # noqa: FBT001 - as a total is
        """Orders and direct invoices with this reference, and their totals with or without VAT."""
        names = self._settings.lookups
        orders = [
            found_order(row, names.order_columns, including_vat=including_vat)
            for row in await self._look_ups.orders(reference)
        ]
        slips = [
            found_order(row, names.packing_slip_columns, including_vat=including_vat)
            for row in await self._look_ups.packing_slips(reference)
        ]
        return list({order.number: order for order in (*orders, *slips)}.values())

    async def _send(self, write: Write, key: str = "") -> str | None:
        keys = await self._client.write(write.method, write.connector, write.element, part=write.part)
        return keys.get(key) or None
