"""A shared secret signs the body, and the signature stands in a header: AFAS Profit, GitHub, Shopify, WooCommerce."""

import base64
import binascii
import hmac

from relay.intake.signatures.cause import Cause, Headers, Unproved, is_any, require_one_value
from relay.settings.signatures import BodySignature


class BodySignatureProof:
    """HMAC over the raw body. There is no time in it: what is sent again is found by its keys, not by its age."""

    challenge = "Signature"

    def __init__(self, settings: BodySignature) -> None:
        self._settings = settings

    def check_headers(self, headers: Headers) -> None:
        """Raises Unproved when there is no signature to compare with."""
        self._given(headers)

    def check_body(self, headers: Headers, body: bytes) -> None:
        """Raises Unproved when no secret makes this signature of the body."""
        keys = [secret.get_secret_value().encode() for secret in self._settings.secrets]
        if not is_any(self._given(headers), [hmac.digest(key, body, self._settings.algorithm) for key in keys]):
            raise Unproved(Cause.WRONG)

    def _given(self, headers: Headers) -> bytes:
        text = require_one_value(headers, self._settings.header)
        if not text.startswith(self._settings.prefix):
            raise Unproved(Cause.MALFORMED)
        text = text.removeprefix(self._settings.prefix)
        try:
            if self._settings.encoding == "hex":
                return binascii.unhexlify(text)
            return base64.b64decode(text, validate=True)
        except ValueError:
            raise Unproved(Cause.MALFORMED) from None
