"""Finds and makes delivery addresses: contacts of the organisation or person behind a debtor."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from handlers.contracts.addresses import FoundAddress
from handlers.contracts.records import Fields
from handlers.vendors.afas.client import Row
from handlers.vendors.afas.target.books import BooksTarget, equal, text_of
from handlers.vendors.afas.target.debtors import ADDRESS_FIELDS, debtor_row, kind_of
from handlers.vendors.afas.target.lookup_columns import DeliveryAddressColumns
from handlers.vendors.afas.target.mapping import DEBTOR
from handlers.vendors.afas.target.presets import ADDRESS
from handlers.vendors.afas.target.writes import new_organisation_address, new_person_address
from handlers.vendors.mapped_target import MappedAddresses
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
        lookups = self._books.settings.lookups
        columns = lookups.address_columns
        rows = await self._books.rows(lookups.addresses, columns, columns.number, equal(columns.debtor, [debtor]))
        return [read_address(row, columns) for row in rows]

    async def create_address(self, fields: Fields) -> str | None:
        """Make a delivery address under the debtor's organisation or person. None: AFAS answers without its number."""
        debtor = str(fields[DEBTOR])
        own = {place: value for place, value in fields.items() if place != DEBTOR}
        kind, party = await self._owner(debtor)
        writing = self._books.settings.writing
        if kind == "PER":
            return await self._books.send(new_person_address(own, debtor, writing))
        return await self._books.send(new_organisation_address(own, party, writing))

    async def require_owner_of_addresses(self, debtor: str) -> None:
        """Raise Hold for a debtor whom AFAS does not show, or of whom it does not tell what kind they are."""
        await self._owner(debtor)

    async def _owner(self, debtor: str) -> tuple[str, str]:
        """Whether a debtor is an organisation (ORG) or a person (PER), and the number of that party."""
        lookups = self._books.settings.lookups
        row = await debtor_row(self._books, debtor)
        if row is None:
            raise Hold(Told("afas.debtor_not_shown", debtor=debtor))
        kind = kind_of(row, lookups.debtor_columns)
        if not kind:
            raise Hold(Told("afas.kind_of_debtor_not_told", connector=lookups.debtors, debtor=debtor))
        return kind, text_of(lookups.debtor_columns.translate(row), "party")


def read_address(row: Row, columns: DeliveryAddressColumns) -> FoundAddress:
    """The delivery address in a row of the GetConnector: its number, and its fields by place."""
    words, places = columns.translate(row), address_places(columns)
    return FoundAddress(text_of(words, "number"), {place: text_of(words, word) for place, word in places.items()})


def address_places(columns: DeliveryAddressColumns) -> dict[str, str]:
    """For each field of a delivery address that a column shows, by place: our word for the column."""
    named = dict(columns)
    return {place: word for word, place in _DELIVERY.items() if named.get(word) is not None}
