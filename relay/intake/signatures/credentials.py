"""The sender shows a secret itself, a token or a password, in ``Authorization``: known before the body is read."""

import base64
import hashlib

from aiohttp import hdrs

from relay.intake.signatures.cause import Cause, Headers, Unproved, is_any, require_one_value
from relay.settings.signatures import BasicPasswords, BearerTokens


class BearerProof:
    """``Authorization: Bearer TOKEN`` (RFC 6750)."""

    challenge = 'Bearer realm="relay"'

    def __init__(self, settings: BearerTokens) -> None:
        self._digests = [_digest(token.get_secret_value().encode()) for token in settings.tokens]

    def check_headers(self, headers: Headers) -> None:
        """Raises Unproved when the token is none of ours."""
        if not is_any(_digest(_credentials(headers, "bearer")), self._digests):
            raise Unproved(Cause.WRONG)

    def check_body(self, headers: Headers, body: bytes) -> None:
        """Accept any body: the header alone proves who sends."""


class BasicProof:
    """``Authorization: Basic`` and ``user:password`` in base64 (RFC 7617, in UTF-8)."""

    challenge = 'Basic realm="relay", charset="UTF-8"'

    def __init__(self, settings: BasicPasswords) -> None:
        pairs = (f"{settings.user}:{password.get_secret_value()}" for password in settings.passwords)
        self._digests = [_digest(pair.encode()) for pair in pairs]

    def check_headers(self, headers: Headers) -> None:
        """Raises Unproved when user and password are none of ours."""
        try:
            pair = base64.b64decode(_credentials(headers, "basic"), validate=True)
        except ValueError:
            raise Unproved(Cause.MALFORMED) from None
        if not is_any(_digest(pair), self._digests):
            raise Unproved(Cause.WRONG)

    def check_body(self, headers: Headers, body: bytes) -> None:
        """Accept any body: the header alone proves who sends."""


def _credentials(headers: Headers, wanted: str) -> bytes:
    scheme, _, credentials = require_one_value(headers, hdrs.AUTHORIZATION).partition(" ")
    if scheme.lower() != wanted:
        raise Unproved(Cause.MALFORMED)
    return credentials.strip().encode("utf-8", "surrogateescape")


def _digest(secret: bytes) -> bytes:
    """Equal length for every secret, so that the comparison does not tell how long ours is."""
    return hashlib.sha256(secret).digest()
