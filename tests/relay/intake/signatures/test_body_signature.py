import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from relay.intake.signatures.body_signature import BodySignatureProof
from relay.intake.signatures.cause import Cause, Unproved
from relay.settings.signatures import BodySignature
from tests.relay.intake.signatures.messages import (
    AFAS,
    GITHUB,
    GITHUB_BODY,
    GITHUB_SIGNATURE,
    SHARED_SECRET,
    SHOPIFY,
    WOOCOMMERCE,
    headers,
    hex_signature,
)

ORDER = b'{"number": "1001"}'
EVENT = b'{"EventId":"8e03978e-40d5-43dd-bc93-6894a57f9324","EventType":"test.executed"}'
# made with: printf '%s' BODY | openssl dgst -sha256 -hmac 'shared between shop and relay' [-binary | base64]
ORDER_HEX = "b940ead1ec66752eedf8db9e6485ea3d9741195d0d36a1e70887310aba45abee"
ORDER_BASE64 = "uUDq0exmdS7t+NueZIXqPZdBGV0NNqHnCIcxCrpFq+4="
ORDER_SHA512 = (
    "26f41de51db7fe7b67569c5a261427a7a82203ed6b15cc44456058c82c2608f1"
    "5da93bbc8797bb43bfc6dcdd565472b03c71b18a6891b33e581293e49bfeb914"
)
EVENT_HEX = "c19086b60084132a908cb487bb392d590b169a7da57a5bd0836bad507dcc07de"


def prove(settings: BodySignature, body: bytes, *pairs: tuple[str, str]) -> Cause | None:
    """Why the proof fails, or None when it holds."""
    proof = BodySignatureProof(settings)
    try:
        proof.check_headers(headers(*pairs))
        proof.check_body(headers(*pairs), body)
    except Unproved as error:
        return error.cause
    return None


@pytest.mark.parametrize(
    ("settings", "body", "name", "signature"),
    [
        (AFAS, EVENT, "X-Profit-Signature-256", f"sha256={EVENT_HEX}"),
        (GITHUB, GITHUB_BODY, "X-Hub-Signature-256", GITHUB_SIGNATURE),
        (SHOPIFY, ORDER, "X-Shopify-Hmac-SHA256", ORDER_BASE64),
        (WOOCOMMERCE, ORDER, "X-WC-Webhook-Signature", ORDER_BASE64),
        (
            BodySignature(header="X-Sum", algorithm="sha512", secrets=(SecretStr(SHARED_SECRET),)),
            ORDER,
            "X-Sum",
            ORDER_SHA512,
        ),
    ],
    ids=["AFAS Profit", "GitHub", "Shopify", "WooCommerce", "sha512"],
)
def test_the_signature_of_each_sender_is_proof_of_its_very_bytes(
    settings: BodySignature, body: bytes, name: str, signature: str
) -> None:
    assert prove(settings, body, (name, signature)) is None
    assert prove(settings, body, (name.swapcase(), signature)) is None
    assert prove(settings, body + b" ", (name, signature)) is Cause.WRONG
    assert prove(settings, b"", (name, signature)) is Cause.WRONG


def test_digits_of_a_signature_may_be_capitals() -> None:
    assert prove(AFAS, ORDER, ("X-Profit-Signature-256", f"sha256={ORDER_HEX.upper()}")) is None


@pytest.mark.parametrize(
    ("signature", "cause"),
    [
        (None, Cause.MISSING),
        ("", Cause.MALFORMED),
        (ORDER_HEX, Cause.MALFORMED),
        (f"SHA256={ORDER_HEX}", Cause.MALFORMED),
        (f"sha256= {ORDER_HEX}", Cause.MALFORMED),
        (f"sha256={ORDER_HEX[:-1]}", Cause.MALFORMED),
        (f"sha256={ORDER_HEX[:-1]}g", Cause.MALFORMED),
        ("sha256=naïve", Cause.MALFORMED),
        ("sha256=", Cause.WRONG),
        (f"sha256={ORDER_HEX[:-2]}", Cause.WRONG),
        (f"sha256={ORDER_HEX[:-1]}f", Cause.WRONG),
        (f"sha256={ORDER_HEX}00", Cause.WRONG),
    ],
)
def test_any_other_signature_proves_nothing_for_a_reason(signature: str | None, cause: Cause) -> None:
    pairs = [] if signature is None else [("X-Profit-Signature-256", signature)]
    assert prove(AFAS, ORDER, *pairs) is cause


def test_a_signature_that_is_sent_twice_proves_nothing_even_when_both_are_right() -> None:
    line = ("X-Profit-Signature-256", f"sha256={ORDER_HEX}")
    assert prove(AFAS, ORDER, line, line) is Cause.REPEATED


def test_what_cannot_be_a_signature_is_refused_before_the_body_is_read() -> None:
    with pytest.raises(Unproved) as caught:
        BodySignatureProof(SHOPIFY).check_headers(headers(("X-Shopify-Hmac-SHA256", "not base64!")))
    assert caught.value.cause is Cause.MALFORMED


def test_while_secrets_change_over_the_old_and_the_new_one_prove_the_sender() -> None:
    both = AFAS.model_copy(update={"secrets": (SecretStr("the old secret of the shop"), SecretStr(SHARED_SECRET))})
    name = "X-Profit-Signature-256"
    assert prove(both, ORDER, (name, hex_signature(ORDER, "the old secret of the shop"))) is None
    assert prove(both, ORDER, (name, hex_signature(ORDER, SHARED_SECRET))) is None
    assert prove(both, ORDER, (name, hex_signature(ORDER, "a secret of somebody else"))) is Cause.WRONG


def test_a_secret_signs_as_text_in_utf8() -> None:
    spoken = AFAS.model_copy(update={"secrets": (SecretStr("größer als geheim"),)})
    assert prove(spoken, ORDER, ("X-Profit-Signature-256", hex_signature(ORDER, "größer als geheim"))) is None


@given(st.sampled_from([AFAS, SHOPIFY]), st.text() | st.text("sha256=0123456789abcdefABCDEF+/="), st.binary())
def test_no_text_but_the_signature_itself_is_proof(settings: BodySignature, text: str, body: bytes) -> None:
    assert prove(settings, body, (settings.header, text)) is not None
