"""The orders of the demo: invented, but with what real books hold, among it three that cannot be written as they are.

Every person, company and address is made up. Orders are in the words of the AFAS sandbox's layouts.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from handlers.sandboxes.afas.masters import Item, Masters, usual_items

EXISTING_SKUS = ("BRD-001", "BRD-002", "KFM-100", "THG-101", "KRS-200", "ZUP-310", "VRZ-001", "DNS-900")
"""The articles that both systems have."""

MISSING_SKU = "NIEUW-001"
"""An article that is on an order and that AccountView lacks."""

CONFIRMED, CONCEPT, CANCELLED = "confirmed", "concept", "cancelled"
"""The statuses that occur; a flow that carries orders asks for the first."""

INVOICED, CREDITED = ("60005401", "60005402", "60005405"), "60005402"
"""The orders that Profit has made an invoice of, and the one whose invoice it has taken back."""

_ARTICLES: Mapping[str, tuple[str, str, str]] = {
    "BRD-001": ("Volkorenbrood heel", "2.15", "9"),
    "BRD-002": ("Crème-gebak, doos van 4", "11.50", "9"),
    "KFM-100": ("Koffiemok wit", "8.26", "21"),
    "THG-101": ("Theeglas; dubbelwandig, 250 ml", "4.00", "21"),
    "KRS-200": ("Kruidenset biologisch", "12.40", "9"),
    "ZUP-310": ("Suikersticks, prijs per stuk", "0.02", "9"),
    "VRZ-001": ("Verzendkosten", "6.95", "21"),
    "DNS-900": ("Baristatraining, per uur", "60.00", "21"),
    MISSING_SKU: ("Espressomachine (nieuw)", "1249.00", "21"),
}


def demo_masters() -> Masters:
    """The master data of the demo: the articles that both systems have, and what every environment has besides."""
    groups = {"21": "1", "9": "2"}
    articles = [
        Item(sku, description, Decimal(price), vat_group=groups[rate])
        for sku, (description, price, rate) in _ARTICLES.items()
        if sku != MISSING_SKU
    ]
    stock = {(article.code, "01"): Decimal(100) for article in articles}
    return Masters(items=[*articles, *usual_items()], stock=stock)


def demo_orders(changed_at: datetime) -> list[dict[str, Any]]:
    """Fourteen orders with their lines, last changed in the minutes before the aware moment ``changed_at``."""
    stamp = changed_at.astimezone(ZoneInfo("Europe/Amsterdam")).replace(tzinfo=None)
    orders = [*_companies(), *_abroad(), *_persons(), *_odd_ones(), *_not_confirmed()]
    for age, document in enumerate(reversed(orders)):
        document["order"]["modified"] = stamp - timedelta(seconds=20 * age, milliseconds=(age * 370) % 1000)
    return orders


def _order(number: str, customer: Mapping[str, Any], *lines: Mapping[str, Any], **words: Any) -> dict[str, Any]:
    order = {"number": number, "ordered_on": date(2026, 11, 23), "status": CONFIRMED, "administration": 1}
    return {"order": {**order, "currency": "EUR", "prices_include_vat": False, **customer, **words}, "lines": [*lines]}


def _line(sku: str, quantity: str, **words: Any) -> dict[str, Any]:
    description, price, rate = _ARTICLES[sku]
    line = {"item_type": "2", "sku": sku, "description": description, "quantity": Decimal(quantity)}
    return {**line, "unit_price": Decimal(price), "vat_rate": Decimal(rate), **words}


def _address(street: str, number: int | None, addition: str, postcode: str, city: str, country: str) -> dict[str, Any]:
    parts = {"street": street, "number": number, "addition": addition, "postcode": postcode, "city": city}
    return {f"invoice_{part}": value for part, value in {**parts, "country": country}.items()}


def _companies() -> list[dict[str, Any]]:
    bakery = {
        "customer_code": "10141",
        "company": "Bakkerij Van Dam B.V.",
        "first_name": "Eva",
        "infix": "van den",
        "last_name": "Berg",
        "email": "inkoop@bakkerijvandam.example.com",
        "phone": "030-5550101",
        **_address("Voorbeeldstraat", 12, "A", "1234 AB", "Utrecht", "NL"),
    }
    lunchroom = {
        "customer_code": "10142",
        "company": "Lunchroom 't Hoekje",
        "last_name": "Brouwer",
        "first_name": "Zoë",
        "email": "zoe@hoekje.example.com",
        **_address("Plein 1944", 8, "", "6511 JZ", "Nijmegen", "NL"),
    }
    return [
        _order(
            "60005401",
            bakery,
            _line("BRD-001", "40"),
            _line("BRD-002", "6", discount_percent=Decimal("10.00")),
            _line("VRZ-001", "1", item_type="6"),
            delivery_on=date(2026, 11, 26),
            customer_reference="INK-2026-118",
            payment_condition="30",
            warehouse="01",
            store="Webwinkel",
            language="NL",
            delivery_name="Filiaal Oost",
            delivery_street="Zonnebloemlaan",
            delivery_number=3,
            delivery_postcode="3431 BC",
            delivery_city="Nieuwegein",
            delivery_country="NL",
        ),
        _order("60005402", lunchroom, _line("THG-101", "24"), _line("KRS-200", "3")),
        _order("60005403", lunchroom, _line("KFM-100", "6"), _line(MISSING_SKU, "1")),
        _order("60005404", bakery, _line("DNS-900", "2.75"), _line("KFM-100", "12")),
    ]


def _abroad() -> list[dict[str, Any]]:
    brasserie = {
        "customer_code": "10203",
        "company": "Brasserie De Gouden Leeuw BV",
        "first_name": "André",
        "last_name": "Claessens",
        "email": "bestellingen@goudenleeuw.example.com",
        "vat_number": "BE0123456749",
        **_address("Korenmarkt", 7, "bus 2", "9000", "Gent", "B"),
    }
    coffee_house = {
        "customer_code": "10204",
        "company": "Müller & Söhne GmbH",
        "first_name": "Jürgen",
        "last_name": "Müller",
        "email": "einkauf@mueller-soehne.example.com",
        "vat_number": "DE123456788",
        **_address("Königsallee", 21, "", "40212", "Düsseldorf", "D"),
    }
    untaxed = {"vat_rate": Decimal(0)}
    return [
        _order("60005405", brasserie, _line("KFM-100", "48", **untaxed), _line("THG-101", "48", **untaxed)),
        _order("60005406", coffee_house, _line("KRS-200", "15", **untaxed), _line("VRZ-001", "1", **untaxed)),
    ]


def _persons() -> list[dict[str, Any]]:
    soren = {
        "customer_code": "20031",
        "first_name": "Søren",
        "last_name": "Jørgensen",
        "email": "soren.jorgensen@example.com",
        "phone": "06-55501234",
        **_address("Grote Markt 1-bis", None, "", "9712 HN", "Groningen", "NL"),
    }
    anneke = {
        "customer_code": "20032",
        "first_name": "Anneke",
        "infix": "de",
        "last_name": "Vries",
        "email": "anneke.devries@example.com",
        **_address("Dorpsweg", 7, "", "3833 LC", "Leusden", "NL"),
    }
    text_line = {"item_type": "3", "sku": "T1", "description": "Graag als cadeau inpakken", "quantity": Decimal(1)}
    return [
        _order(
            "60005407",
            soren,
            _line("KFM-100", "2", unit_price=Decimal("9.99")),
            _line("VRZ-001", "1", unit_price=Decimal("8.41")),
            text_line,
            prices_include_vat=True,
            remark="Bij geen gehoor afgeven bij de buren",
        ),
        _order("60005408", anneke, _line("KRS-200", "1"), _line("BRD-002", "2")),
        _order("60005409", anneke, _line("THG-101", "4")),
    ]


def _odd_ones() -> list[dict[str, Any]]:
    """One exact price, one name that is too long for AccountView, and one postcode that cannot exist."""
    roaster = {
        "customer_code": "10301",
        "company": "Koffiebranderij Noord",
        "email": "administratie@branderijnoord.example.com",
        **_address("Havenkade", 101, "III", "1013 AA", "Amsterdam", "NL"),
    }
    museum = {
        "customer_code": "10302",
        "company": "Stichting Vrienden van het Koffie- en Theemuseum",
        "email": "bestuur@theemuseum.example.com",
        **_address("Museumlaan", 1, "", "8911 KH", "Leeuwarden", "NL"),
    }
    tearoom = {
        "customer_code": "10303",
        "company": "Tearoom Belle-Époque",
        "email": "info@belle-epoque.example.com",
        **_address("Stationsstraat", 44, "", "12345 AB", "Zwolle", "NL"),
    }
    exact = Decimal("0.1234567890123456789")
    return [
        _order("60005410", roaster, _line("ZUP-310", "5000", unit_price=exact)),
        _order("60005411", museum, _line("THG-101", "60")),
        _order("60005412", tearoom, _line("BRD-001", "12")),
    ]


def _not_confirmed() -> list[dict[str, Any]]:
    walk_in = {
        "customer_code": "20033",
        "first_name": "Sem",
        "last_name": "Bakker",
        "email": "sem.bakker@example.com",
        **_address("Lindelaan", 5, "", "7311 XS", "Apeldoorn", "NL"),
    }
    return [
        _order("60005413", walk_in, _line("KFM-100", "1"), status=CONCEPT),
        _order("60005414", walk_in, _line("BRD-001", "2"), status=CANCELLED),
    ]
