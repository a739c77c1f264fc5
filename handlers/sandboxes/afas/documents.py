"""What orders and direct invoices have in common when they are written: the header's words, and priced lines."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from uuid import uuid4

from handlers.sandboxes.afas.contacts import DELIVERY, PERSON
from handlers.sandboxes.afas.masters import NO_UNIT, SUBTOTAL, TEXT, Masters, require_known
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.relations import Debtor, RelationBook
from handlers.sandboxes.afas.tables import Stored

Words = dict[str, Stored]

_HEADER: Mapping[str, str] = {
    "OrDa": "ordered_on",
    "DaDe": "delivery_on",
    "CuId": "currency",
    "RfCs": "customer_reference",
    "InVa": "prices_include_vat",
    "PaCd": "payment_condition",
    "Re": "remark",
    "Unit": "administration",
    "War": "warehouse",
    "DlAd": "delivery_address",
    "InPc": "discount_percent",
    "VaDu": "vat_duty",
    "FxBl": "blocked",
}
"""The fields of a header that the books keep, by the words they keep them under."""

_LINE: Mapping[str, str] = {
    "Ds": "description",
    "QuUn": "quantity",
    "Upri": "unit_price",
    "PRDc": "discount_percent",
    "ARDc": "discount_amount",
    "War": "warehouse",
}

_ADDRESS: Mapping[str, str] = {
    "street": "Ad",
    "number": "HmNr",
    "addition": "HmAd",
    "extra": "AdAd",
    "postcode": "ZpCd",
    "city": "Rs",
    "country": "CoId",
}


def check_header(masters: Masters, relations: RelationBook, record: Record) -> None:
    """Raise RefusedError for a code in a header that is not there."""
    fields = record.fields
    require_known(fields.get("Unit"), masters.administrations, "Administratie")
    require_known(fields.get("War"), masters.warehouses, "Magazijn")
    require_known(fields.get("PaCd"), masters.payment_conditions, "Betalingsvoorwaarde")
    require_known(fields.get("CuId"), masters.currencies, "Valuta")
    require_known(fields.get("VaDu"), masters.vat_duties, "Btw-plicht")
    require_known(fields.get("FaTo"), relations.debtors, "Factureren aan")
    relations.addresses.require(fields.get("DlAd"))


def header_words(record: Record) -> Words:
    """What a record says of a header; an emptied field is None."""
    return {word: record.fields[name] for name, word in _HEADER.items() if name in record.fields}


def read_changes(relations: RelationBook, record: Record, customer: Stored) -> Words:
    """What a record changes of a document of this customer, and what follows of it. Raises RefusedError."""
    words = header_words(record)
    if record.text("DbId"):
        words.update(customer_words(relations, relations.debtor(record.text("DbId"))))
    if "delivery_address" in words:
        debtor = relations.debtor(record.text("DbId") or customer)
        words.update(delivery_words(relations, debtor, words["delivery_address"]))
    return words


def defaults_of(debtor: Debtor, masters: Masters) -> Words:
    """What a new document has where its record says nothing."""
    return {
        "currency": debtor.get("CuId"),
        "prices_include_vat": bool(debtor.get("VtIn")),
        "payment_condition": debtor.get("PaCd"),
        "vat_duty": debtor.get("VaDu") or next(iter(masters.vat_duties)),
        "administration": min(masters.administrations),
        "warehouse": debtor.get("VkMa") or NO_UNIT,
        "delivery_address": debtor.get("CdDa"),
    }


def customer_words(relations: RelationBook, debtor: Debtor) -> Words:
    """Who the customer is: names, contact data and the visiting address."""
    party = relations.party_of(debtor)
    person = party
    if party["kind"] == "ORG":
        contact = next(relations.contacts.of(party, PERSON), None)
        person = relations.parties.by_number[str(contact["person"])] if contact else {}
    return {
        "customer_code": debtor["DbId"],
        "company": party.get("Nm"),
        "first_name": person.get("FiNm"),
        "infix": person.get("Is"),
        "last_name": person.get("LaNm"),
        "email": email_of(party),
        "phone": party.get("TeNr") or party.get("MbNr") or party.get("TeN2") or party.get("MbN2"),
        "vat_number": debtor.get("VaId"),
        **_address_words("invoice", relations.parties.address_of(party)),
    }


def delivery_words(relations: RelationBook, debtor: Debtor, number: Stored) -> Words:
    """Where the goods go: the address of this number, under the name of the contact that has it."""
    if not isinstance(number, int):
        return _address_words("delivery", {}) | {"delivery_name": None}
    party = relations.party_of(debtor)
    contacts = relations.contacts.of(party, DELIVERY)
    contact = next((one for one in contacts if one.get("Adr") == number), {})
    name = contact.get("ExAd") or name_of(party)
    return _address_words("delivery", relations.addresses.by_number[number]) | {"delivery_name": name}


def line_words(masters: Masters, record: Record, *, includes_vat: bool, duty: str) -> Words:
    """A new line, priced: without a price AFAS takes the item's own. Raises RefusedError."""
    item = masters.item(record.text("VaIt"), record.text("ItCd"))
    require_known(record.fields.get("War"), masters.warehouses, "Magazijn")
    group = record.text("VaRc") or item.vat_group
    rate = masters.rate(group, duty)
    price = item.price * (100 + rate) / 100 if includes_vat else item.price
    words: Words = {
        "item_type": item.type,
        "sku": item.code,
        "description": item.description,
        "unit": masters.unit(record.text("BiUn") or item.unit),
        "unit_price": price.quantize(Decimal("0.01"), ROUND_HALF_UP),
        "vat_class": group,
        "vat_rate": rate,
        "guid": f"{{{str(uuid4()).upper()}}}",
        **line_changes(record),
    }
    if item.type in {TEXT, SUBTOTAL}:
        words.update(unit_price=None, vat_rate=None)
    return words


def line_changes(record: Record) -> Words:
    """What a record says of a line beyond its item; an emptied price is as if it were not given."""
    given = {word: record.fields[name] for name, word in _LINE.items() if name in record.fields}
    return {word: value for word, value in given.items() if value is not None or word != "unit_price"}


def require_lines(record: Record, name: str) -> list[Record]:
    """The lines of a new document, which has at least one. Raises RefusedError."""
    lines = record.under(name)
    if not lines:
        raise RefusedError(500, Text.MISSING, "Itemcode")
    return lines


def email_of(party: Mapping[str, Stored]) -> Stored:
    """The e-mail address for work, else the private one."""
    return party.get("EmAd") or party.get("EmA2")


def name_of(party: Mapping[str, Stored]) -> str:
    """An organisation's name, or the whole of a person's."""
    if party.get("Nm"):
        return str(party["Nm"])
    parts = (party.get("FiNm") or party.get("In"), party.get("Is"), party.get("LaNm"))
    return " ".join(str(part) for part in parts if part)


def _address_words(kind: str, address: Mapping[str, Stored]) -> Words:
    return {f"{kind}_{word}": address.get(part) for word, part in _ADDRESS.items()}
