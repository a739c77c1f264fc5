"""What a call is made of, and the rules by which its reply is read."""

from dataclasses import dataclass
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
    """What was asked, in words that hold no value: they stand in every error.

    ``about`` sets calls about an object apart from others about it, such as those with pictures, which are larger.
    """

    effect: Effect
    path: str
    object: str = ""
    about: str = ""

    @property
    def kind(self) -> str:
        """What else is refused or slow where this call is: reads or writes of one business object; empty for others."""
        return " ".join(filter(None, (self.method, self.object, self.about))) if self.object else ""

    @property
    def method(self) -> str:
        """The HTTP method."""
        return METHODS[self.effect]

    def __str__(self) -> str:
        return f"{self.method} {self.path}" + (f" of {self.object}" if self.object else "")


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings by which a reply is read, and the connection's name for the remedies."""

    connection: str
    empty_is_404: bool
    busy: Phrases
    unclear: Phrases
    missing_year: Phrases
    barred: Phrases
    no_rights: Phrases
    refused: Phrases
    exists: Phrases
    absent: Phrases
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
            no_rights=Phrases.of(settings.no_rights_messages),
            refused=Phrases.of(settings.refused_messages),
            exists=Phrases.of(settings.exists_messages),
            absent=Phrases.of(settings.absent_messages),
            refusal_types=tuple(name.casefold() for name in settings.refusal_types),
        )
