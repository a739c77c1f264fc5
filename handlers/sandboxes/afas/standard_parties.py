"""The rows of AFAS's standard connectors of debtors, organisations and persons, contacts and addresses.

AFAS gives the contact data of an organisation or person itself a contact number too; the sandbox keeps none for them,
so ``Profit_Contacts`` shows the departments, contact persons and delivery addresses.
"""

from collections.abc import Iterator, Mapping

from handlers.sandboxes.afas.documents import name_of
from handlers.sandboxes.afas.relations import RelationBook
from handlers.sandboxes.afas.tables import Stored

Row = dict[str, Stored]


class StandardParties:
    """Reads the relations of one environment."""

    def __init__(self, relations: RelationBook) -> None:
        self._relations = relations
        self._parties = relations.parties

    def debtors(self) -> Iterator[Row]:
        """``Profit_Debtor``: one row a sales relation, those that are no debtor any more left out."""
        ibans = self._parties.ibans()
        for debtor in self._relations.debtors.values():
            if debtor.get("BlTl"):
                continue
            party = self._relations.party_of(debtor)
            yield {
                "DebtorId": debtor["DbId"],
                "DebtorName": name_of(party),
                "BcCo": party["BcCo"],
                "SearchName": party.get("SeNm"),
                **_three_lines("Adress", self._parties.address_of(party)),
                "TelNr": party.get("TeNr"),
                "Email": party.get("EmAd"),
                "IBAN": debtor.get("Iban") or ibans.get(party["BcCo"]),
                "VatNr": debtor.get("VaId"),
                "ChOfCommNr": party.get("CcNr"),
                "CollectAccount": debtor.get("ColA"),
                "PayCon": debtor.get("PaCd"),
                "VatDuty": debtor.get("VaDu"),
                "Blocked": bool(debtor.get("Bl")),
                "CreditLimit": debtor.get("Krli"),
                "CurrencyId": debtor.get("CuId"),
                "AutoPayment": bool(debtor.get("AuPa")),
                "CreateDate": debtor["created"],
                "ModifiedDate": debtor["modified"],
            }

    def organisations_and_persons(self) -> Iterator[Row]:
        """``Profit_OrgPer``: one row each, with contact data for work."""
        for party in self._parties.by_number.values():
            yield {
                "BcCo": party["BcCo"],
                "Type": party["kind"],
                "SearchName": party.get("SeNm"),
                "Name": name_of(party),
                **_three_lines("Adress", self._parties.address_of(party)),
                "TelWork": party.get("TeNr"),
                "MailWork": party.get("EmAd"),
                "Homepage": party.get("HoPa"),
                "Note": party.get("Re"),
                "ChOfCommNr": party.get("CcNr"),
                "DateBirth": party.get("DaBi"),
                "BSN": party.get("SoSe"),
            }

    def contacts(self) -> Iterator[Row]:
        """``Profit_Contacts``: one row a contact, with the private data of the person it is."""
        for contact in self._relations.contacts.by_number.values():
            party = self._parties.by_number[str(contact["party"])]
            person = self._parties.by_number.get(str(contact["person"]), {})
            yield {
                "Type": contact["ViKc"],
                "ContactId": contact["CdId"],
                "Name": name_of(party),
                "OrgNumber": party["BcCo"] if party["kind"] == "ORG" else None,
                "PerNumber": person.get("BcCo") or (party["BcCo"] if party["kind"] == "PER" else None),
                "Department": contact.get("ExAd"),
                "Blocked": bool(contact.get("Bl")),
                **_three_lines("Address", self._parties.address_of(contact)),
                "TelWork": contact.get("TeNr"),
                "MobWork": contact.get("MbNr"),
                "MailWork": contact.get("EmAd"),
                "Note": contact.get("Re"),
                "Function": contact.get("ViFu"),
                "FunctionCard": contact.get("FuDs"),
                "FullName": name_of(person) if person else None,
                "Gender": person.get("ViGe"),
                "TelPrivate": person.get("TeN2"),
                "MobPrivate": person.get("MbN2"),
                "MailPrivate": person.get("EmA2"),
                "CreateDate": contact["created"],
                "ModifiedDate": contact["modified"],
            }

    def addresses(self) -> Iterator[Row]:
        """``Profit_Address``: one row an address; one that changes is another address, so it has one stamp."""
        for number, address in self._relations.addresses.by_number.items():
            yield {
                "AddressId": number,
                "AddressLine": ", ".join(str(line) for line in _three_lines("", address).values() if line),
                "PoBox": bool(address["PbAd"]),
                "AddressAdd": address["StAd"],
                "Address": address["Ad"],
                "Number": address["HmNr"],
                "NumberAdd": address["HmAd"],
                "ZipCode": address["ZpCd"],
                "Recidence": address["Rs"],
                "Country": address["CoId"],
                "Addition": address["AdAd"],
                "CreateDate": address["created"],
                "ModifiedDate": address["created"],
            }


def _three_lines(word: str, address: Mapping[str, Stored]) -> Row:
    """Street and number, postcode and town, country: the address lines 1, 3 and 4 of these connectors."""
    street = " ".join(str(address[part]) for part in ("Ad", "HmNr", "HmAd") if address.get(part) is not None)
    town = "  ".join(str(address[part]) for part in ("ZpCd", "Rs") if address.get(part) is not None)
    lines = {"Line1": street or None, "Line3": town or None, "Line4": address.get("CoId")}
    return {f"{word}{line}": value for line, value in lines.items()}
