"""What the target's rows may read of a party or an order: AFAS wants names, addresses and lines in pieces they lack."""

import re
from collections.abc import Mapping
from typing import Any, Final

from handlers.contracts.articles import NewArticle
from handlers.contracts.drafts import CODES, Draft
from handlers.contracts.parties import Party
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.target.settings import NOT_COUNTED, AfasWriting, NewArticles
from handlers.vendors.afas.target.writes import PO_BOX
from mapping.addresses import split_line
from mapping.choices import UnmappedValueError
from mapping.documents.customer import Contact, CustomerRecord
from mapping.documents.order import Order
from mapping.documents.party import Address, Customer
from mapping.house_numbers import house_number_parts
from mapping.pricing import PricedLine
from mapping.rows.shapes import Shape

MOST_HOUSE_DIGITS = 9
"""A house number is a whole number in AFAS, of at most 2147483647."""

PERCENT_DECIMALS = 2
"""How many decimals AFAS keeps of PRDc (MegaChriz/afasprofit resources/XMLSchema/FbSales.xsd)."""


_PERSON: Final = ("first_name", "initials", "infix", "last_name", "email", "phone", "gender")
_CONTACT: Final = (*_PERSON, "mobile", "department")
_ADDRESS: Final = ("name", "street", "number", "addition", "extra", "postcode", "city", "region", "country")
_LINE: Final = (*PricedLine.__slots__, "percent_off", "item_type", "item_code", "unit_code", "warehouse")

_READABLE: Final[Mapping[str, Shape]] = {
    "customer": Customer,
    "record": CustomerRecord,
    "contact": dict.fromkeys(_CONTACT, str),
    "person": dict.fromkeys(_PERSON, str),
    "billing": dict.fromkeys(_ADDRESS, str),
    "ship_to": dict.fromkeys(_ADDRESS, str),
    "reference": str,
    "codes": dict.fromkeys(CODES, str),
    "debtor": str,
    "currency": str,
    "administration": str,
    "warehouse": str,
    "order": Order,
    "lines": [dict.fromkeys(_LINE, str)],
    "send_as": str,
    "delivery_address": str,
    "prices_include_vat": bool,
    "credit_mark": bool,
    "remark": str,
    "new_articles": dict.fromkeys(NewArticles.model_fields, str),
    "article": dict.fromkeys(_LINE, str),
}


def readable(table: str) -> Mapping[str, Shape]:
    """What rows for a table may read; ``article`` is there for an article alone."""
    return {name: shape for name, shape in _READABLE.items() if name != "article" or table == "FbItemArticle"}


def context_of(draft: Draft, settings: AfasConnection, *, party: Party | None = None) -> dict[str, Any]:
    """What rows of an order may read.

    ``party`` is whom the order is about, where more is known of them than the draft says.
    """
    order, writing = draft.order, settings.writing
    return {
        **_names_of(party or draft.party, settings),
        "order": order,
        "lines": [_line(line, draft.codes, writing) for line in draft.lines],
        "send_as": draft.send_as,
        "delivery_address": draft.delivery_address,
        "prices_include_vat": draft.priced.includes_vat,
        "credit_mark": True if order.is_credit and writing.credit_orders == "negative_lines_and_mark" else None,
        "remark": _remark(draft),
        "new_articles": writing.new_articles.model_dump(),
        "article": None,
    }


def article_context(article: NewArticle, settings: AfasConnection) -> dict[str, Any]:
    """What rows of a new article may read: of one that an order needs, all that the order's may."""
    writing = settings.writing
    around = context_of(article.draft, settings) if article.draft is not None else {"codes": article.codes}
    own = {"new_articles": writing.new_articles.model_dump(), "article": _line(article.item, article.codes, writing)}
    return around | own


def party_context(party: Party, settings: AfasConnection) -> dict[str, Any]:
    """What rows of a debtor or a delivery address may read: of one that an order names, all that the order's may.

    The contacts of a customer's record are made on their own, and none together with their debtor.
    """
    if party.draft is not None:
        return context_of(party.draft, settings, party=party)
    return _names_of(party, settings)


def contact_context(party: Party, contact: Contact, settings: AfasConnection) -> dict[str, Any]:
    """What rows of a contact may read: of a department no part of a person is there."""
    person = _person(contact, settings.writing) if contact.last_name or contact.first_name else {}
    own = {"email": contact.email, "phone": contact.phone, "mobile": contact.mobile, "department": contact.department}
    return {**party_context(party, settings), "contact": {**person, **own}}


