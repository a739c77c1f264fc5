"""Calls addresses that somebody else gave: pictures that a shop names, and the shops that are posted to.

Nothing of ours goes with a call that is not given to it: no cookie, no referrer, no credentials. Which addresses may be
called is judged for each connection by its rules, so no two rules share a connection that is kept open.
"""

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urljoin

from handlers.exchange.outbound_rules import AddressRules, RefusedAddressError, read_address
from handlers.exchange.own_places import OwnPlaces
from handlers.exchange.reply import Reply
from handlers.exchange.send import Limits, Request, Session, send
from words.told import Told

if TYPE_CHECKING:
    from ssl import SSLContext

    from aiohttp.abc import AbstractResolver

MOST_REDIRECTS: Final = 3
LONGEST_WAIT: Final = timedelta(hours=1)
"""A host that asks to be left alone for longer is asked again after this."""

_REDIRECTS: Final = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.SEE_OTHER,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)


class Outbound:
    """One for a process, to be entered and left; ``own`` is where the relay itself listens.

    ``resolver`` and ``trusted`` (whose certificates are taken) are the system's where they are not given.
    """

    def __init__(
        self,
        own: OwnPlaces | None = None,
        *,
        resolver: "AbstractResolver | None" = None,
        trusted: "SSLContext | None" = None,
    ) -> None:
        self._own = own or OwnPlaces()
        self._resolver = resolver
        self._trusted = trusted
        self._sessions: dict[AddressRules, Session] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def send(self, request: Request, rules: AddressRules, limits: Limits) -> Reply:
        """Send one request; a redirect is a reply. Raises RefusedAddressError, and what ``exchange.send`` raises."""
        destination = read_address(request.url, rules)
        if destination.literal is not None and self._own.has(destination.literal, destination.port):
            raise RefusedAddressError(
                Told("exchange.own_address")
            )  # told here: no name is resolved, so no one else does
        return await send(self._session(rules), replace(request, url=destination.url), limits)

    async def get(self, address: str, rules: AddressRules, limits: Limits, accept: str = "*/*") -> Reply:
        """What an address answers, over at most three redirects, each judged anew and none from https to http.

        Raises as :meth:`send`. The time limit is for each of the calls.
        """
        for _ in range(MOST_REDIRECTS + 1):
            reply = await self.send(Request("GET", address, {"Accept": accept}), rules, limits)
            if reply.status not in _REDIRECTS:
                return reply
            address = _next_address(address, reply)
        raise RefusedAddressError(Told("exchange.redirected_too_often", most=MOST_REDIRECTS))

    def _session(self, rules: AddressRules) -> Session:
        if rules not in self._sessions:
            from handlers.exchange.outbound_connector import open_session  # noqa: PLC0415 - see exchange.send

            self._sessions[rules] = open_session(rules, self._own, self._resolver, self._trusted)
        return self._sessions[rules]


def wait_of(reply: Reply) -> timedelta | None:
    """How long a host asks to be left alone, of that an hour at the most; None where it does not."""
    asked, text = reply.wait(), reply.header("Retry-After").strip()
    if asked is None:
        return LONGEST_WAIT if text.isascii() and text.isdigit() else None  # more seconds than anybody lives
    return min(asked, LONGEST_WAIT)


def _next_address(address: str, reply: Reply) -> str:
    target = urljoin(address, reply.header("Location"))
    if address.lower().startswith("https:") and not target.lower().startswith("https:"):
        raise RefusedAddressError(Told("exchange.redirected_from_https"))
    return target
