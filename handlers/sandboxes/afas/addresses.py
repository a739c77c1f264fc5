"""The addresses of one environment: each kept once, under the number by which orders name it."""

from collections.abc import Callable
from datetime import datetime

from handlers.sandboxes.afas.behaviour import Behaviour
from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.masters import Masters
from handlers.sandboxes.afas.numbering import Numbers
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored

PARTS = ("CoId", "PbAd", "StAd", "Ad", "HmNr", "HmAd", "ZpCd", "Rs", "AdAd")
"""What makes an address the same as another."""

Address = dict[str, Stored]


class AddressBook:
    """Addresses by number, each under the field names of KnBasicAddressAdr, and ``created``."""

    def __init__(
        self, masters: Masters, behaviour: Behaviour, numbers: Numbers, journal: Journal, stamp: Callable[[], datetime]
    ) -> None:
        self.by_number: dict[int, Address] = {}
        self._number_of: dict[tuple[str, ...], int] = {}
        self._masters = masters
        self._behaviour = behaviour
        self._numbers = numbers
        self._journal = journal
        self._stamp = stamp

    def keep(self, record: Record) -> int:
        """The number of an address that may be there already."""
        found = self.find(record)
        if found is not None:
            return found
        number, address = self._numbers.take("address"), self._read(record)
        self._journal.add(self.by_number, number, {**address, "created": self._stamp()})
        self._number_of[_key(address)] = number
        return number

    def find(self, record: Record) -> int | None:
        """The number of the same address, if it is there."""
        number = self._number_of.get(_key(self._read(record)))
        return number if number in self.by_number else None  # what was kept may have been undone

    def change(self, present: int | None, record: Record) -> int:
        """The number of the address in the place of ``present``. Raises RefusedError where its first day is needed."""
        moves = present is not None and _key(self._read(record)) != _key(self.by_number[present])
        if moves and self._behaviour.first_day == "needed" and record.fields.get("BeginDate") is None:
            raise RefusedError(500, Text.MISSING, "Ingangsdatum adreswijziging")
        return self.keep(record)

    def require(self, number: Stored) -> None:
        """Raise RefusedError for a number that no address has; None is no number."""
        if number is not None and number not in self.by_number:
            raise RefusedError(500, Text.NO_VALUE, "Afleveradres")

    def _read(self, record: Record) -> Address:
        """The record's address, its street and town filled by the postcode where that was asked for."""
        address = {part: record.fields.get(part) for part in PARTS}
        if record.fields.get("ResZip"):
            street, town = self._masters.postcodes.get(record.text("ZpCd").replace(" ", "").upper(), (None, None))
            address.update(Ad=address["Ad"] or street, Rs=address["Rs"] or town)
        if address["PbAd"]:
            address["Ad"] = None
        return address


def _key(address: Address) -> tuple[str, ...]:
    return tuple(str(address[part] or "").casefold().strip() for part in PARTS)
