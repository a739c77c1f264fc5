"""The organisations and persons of one environment: inserted, matched and changed, with their addresses."""

from collections.abc import Callable, Mapping
from datetime import datetime

from handlers.sandboxes.afas.addresses import Address, AddressBook
from handlers.sandboxes.afas.behaviour import Behaviour
from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.matching import KINDS, Party, find_party, known_address
from handlers.sandboxes.afas.numbering import Numbers
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored

_CONTROLS = frozenset({"MatchOga", "MatchPer", "AutoNum", "PadAdr", "BcCo", "BcId", "AddToPortal", "EmailPortal"})
"""Fields that say what to do, and are nothing of the record's own."""


class PartyBook:
    """Organisations and persons by number; both count in one series.

    ``accounts`` are their bank accounts by the party's number and the account's, ``roles`` what persons are authorised
    for, by the number and the role.
    """

    def __init__(
        self,
        addresses: AddressBook,
        behaviour: Behaviour,
        numbers: Numbers,
        journal: Journal,
        stamp: Callable[[], datetime],
    ) -> None:
        self.by_number: dict[str, Party] = {}
        self.accounts: dict[tuple[str, str], dict[str, Stored]] = {}
        self.roles: dict[tuple[str, str], dict[str, Stored]] = {}
        self.addresses = addresses
        self._behaviour = behaviour
        self._numbers = numbers
        self._journal = journal
        self._stamp = stamp

    def write(self, record: Record, attached: Party | None = None) -> Party:
        """Change the party that the record means, or make a new one. Raises RefusedError."""
        found = find_party(self.by_number, record, attached, known_address(self.addresses))
        party = self._change(record, found) if found is not None else self._new(record)
        number = str(party["BcCo"])
        for one in record.under("KnBankAccount"):
            account = (number, one.text("Iban") or one.text("BaAc"))
            is_same = one.action != "delete" and account in self.accounts
            if is_same and self._behaviour.same_account == "refused":
                raise RefusedError(500, Text.TAKEN, "Bankrekening")
            self._hang(self.accounts, account, one)
        for one in record.under("KnContactAutRole"):
            self._hang(self.roles, (number, one.text("AutRoleDs")), one)
        return party

    def _hang(self, book: dict[tuple[str, str], dict[str, Stored]], key: tuple[str, str], record: Record) -> None:
        """Put a record into a book, over the one with the same key; or take that one away."""
        before = book.pop(key, None)
        if before is not None:
            self._journal.note(lambda: book.__setitem__(key, before))
        if record.action == "delete":
            return
        book[key] = {**(before or {}), **record.fields}
        self._journal.note(lambda: book.pop(key))

    def address_of(self, party: Party) -> Address:
        """The visiting address; every part is None where there is none."""
        number = party.get("Adr")
        return self.addresses.by_number[number] if isinstance(number, int) else {}

    def ibans(self) -> Mapping[Stored, Stored]:
        """The IBAN of each party's first bank account that has one, by the party's number."""
        found: dict[Stored, Stored] = {}
        for (number, _), account in self.accounts.items():
            if account.get("Iban"):
                found.setdefault(number, account["Iban"])
        return found

    def slots(self, record: Record, present: dict[str, Stored]) -> dict[str, Stored]:
        """Store the visiting (``Adr``) and postal (``Pad``) address of a record; the number of each that it has.

        An address that ``present`` has a number for is changed, and the day since when it is another is kept beside it
        (``AdrSince``); any other is made.
        """
        numbers: dict[str, Stored] = {}
        for slot in ("Adr", "Pad"):
            held = record.under(f"KnBasicAddress{slot}")
            if held and not (slot == "Pad" and record.fields.get("PadAdr")):
                before = present.get(slot)
                numbers[slot] = self.addresses.change(before if isinstance(before, int) else None, held[0])
                if before is not None and numbers[slot] != before:
                    numbers[f"{slot}Since"] = held[0].fields.get("BeginDate")
        if record.fields.get("PadAdr") and "Adr" in numbers:
            numbers["Pad"] = numbers["Adr"]
        return numbers

    def _new(self, record: Record) -> Party:
        kind = KINDS[record.name]
        if not record.text(kind.title):
            raise RefusedError(500, Text.MISSING, kind.title_label)
        party: Party = {
            "kind": kind.kind,
            "BcCo": self._number(record),
            "BcId": self._numbers.take("BcId"),
            "created": self._stamp(),
            "modified": self._stamp(),
            **_own(record),
            **self.slots(record, {}),
        }
        party["SeNm"] = party.get("SeNm") or record.text(kind.title).upper()[:10]
        self._journal.add(self.by_number, party["BcCo"], party)
        return party

    def _change(self, record: Record, party: Party) -> Party:
        kind = KINDS[record.name]
        if kind.title in record.fields and not record.text(kind.title):
            raise RefusedError(500, Text.MISSING, kind.title_label)
        self.take_over(party, _own(record), self.slots(record, party))
        return party

    def take_over(self, party: Party, own: dict[str, Stored], places: dict[str, Stored]) -> None:
        """Change fields of a party's own, which stamps it, and its addresses, which does not.

        A change of nothing but an address leaves the relation's stamp alone, as users of AFAS tell.
        """
        if own:
            self._journal.change(party, **own, modified=self._stamp())
        if places:
            self._journal.change(party, **places)

    def _number(self, record: Record) -> str:
        number = record.text("BcCo")
        if not number:
            return str(self._numbers.take("BcCo", self.by_number))
        if record.fields.get("AutoNum"):
            raise RefusedError(500, Text.BAD_VALUE, "Autonummering")
        if number in self.by_number:
            raise RefusedError(500, Text.TAKEN, "Nummer")
        return number


def _own(record: Record) -> dict[str, Stored]:
    return {name: value for name, value in record.fields.items() if name not in _CONTROLS}
