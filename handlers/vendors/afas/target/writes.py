"""Makes one call to an UpdateConnector of a record's fields, and adds what AFAS wants and no mapping tells.

Fields come by their place, such as ``KnSalesRelationOrg.KnOrganisation.Nm``; objects stand in each other as the names
do. Source: AFASSoftware/OASContent markdownpages/profit/en/update-connector.md and markdownpages/endpoint/en.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from handlers.contracts.records import Fields
from handlers.vendors.afas.protocol import Element, payload
from handlers.vendors.afas.protocol.payloads import CLEAR
from handlers.vendors.afas.target.nesting import drop_empty, nest
from handlers.vendors.afas.target.settings import AfasWriting
from handlers.vendors.row_functions.afas_countries import AFAS_OF

BASIC_ADDRESS = "KnBasicAddressAdr"
OWN_PARTY = "9"
"""Match code: the organisation or person that the sales relation has already."""

BY_NUMBER = "0"

DELIVERY = "AFL"
"""The kind of contact that is a delivery address."""

PO_BOX = re.compile(
    r"(?P<street>postbus|antwoordnummer|postfach|p\.? ?o\.? ?box|boîte postale|b\.?p\.?)(?: +(?P<number>[0-9]{1,9}))?",
    re.IGNORECASE,
)
"""A street line that is a box; in AFAS the number of the box is the house number."""

_KEYS = {"KnSalesRelationOrg": "DbId", "KnSalesRelationPer": "DbId"}
"""Fields that stand on the element as its key, and not among its fields."""


@dataclass(frozen=True, slots=True)
class Write:
    """One call: ``part`` is the object that is inserted under a record that is there."""

    method: Literal["POST", "PUT"]
    connector: str
    element: Element
    part: str | None = None

    @property
    def body(self) -> dict[str, Any]:
        """The body as it is sent."""
        return payload(self.connector, self.element)


def new_debtor(fields: Fields, writing: AfasWriting, emptied: Collection[str] = ()) -> Write:
    """Insert a sales relation with the organisation or person, address and contact in it."""
    [(connector, table)] = nest(fields).items()
    return Write("POST", connector, _Builder(writing, emptied).element(connector, {"IsDb": True, **table}, connector))


def change_debtor(number: str, fields: Fields, writing: AfasWriting, starting: date) -> Write:
    """Set these fields of a sales relation, and no others; another address holds from ``starting`` on."""
    [(connector, table)] = nest(fields).items()
    party = "KnOrganisation" if connector == "KnSalesRelationOrg" else "KnPerson"
    table = {"DbId": number, **table, party: dict(table.get(party, {}))}
    return Write("PUT", connector, _Builder(writing, since=starting).element(connector, table, connector))


def new_organisation_address(fields: Fields, party: str, writing: AfasWriting) -> Write:
    """Insert a delivery address under an organisation, by the organisation's number."""
    contact = nest(_drop_empty_texts(fields))["KnContact"]
    element = Element(
        {"MatchOga": BY_NUMBER, "BcCo": party}, {"KnContact": [_Builder(writing).delivery_address(contact)]}
    )
    return Write("POST", "KnOrganisation", element, part="KnContact")


def new_person_address(fields: Fields, debtor: str, writing: AfasWriting) -> Write:
    """Insert a delivery address under the person of a sales relation.

    Source: the official text on delivery addresses of private persons makes them by a change of the sales relation.
    """
    contact = _Builder(writing).delivery_address(nest(_drop_empty_texts(fields))["KnContact"], action="insert")
    person = Element({"MatchPer": OWN_PARTY}, {"KnContact": [contact]})
    return Write("PUT", "KnSalesRelationPer", Element({}, {"KnPerson": [person]}, {"DbId": debtor}))


def new_contact(fields: Fields, party: str, writing: AfasWriting) -> Write:
    """Insert a contact under an organisation, by the organisation's number: a person, or a department without one.

    Only with their parent are contacts made, and one in a call.
    Source: https://help.afas.nl/help/NL/SE/App_Conect_UpdDsc_030.htm.
    """
    table = nest(_drop_empty_texts(fields))["KnOrganisation"]["KnContact"]
    kind = "PRS" if "KnPerson" in table else "AFD"
    contact = _Builder(writing).element("KnContact", {"ViKc": kind, **table}, "KnOrganisation.KnContact")
    element = Element({"MatchOga": BY_NUMBER, "BcCo": party}, {"KnContact": [contact]})
    return Write("POST", "KnOrganisation", element, part="KnContact")


def change_contact(number: str, kind: str, fields: Fields, writing: AfasWriting, starting: date) -> Write:
    """Set these fields of a contact, a delivery address among them, by its number and kind, which AFAS wants together.

    ``fields`` are by place in ``KnContact``. Another address holds from ``starting`` on.
    Source: https://help.afas.nl/help/NL/SE/App_Conect_UpdDsc_030.htm.
    """
    table = {"CdId": number, "ViKc": kind, **nest(fields)["KnContact"]}
    return Write("PUT", "KnContact", _Builder(writing, since=starting).element("KnContact", table, "KnContact"))


