"""Bodies of writes as AFAS's pages show them, with invented data; each is for one connector, by a name of its own."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

STREET = {"CoId": "NL", "PbAd": False, "Ad": "Voorbeeldstraat", "HmNr": 12, "ZpCd": "1234 AB", "Rs": "Utrecht"}
ROAD = {"CoId": "NL", "PbAd": False, "Ad": "Dorpsweg", "HmNr": 7, "ZpCd": "3833 LC", "Rs": "Leusden", "ResZip": False}


def body(connector: str, fields: Mapping[str, Any], *objects: Mapping[str, Any], **keys: str) -> dict[str, Any]:
    """``{connector: {"Element": ...}}``; ``objects`` are bodies again, ``keys`` become attributes."""
    element: dict[str, Any] = {f"@{name}": value for name, value in keys.items()}
    element["Fields"] = dict(fields)
    if objects:
        element["Objects"] = [dict(one) for one in objects]
    return {connector: {"Element": element}}


def address(**changes: Any) -> dict[str, Any]:
    """A visiting address in Utrecht, unless changed."""
    return body("KnBasicAddressAdr", {**STREET, "ResZip": False, **changes})


def organisation(*objects: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A new organisation with its address."""
    fields = {
        "PadAdr": True,
        "AutoNum": True,
        "MatchOga": "6",
        "SeNm": "VOORBEELD",
        "Nm": "Voorbeeld Handel B.V.",
        "CcNr": "12345678",
        "TeNr": "030-1234567",
        "EmAd": "info@voorbeeld.test",
        "ViMd": "EMA",
    }
    return body("KnOrganisation", {**fields, **changes}, *(objects or (address(),)))


def person(*objects: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A new person with their address."""
    fields = {
        "PadAdr": True,
        "AutoNum": True,
        "MatchPer": "7",
        "SeNm": "BERG",
        "FiNm": "Eva",
        "In": "E.",
        "Is": "van den",
        "LaNm": "Berg",
        "ViGe": "V",
        "DaBi": "1990-05-17",
        "EmA2": "eva@prive.test",
        "MbN2": "0612345678",
    }
    return body("KnPerson", {**fields, **changes}, *(objects or (body("KnBasicAddressAdr", ROAD),)))


def company_debtor(*objects: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A sales relation with its organisation."""
    fields = {
        "IsDb": True,
        "CuId": "EUR",
        "PaCd": "14",
        "ColA": "1300",
        "VaDu": "1",
        "VaId": "NL123456789B01",
        "InPv": "E",
        "DeCo": "0",
        "VtIn": False,
        "LgId": "NL",
        "Krli": 5000,
        "Bl": False,
    }
    return body("KnSalesRelationOrg", {**fields, **changes}, *(objects or (organisation(),)))


def consumer_debtor(*objects: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A sales relation with its person, with prices including VAT."""
    fields = {"IsDb": True, "CuId": "EUR", "PaCd": "14", "ColA": "1400", "VaDu": "1", "InPv": "E", "VtIn": True}
    return body("KnSalesRelationPer", {**fields, "AuPa": "0", "Bl": False, **changes}, *(objects or (person(),)))


def delivery_contact(name: str = "Filiaal Oost", **changes: Any) -> dict[str, Any]:
    """A contact that is a delivery address."""
    place = address(**{"Ad": "Zonnebloemlaan", "HmNr": 3, "ZpCd": "3431 BC", "Rs": "Nieuwegein", **changes})
    return body("KnContact", {"ViKc": "AFL", "ExAd": name, "PadAdr": True}, place)


ARTICLE = {"VaIt": "2", "ItCd": "000100", "BiUn": "STK", "QuUn": "3", "Upri": "8.26", "PRDc": "10", "War": "01"}
COSTS = {"VaIt": "6", "ItCd": "VERZEND", "Ds": "Verzendkosten", "BiUn": "*****", "QuUn": "1", "Upri": "4.95"}
TEXT = {"VaIt": "3", "ItCd": "T1", "Ds": "Cadeauverpakking gewenst", "BiUn": "*****", "QuUn": "1"}


def lines(connector: str, *fields: Mapping[str, Any]) -> dict[str, Any]:
    """The object of the lines: several elements in one list."""
    return {connector: {"Element": [{"Fields": dict(one)} for one in fields]}}


def sales_order(*lines_of: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """An order of an article, costs and a text; ``DbId`` is 10141."""
    fields = {
        "OrDa": "2026-03-02",
        "DbId": "10141",
        "RfCs": "WEB-100023",
        "CuId": "EUR",
        "Unit": 1,
        "War": "01",
        "PaCd": "14",
        "InVa": False,
        "DaDe": "2026-03-05",
        "DeCo": "0",
        "Re": "Let op: bellen voor levering",
    }
    wanted = lines_of or (ARTICLE, COSTS, TEXT)
    return body("FbSales", {**fields, **changes}, lines("FbSalesLines", *wanted))


def direct_invoice(*lines_of: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """An invoice of an article and half an hour of work."""
    fields = {"OrDa": "2026-03-02", "DbId": "10141", "Unit": "1", "RfCs": "KASSA-77", "War": "01", "PaCd": "14"}
    wanted = lines_of or (
        {"VaIt": "2", "ItCd": "000100", "BiUn": "STK", "QuUn": "2", "Upri": "8.26"},
        {"VaIt": "1", "ItCd": "300", "Ds": "Montage", "BiUn": "UUR", "QuUn": "0.5", "Upri": "60"},
    )
    return body("FbDirectInvoice", {**fields, **changes}, lines("FbDirectInvoiceLines", *wanted))


def lots() -> dict[str, Any]:
    """An order of five pieces out of two lots, nested three levels deep."""
    line = {"VaIt": "2", "ItCd": "000200", "BiUn": "STK", "QuUn": "5", "Upri": "12.50"}
    numbers = (("LOT-2026-07", "3"), ("LOT-2026-08", "2"))
    batches = lines("FbOrderBatchLines", *({"BaNu": lot, "BiUn": "STK", "QuUn": pieces} for lot, pieces in numbers))
    return body("FbSales", {"DbId": "10141", "RfCs": "WEB-100024", "War": "01"}, body("FbSalesLines", line, batches))


def new_contact(number: str = "1000813") -> dict[str, Any]:
    """A contact person under an organisation that is there."""
    who = body("KnPerson", {"AutoNum": True, "MatchPer": "7", "In": "E.", "LaNm": "Berg", "ViGe": "V"})
    contact = {"ViKc": "PRS", "FuDs": "Inkoper", "EmAd": "e.vandenberg@voorbeeld.test", "PadAdr": True}
    return body("KnOrganisation", {"MatchOga": "0", "BcCo": number}, body("KnContact", contact, who))


def changed_contact() -> dict[str, Any]:
    """A contact's new telephone number and address."""
    fields = {"BcCoOga": "1000813", "BcCoPer": "1000814", "PadAdr": True, "TeNr": "030-1234569", "Bl": False}
    return body("KnContact", fields, address(HmNr=14, BeginDate="2026-04-01"))


def with_fields(document: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """A copy of a body with other fields in its first object."""
    copy = deepcopy(dict(document))
    (holder,) = copy.values()
    holder["Element"]["Fields"].update(fields)
    return copy


def article(**changes: Any) -> dict[str, Any]:
    """A new article."""
    fields = {"ItCd": "000300", "Ds": "Servies set", "Grp": "300", "BiUn": "STK", "VaRc": "2", "SaPrice": "45.95"}
    return body("FbItemArticle", {**fields, **changes})
