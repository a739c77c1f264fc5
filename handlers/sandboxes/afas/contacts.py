"""The contacts of organisations and persons: departments, contact persons, and delivery addresses."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.matching import Party
from handlers.sandboxes.afas.numbering import Numbers
from handlers.sandboxes.afas.parties import PartyBook
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored

DELIVERY, PERSON, DEPARTMENT = "AFL", "PRS", "AFD"
_CONTROLS = frozenset({"CdId", "PadAdr", "BcCoOga", "BcCoPer", "AddToPortal", "EmailPortal"})

Contact = dict[str, Stored]
"""A contact by AFAS's field names: ``party`` is whose it is, ``person`` the contact person's number."""


class ContactBook:
    """Contacts by number."""

    def __init__(self, parties: PartyBook, numbers: Numbers, journal: Journal, stamp: Callable[[], datetime]) -> None:
        self.by_number: dict[int, Contact] = {}
        self._parties = parties
        self._numbers = numbers
        self._journal = journal
        self._stamp = stamp

    def of(self, party: Party, kind: str) -> Iterator[Contact]:
        """A party's contacts of one kind."""
        for contact in self.by_number.values():
            if (contact["party"], contact["ViKc"]) == (party["BcCo"], kind):
                yield contact

    def by_party(self, kind: str) -> Mapping[Stored, list[Contact]]:
        """The contacts of one kind by the number of whose they are: of all parties at once."""
        found: defaultdict[Stored, list[Contact]] = defaultdict(list)
        for contact in self.by_number.values():
            if contact["ViKc"] == kind:
                found[contact["party"]].append(contact)
        return found

    def write_under(self, party: Party, record: Record) -> None:
        """Insert, change or delete the contacts that a party's record holds. Raises RefusedError."""
        for one in record.under("KnContact"):
            found = None if one.action == "insert" else self._find(party, one)
            if one.action == "delete":
                self._remove(found)
            elif found is not None:
                self._change(found, one)
            else:
                self._new(party, one)

    def change(self, record: Record) -> None:
        """Change a contact on its own, or what an organisation or person has as contact data. Raises RefusedError."""
        owner, person = record.text("BcCoOga"), record.text("BcCoPer")
        for number in (owner, person):
            if number and number not in self._parties.by_number:
                raise RefusedError(500, Text.NO_VALUE, "Contact")
        party = self._parties.by_number.get(owner or person)
        if party is None and _number_of(record) is None:
            raise RefusedError(500, Text.MISSING, "Contact")
        if party is not None and not (owner and person) and record.text("ViKc") in {"", "ORG", "PER"}:
            own = {name: value for name, value in _own(record).items() if name != "ViKc"}
            self._parties.take_over(party, own, self._parties.slots(record, party))
            return
        found = self._find(party, record)
        if found is None:
            raise RefusedError(500, Text.NO_VALUE, "Contact")
        self._change(found, record)

    def _find(self, party: Party | None, record: Record) -> Contact | None:
        """By its number and kind, else by the contact person, else by what kind of contact it is and its department."""
        number = _number_of(record)
        if number is not None:
            contact = self.by_number.get(number)
            if contact is None or contact["ViKc"] != record.text("ViKc"):
                raise RefusedError(500, Text.NO_VALUE, "Contact")
            return contact
        if party is None:
            return None
        person = record.text("BcCoPer") or next((who.text("BcCo") for who in record.under("KnPerson")), "")
        if person:
            return next((one for one in self.of(party, PERSON) if one["person"] == person), None)
        kind, name = record.text("ViKc"), record.text("ExAd").casefold()
        found = [one for one in self.of(party, kind) if str(one.get("ExAd") or "").casefold() == name]
        if len(found) > 1:
            raise RefusedError(500, Text.SEVERAL, "Contact")
        return found[0] if found and name else None

    def _new(self, party: Party, record: Record) -> None:
        persons = record.under("KnPerson")
        kind = record.text("ViKc") or (PERSON if persons else DEPARTMENT)
        if kind == PERSON and not persons:
            raise RefusedError(500, Text.MISSING, "Persoon")
        slots = self._parties.slots(record, {})
        if kind == DELIVERY and "Adr" not in slots:
            raise RefusedError(500, Text.MISSING, "Adres")
        number = self._numbers.take("CdId")
        contact: Contact = {
            **_own(record),
            **slots,
            "CdId": number,
            "ViKc": kind,
            "party": party["BcCo"],
            "person": self._parties.write(persons[0])["BcCo"] if persons else None,
            "created": self._stamp(),
            "modified": self._stamp(),
        }
        self._journal.add(self.by_number, number, contact)

    def _change(self, contact: Contact, record: Record) -> None:
        for who in record.under("KnPerson"):
            self._parties.write(who, self._parties.by_number.get(str(contact["person"])))
        values = {**_own(record), **self._parties.slots(record, contact)}
        values.pop("ViKc", None)
        self._journal.change(contact, **values, modified=self._stamp())

    def _remove(self, contact: Contact | None) -> None:
        if contact is None:
            raise RefusedError(500, Text.NO_VALUE, "Contact")
        number = int(str(contact["CdId"]))
        self.by_number.pop(number)
        self._journal.note(lambda: self.by_number.__setitem__(number, contact))


def _own(record: Record) -> dict[str, Stored]:
    return {name: value for name, value in record.fields.items() if name not in _CONTROLS}


def _number_of(record: Record) -> int | None:
    """The contact's number, where its kind is given with it: AFAS looks for a contact by the two together."""
    number = record.fields.get("CdId") if record.text("ViKc") else None
    return None if number is None else int(str(number))