def change_person(number: str, fields: Mapping[str, Any], writing: AfasWriting, starting: date) -> Write:
    """Set these fields of a person, by their number: what a contact cannot be told of the person behind it."""
    element = _Builder(writing, since=starting).element(
        "KnPerson", {"MatchPer": BY_NUMBER, "BcCo": number, **fields}, "KnPerson"
    )
    return Write("PUT", "KnPerson", element)


def new_order(fields: Fields, writing: AfasWriting, emptied: Collection[str] = ()) -> Write:
    """Insert an order or direct invoice with its lines, in one call."""
    [lines] = [name for name in fields if name.endswith("Lines")]
    [header] = [name for name in fields if name != lines]
    table = {**fields[header], lines: fields[lines]}
    return Write("POST", header, _Builder(writing, emptied).element(header, table, header))


@dataclass(frozen=True, slots=True)
class _Builder:
    """Makes the elements of a call out of the mapping's tables: of an insert, or of an update where ``since`` is given.

    ``since`` is the day from which a changed address holds.

    An insert leaves out what is empty, as AFAS's own examples do, since AFAS fills in its default only where a field is
    left out. ``emptied`` are the places of fields that a row empties on purpose, which an insert sends all the same. An
    update sends empty fields, and so empties them, and those that are None too.
    """

    writing: AfasWriting
    emptied: Collection[str] = ()
    since: date | None = None

    def element(self, name: str, table: Mapping[str, Any], place: str) -> Element:
        key = _KEYS.get(name, "")
        given = {field: value for field, value in table.items() if not isinstance(value, Mapping | list)}
        if self.since is None:
            given = drop_empty(given, place, self.emptied)
        else:
            given = {field: CLEAR if value is None else value for field, value in given.items()}
        keys = {key: str(given.pop(key))} if given.get(key) else {}
        fields = {**self._fields_besides(name, table), **given}
        under = {field: value for field, value in table.items() if isinstance(value, Mapping | list)}
        places = {field: field if field.endswith("Lines") else f"{place}.{field}" for field in under}
        objects = {
            field: [self.element(field, row, places[field]) for row in _rows(value)] for field, value in under.items()
        }
        return Element(fields, objects, keys)

    def delivery_address(self, table: Mapping[str, Any], action: Literal["insert"] | None = None) -> Element:
        element = self.element("KnContact", {"ViKc": DELIVERY, **table}, "KnContact")
        return Element(element.fields, element.objects, element.keys, action)

    def _fields_besides(self, name: str, table: Mapping[str, Any]) -> dict[str, Any]:
        """What AFAS wants to know besides; a row of the mapping wins."""
        match name:
            case "KnOrganisation":
                return self._party("MatchOga", self.writing.match_organisations, table)
            case "KnPerson":
                return self._party("MatchPer", self.writing.match_persons, table)
            case "KnContact":
                return {"ViKc": "PRS", "PadAdr": True} if self.since is None else self._postal_address(table)
            case "KnBankAccount":
                return {"CoId": _country_of(str(table.get("Iban", ""))), "IbCk": True}
            case "KnBasicAddressAdr":
                po_box = PO_BOX.fullmatch(str(table.get("Ad", "")).strip()) is not None
                return {"PbAd": po_box, "BeginDate": self.since, "ResZip": False}
            case _:
                return {}

    def _postal_address(self, table: Mapping[str, Any]) -> dict[str, Any]:
        """What makes a changed address the postal one too, where the settings say so."""
        return {"PadAdr": True} if self.writing.postal_address_follows and BASIC_ADDRESS in table else {}

    def _party(self, match: str, new: str, table: Mapping[str, Any]) -> dict[str, Any]:
        if self.since is not None:
            return {match: OWN_PARTY, **self._postal_address(table)}
        if table.get("BcCo"):
            return {"PadAdr": True, "AutoNum": False, match: BY_NUMBER}
        return {"PadAdr": True, "AutoNum": True, match: new}


def _drop_empty_texts(fields: Fields) -> dict[str, Any]:
    """The fields that have a value: an empty text only tells what an equal address must lack, and is not sent."""
    return {place: value for place, value in fields.items() if value != ""}


def _country_of(iban: str) -> str | None:
    """AFAS's code of the country whose bank keeps an account; None for what begins with no country's code.

    >>> _country_of("BE71 0961 2345 6769"), _country_of("71")
    ('B', None)
    """
    found = re.match("[A-Za-z]{2}", iban)
    return AFAS_OF.get(found[0].upper(), found[0].upper()) if found else None


def _rows(value: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    return [value] if isinstance(value, Mapping) else value
