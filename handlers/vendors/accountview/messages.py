"""Phrases in AccountView's errors by what they mean, as far as they are known: where a connection's settings begin.

In a phrase ``*`` stands for anything; capitals, quotes and line breaks make no difference.
"""

from typing import Final

BUSY: Final = (
    "in gebruik", "in use", "vergrendeld", "locked", "geblokkeerd door", "niet bereikbaar", "unreachable",
    "niet beschikbaar", "not available", "offline", "geen verbinding", "no connection",
    "niet exclusief * geopend", "file access is denied",
)  # fmt: skip
"""Nothing was written; try again later."""

UNCLEAR: Final = (
    "time-out",
    "timeout",
    "timed out",
    "geen antwoord",
    "no response",
)
"""It is open whether a write was carried out."""

BARRED: Final = (
    "wachtwoord * verlopen", "password * expired", "licentie * verlopen", "geen geldige licentie", "license * expired",
    "x-company",
)  # fmt: skip
"""Something is proved of the whole connection: a password or a licence that ended, a company that is not there."""

NO_RIGHTS: Final = (
    "geen rechten", "no rights", "niet gemachtigd", "toegang geweigerd", "administratie * alleen lezen",
    "file * read-only",
)  # fmt: skip
"""Something is proved of one business object: the user may not read or write it, or nobody may write it now."""

REFUSED: Final = (
    "al in gebruik", "already in use", "in gebruik door relatie", "is onjuist", "is ongeldig", "is invalid",
    "bestaat niet", "does not exist",
    "verplicht", "mandatory", "required", "moet * ingevoerd", "niet geschikt", "alsnog gebruiken",
    "langer dan", "te lang", "too long", "onbekend veld", "unknown field", "kan niet worden gewijzigd",
    "is geen datum", "is geen getal", "is al gebruikt", "bestaat al", "already exists",
)  # fmt: skip
"""The data of a write is refused."""

MISSING_YEAR: Final = (
    "geen administratie", "boekjaar * bestaat niet", "boekjaar * niet gevonden", "no administration",
    "fiscal year * does not exist", "financial year * does not exist",
)  # fmt: skip
"""The fiscal year has no administration."""

EXISTS: Final = ("bestaat al", "already exists")
"""A record is not made, since one of its number is there."""

ABSENT: Final = ("record bestaat niet", "record niet gevonden", "record does not exist", "record not found")
"""A record is not changed, since there is none of its number."""
