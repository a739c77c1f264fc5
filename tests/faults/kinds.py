"""The ways in which a call to a target goes wrong: seventeen, each met by both vendors."""

from enum import StrEnum
from typing import Final, Literal

Vendor = Literal["afas", "accountview"]
VENDORS: Final[tuple[Vendor, ...]] = ("afas", "accountview")


class Kind(StrEnum):
    """What every call meets while the outage lasts. ``after``: writes alone meet it, and are carried out."""

    DROPPED_BEFORE = "the connection breaks before anything is done"
    DROPPED_AFTER = "the connection breaks after the write is carried out"
    LATE = "a write is never answered, and carried out when its caller has long gone"
    RATE_LIMITED = "429: too many calls"
    UNAVAILABLE = "503 with Retry-After"
    ERROR_BEFORE = "500 in the vendor's own words, and nothing is done"
    ERROR_AFTER = "500 in the vendor's own words, and the write is carried out"
    HTML_BEFORE = "a proxy's page with 502, and nothing is done"
    HTML_AFTER = "a proxy's page with 502, and the write is carried out"
    CUT_BEFORE = "an answer that breaks off, and nothing is done"
    CUT_AFTER = "an answer that breaks off, and the write is carried out"
    EMPTY_BEFORE = "500 without a word, and nothing is done"
    EMPTY_AFTER = "a good status without a word, and the write is carried out"
    HANGING_BEFORE = "no answer ever, and nothing is done"
    HANGING_AFTER = "no answer ever, and the write is carried out"
    SLOW = "each answer takes nearly as long as is waited for"
    EXPIRED = "401: the access token is not accepted, and nor is a new one"

    @property
    def slug(self) -> str:
        """A short name for one line of a table."""
        return self.name.lower().replace("_", "-")


AFTER: Final = frozenset(
    {
        Kind.DROPPED_AFTER,
        Kind.LATE,
        Kind.ERROR_AFTER,
        Kind.HTML_AFTER,
        Kind.CUT_AFTER,
        Kind.EMPTY_AFTER,
        Kind.HANGING_AFTER,
    }
)
"""Those that only writes meet, since these are carried out."""
