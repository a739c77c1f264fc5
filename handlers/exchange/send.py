"""Moves one request and its reply over a session that is given: writes once, never redirected, in time, bounded.

What a request and its failures are stands here, and aiohttp in ``transport``: it is loaded with the first request, so
that a command that sends none starts in half the time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from handlers.exchange.reply import Reply
from words.told import Told

if TYPE_CHECKING:
    import aiohttp

Session: TypeAlias = "aiohttp.ClientSession"
"""Keeps connections open from one request to the next; who opens it closes it."""


class Pieces(Protocol):
    """A body that is sent piece by piece, so that it is never whole in memory; each iteration gives it anew."""

    @property
    def length(self) -> int:
        """How many bytes it has."""
        ...

    def __iter__(self) -> Iterator[bytes]: ...


class Taker(Protocol):
    """Takes the body of a good reply as it comes in, and keeps of it what it will."""

    @property
    def rest(self) -> bytes:
        """What of the body is the reply's; asked for when all has come."""
        ...

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``url`` is sent exactly as it stands, encoded already; only the method is in the repr."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | Pieces | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one exchange may take in all, how many bytes of answer it may bring, unpacked, and how long to connect.

    Without ``connect`` only the whole is limited.
    """

    total: timedelta
    answer: int
    connect: timedelta | None = None


class Failure(Enum):
    """How the network failed."""

    UNTRUSTED = auto()
    NOT_OPENED = auto()
    UNREACHABLE = auto()
    LATE = auto()
    BROKEN = auto()


class ExchangeError(Exception):
    """No whole reply. ``kind`` is the name of aiohttp's error, whose own text quotes the URL and is left out.

    ``told`` is a part of a sentence, and holds no address.
    """

    def __init__(self, failure: Failure, kind: str = "") -> None:
        self.told = Told("exchange.broken", error=kind) if failure is Failure.BROKEN else _TOLD[failure]
        super().__init__(self.told)
        self.failure = failure
        self.kind = kind


_TOLD: Final[Mapping[Failure, Told]] = {
    Failure.UNTRUSTED: Told("exchange.untrusted"),
    Failure.NOT_OPENED: Told("exchange.not_opened"),
    Failure.UNREACHABLE: Told("exchange.unreachable"),
    Failure.LATE: Told("exchange.late"),
}


class NotSentError(ExchangeError):
    """The request certainly did not reach the other side."""


class NoAnswerError(ExchangeError):
    """The request may have reached the other side, and no whole answer came back."""


class TooLargeError(Exception):
    """The answer is larger than the limit, in bytes; the rest of it was not read."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the answer is larger than {limit} bytes")
        self.limit = limit


async def send(session: Session, request: Request, limits: Limits, taker: Taker | None = None) -> Reply:
    """Send and read the reply; any status is a reply. Raises NotSentError, NoAnswerError or TooLargeError.

    The body of a good one goes to a ``taker``, where one is given, and what that raises is raised.
    """
    from handlers.exchange.transport import exchange  # noqa: PLC0415 - see above

    return await exchange(session, request, limits, taker)
