"""The customers of the demo whom AFAS holds and AccountView lacks, invented throughout: a company and a person."""

from collections.abc import Mapping
from typing import Any

from handlers.sandboxes.afas.profit import Profit
from mapping.parsing import dump_json


def add_demo_customers(profit: Profit) -> None:
    """Write them as somebody at the office would."""
    for customer in (_company(), _person()):
        (connector,) = customer
        profit.write("POST", connector, None, dump_json(customer))


def _company() -> dict[str, Any]:
    """A company with a contact, blocked for delivery: the block travels with it."""
    buyer = _object("KnPerson", {"AutoNum": True, "MatchPer": "7", "FiNm": "Roos", "LaNm": "Vermeer", "ViGe": "V"})
    contact = {"ViKc": "PRS", "EmAd": "r.vermeer@hotelzeezicht.example.com", "TeNr": "070-5550123", "PadAdr": True}
    company = {
        "PadAdr": True,
        "AutoNum": True,
        "MatchOga": "6",
        "SeNm": "ZEEZICHT",
        "Nm": "Hotel Zeezicht B.V.",
        "TeNr": "070-5550120",
        "EmAd": "inkoop@hotelzeezicht.example.com",
    }
    place = _object("KnBasicAddressAdr", _address("Strandweg", 8, "2586 AB", "Den Haag"))
    organisation = _object("KnOrganisation", company, place, _object("KnContact", contact, buyer))
    relation = {"IsDb": True, "CuId": "EUR", "PaCd": "14", "ColA": "1300", "VaDu": "1", "Bl": True}
    return _object("KnSalesRelationOrg", relation, organisation)


def _person() -> dict[str, Any]:
    who = {
        "PadAdr": True,
        "AutoNum": True,
        "MatchPer": "7",
        "SeNm": "HOVEN",
        "FiNm": "Sanne",
        "Is": "van den",
        "LaNm": "Hoven",
        "ViGe": "V",
        "EmA2": "sanne@example.com",
    }
    place = _object("KnBasicAddressAdr", _address("Dorpsstraat", 21, "8011 LK", "Zwolle"))
    relation = {"IsDb": True, "CuId": "EUR", "PaCd": "14", "ColA": "1300", "VaDu": "1"}
    return _object("KnSalesRelationPer", relation, _object("KnPerson", who, place))


def _address(street: str, number: int, postcode: str, city: str) -> dict[str, Any]:
    return {"CoId": "NL", "PbAd": False, "Ad": street, "HmNr": number, "ZpCd": postcode, "Rs": city, "ResZip": False}


def _object(name: str, fields: Mapping[str, Any], *under: Mapping[str, Any]) -> dict[str, Any]:
    """An object of an UpdateConnector as AFAS takes it."""
    element: dict[str, Any] = {"Fields": dict(fields)}
    if under:
        element["Objects"] = list(under)
    return {name: {"Element": element}}
