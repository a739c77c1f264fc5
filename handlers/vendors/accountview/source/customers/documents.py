"""A customer of AccountView as one document: their debtor and the addresses they have goods delivered to.

A document is ``{"debtor": row, "addresses": [rows]}``, rows with AccountView's own columns. A column that the
connection leaves out is in no row, and says nothing; one that stands empty says that it is empty.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from handlers.vendors.accountview.protocol import is_true, number_of, stamp_of, text_of
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.parties import billing_address_of, buyer_of, split_address
from handlers.vendors.document_source import read_mapped
from handlers.vendors.shipped_rows import shipped_rows
from handlers.vendors.versions import version_of
from mapping.documents.customer import CustomerRecord
from mapping.documents.personal import open_fields
from mapping.parsing import dump_json
from mapping.problems import DocumentError, Problem
from mapping.rows.mapper import Mapper, compile_rows
from relay.model import Identity
from words.told import Told

PRESET: Final = "source_customer"

_SHAPE = Problem("debtor", Told("accountview.no_customer"), Told("accountview.give_customer"))
_ADDRESS_PARTS = ("street", "number", "addition", "extra", "postcode", "city", "region", "country")
_PLACES = frozenset({"ST_STREET", "ADDRESS1"})
"""Without both of these columns nothing is known of where a debtor is."""

_IN_ONE_COLUMN = {
    "extra": "ST_PROP",
    "region": "ST_REGION",
    "postcode": "POST_CODE",
    "city": "CITY",
    "name": "DEL_NAME",
}
"""Parts of an address that only this column tells: where that is not read, nothing is said of them."""

Debtor = Mapping[str, Any]


class Customers:
    """Understands the customers of one connection. Pure: no call, no clock."""

    def __init__(self, settings: AccountViewConnection) -> None:
        self._settings = settings
        self._read = settings.reading.customers

    def identify(self, document: Any) -> Identity:
        """The debtor's number; as version the newest stamps of debtor and addresses with a digest of what they say.

        Raises DocumentError without a number.
        """
        debtor, addresses = split_customer(document)
        number = text_of(debtor, "SUB_NR")
        if not number:
            raise DocumentError(
                [Problem("SUB_NR", Told("accountview.number_missing"), Told("accountview.give_number"))]
            )
        stamps = [*self._stamps(debtor, ()), *sorted(self._stamps({}, addresses))[-1:]]
        stamp = " ".join(each.isoformat() for each in stamps)
        return Identity(number, version_of(stamp or None, self.material(document)))

    def material(self, document: Any) -> bytes:
        """Bytes that are equal exactly when two documents say the same, apart from when they were changed."""
        debtor, addresses = split_customer(document)
        said = {name: value for name, value in debtor.items() if name != self._read.modified}
        places = [
            {name: value for name, value in row.items() if name != self._read.address_modified} for row in addresses
        ]
        places.sort(key=lambda row: text_of(row, "REC_ID"))
        return dump_json({"debtor": said, "addresses": places}, sort_keys=True)

    def read(self, document: Any) -> CustomerRecord:
        """The canonical record. Raises DocumentError with every problem."""
        debtor, addresses = split_customer(document)
        newest = self.newest(document)
        context = {
            "debtor": debtor,
            "newest": newest.isoformat() if newest else None,
            "buyer": buyer_of(debtor, self._settings),
            **self._places(document, debtor, addresses),
            **_contacts_of(debtor, is_company=bool(buyer_of(debtor, self._settings)["company"])),
            **_block_of(debtor),
            **_credit_of(debtor),
            "currency": self._settings.currency,
        }
        return read_mapped(CustomerRecord, _mapper(), context, shipped_rows("accountview", PRESET))

    def newest(self, document: Any) -> datetime | None:
        """The newest stamp of debtor and addresses, on AccountView's clock; None without one. Raises DocumentError."""
        return max(self._stamps(*split_customer(document)), default=None)

    def _stamps(self, debtor: Debtor, addresses: Sequence[Debtor]) -> list[datetime]:
        shown = [debtor.get(self._read.modified)]
        if self._read.address_modified is not None:
            shown += [row.get(self._read.address_modified) for row in addresses]
        return [stamp for stamp in map(stamp_of, shown) if stamp is not None]

    def _places(self, document: Any, debtor: Debtor, addresses: Sequence[Debtor]) -> dict[str, Any]:
        """Where the bill goes, and where goods do, with every part named: an empty one is empty."""
        places: dict[str, Any] = {}
        if debtor.keys() & _PLACES:
            places["bill"] = _told(debtor, billing_address_of(debtor, self._settings))
        if "addresses" in document:
            places["addresses"] = [
                _told(row, {"name": text_of(row, "DEL_NAME") or None, **split_address("ADDRESS1", row, self._settings)})
                | {"id": text_of(row, "REC_ID")}
                for row in addresses
            ]
        return places


def split_customer(document: Any) -> tuple[Debtor, Sequence[Debtor]]:
    """The debtor's row and those of the addresses; none where they are not read. Raises DocumentError."""
    debtor = document.get("debtor") if isinstance(document, Mapping) else None
    addresses = document.get("addresses", []) if isinstance(document, Mapping) else None
    if not isinstance(debtor, Mapping) or not isinstance(addresses, list):
        raise DocumentError([_SHAPE])
    if not all(isinstance(row, Mapping) for row in addresses):
        raise DocumentError([_SHAPE])
    return debtor, addresses


def _told(row: Debtor, place: Mapping[str, Any]) -> dict[str, Any]:
    """An address with every part of which its row says anything: a part that is empty there is None."""
    parts = dict.fromkeys(_ADDRESS_PARTS) | dict(place)
    return {name: value for name, value in parts.items() if _IN_ONE_COLUMN.get(name) in {None, *row}}


def _contacts_of(debtor: Debtor, *, is_company: bool) -> dict[str, Any]:
    """The main contact and that of the administration, as far as these are read; a private person has none."""
    if "MAIN_CONT" not in debtor:
        return {}
    places = (("main", "MAIN_PP", "MAIN_CONT", "MC_MAILB"), ("administration", "ADMIN_PP", "ADMIN_CONT", ""))
    found: dict[str, dict[str, Any]] = {}
    for role, code, name, email in places:
        if is_company and text_of(debtor, name):
            number = text_of(debtor, code) or role
            contact = {"id": number, "name": text_of(debtor, name), "is_main": role == "main"}
            if email in debtor:
                contact["email"] = text_of(debtor, email) or None
            found.setdefault(number, contact)
    return {"contacts": list(found.values())}


def _block_of(debtor: Debtor) -> dict[str, Any]:
    """Which of both blocks stands. A column that is not read cannot say that there is none."""
    if is_true(debtor, "REC_BLK"):
        return {"blocked": "all"}
    if is_true(debtor, "BLK_SP"):
        return {"blocked": "delivery"}
    return {"blocked": "no"} if {"REC_BLK", "BLK_SP"} <= debtor.keys() else {}


def _credit_of(debtor: Debtor) -> dict[str, Any]:
    """The credit limit; 0 is what AccountView shows where nobody set one, and so says nothing."""
    limit = number_of(debtor, "CRED_LIM")
    return {"credit_limit": limit} if limit else {}


@cache
def _mapper() -> Mapper:
    return compile_rows(shipped_rows("accountview", PRESET), shown=open_fields(CustomerRecord))
