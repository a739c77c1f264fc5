"""How the sandbox refuses: AFAS's texts in Dutch or English, its error bodies and its headers.

Sources: AFASSoftware/OASContent OpenApiSpecs/profit and markdownpages/profit/en/troubleshooting.md;
GarbageSlave/afas-connect ProfitError.ts. Texts without a public example are of our making, in the same manner.
"""

from enum import Enum
from random import Random
from typing import Any

from aiohttp import web

from handlers.sandboxes.afas.labels import in_english
from mapping.parsing import dump_json

GENERIC = -2147180996
UNEXPECTED = -2147180999
NO_SUCH_VALUE = -2147220469


class Text(Enum):
    """A message in the two languages that the sandbox speaks, and its error number."""

    GET_UNAUTHORISED = (
        "GetConnector niet ondersteund voor deze app of de gebruiker is niet geautoriseerd",
        "GetConnector not supported for this app or the user is not authorised",
        GENERIC,
    )
    UPDATE_UNAUTHORISED = (
        "Deze UpdateConnector wordt niet ondersteund of de gebruiker is niet geautoriseerd.",
        "This UpdateConnector is not supported or the user is not authorised.",
        GENERIC,
    )
    BLOCKED = (
        "Deze GetConnector (definitie) is geblokkeerd",
        "This GetConnector (definition) is blocked",
        GENERIC,
    )
    NO_FIELD = ("Connector-veld '{}' niet gevonden", "Connector field '{}' not found", GENERIC)
    UNEVEN = (
        "Het aantal filtervelden, filterwaarden en operatoren is niet gelijk",
        "The numbers of filter fields, filter values and operators differ",
        GENERIC,
    )
    BAD_VALUE = ("De waarde bij '{}' is niet geldig", "The value for '{}' is not valid", GENERIC)
    BAD_PAGE = ("Er is een onverwachte fout opgetreden", "An unexpected error has occurred", UNEXPECTED)
    TOO_MUCH = ("Out of memory", "Out of memory", UNEXPECTED)
    TIMED_OUT = (
        "De maximale tijdsduur voor het uitvoeren van de opdracht is verstreken.",
        "The maximum duration of the command has expired.",
        UNEXPECTED,
    )
    NO_VALUE = (
        "De ingevulde waarde bij '{}' bestaat niet.",
        "The value entered for '{}' does not exist.",
        NO_SUCH_VALUE,
    )
    MISSING = ("Vul een waarde in bij '{}'.", "Enter a value for '{}'.", GENERIC)
    TOO_LONG = ("De waarde bij '{}' is te lang.", "The value for '{}' is too long.", GENERIC)
    UNLISTED = (
        "Het veld '{}' komt niet voor in deze UpdateConnector.",
        "The field '{}' is not part of this UpdateConnector.",
        GENERIC,
    )
    TAKEN = ("De waarde bij '{}' is al in gebruik.", "The value for '{}' is already in use.", GENERIC)
    SEVERAL = (
        "Er is meer dan één record gevonden voor '{}'.",
        "More than one record was found for '{}'.",
        GENERIC,
    )
    ONE_AT_A_TIME = (
        "Per aanroep kan één '{}' worden aangeleverd.",
        "Only one '{}' can be given in a call.",
        GENERIC,
    )
    DEBTOR_BLOCKED = ("Verkooprelatie {} is geblokkeerd.", "Sales relation {} is blocked.", GENERIC)
    ITEM_BLOCKED = ("Item {} is geblokkeerd.", "Item {} is blocked.", GENERIC)
    NO_INSERT = (
        "Via '{}' kan niet worden ingevoegd, alleen gewijzigd.",
        "Through '{}' nothing can be inserted, only changed.",
        GENERIC,
    )
    NO_ITEM = ("Itemcode bestaat niet", "Item code does not exist", NO_SUCH_VALUE)
    NO_ARTICLE = ("Artikel niet gevonden", "Article not found", GENERIC)
    NO_COMPOSITION = ("Samenstelling niet gevonden", "Composition not found", GENERIC)
    PRICE_EXISTS = ("Prijs bestaat reeds", "Price already exists", GENERIC)
    NO_PRICE = ("Prijs niet gevonden", "Price not found", GENERIC)
    NOT_CHANGED = ("Het veld '{}' kan niet worden gewijzigd.", "The field '{}' cannot be changed.", GENERIC)
    IN_ENTRIES = (
        "Item {} kan niet worden verwijderd: het komt in boekingen voor.",
        "Item {} cannot be deleted: there are entries with it.",
        GENERIC,
    )
    FINAL = ("De factuur is definitief.", "The invoice is final.", GENERIC)
    LOCKED = (
        "Het record is vergrendeld door een andere gebruiker.",
        "The record is locked by another user.",
        GENERIC,
    )
    BAD_DESTINATION = (
        "Deze bestemming is niet geldig voor dit type dossieritem",
        "This destination is not valid for this type of dossier item",
        GENERIC,
    )
    INVALID_JSON = ("Invalid json", "Invalid json", GENERIC)
    TYPE_MISMATCH = ("Type mismatch", "Type mismatch", GENERIC)
    BAD_TOKEN = ("Het token is niet geldig", "The token is not valid", GENERIC)


class RefusedError(Exception):
    """The call is refused: with a status and, where AFAS gives one, a text about ``subject``."""

    def __init__(self, status: int, text: Text | None = None, subject: str = "") -> None:
        super().__init__(text.name if text else str(status))
        self.status = status
        self.text = text
        self.subject = subject


def answer_refusal(error: RefusedError, language: str, random: Random) -> web.Response:
    """The answer: keys in any order, or no body at all."""
    if error.text is None:
        return web.Response(status=error.status, headers=HEADERS)
    if error.text is Text.INVALID_JSON:
        return answer_json({"message": "Invalid json"}, error.status)
    dutch, english, number = error.text.value
    told = english.format(in_english(error.subject)) if language.startswith("en") else dutch.format(error.subject)
    parts: list[tuple[str, Any]] = [
        ("externalMessage", told),
        ("errorNumber", number),
        ("profitLogReference", f"{random.getrandbits(128):032X}"),
    ]
    random.shuffle(parts)
    return answer_json(dict(parts), error.status)


def answer_json(document: Any, status: int = 200) -> web.Response:
    """JSON on one line, with AFAS's headers, packed where the caller takes it."""
    response = web.Response(status=status, body=dump_json(document), headers=HEADERS)
    response.content_type, response.charset = "application/json", "utf-8"
    response.enable_compression()
    return response


HEADERS = {
    "Cache-Control": "no-store, no-cache",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-AFAS-Proxy-Version": "4.3.0.0",
    "X-AFAS-Proxy-Stats": "init(0ms), before response(10ms), after response(1ms)",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "deny",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Content-Type, Accept, Authorization, OnlineSessionId, Accept-Language",
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Max-Age": "1728000",
}
