"""Tells by AFAS's own texts that a record which was to be made is there, or that one which was to be changed is not.

AFAS answers both with status 500, as it answers a code that no list has; only the field that it names tells them apart.
Of prices it names no field, and tells of the price itself. Sources: MegaChriz/afasprofit (AfasException),
DefibrionDev/samenstellingen-manager-v2 (prices), and the texts in ``own_words``.
"""

import re
from collections.abc import Mapping
from typing import Final

from handlers.vendors.afas.protocol.refusals import Refusal

_EXISTS: Final = re.compile(
    r"primary key already exists|duplicate key|already (?:exists|in use)|bestaat (?:al|reeds)|al in gebruik",
    re.IGNORECASE,
)
_IS_ABSENT: Final = re.compile(r"bestaat niet|does not exist|not found|niet gevonden", re.IGNORECASE)

_RELATION: Final = frozenset({"verkooprelatie", "sales relation", "debiteur", "debtor", "nummer debiteur", "dbid"})
_PARTY: Final = frozenset({"nummer", "number", "organisatie/persoon", "organisation/person", "bcco"})
_CONTACT: Final = frozenset({"contact", "contact id", "cdid"})
_ACCOUNT: Final = frozenset({"iban", "iban-nummer", "iban number", "bankrekening", "bank account"})
_ITEM: Final = frozenset({"itemcode", "item code", "itcd"})

_KEYS: Final[Mapping[str, frozenset[str]]] = {
    "KnSalesRelationOrg": _RELATION,
    "KnSalesRelationPer": _RELATION,
    "KnOrganisation": _PARTY,
    "KnPerson": _PARTY,
    "KnContact": _CONTACT,
    "FbItemArticle": _ITEM,
}
"""What AFAS calls the key of a record, by UpdateConnector, in its two languages and small letters."""

_BESIDE: Final[Mapping[str, frozenset[str]]] = {
    "KnSalesRelationOrg": _PARTY | _ACCOUNT,
    "KnSalesRelationPer": _PARTY | _ACCOUNT,
    "KnOrganisation": _CONTACT | _ACCOUNT,
    "KnPerson": _CONTACT | _ACCOUNT,
}
"""The keys of what is made together with a record: the party behind a debtor, a contact, or a bank account."""

_ITSELF: Final[Mapping[str, re.Pattern[str]]] = {
    "FbSalesPrice": re.compile(r"^(?:(?:verkoop)?prijs|(?:sales )?price)\b", re.IGNORECASE)
}
"""How a text begins that tells of a record itself, where AFAS names no field, by UpdateConnector."""


def is_there(connector: str, refusal: Refusal) -> bool:
    """Whether a write through this UpdateConnector was refused because one of that key is there.

    AFAS's text about an index of its database names no field.
    """
    if not _EXISTS.search(refusal.message):
        return False
    if _tells_of_itself(connector, refusal):
        return True
    field = refusal.field.casefold()
    named = _KEYS.get(connector, frozenset()) | _BESIDE.get(connector, frozenset())
    return field in named or (connector in _KEYS and "duplicate key" in refusal.message.casefold())


def is_absent(connector: str, refusal: Refusal) -> bool:
    """Whether a change through this UpdateConnector was refused because no record has the key."""
    if not _IS_ABSENT.search(refusal.message):
        return False
    named = refusal.field.casefold() in _KEYS.get(connector, frozenset())
    return named or _tells_of_itself(connector, refusal)


def _tells_of_itself(connector: str, refusal: Refusal) -> bool:
    begins = _ITSELF.get(connector)
    return begins is not None and begins.match(refusal.message) is not None
