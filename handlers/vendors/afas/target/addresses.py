"""Finds, makes and changes delivery addresses: contacts of the organisation or person behind a debtor."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from handlers.contracts.addresses import FoundAddress
from handlers.contracts.records import Fields, NotThere
from handlers.vendors.afas.client import Row
from handlers.vendors.afas.source.columns import require_columns
from handlers.vendors.afas.target.books import BooksTarget, OpenBooks, equal, text_of
from handlers.vendors.afas.target.debtors import ADDRESS_FIELDS, debtor_row, kind_of
from handlers.vendors.afas.target.lookup_columns import AfasLookups, DeliveryAddressColumns
from handlers.vendors.afas.target.owners import Owner
from handlers.vendors.afas.target.party_drafting import DEBTOR
from handlers.vendors.afas.target.party_presets import ADDRESS
from handlers.vendors.afas.target.writes import (
    BASIC_ADDRESS,
    DELIVERY,
    change_contact,
    new_organisation_address,
    new_person_address,
)
from handlers.vendors.mapped_target import MappedAddresses
from mapping.rows.row import RowMistake
from relay.errors import Hold
from words.told import Told

_DELIVERY: Mapping[str, str] = MappingProxyType(
    {
        "debtor": DEBTOR,
        "name": f"{ADDRESS}.ExAd",
        "phone": f"{ADDRESS}.TeNr",
        "email": f"{ADDRESS}.EmAd",
        **{word: f"{ADDRESS}.KnBasicAddressAdr.{field}" for word, field in ADDRESS_FIELDS.items()},
    }
)


class Addresses(BooksTarget, MappedAddresses):
    """Implements ``handlers.contracts.addresses.AddressTarget``, where each method's contract stands."""

    async def find_addresses(self, debtor: str) -> Sequence[FoundAddress]:
        """All delivery addresses of a debtor."""
        columns = self._books.settings.lookups.address_columns
        return [read_address(row, columns) for row in await self._address_rows(debtor)]

    async def create_address(self, fields: Fields) -> str | None:
        """Make a delivery address under the debtor's organisation or person. None: AFAS answers without its number."""
        debtor = str(fields[DEBTOR])
        own = {place: value for place, value in fields.items() if place != DEBTOR}
        kind, party = await owner_of(self._books, debtor)
        writing = self._books.settings.writing
        if kind == "PER":
            return await self._books.send(new_person_address(own, debtor, writing))
        return await self._books.send(new_organisation_address(own, party, writing))

    async def require_owner_of_addresses(self, debtor: str) -> None:
        """Raise Hold for a debtor whom AFAS does not show, or of whom it does not tell what kind they are."""
        await owner_of(self._books, debtor)

    async def _address_rows(self, debtor: str) -> list[Row]:
        lookups = self._books.settings.lookups
        columns = lookups.address_columns
        return await self._books.rows(lookups.addresses, columns, columns.number, equal(columns.debtor, [debtor]))


class LastingAddresses(Addresses):
    """The same for customers, whose addresses change: each goes by the number of its contact, which lasts.

    The number that an order names is that of the place, and AFAS gives a changed address another.
    """

    async def find_addresses(self, debtor: str) -> Sequence[FoundAddress]:
        """All delivery addresses of a debtor, by the numbers of their contacts."""
        lookups = self._books.settings.lookups
        columns, rows = lookups.address_columns, await self._address_rows(debtor)
        require_columns(lookups.addresses, [columns.contact], rows)
        return [replace(read_address(row, columns), number=text_of(columns.translate(row), "contact")) for row in rows]

    async def update_address(self, debtor: str, number: str, fields: Fields, starting: date) -> None:
        """Set these fields of a delivery address; of its place those besides too, since AFAS makes a new one of them.

        Nothing to set is no call. Raises NotThere for an address that the debtor has not.
        """
        own = {place: value for place, value in fields.items() if place != DEBTOR}
        if not own:
            return
        standing = next((found.fields for found in await self.find_addresses(debtor) if found.number == number), None)
        if standing is None:
            raise NotThere(Told("afas.address_not_shown", debtor=debtor, contact=number))
        if any(f".{BASIC_ADDRESS}." in place for place in own):
            own = {place: value for place, value in standing.items() if f".{BASIC_ADDRESS}." in place and value} | own
        await self._books.send(change_contact(number, DELIVERY, own, self._books.settings.writing, starting))


async def owner_of(books: OpenBooks, debtor: str) -> Owner:
    """Who is behind a debtor; asked for again only after a while.

    Raises Hold for a debtor whom AFAS does not show, or of whom it does not tell what kind they are.
    """

    async def look_up() -> Owner:
        lookups = books.settings.lookups
        row = await debtor_row(books, debtor)
        if row is None:
            raise Hold(Told("afas.debtor_not_shown", debtor=debtor))
        kind = kind_of(row, lookups.debtor_columns)
        if not kind:
            raise Hold(Told("afas.kind_of_debtor_not_told", connector=lookups.debtors, debtor=debtor))
        return kind, text_of(lookups.debtor_columns.translate(row), "party")

    return await books.owners.find(debtor, look_up)


def read_address(row: Row, columns: DeliveryAddressColumns) -> FoundAddress:
    """The delivery address in a row of the GetConnector: its number, and its fields by place."""
    words, places = columns.translate(row), address_places(columns)
    return FoundAddress(text_of(words, "number"), {place: text_of(words, word) for place, word in places.items()})


def address_places(columns: DeliveryAddressColumns) -> dict[str, str]:
    """For each field of a delivery address that a column shows, by place: our word for the column."""
    named = dict(columns)
    return {place: word for word, place in _DELIVERY.items() if named.get(word) is not None}


def list_not_compared(targets: Sequence[str], lookups: AfasLookups) -> Iterator[RowMistake]:
    """The fields of a delivery address without a column: an address with them would be made anew each time."""
    shown = address_places(lookups.address_columns)
    for target in targets:
        if target not in shown:
            told = Told("afas.address_field_not_shown", field=target, connector=lookups.addresses, table=ADDRESS)
            yield RowMistake(told, target=target, at=("to",))