def _names_of(party: Party, settings: AfasConnection) -> dict[str, Any]:
    customer, codes = party.customer, party.codes
    person = _person(customer, settings.writing) if customer.last_name else None
    contact = {**person, "mobile": None, "department": None} if person is not None and customer.is_company else None
    on_their_own = party.record is not None and settings.lookups.contacts is not None
    return {
        "customer": customer,
        "record": party.record,
        "contact": None if on_their_own else contact,
        "person": None if customer.is_company else person,
        "billing": _address(party.billing),
        "ship_to": _address(party.ship_to),
        "reference": party.reference,
        "codes": codes,
        "debtor": party.debtor,
        "currency": codes.get("currency") or party.currency,
        "administration": codes.get("administration") or settings.administration,
        "warehouse": codes.get("warehouse") or settings.writing.warehouse,
    }


def is_text(line: PricedLine) -> bool:
    """Whether a line only says something: it has no article, and costs nothing."""
    return line.role == "text" or not line.sku


def unit_is_known(line: PricedLine, writing: AfasWriting) -> bool:
    """Whether the unit of a line has a code, or needs none."""
    if is_text(line) or writing.item_types.of(line.role) in NOT_COUNTED:
        return True
    return _unit(line, writing) is not None or (not line.unit and writing.unit.default is None)


def initials_of(first_name: str | None) -> str | None:
    """The first letters of a first name, each with a point.

    >>> initials_of("Anna Maria"), initials_of("Jean-Paul"), initials_of("j.p."), initials_of(None)
    ('A.M.', 'J.P.', 'J.P.', None)
    """
    letters = [word[0].upper() for word in re.split(r"[\s.-]+", first_name or "") if word[:1].isalpha()]
    return "".join(f"{letter}." for letter in letters) or None


def _person(customer: Customer | Contact, writing: AfasWriting) -> dict[str, Any]:
    return {
        "first_name": customer.first_name,
        "initials": initials_of(customer.first_name),
        "infix": customer.infix,
        "last_name": customer.last_name,
        "email": customer.email,
        "phone": customer.phone,
        "gender": writing.gender,
    }


def _address(address: Address) -> dict[str, Any]:
    """The address in AFAS's pieces: the number whole, and split off the street where it can be told.

    A house number that is no number stays as it is, for the field tables to refuse.
    """
    street, number, addition = address.street, address.number, address.addition
    if (box := PO_BOX.fullmatch(street)) and not number:
        street, number = box["street"], box["number"]
    elif not number and not addition:
        street, number, addition, _ = split_line(street, address.country)
    elif number and not number.isdecimal():
        parts = house_number_parts(number)
        number, addition = parts.number, " ".join(filter(None, (parts.addition, addition))) or None
    is_number = number is not None and number.isdecimal() and len(number) <= MOST_HOUSE_DIGITS
    return {
        "name": address.name,
        "street": street,
        "number": int(number) if number is not None and is_number else number,
        "addition": addition,
        "extra": address.extra,
        "postcode": address.postcode,
        "city": address.city,
        "region": address.region,
        "country": address.country,
    }


def _line(line: PricedLine, codes: Mapping[str, str], writing: AfasWriting) -> dict[str, Any]:
    """A line with what it is in AFAS; a text has one unit and no price, and only what is counted has a warehouse."""
    as_percentage = writing.line_discounts == "percentage" and _is_whole_discount(line)
    text = is_text(line)
    item_type = writing.item_types.text if text else writing.item_types.of(line.role)
    counted = item_type not in NOT_COUNTED
    return {
        **{name: getattr(line, name) for name in line.__slots__},
        "quantity": 1 if text else line.quantity,
        "unit_price": None if text else line.list_price if as_percentage else line.unit_price,
        "percent_off": line.discount_percent if as_percentage else None,
        "item_type": item_type,
        "item_code": writing.text_item if text else line.sku,
        "unit_code": _unit(line, writing) if counted else writing.other_unit,
        "warehouse": (codes.get("warehouse") or writing.warehouse) if counted else None,
    }


def _is_whole_discount(line: PricedLine) -> bool:
    """Whether the percentage alone tells the line's discount, with no more decimals than AFAS keeps of it."""
    percent = line.discount_percent
    return bool(percent) and line.percent_explains_amount and round(percent, PERCENT_DECIMALS) == percent


def _unit(line: PricedLine, writing: AfasWriting) -> str | None:
    """The unit's code; None where a person must add a row."""
    try:
        return writing.unit.choose(line.unit)
    except UnmappedValueError:
        return None


def _remark(draft: Draft) -> str | None:
    """The order's remark, after the document that a credit is about."""
    credited = draft.original or draft.order.credit_of
    return "\r\n".join(filter(None, (f"Credit: {credited}" if credited else None, draft.order.remark))) or None
