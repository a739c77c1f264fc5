"""What the error texts of AFAS mean: it answers nearly everything with status 500, so the text must tell.

A text counts as a refusal of data only where it is known to be one, by its words or its number: of a write that met any
other, nobody can tell whether it was carried out.

Texts are Dutch, or English when the connection asks for it. Sources: AFASSoftware/OASContent
markdownpages/profit/en/troubleshooting.md and get-connector-geblokkeerd.md; GarbageSlave/afas-connect ProfitError.ts;
tim-online/go-afas-profit-rest api.go.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from typing import Any, Literal

from handlers.vendors.afas.dictionary import field_names
from handlers.vendors.afas.protocol.own_words import OWN_WORDS
from handlers.vendors.sayings import Sayings
from words.told import Told

UNEXPECTED = -2147180999
"""The error number of a fault inside AFAS, as against one in what we sent."""

OF_DATA = frozenset({-2147180996, -2147220469})
"""The numbers that public examples show beside a refusal of what was sent."""

_LONGEST = 300


class Meaning(Enum):
    """What a 500 is about."""

    TOKEN = auto()
    UNAUTHORISED = auto()
    BLOCKED = auto()
    FIELD = auto()
    SETTING = auto()
    TOO_MUCH = auto()
    MALFORMED = auto()
    TIMED_OUT = auto()
    IN_USE = auto()
    UNEXPECTED = auto()
    DATA = auto()
    UNKNOWN = auto()
    NONE = auto()


_OF_DATA = (
    r"bestaat niet|does not exist|vul .*\bin\b|enter a value|no value entered|AntaObject|AfasFiEntry|foreignkey"
    r"|primary key|duplicate key|geblok+eerd|blocked|moet gevuld|must be filled|is required|verplicht|mandatory"
    r"|not allowed|niet toegestaan|mag niet|al gebruikt|already (?:used|exists|in use)|al in gebruik|bestaat al"
    r"|meer dan (?:1|één|een) |more than one|te lang|too long|niet geldig|ongeldig|not valid|invalid|mod 11"
    r"|no assignment|definitief|is final|bestaat reeds"
    r"|cannot be (?:changed|deleted)|kan niet worden (?:gewijzigd|verwijderd)"
    r"|(?:prijs|artikel|samenstelling) niet gevonden|(?:price|article|composition) not found"
)
_OF_A_FAULT = (
    r"onverwachte fout|unexpected error|interne fout|internal (?:server )?error|fout opgetreden"
    r"|error (?:has )?occurred|opnieuw|try again"
)
_TEXTS = (
    (Meaning.TIMED_OUT, r"maximale tijdsduur|maximum (?:duration|time)"),
    (Meaning.IN_USE, r"andere gebruiker|another user"),
    (Meaning.UNAUTHORISED, r"niet geautoriseerd|not authori[sz]ed|connector.*(?:niet ondersteund|not supported)"),
    (Meaning.TOKEN, r"\btoken\b.*(?:niet geldig|not valid|plain text)|Unknown AppConnector"),
    (Meaning.BLOCKED, r"GetConnector.*geblokkeerd|GetConnector.*blocked"),
    (Meaning.FIELD, r"Connector-veld|Connector field"),
    (Meaning.SETTING, r"Invalid Index field|Type mismatch"),
    (Meaning.TOO_MUCH, r"Out of (?:string space|memory)"),
    (Meaning.MALFORMED, r"Invalid json|Object variable or With block|Object reference not set|Type rapport mag niet"),
    (Meaning.DATA, _OF_DATA),
    (Meaning.UNEXPECTED, _OF_A_FAULT),
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error body, read. ``message`` is AFAS's text, shortened; ``reference`` is what AFAS's own log calls it.

    AFAS quotes what was sent and what it has, so the text goes nowhere as it is: :attr:`told` does.
    """

    meaning: Meaning
    message: str = field(default="", repr=False)
    number: int | None = None
    reference: str | None = None

    @property
    def field(self) -> str:
        """The column that a FIELD refusal names, or an empty text."""
        match = re.search(r"'([^\W\d_][\w ./()-]{0,39})'", self.message)
        return match[1] if match else ""

    @property
    def told(self) -> str:
        """The text as far as it is AFAS's own words, and the shape of the rest."""
        return _sayings().told(self.message)

    @property
    def trace(self) -> Told | Literal[""]:
        """What to give AFAS's help desk, ready to stand after a sentence; empty when the answer had nothing."""
        if self.number is None:
            return Told("afas.log_reference", reference=self.reference) if self.reference else ""
        if not self.reference:
            return Told("afas.error_number", number=self.number)
        return Told("afas.error_and_reference", number=self.number, reference=self.reference)


def read_refusal(body: Any) -> Refusal:
    """Read what an error body says; ``body`` is parsed JSON, or None where the answer was none."""
    if not isinstance(body, Mapping):
        return Refusal(Meaning.NONE)
    message = _message(body)
    number = body.get("errorNumber")
    number = number if isinstance(number, int) and not isinstance(number, bool) else None
    reference = body.get("profitLogReference")
    return Refusal(
        _meaning(message, number),
        message[:_LONGEST],
        number,
        reference if isinstance(reference, str) and re.fullmatch(r"[0-9A-Fa-f-]{8,40}", reference) else None,
    )


def _message(body: Mapping[str, Any]) -> str:
    nested = body.get("error")
    for text in (body.get("externalMessage"), body.get("message"), _nested_message(nested), nested):
        if isinstance(text, str) and text.strip():
            return " ".join(text.split()).removeprefix("General message: ")
    return ""


def _nested_message(error: Any) -> Any:
    return error.get("message") if isinstance(error, Mapping) else None


def _meaning(message: str, number: int | None) -> Meaning:
    for meaning, pattern in _TEXTS:
        if re.search(pattern, message, re.IGNORECASE):
            return Meaning.UNEXPECTED if meaning is Meaning.DATA and number == UNEXPECTED else meaning
    if number == UNEXPECTED:
        return Meaning.UNEXPECTED
    if number in OF_DATA:
        return Meaning.DATA
    return Meaning.UNKNOWN if message else Meaning.NONE


@cache
def _sayings() -> Sayings:
    return Sayings(OWN_WORDS, field_names())
