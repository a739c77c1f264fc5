"""Reads who and where out of AccountView's rows: company or person, and addresses with their parts."""

from collections.abc import Mapping
from typing import Any

from handlers.vendors.accountview.protocol import text_of
from handlers.vendors.accountview.settings import AccountViewConnection
from mapping.addresses import split_line

_MARKS_OF_A_COMPANY = ("VAT_NR", "COC_CODE", "MAIN_CONT")


def buyer_of(debtor: Mapping[str, Any], settings: AccountViewConnection) -> dict[str, Any]:
    """Company or person: AccountView itself does not tell them apart. ``person`` is that or a company's contact."""
    name, contact = text_of(debtor, "ACCT_NAME"), text_of(debtor, "MAIN_CONT")
    marks = any(text_of(debtor, column) for column in _MARKS_OF_A_COMPANY)
    if marks or settings.reading.persons == "none":
        return {"company": name, "person": contact}
    return {"company": None, "person": name}


def billing_address_of(debtor: Mapping[str, Any], settings: AccountViewConnection) -> dict[str, Any]:
    """The address of a debtor: its parts where they stand apart, else its one line, else the post box."""
    street = text_of(debtor, "ST_STREET")
    if not street and not text_of(debtor, "ADDRESS1") and text_of(debtor, "PO_BOX"):
        box = {**debtor, "POST_CODE": debtor.get("PO_CODE"), "CITY": debtor.get("PO_CITY")}
        return split_address("PO_BOX", box, settings)
    if not street:
        return split_address("ADDRESS1", debtor, settings) | {"extra": text_of(debtor, "ST_PROP") or None}
    return split_address("ST_STREET", debtor, settings) | {
        "street": street,
        "number": text_of(debtor, "ST_NR") or None,
        "addition": text_of(debtor, "ST_EXTRA") or None,
        "extra": text_of(debtor, "ST_PROP") or None,
        "region": text_of(debtor, "ST_REGION") or None,
    }


def split_address(street: str, row: Mapping[str, Any], settings: AccountViewConnection) -> dict[str, Any]:
    """An address with the line in its column ``street`` split, where its country writes numbers behind streets."""
    code, reading = text_of(row, "CNT_CODE").upper(), settings.reading
    country = reading.countries.get(code, code) or reading.country
    parts = split_line(text_of(row, street), country)
    return {
        "street": parts.street or None,
        "number": parts.number,
        "addition": parts.addition,
        "postcode": text_of(row, "POST_CODE") or None,
        "city": text_of(row, "CITY") or None,
        "country": country,
    }
