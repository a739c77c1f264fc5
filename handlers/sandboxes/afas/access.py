"""Who may call the sandbox: the classic token, OAuth client credentials, the IP restriction and the app connector.

Source: AFASSoftware/OASContent markdownpages/profit/en/authentication.md and app-connector-auditor.md.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs

from aiohttp import web

from handlers.sandboxes.afas.refusals import RefusedError, Text, answer_json

_TOKEN = re.compile(r"<token><version>1</version><data>([0-9A-Fa-f]{64})</data></token>")


class Access:
    """The sandbox's one app connector.

    ``clock`` counts seconds. ``connectors`` are the names in small letters that the app connector lists; None: all.
    ``refuse_with`` is the status for a connector that is not listed: AFAS documents 401, clients report 500.
    ``shows_metainfo``: the connector of data definitions is listed as well, without which metainfo is refused.
    """

    def __init__(self, clock: Callable[[], float], life: timedelta = timedelta(hours=1)) -> None:
        self.data = secrets.token_hex(32).upper()
        self.client_id = f"client-{secrets.token_hex(6)}"
        self.client_secret = secrets.token_urlsafe(24)
        self.address_allowed = True
        self.connectors: frozenset[str] | None = None
        self.refuse_with = 500
        self.shows_metainfo = True
        self.tokens_issued = 0
        self._clock = clock
        self._life = life
        self._ends: dict[str, float] = {}

    @property
    def token(self) -> str:
        """The classic token as AFAS shows it once."""
        return f"<token><version>1</version><data>{self.data}</data></token>"

    def expire_bearers(self) -> None:
        """End every access token now."""
        self._ends.clear()

    def check(self, request: web.Request) -> None:
        """Let the caller in, or raise RefusedError with 401, 403, or 500 for a token that is not encoded."""
        if not self.address_allowed:
            raise RefusedError(403)
        scheme, _, credential = request.headers.get("Authorization", "").partition(" ")
        if scheme == "AfasToken":
            self._check_token(credential)
        elif not (scheme == "Bearer" and self._ends.get(credential, 0.0) > self._clock()):
            raise RefusedError(401)

    def lists(self, name: str) -> bool:
        """Whether the app connector lists a connector."""
        return self.connectors is None or name.lower() in self.connectors

    def check_metainfo(self) -> None:
        """Raise RefusedError where the app connector shows no definitions."""
        if not self.shows_metainfo:
            raise RefusedError(self.refuse_with, Text.GET_UNAUTHORISED)

    def check_connector(self, name: str, text: Text = Text.GET_UNAUTHORISED) -> None:
        """Raise RefusedError with this text when the app connector does not list it."""
        if not self.lists(name):
            raise RefusedError(self.refuse_with, text)

    async def issue(self, request: web.Request) -> web.Response:
        """The token endpoint: a bearer for the right client, with its life as text; else 400 ``invalid_client``."""
        form = parse_qs((await request.read()).decode("utf-8", "replace"))
        asked = [form.get(name, [""])[0] for name in ("grant_type", "client_id", "client_secret")]
        if asked != ["client_credentials", self.client_id, self.client_secret]:
            return answer_json({"error": "invalid_client"}, 400)
        bearer = secrets.token_urlsafe(32)
        self._ends[bearer] = self._clock() + self._life.total_seconds()
        self.tokens_issued += 1
        life = str(int(self._life.total_seconds()))
        return answer_json({"access_token": bearer, "refresh_token": None, "token_type": "Bearer", "expires_in": life})

    def _check_token(self, credential: str) -> None:
        if credential.startswith("<"):
            raise RefusedError(500, Text.BAD_TOKEN)
        try:
            text = base64.b64decode(credential, validate=True).decode("ascii")
        except (binascii.Error, ValueError):
            raise RefusedError(401) from None
        match = _TOKEN.fullmatch(text)
        if match is None or match[1].upper() != self.data:
            raise RefusedError(401)
