"""Chooses the proof that a connection's settings ask for."""

from typing import Protocol

from relay.intake.signatures.body_signature import BodySignatureProof
from relay.intake.signatures.cause import Headers
from relay.intake.signatures.credentials import BasicProof, BearerProof
from relay.intake.signatures.standard_webhooks import StandardWebhooksProof
from relay.settings.signatures import (
    BasicPasswords,
    BearerTokens,
    BodySignature,
    NoSignature,
    Signature,
    StandardWebhooks,
)


class Proof(Protocol):
    """What a sender must show. ``challenge`` says in a 401 which kind of proof that is (RFC 9110 section 11.6.1)."""

    challenge: str

    def check_headers(self, headers: Headers) -> None:
        """Refuse as early as can be, before the body is read. Raises Unproved."""
        ...

    def check_body(self, headers: Headers, body: bytes) -> None:
        """Check what the headers alone do not prove, over the bytes as they came. Raises Unproved."""
        ...


class NothingToProve:
    """The address is the only guard; :mod:`relay.settings.wiring` has seen to it that the list is narrow."""

    challenge = ""

    def check_headers(self, headers: Headers) -> None:
        """Accept any headers."""

    def check_body(self, headers: Headers, body: bytes) -> None:
        """Accept any body."""


def make_proof(signature: Signature) -> Proof:
    """The proof for a connection's ``signature``."""
    match signature:
        case StandardWebhooks():
            return StandardWebhooksProof(signature)
        case BodySignature():
            return BodySignatureProof(signature)
        case BearerTokens():
            return BearerProof(signature)
        case BasicPasswords():
            return BasicProof(signature)
        case NoSignature():
            return NothingToProve()
