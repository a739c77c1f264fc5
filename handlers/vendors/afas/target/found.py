"""Reads debtors, delivery addresses and orders out of GetConnector rows, as the orders pipeline wants to see them."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from handlers.contracts.addresses import FoundAddress
from handlers.contracts.debtors import FoundDebtor
from handlers.contracts.orders import FoundOrder
from handlers.vendors.afas.client import Row
from handlers.vendors.afas.protocol import read_stamp
from handlers.vendors.afas.target.lookup_columns import (
    DebtorColumns,
    DeliveryAddressColumns,
    PackingSlipColumns,
    WrittenOrderColumns,
)
from handlers.vendors.afas.target.mapping import DEBTOR
from handlers.vendors.afas.target.presets import ADDRESS, ORGANISATION, PERSON
from mapping.documents.values import parse_decimal

_ADDRESS: Mapping[str, str] = MappingProxyType(
    {
        "street": "Ad",
        "house_number": "HmNr",
        "house_addition": "HmAd",
        "extra": "AdAd",
        "postcode": "ZpCd",
        "city": "Rs",
        "country": "CoId",
    }
)
_RELATION: Mapping[str, str] = MappingProxyType(
    {
        "currency": "CuId",
        "payment_condition": "PaCd",
        "receivables_account": "ColA",
        "vat_duty": "VaDu",
        "vat_number": "VaId",
    }
)
_PARTY: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        f"{ORGANISATION}.KnOrganisation": {
            "name": "Nm",
            "search_name": "SeNm",
            "email": "EmAd",
            "phone": "TeNr",
            "chamber_number": "CcNr",
        },
        f"{PERSON}.KnPerson": {
            "search_name": "SeNm",
            "first_name": "FiNm",
            "initials": "In",
            "infix": "Is",
            "last_name": "LaNm",
            "email": "EmA2",
            "phone": "TeN2",
        },
    }
)
_DELIVERY: Mapping[str, str] = MappingProxyType(
    {
        "debtor": DEBTOR,
        "name": f"{ADDRESS}.ExAd",
        "phone": f"{ADDRESS}.TeNr",
        "email": f"{ADDRESS}.EmAd",
        **{word: f"{ADDRESS}.KnBasicAddressAdr.{field}" for word, field in _ADDRESS.items()},
    }
)
_KINDS: Mapping[str, str] = MappingProxyType({"ORG": f"{ORGANISATION}.KnOrganisation", "PER": f"{PERSON}.KnPerson"})
_NAME_FIELDS = ("FiNm", "In", "Is", "LaNm", "ViGe")
"""Fields that are one with a person's name."""


def found_debtor(row: Row, columns: DebtorColumns, targets: Collection[str]) -> FoundDebtor:
    """A debtor; ``targets`` are the fields that the mapping fills.

    Closed to filling in are fields that no column shows, those of the other kind of debtor, and those which would make
    half of another address or name. Those of the other kind are foreign too: the other UpdateConnector would be asked
    to change a debtor that is none of its own.
    """
    words = columns.named(row)
    fields = _debtor_fields(words, columns)
    shown = frozenset(fields)
    closed = {target for target in targets if target not in shown}
    for target in targets:
        table, _, field = target.rpartition(".")
        if table.endswith("KnBasicAddressAdr") and any(text(words, word) for word in ("street", "postcode", "city")):
            closed.add(target)
        if table.endswith("KnPerson") and field in _NAME_FIELDS and text(words, "last_name"):
            closed.add(target)
    own = _KINDS.get(text(words, "kind").upper(), "").partition(".")[0]
    return FoundDebtor(
        number=text(words, "number"),
        email=text(words, "email"),
        fields=fields,
        closed=frozenset(closed),
        foreign=frozenset(target for target in targets if target.partition(".")[0] != own),
        vat_number=text(words, "vat_number"),
        name=_name(words),
        postcode=text(words, "postcode"),
        house=" ".join(filter(None, (text(words, "house_number"), text(words, "house_addition")))),
    )


def kind_of(row: Row, columns: DebtorColumns) -> str:
    """``ORG`` for an organisation, ``PER`` for a person, else an empty text."""
    kind = text(columns.named(row), "kind").upper()
    return kind if kind in _KINDS else ""


def found_address(row: Row, columns: DeliveryAddressColumns) -> FoundAddress:
    """A delivery address, with the debtor's number."""
    words, places = columns.named(row), address_places(columns)
    return FoundAddress(text(words, "number"), {place: text(words, word) for place, word in places.items()})


def address_places(columns: DeliveryAddressColumns) -> dict[str, str]:
    """For each field of a delivery address that a column shows, by place: our word for the column."""
    named = dict(columns)
    return {place: word for word, place in _DELIVERY.items() if named.get(word) is not None}


def found_order(
    row: Row, columns: WrittenOrderColumns | PackingSlipColumns, *, including_vat: bool | None
) -> FoundOrder:
    """An order or direct invoice; its total with or without VAT as is asked, else as its own prices are.

    None where neither is known.
    """
    words = columns.named(row)
    total = None
    if including_vat is None and isinstance(words.get("prices_include_vat"), bool):
        including_vat = bool(words["prices_include_vat"])
    if including_vat is not None:
        total = _amount(words.get("total_including_vat" if including_vat else "total_excluding_vat"))
    return FoundOrder(
        number=text(words, "number"),
        reference=text(words, "reference"),
        debtor=text(words, "debtor"),
        ordered_on=_day(words.get("ordered_on")),
        total=total,
    )


def text(row: Mapping[str, Any], word: str) -> str:
    """What stands under a word, as text without blanks around it."""
    value = row.get(word)
    return "" if value is None else str(value).strip()


def _name(words: Mapping[str, Any]) -> str:
    """A person's name as people write it, where columns have its parts: AFAS's own may be ``Vries, A. de``."""
    parts = [text(words, word) for word in ("first_name", "infix", "last_name")]
    is_told = text(words, "kind").upper() == "PER" and parts[0] and parts[-1]
    return " ".join(filter(None, parts)) if is_told else text(words, "name")


def _debtor_fields(words: Mapping[str, Any], columns: DebtorColumns) -> dict[str, Any]:
    """The fields of a debtor that columns show, by place; none where the kind of debtor is not told."""
    party = _KINDS.get(text(words, "kind").upper())
    if party is None:
        return {}
    relation = party.partition(".")[0]
    places = {word: f"{relation}.{field}" for word, field in _RELATION.items()}
    places |= {word: f"{party}.{field}" for word, field in _PARTY[party].items()}
    places |= {word: f"{party}.KnBasicAddressAdr.{field}" for word, field in _ADDRESS.items()}
    named = dict(columns)
    return {place: words.get(word) for word, place in places.items() if named.get(word) is not None}


def _amount(value: Any) -> Decimal | None:
    try:
        return parse_decimal(value)
    except ValueError:
        return None


def _day(value: Any) -> date | None:
    try:
        return read_stamp(value).date() if isinstance(value, str) else None
    except ValueError:
        return None
