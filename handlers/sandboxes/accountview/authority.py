"""Who may call the sandbox: consent, codes that work once, refresh tokens that rotate, and access tokens that end."""

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlencode

from aiohttp import web

from handlers.sandboxes.accountview.refusals import RefusedError, page

READ, UPDATE = "readaccountviewdata", "updateaccountviewdata"


@dataclass(frozen=True, slots=True)
class _Grant:
    scopes: frozenset[str]
    redirect_uri: str = ""


class Authority:
    """One registered application and what it was given. ``clock`` counts seconds.

    ``tells_life``: whether a token answer holds ``expires_in``. ``consents``: what the user answers.
    """

    def __init__(self, clock: Callable[[], float], life: timedelta) -> None:
        self.client_id = f"client-{secrets.token_hex(6)}"
        self.client_secret = secrets.token_urlsafe(24)
        self.redirect_uris = {"http://127.0.0.1:8765/accountview"}
        self.tells_life = True
        self.consents = True
        self.tokens_issued = 0
        self._clock = clock
        self._life = life
        self._codes: dict[str, _Grant] = {}
        self._refresh: dict[str, _Grant] = {}
        self._access: dict[str, tuple[_Grant, float]] = {}

    def grant_refresh_token(self, *scopes: str) -> str:
        """A refresh token as a first authorisation would have given it; all of the relay's scopes by default."""
        token = secrets.token_urlsafe(24)
        self._refresh[token] = _Grant(frozenset(scopes or (READ, UPDATE)))
        return token

    def expire_access_tokens(self) -> None:
        """End every access token now; refresh tokens still work."""
        self._access.clear()

    def withdraw(self) -> None:
        """End every token, as a user does who takes the application away."""
        self._access.clear()
        self._refresh.clear()

    def scopes_of(self, request: web.BaseRequest) -> frozenset[str] | None:
        """The rights of the bearer, or None when the token is not known or has ended."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        grant, ends = self._access.get(token, (None, 0.0))
        return grant.scopes if grant and scheme.lower() == "bearer" and ends > self._clock() else None

    def authorize(self, request: web.BaseRequest) -> web.Response:
        """The consent page, of a user who answers at once. A wrong client or redirect address gets no redirect."""
        asked = {name.lower(): value for name, value in request.query.items()}
        redirect_uri = asked.get("redirect_uri", "")
        if asked.get("client_id") != self.client_id or redirect_uri not in self.redirect_uris:
            return page(400, "Unknown application or redirect address")
        returned = {"state": asked["state"]} if "state" in asked else {}
        if not self.consents:
            return _redirect(redirect_uri, {**returned, "error": "access_denied"})
        code = base64.b64encode(secrets.token_bytes(24) + b"\xfb\xff\xbf").decode()  # ends in signs that need encoding
        self._codes[code] = _Grant(frozenset(asked.get("scope", "").split()), redirect_uri)
        return _redirect(redirect_uri, {**returned, "code": code})

    async def issue(self, request: web.BaseRequest) -> web.Response:
        """The token endpoint: credentials in the form, a code or a refresh token that is spent by its use."""
        form = {name: values[0] for name, values in parse_qs((await request.read()).decode("utf-8", "replace")).items()}
        credentials = (form.get("client_id"), form.get("client_secret"))
        if credentials != (self.client_id, self.client_secret):
            return web.json_response({"error": "invalid_client"}, status=400)
        grant = self._spend(form)
        if grant is None:
            return web.json_response({"error": "invalid_grant"}, status=400)
        access, refresh = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self._access[access] = (grant, self._clock() + self._life.total_seconds())
        self._refresh[refresh] = _Grant(grant.scopes)
        self.tokens_issued += 1
        answer = {"access_token": access, "refresh_token": refresh, "token_type": "bearer"}
        if self.tells_life:
            answer["expires_in"] = str(int(self._life.total_seconds()))
        return web.json_response(answer)

    def _spend(self, form: Mapping[str, str]) -> _Grant | None:
        if form.get("grant_type") == "refresh_token":
            return self._refresh.pop(form.get("refresh_token", ""), None)
        if form.get("grant_type") == "authorization_code":
            grant = self._codes.pop(form.get("code", ""), None)
            return grant if grant and grant.redirect_uri == form.get("redirect_uri") else None
        return None


def require(scopes: frozenset[str], method: str) -> None:
    """Raise RefusedError where the user did not give this right to the application."""
    needed = READ if method == "GET" else UPDATE
    if needed not in scopes:
        raise RefusedError(f"Geen rechten: {needed}.", 403)


def _redirect(redirect_uri: str, returned: Mapping[str, str]) -> web.Response:
    return web.Response(status=302, headers={"Location": f"{redirect_uri}?{urlencode(returned)}"})
