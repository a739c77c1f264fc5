"""The ways in which a sender may prove who it is, as ``signature:`` of a connection names them.

Sources: Standard Webhooks 1.0.0 (spec/standard-webhooks.md), RFC 6750 section 2.1 (bearer), RFC 7617 (basic); the
senders that sign a body with a shared secret are named at :class:`BodySignature`.
"""

import base64
import re
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, Discriminator, Field, SecretStr, Tag, WithJsonSchema

from relay.settings.types import FROZEN, Secret
from words.mistake import Mistake
from words.told import Told

SHORTEST_SECRET: Final = 16
"""Characters. A shorter one could be found by trying, from one request that somebody saw."""

_STANDARD_BYTES: Final = range(24, 65)
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_BEARER_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def check_header_name(name: str) -> str:
    """Accept the name of a header. Raises Mistake."""
    if not _HEADER_NAME.fullmatch(name):
        raise Mistake(Told("settings.header_name"))
    return name


def check_secret(secret: SecretStr) -> SecretStr:
    """Accept a secret that is too long to be guessed. Raises Mistake."""
    if len(secret.get_secret_value()) < SHORTEST_SECRET:
        raise Mistake(Told("settings.secret_too_short", least=SHORTEST_SECRET))
    return secret


def check_standard_secret(secret: SecretStr) -> SecretStr:
    """Accept a secret of Standard Webhooks: 24 to 64 bytes in base64. Raises Mistake."""
    text = secret.get_secret_value().removeprefix("whsec_")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        key = b""
    if len(key) not in _STANDARD_BYTES:
        raise Mistake(Told("settings.standard_secret"))
    return secret


def check_token(secret: SecretStr) -> SecretStr:
    """Accept a token that can stand in a header. Raises Mistake."""
    if not _BEARER_TOKEN.fullmatch(secret.get_secret_value()):
        raise Mistake(Told("settings.token_letters"))
    return check_secret(secret)


def check_user(user: str) -> str:
    """Accept a user name that can be told from its password. Raises Mistake."""
    if not user or ":" in user or _CONTROL.search(user):
        raise Mistake(Told("settings.user_without_colon"))
    return user


def check_password(secret: SecretStr) -> SecretStr:
    """Accept a password that can stand in a header. Raises Mistake."""
    if _CONTROL.search(secret.get_secret_value()):
        raise Mistake(Told("settings.password_without_breaks"))
    return check_secret(secret)


def check_some(secrets: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    """Accept a list that is not empty. Raises Mistake."""
    if not secrets:
        raise Mistake(Told("settings.at_least_items", count=1))
    return secrets


_SOME = AfterValidator(check_some)
_SCHEME: Final = "Which kind of proof this is."
_ROTATION: Final = "Each of them is accepted: list the old and the new one while you change over."

HeaderName = Annotated[
    str, AfterValidator(check_header_name), WithJsonSchema({"type": "string", "pattern": f"^{_HEADER_NAME.pattern}$"})
]
"""The name of an HTTP header; capitals make no difference."""


class StandardWebhooks(BaseModel):
    """Id, time and body are signed as Standard Webhooks 1.0.0 says; a message is good for five minutes."""

    model_config = FROZEN

    scheme: Literal["standard-webhooks"] = Field(default="standard-webhooks", description=_SCHEME)
    secrets: Annotated[tuple[Annotated[Secret, AfterValidator(check_standard_secret)], ...], _SOME] = Field(
        description=_ROTATION
    )


class BodySignature(BaseModel):
    """The body is signed with a shared secret (HMAC), and the signature stands in a header.

    So do AFAS Profit (``X-Profit-Signature-256: sha256=`` and hex; AFASSoftware/OASContent, webhooks.md), GitHub
    (``X-Hub-Signature-256: sha256=`` and hex; docs.github.com, Validating webhook deliveries), Shopify
    (``X-Shopify-Hmac-SHA256``, base64; shopify.dev, Verify webhook deliveries) and WooCommerce
    (``X-WC-Webhook-Signature``, base64; woocommerce/woocommerce, class-wc-webhook.php).
    """

    model_config = FROZEN

    scheme: Literal["hmac"] = Field(default="hmac", description=_SCHEME)
    header: HeaderName = Field(description="The header with the signature, such as X-Profit-Signature-256.")
    algorithm: Literal["sha256", "sha512"] = Field(default="sha256", description="The hash function.")
    encoding: Literal["hex", "base64"] = Field(default="hex", description="How the signature is written.")
    prefix: str = Field(default="", max_length=40, description="What stands before the signature, such as `sha256=`.")
    secrets: Annotated[tuple[Annotated[Secret, AfterValidator(check_secret)], ...], _SOME] = Field(
        description=_ROTATION
    )


class BearerTokens(BaseModel):
    """The sender shows a token: ``Authorization: Bearer`` and the token."""

    model_config = FROZEN

    scheme: Literal["bearer"] = Field(default="bearer", description=_SCHEME)
    tokens: Annotated[tuple[Annotated[Secret, AfterValidator(check_token)], ...], _SOME] = Field(description=_ROTATION)


class BasicPasswords(BaseModel):
    """The sender shows a user name and a password (HTTP basic authentication)."""

    model_config = FROZEN

    scheme: Literal["basic"] = Field(default="basic", description=_SCHEME)
    user: Annotated[str, AfterValidator(check_user)] = Field(description="The user name.")
    passwords: Annotated[tuple[Annotated[Secret, AfterValidator(check_password)], ...], AfterValidator(check_some)] = (
        Field(description="Each of them is accepted: list the old and the new one while you change over.")
    )


class NoSignature(BaseModel):
    """The sender proves nothing: the address is the only guard, so the allow-list must be narrow."""

    model_config = FROZEN

    scheme: Literal["none"] = Field(default="none", description=_SCHEME)


def _scheme(value: Any) -> str | None:
    scheme = value.get("scheme") if isinstance(value, dict) else getattr(value, "scheme", None)
    return scheme if isinstance(scheme, str) else None


Signature = Annotated[
    Annotated[StandardWebhooks, Tag("standard-webhooks")]
    | Annotated[BodySignature, Tag("hmac")]
    | Annotated[BearerTokens, Tag("bearer")]
    | Annotated[BasicPasswords, Tag("basic")]
    | Annotated[NoSignature, Tag("none")],
    Discriminator(
        _scheme,
        custom_error_type="model_scheme",  # begins like a mistake of shape: what stands there may be a secret
        custom_error_message="write a mapping with scheme: standard-webhooks, hmac, bearer, basic or none",
    ),
]
"""What a connection asks of its sender."""
