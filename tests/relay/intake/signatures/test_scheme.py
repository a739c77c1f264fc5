import pytest
from pydantic import SecretStr

from relay.intake.signatures.body_signature import BodySignatureProof
from relay.intake.signatures.credentials import BasicProof, BearerProof
from relay.intake.signatures.scheme import NothingToProve, make_proof
from relay.intake.signatures.standard_webhooks import StandardWebhooksProof
from relay.settings.signatures import BasicPasswords, BearerTokens, NoSignature, Signature, StandardWebhooks
from tests.relay.intake.signatures.messages import AFAS, SHARED_SECRET, STANDARD_SECRET, headers

SECRET = (SecretStr(SHARED_SECRET),)


@pytest.mark.parametrize(
    ("signature", "kind", "challenge"),
    [
        (StandardWebhooks(secrets=(SecretStr(STANDARD_SECRET),)), StandardWebhooksProof, "Signature"),
        (AFAS, BodySignatureProof, "Signature"),
        (BearerTokens(tokens=(SecretStr("0123456789abcdef"),)), BearerProof, "Bearer"),
        (BasicPasswords(user="shop", passwords=SECRET), BasicProof, "Basic"),
        (NoSignature(), NothingToProve, ""),
    ],
)
def test_each_scheme_has_its_proof_and_shows_no_secret(signature: Signature, kind: type, challenge: str) -> None:
    proof = make_proof(signature)
    assert isinstance(proof, kind)
    assert proof.challenge.partition(" ")[0] == challenge
    assert not [secret for secret in (SHARED_SECRET, STANDARD_SECRET) if secret in f"{proof!r} {vars(proof)!r}"]


def test_who_need_not_prove_anything_proves_it_with_anything() -> None:
    proof = make_proof(NoSignature())
    proof.check_headers(headers(("Authorization", "x"), ("Authorization", "y")))
    proof.check_body(headers(), b"\xff")
