"""How a call proves who we are: by the classic token of an app connector, or by OAuth 2.1 client credentials.

AFAS ends classic tokens on 15 February 2027. Source: AFASSoftware/OASContent markdownpages/profit/en/authentication.md.
"""

import asyncio
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import urlencode

from handlers.exchange.reply import Reply
from handlers.exchange.send import Limits, Session
from handlers.vendors.afas.protocol import Call, decipher
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.transport import exchange
from mapping.parsing import ParseError, parse_json
from relay.errors import Barred, Transient
from words.told import Told

_TOKEN_CALL = Call("POST", "/oauth/token", repeatable=True)
_CODES = frozenset({"invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "unauthorized_client"})
_LIFE = 3600
_MARGIN = 60
"""Seconds before its end at which a token is no longer used; for short-lived tokens a tenth of their life."""


class Authentication(Protocol):
    """A way to prove who we are. Its repr shows nothing."""

    async def header(self) -> str:
        """The value of the Authorization header. Raises Transient or Permanent when it cannot be had."""
        ...

    async def renew(self, refused: str) -> bool:
        """After a 401 on ``refused``: whether another header is worth one more try."""
        ...


class ClassicToken:
    """The token of an app connector: one user, one app connector, one environment."""

    def __init__(self, encoded: str) -> None:
        self._encoded = encoded

    def __repr__(self) -> str:
        return "ClassicToken(...)"

    async def header(self) -> str:
        """``AfasToken`` and the token in base64."""
        return f"AfasToken {self._encoded}"

    async def renew(self, refused: str) -> bool:  # noqa: ARG002 - the role's signature
        """Never: there is only this token."""
        return False


class ClientCredentials:
    """OAuth client credentials: a bearer token, kept in memory until shortly before its end, fetched by one at a time.

    ``clock`` counts seconds and never goes back.
    """

    def __init__(
        self,
        settings: AfasConnection,
        session: Session,
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._session = session
        self._limits = limits
        self._clock = clock
        self._lock = asyncio.Lock()
        self._bearer = _Bearer("", 0.0)

    def __repr__(self) -> str:
        return "ClientCredentials(...)"

    async def header(self) -> str:
        """``Bearer`` and a token that is still good."""
        if self._bearer.usable_until <= self._clock():
            async with self._lock:
                if self._bearer.usable_until <= self._clock():
                    self._bearer = await self._fetch()
        return f"Bearer {self._bearer.token}"

    async def renew(self, refused: str) -> bool:
        """Drop the refused token, unless a neighbour has replaced it already."""
        async with self._lock:
            if refused == f"Bearer {self._bearer.token}":
                self._bearer = await self._fetch()
        return True

    async def _fetch(self) -> "_Bearer":
        secret = self._settings.client_secret
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.client_id or "",
            "client_secret": secret.get_secret_value() if secret else "",
        }
        asked = self._clock()
        answer = await exchange(
            self._session,
            _TOKEN_CALL,
            f"{self._settings.address}/oauth/token",
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            limits=self._limits,
            body=urlencode(form).encode("ascii"),
        )
        return _bearer(answer, asked)


class _Bearer:
    """An access token and the second on our clock from which it is no longer used."""

    def __init__(self, token: str, usable_until: float) -> None:
        self.token = token
        self.usable_until = usable_until

    def __repr__(self) -> str:
        return f"_Bearer(usable_until={self.usable_until})"


def _bearer(answer: Reply, asked: float) -> _Bearer:
    """Read what the token endpoint answered; ``asked`` is the second at which it was asked."""
    if answer.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}:
        raise Barred(Told("afas.client_refused", call=str(_TOKEN_CALL), reason=_reason(answer.body)))
    document = decipher(_TOKEN_CALL, answer)
    token = document.get("access_token") if isinstance(document, dict) else None
    if not isinstance(token, str) or not token:
        raise Transient(Told("afas.token_missing", call=str(_TOKEN_CALL)))
    life = _seconds(document.get("expires_in"))
    return _Bearer(token, asked + life - min(_MARGIN, life / 10))


def _seconds(value: Any) -> float:
    """``expires_in`` is sometimes text; an hour where it says nothing usable."""
    text = str(value)
    return float(text) if text.isascii() and text.isdigit() and int(text) > 0 else float(_LIFE)


def _reason(body: bytes) -> Told:
    """The error code of RFC 6749, which is one of a short list; other texts of the answer are not repeated."""
    try:
        document = parse_json(body)
    except ParseError:
        return Told("afas.no_reason")
    code = document.get("error") if isinstance(document, dict) else None
    return Told("afas.oauth_error", error=code) if code in _CODES else Told("afas.no_reason")


def authentication_of(settings: AfasConnection, session: Session, limits: Limits) -> Authentication:
    """The way that the connection's settings give."""
    if settings.token is not None:
        return ClassicToken(settings.token.get_secret_value())
    return ClientCredentials(settings, session, limits)
