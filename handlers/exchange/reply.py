"""What came back over HTTP, as a plain value that rules can be applied to without a network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST_WAIT: Final = timedelta(days=7)
"""A system that asks to be left alone for longer is asked again after this."""

_MOST_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply, read whole. Body and headers may hold personal data and secrets, and are in no repr."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def succeeded(self) -> bool:
        """Whether the status says so; an error may stand in the body all the same."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the bounds of HTTP's success range

    @property
    def is_page(self) -> bool:
        """Whether this is a page for people, as a hub or proxy sends it instead of the system behind it."""
        return "html" in self.header("Content-Type").lower() or self.body.lstrip()[:1] == b"<"

    def header(self, name: str) -> str:
        """A header, however the other side spells its name; empty where it is not there."""
        return next((value for key, value in self.headers.items() if key.casefold() == name.casefold()), "")

    def wait(self, now: datetime | None = None) -> timedelta | None:
        """How long the header Retry-After asks us to stay away, as seconds or as a date; None where it does not.

        A date is compared with the other side's own clock, which the header Date tells; without that header with
        ``now`` (aware), and without ``now`` with our clock.

        >>> Reply(503, b"", {"Retry-After": "120"}).wait()
        datetime.timedelta(seconds=120)
        """
        text = self.header("Retry-After").strip()
        seconds = read_seconds(text)
        if seconds is not None:
            return seconds
        until = _moment(text)
        if until is None:
            return None
        return min(max(until - (_moment(self.header("Date")) or now or datetime.now(UTC)), timedelta()), LONGEST_WAIT)


def read_seconds(text: str) -> timedelta | None:
    """A wait that a system writes as whole seconds, at most :data:`LONGEST_WAIT`; None where the text is none.

    >>> read_seconds("7200"), read_seconds("-5")
    (datetime.timedelta(seconds=7200), None)
    """
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        return None
    return min(timedelta(seconds=int(text)), LONGEST_WAIT)


def _moment(text: str) -> datetime | None:
    """The moment of an HTTP date; None where the text is none. HTTP dates are in UTC, also where they do not say it."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
