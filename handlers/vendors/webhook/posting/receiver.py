"""Calls a receiver over addresses that were checked, and says what a call without an answer means.

No redirect is followed, and nothing that was resolved or answered stands in an error.
"""

from collections.abc import Mapping
from typing import Final

from handlers.exchange.outbound_rules import AddressRules, RefusedAddressError
from handlers.exchange.reply import Reply
from handlers.exchange.send import ExchangeError, Failure, Limits, NotSentError, Request, TooLargeError
from handlers.vendors.opening import Outgoing
from handlers.vendors.webhook.posting.settings import Posts
from relay.errors import Barred, RunEnd, Scope, Transient, Unconfirmed
from relay.model import said
from relay.roles import Gate
from relay.settings.connections import ConnectionSettings
from words.told import Told

LARGEST_ANSWER: Final = 1_000_000
"""Bytes; of an answer no more than an id is needed."""


class Receiver:
    """One system that is posted to. Its repr shows neither address nor headers."""

    def __init__(self, connection: ConnectionSettings, posts: Posts, outgoing: Outgoing | None, gate: Gate) -> None:
        outbound = connection.outbound
        self.posts = posts
        self.address = posts.address
        self._outgoing = outgoing
        self.gate = gate
        self._rules = AddressRules(outbound.allow_private, frozenset(outbound.ports), outbound.plain_http)
        self._limits = Limits(connection.total_timeout, LARGEST_ANSWER, connection.connect_timeout)
        secret = {name: value.get_secret_value() for name, value in posts.secret_headers.items()}
        self._headers = {"Accept": "application/json", **posts.headers, **secret}

    def __repr__(self) -> str:
        return "Receiver(...)"

    @property
    def outgoing(self) -> Outgoing:
        """The client and the hash; there wherever calls are made at all."""
        assert self._outgoing is not None  # noqa: S101 - only settings that are looked at are opened without
        return self._outgoing

    async def write(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Post, with a place at the gate; any status is a reply.

        Raises Transient (certainly not sent), Unconfirmed (no answer), and Barred.
        """
        request = Request(method, self.address + path, {**self._headers, **headers}, body)
        try:
            return await self._send(request)
        except NotSentError as error:
            raise Transient(Told("posting.not_reached", why=error.told), burns_try=False) from None
        except (ExchangeError, TooLargeError) as error:
            raise _unknown(error) from None

    async def read(self, path: str) -> Reply:
        """Ask, with a place at the gate; any status is a reply. Raises Transient and Barred."""
        try:
            return await self._send(Request("GET", self.address + path, self._headers))
        except TooLargeError as error:
            raise Transient(Told("posting.answer_too_large", most=error.limit), scope=Scope.CALL) from None
        except ExchangeError as error:
            late = error.failure is Failure.LATE
            scope = Scope.CALL if late else Scope.CONNECTION
            raise Transient(Told("posting.not_reached", why=error.told), burns_try=late, scope=scope) from None

    async def _send(self, request: Request) -> Reply:
        try:
            return await self.outgoing.client.send(request, self._rules, self._limits)
        except RefusedAddressError as error:
            raise Barred(Told("posting.address_refused", why=error.told), scope=Scope.CALL) from None


def _unknown(error: ExchangeError | TooLargeError) -> RunEnd:
    if isinstance(error, TooLargeError):
        told = Told("posting.answer_too_large", most=error.limit)
        return Unconfirmed(told, said=said("answer too large"), scope=Scope.CALL)
    scope = Scope.CALL if error.failure is Failure.LATE else Scope.CONNECTION
    return Unconfirmed(Told("posting.no_answer", why=error.told), scope=scope)
