"""Who is let in: an address on the list, and the bearer token on every route that does not say it is open."""

import hashlib
import hmac
import math
import time
from collections.abc import Callable
from http import HTTPStatus
from ipaddress import ip_network
from typing import Final

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware
from pydantic import SecretStr

from relay.http.address import Address, Networks, require_listed
from relay.http.problems import Refusal
from words.told import Told

LOOPBACK: Final[Networks] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


class TokenRefused(Refusal):
    """No token, more than one, or another than ours: one answer for all, so that it teaches nothing."""

    status = HTTPStatus.UNAUTHORIZED
    kind = "token-refused"
    title = Told("admin.token_refused_title")
    detail = Told("admin.token_refused")
    headers = {hdrs.WWW_AUTHENTICATE: "Bearer"}  # noqa: RUF012 - a mapping that nobody changes


class AdminClosed(Refusal):
    """No token is configured, so nobody is let in."""

    status = HTTPStatus.FORBIDDEN
    kind = "admin-closed"
    title = Told("admin.admin_closed_title")
    detail = Told("admin.admin_closed")


class TooManyFailures(Refusal):
    """Too many wrong tokens came from the address lately."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    kind = "too-many-failures"
    title = Told("admin.too_many_failures_title")
    detail = Told("admin.too_many_failures")

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.headers = {hdrs.RETRY_AFTER: str(math.ceil(seconds))}


class FailedLogins:
    """Counts wrong tokens by address, in memory. A count begins anew ``window`` seconds after its first failure.

    So a guesser gets ``most`` guesses per window, and an operator who erred is never shut out for longer than that.
    """

    def __init__(
        self,
        most: int = 10,
        window: float = 60.0,
        remembered: int = 1024,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._window = window
        self._remembered = remembered
        self._clock = clock
        self._failures: dict[Address, tuple[int, float]] = {}

    def wait(self, address: Address) -> float:
        """Seconds until this address may try again; 0 when it may now."""
        count, since = self._failures.get(address, (0, 0.0))
        return max(0.0, since + self._window - self._clock()) if count >= self._most else 0.0

    def note(self, address: Address) -> None:
        """Count one failure."""
        now = self._clock()
        count, since = self._failures.pop(address, (0, now))
        if now - since >= self._window:
            count, since = 0, now
        self._failures[address] = (count + 1, since)
        if len(self._failures) > self._remembered:
            del self._failures[next(iter(self._failures))]


def guard(token: SecretStr | None, allow: Networks, open_paths: frozenset[str], failures: FailedLogins) -> Middleware:
    """The middleware that lets a request in or refuses it. ``open_paths`` are the routes that need no token."""
    expected = _digest(token.get_secret_value()) if token is not None and token.get_secret_value() else None

    def require_token(request: web.Request, address: Address) -> None:
        if expected is None:
            raise AdminClosed
        if (seconds := failures.wait(address)) > 0:
            raise TooManyFailures(seconds)
        given = request.headers.getall(hdrs.AUTHORIZATION, [])
        scheme, _, credentials = given[0].partition(" ") if len(given) == 1 else ("", "", "")
        if scheme.lower() == "bearer" and hmac.compare_digest(_digest(credentials.strip()), expected):
            return
        if given:
            failures.note(address)
        raise TokenRefused

    @web.middleware
    async def let_in(request: web.Request, handler: Handler) -> web.StreamResponse:
        address = require_listed(request, allow or LOOPBACK)
        resource = request.match_info.route.resource
        if resource is None or resource.canonical not in open_paths:
            require_token(request, address)
        return await handler(request)

    return let_in


def _digest(text: str) -> bytes:
    """Equal length for every text, so that the comparison tells nothing about the token's own length."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
