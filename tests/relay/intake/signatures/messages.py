"""Signed messages for tests: published vectors, and signatures made as the senders' own documentation says."""

import base64
import hmac
import time
from typing import Final

from multidict import CIMultiDict
from pydantic import SecretStr

from relay.settings.signatures import BodySignature

STANDARD_SECRET: Final = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""The secret of the vector that the libraries of Standard Webhooks share (libraries/python/tests/test_webhooks.py)."""

STANDARD_ID: Final = "msg_p5jXN8AQM9LWM0D4loKWxJek"
STANDARD_TIME: Final = 1614265330
STANDARD_BODY: Final = b'{"test": 2432232314}'
STANDARD_SIGNATURE: Final = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

GITHUB_SECRET: Final = "It's a Secret to Everybody"
"""With body and signature, the test values of docs.github.com, Validating webhook deliveries."""

GITHUB_BODY: Final = b"Hello, World!"
GITHUB_SIGNATURE: Final = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

SHARED_SECRET: Final = "shared between shop and relay"

OLD_TOKEN: Final = "the-token-of-last-year"
NEW_TOKEN: Final = "the-token-of-this-year"
PASSWORD: Final = "pässword: with colon and blanks"

AFAS: Final = BodySignature(header="X-Profit-Signature-256", prefix="sha256=", secrets=(SecretStr(SHARED_SECRET),))
GITHUB: Final = BodySignature(header="X-Hub-Signature-256", prefix="sha256=", secrets=(SecretStr(GITHUB_SECRET),))
SHOPIFY: Final = BodySignature(header="X-Shopify-Hmac-SHA256", encoding="base64", secrets=(SecretStr(SHARED_SECRET),))
WOOCOMMERCE: Final = BodySignature(
    header="X-WC-Webhook-Signature", encoding="base64", secrets=(SecretStr(SHARED_SECRET),)
)


def standard_headers(body: bytes, *, secret: str = STANDARD_SECRET, at: float | None = None) -> dict[str, str]:
    """The three headers of Standard Webhooks, made from the words of its specification and not by the library."""
    stamp = str(int(time.time() if at is None else at))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{STANDARD_ID}.{stamp}.".encode() + body, "sha256")
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": STANDARD_ID, "webhook-timestamp": stamp, "webhook-signature": signature}


def hex_signature(body: bytes, secret: str = SHARED_SECRET) -> str:
    return f"sha256={hmac.digest(secret.encode(), body, 'sha256').hex()}"


def base64_signature(body: bytes, secret: str = SHARED_SECRET) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


def basic_credentials(pair: str, encoding: str = "utf-8") -> str:
    return f"Basic {base64.b64encode(pair.encode(encoding)).decode()}"


def headers(*pairs: tuple[str, str]) -> CIMultiDict[str]:
    """Header lines in their order; a name may stand there twice."""
    return CIMultiDict(pairs)
