"""Talks to the hub's OAuth endpoints: the address of the consent page, and the two ways to a pair of tokens.

The consent page stands outside the API, at ``/ams/authorize.aspx``; the token endpoint wants a form with the
credentials in its body, as public clients send it (github.com/omniboost/go-accountview.net, ``oauth.go``).
"""

import re
from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from handlers.exchange.reply import Reply
from handlers.exchange.send import ExchangeError, Limits, Request, Session, TooLargeError, send
from handlers.vendors.accountview.protocol.answers import UnreadableAnswerError, load
from handlers.vendors.accountview.settings import AccountViewConnection
from relay.errors import Barred, Transient
from relay.roles import TokenPair
from words.told import Told

AUTHORIZE_PATH = "/ams/authorize.aspx"
TOKEN_PATH = "/api/v3/token"  # noqa: S105 - a path, no password
_CALL = f"POST {TOKEN_PATH}"
LARGEST_ANSWER = 65_536
LONGEST_LIFE = 365 * 86_400
"""Seconds; a longer life of an access token is not believed."""


def authorize_url(settings: AccountViewConnection, state: str) -> str:
    """The page on which a user lets this application in; ``state`` comes back with the code."""
    query = {
        "response_type": "code",
        "client_id": settings.client_id,
        "redirect_uri": settings.redirect_uri,
        "scope": " ".join(settings.scopes),
        "state": state,
    }
    return f"{settings.base_url}{AUTHORIZE_PATH}?{urlencode(query)}"


async def exchange_code(
    settings: AccountViewConnection, session: Session, code: str, *, connection: str = ""
) -> TokenPair:
    """Turn a code from the consent page, decoded already, into tokens. Raises Transient or Permanent."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": settings.redirect_uri}
    return await _exchange(settings, session, form, connection)


async def exchange_refresh_token(
    settings: AccountViewConnection, session: Session, refresh_token: str, *, connection: str = ""
) -> TokenPair:
    """Turn a refresh token into new tokens; the old one must be taken as spent. Raises Transient or Permanent."""
    return await _exchange(
        settings, session, {"grant_type": "refresh_token", "refresh_token": refresh_token}, connection
    )


async def _exchange(
    settings: AccountViewConnection, session: Session, form: dict[str, str], connection: str
) -> TokenPair:
    credentials = {"client_id": settings.client_id, "client_secret": settings.client_secret.get_secret_value()}
    request = Request(
        method="POST",
        url=settings.base_url + TOKEN_PATH,
        headers={"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode(form | credentials).encode(),
    )
    try:
        reply = await send(session, request, Limits(settings.total_timeout, LARGEST_ANSWER, settings.connect_timeout))
    except ExchangeError as error:
        raise Transient(
            Told("accountview.token_call_failed", call=_CALL, failure=error.told), burns_try=False
        ) from None
    except TooLargeError as error:
        raise Barred(Told("accountview.token_answer_too_large", call=_CALL, limit=error.limit)) from None
    return read_tokens(reply, settings.access_token_life, connection)


def read_tokens(reply: Reply, life: timedelta, connection: str) -> TokenPair:
    """The tokens in a reply; ``life`` holds where it tells none. Raises Transient or Permanent."""
    document = _object(reply)
    access, refresh = document.get("access_token"), document.get("refresh_token")
    if reply.succeeded and isinstance(access, str) and access:
        lasts = _life(document.get("expires_in"), life)
        return TokenPair(access, refresh if isinstance(refresh, str) and refresh else None, lasts)
    kind = document.get("error")
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        told = Told("accountview.hub_not_working", call=_CALL, status=reply.status)
        raise Transient(told, after=reply.wait(), burns_try=False)
    if reply.succeeded and kind is None:
        raise Transient(Told("accountview.token_missing", call=_CALL), burns_try=False)
    if HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST:
        raise Barred(Told("accountview.token_call_redirected", call=_CALL))
    raise Barred(_refusal(kind, reply.status, connection))


def _object(reply: Reply) -> dict[str, Any]:
    try:
        document = load(reply.body)
    except UnreadableAnswerError:
        return {}
    return document if isinstance(document, dict) else {}


def _life(told: Any, otherwise: timedelta) -> timedelta:
    """The life a reply tells in seconds, as a number or as text."""
    if isinstance(told, str) and re.fullmatch(r"[0-9]{1,9}", told):
        told = int(told)
    if isinstance(told, bool) or not isinstance(told, int | Decimal) or not 0 < told <= LONGEST_LIFE:
        return otherwise
    return timedelta(seconds=int(told))


def _refusal(kind: Any, status: int, connection: str) -> Told:
    again = Told("accountview.run_connect_again")
    if connection:
        again = Told("accountview.run_connect", command=Told("command.connect", connection=connection))
    if kind == "invalid_grant":
        return Told("accountview.authorisation_ended", call=_CALL, status=status, again=again)
    if isinstance(kind, str) and re.fullmatch(r"[a-z_]{1,40}", kind):
        return Told("accountview.client_refused", call=_CALL, kind=kind, status=status, again=again)
    return Told("accountview.token_refused", call=_CALL, status=status, again=again)
