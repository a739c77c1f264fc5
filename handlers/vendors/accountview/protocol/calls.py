"""What a call and its reply are made of, as plain values that rules can be applied to without a network."""

from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from typing import Self

from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.phrases import Phrases


class Effect(Enum):
    """What a call does over there, which decides how a missing answer is taken."""

    READ = auto()
    INSERT = auto()
    UPDATE = auto()

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice does no harm: AccountView has no key that makes a repeated insert one."""
        return self is not Effect.INSERT


METHODS = {Effect.READ: "GET", Effect.INSERT: "POST", Effect.UPDATE: "PUT"}


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked, in words that hold no value: they stand in every error."""

    effect: Effect
    path: str
    object: str = ""

    @property
    def method(self) -> str:
        """The HTTP method."""
        return METHODS[self.effect]

    def __str__(self) -> str:
        return f"{self.method} {self.path}" + (f" of {self.object}" if self.object else "")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. The body may hold personal data and is in no repr."""

    status: int
    body: bytes = field(repr=False)
    content_type: str = ""
    retry_after: str = ""
    date: str = ""

    @property
    def succeeded(self) -> bool:
        """Whether the status says so; an error may stand in the body all the same."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the bounds of HTTP's success range

    @property
    def is_page(self) -> bool:
        """Whether this is a page for people, from a hub or proxy instead of from AccountView."""
        return "html" in self.content_type.lower() or self.body.lstrip()[:1] == b"<"

    @property
    def wait(self) -> timedelta | None:
        """How long the other side asks us to stay away, from seconds or from a date compared with its own clock.

        >>> Reply(503, b"", retry_after="120").wait
        datetime.timedelta(seconds=120)
        """
        text = self.retry_after.strip()
        if text.isascii() and text.isdigit():
            return timedelta(seconds=min(int(text[:9]), 604_800))
        try:
            distance = parsedate_to_datetime(text) - parsedate_to_datetime(self.date)
        except (ValueError, TypeError, OverflowError):
            return None
        return max(distance, timedelta(0))


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings by which a reply is read, and the connection's name for the remedies."""

    connection: str
    empty_is_404: bool
    busy: Phrases
    unclear: Phrases
    missing_year: Phrases
    barred: Phrases
    refused: Phrases
    refusal_types: tuple[str, ...]

    @classmethod
    def of(cls, connection: str, settings: AccountViewConnection) -> Self:
        """The rules of a connection."""
        return cls(
            connection=connection,
            empty_is_404=settings.empty_is_404,
            busy=Phrases.of(settings.busy_messages),
            unclear=Phrases.of(settings.unclear_messages),
            missing_year=Phrases.of(settings.missing_year_messages),
            barred=Phrases.of(settings.barred_messages),
            refused=Phrases.of(settings.refused_messages),
            refusal_types=tuple(name.casefold() for name in settings.refusal_types),
        )
