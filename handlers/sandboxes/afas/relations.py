"""The sales relations of one environment: debtors, each with the organisation or person behind it."""

from collections.abc import Callable
from datetime import datetime

from handlers.sandboxes.afas.addresses import AddressBook
from handlers.sandboxes.afas.behaviour import Behaviour
from handlers.sandboxes.afas.contacts import ContactBook
from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.masters import Masters, require_known
from handlers.sandboxes.afas.matching import KINDS, Party
from handlers.sandboxes.afas.numbering import Numbers
from handlers.sandboxes.afas.parties import PartyBook
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored

Debtor = dict[str, Stored]
"""A sales relation by AFAS's field names; ``party`` is the number of the organisation or person."""

_PARTY_OF = {"KnSalesRelationOrg": "KnOrganisation", "KnSalesRelationPer": "KnPerson"}


class RelationBook:
    """Debtors by number, and the parties, contacts and addresses that they have."""

    def __init__(
        self,
        masters: Masters,
        behaviour: Behaviour,
        numbers: Numbers,
        journal: Journal,
        stamp: Callable[[], datetime],
    ) -> None:
        self.addresses = AddressBook(masters, behaviour, numbers, journal, stamp)
        self.parties = PartyBook(self.addresses, behaviour, numbers, journal, stamp)
        self.contacts = ContactBook(self.parties, numbers, journal, stamp)
        self.debtors: dict[str, Debtor] = {}
        self._masters = masters
        self._behaviour = behaviour
        self._numbers = numbers
        self._journal = journal
        self._stamp = stamp

    def write_party(self, record: Record, attached: Party | None = None) -> Party:
        """Write an organisation or person with its contacts. Raises RefusedError."""
        for name, label in (("KnContact", "Contact"), ("KnBankAccount", "Bankrekening")):
            if len(record.under(name)) > 1 and self._behaviour.several_at_once == "refused":
                raise RefusedError(500, Text.ONE_AT_A_TIME, label)
        party = self.parties.write(record, attached)
        self.contacts.write_under(party, record)
        return party

    def write_debtor(self, record: Record) -> Debtor:
        """Insert or change a sales relation. Raises RefusedError."""
        self._check(record)
        return self._new(record) if record.action == "insert" else self._change(record)

    def debtor(self, number: Stored) -> Debtor:
        """The debtor of this number, whom goods may be delivered to. Raises RefusedError."""
        found = self.debtors.get(str(number))
        if found is None or found.get("BlTl"):
            raise RefusedError(500, Text.NO_VALUE, "Verkooprelatie")
        if found.get("Bl"):
            raise RefusedError(500, Text.DEBTOR_BLOCKED, str(number))
        return found

    def party_of(self, debtor: Debtor) -> Party:
        """The organisation or person behind a debtor."""
        return self.parties.by_number[str(debtor["party"])]

    def _check(self, record: Record) -> None:
        codes = self._masters
        fields = record.fields
        require_known(fields.get("CuId"), codes.currencies, "Valuta")
        require_known(fields.get("PaCd"), codes.payment_conditions, "Betalingsvoorwaarde")
        require_known(fields.get("ColA"), codes.collective_accounts, "Verzamelrekening")
        require_known(fields.get("VaDu"), codes.vat_duties, "Btw-plicht")
        require_known(fields.get("VkMa"), codes.warehouses, "Magazijn")
        require_known(fields.get("ToAc"), codes.revenue_accounts, "Voorkeur tegenrekening")
        require_known(fields.get("PrLs"), codes.price_lists, "Voorkeur prijslijst")
        self.addresses.require(fields.get("CdDa"))

    def _require_own_account(self, record: Record, party: Party) -> None:
        """Raise RefusedError where a bank account is preferred that the organisation or person does not have."""
        iban = record.text("Iban")
        if iban and (str(party["BcCo"]), iban) not in self.parties.accounts:
            raise RefusedError(500, Text.NO_VALUE, "Voorkeur Iban nummer")

    def _new(self, record: Record) -> Debtor:
        number = record.text("DbId")
        if number in self.debtors:
            raise RefusedError(500, Text.TAKEN, "Verkooprelatie")
        party = self.write_party(record.under(_PARTY_OF[record.name])[0])
        if not self._behaviour.second_relation and any(one["party"] == party["BcCo"] for one in self.debtors.values()):
            raise RefusedError(500, Text.TAKEN, "Organisatie/persoon")
        self._require_own_account(record, party)
        number = number or str(self._numbers.take("DbId", self.debtors))
        debtor: Debtor = {
            **record.fields,
            "DbId": number,
            "party": party["BcCo"],
            "created": self._stamp(),
            "modified": self._stamp(),
        }
        self._journal.add(self.debtors, number, debtor)
        return debtor

    def _change(self, record: Record) -> Debtor:
        if not record.text("DbId"):
            raise RefusedError(500, Text.MISSING, "Verkooprelatie")
        debtor = self.debtors.get(record.text("DbId"))
        if debtor is None:
            raise RefusedError(500, Text.NO_VALUE, "Verkooprelatie")
        if self.party_of(debtor)["kind"] != KINDS[_PARTY_OF[record.name]].kind:  # it is a relation of the other kind
            raise RefusedError(500, Text.NO_VALUE, "Verkooprelatie")
        for one in record.under(_PARTY_OF[record.name]):
            self.write_party(one, self.party_of(debtor))
        self._require_own_account(record, self.party_of(debtor))
        values = {name: value for name, value in record.fields.items() if name != "DbId"}
        if values:
            self._journal.change(debtor, **values, modified=self._stamp())
        return debtor
