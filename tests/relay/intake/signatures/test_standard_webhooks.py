import base64
import time

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from relay.intake.signatures.cause import Cause, Unproved
from relay.intake.signatures.standard_webhooks import HEADERS, StandardWebhooksProof
from relay.settings.signatures import StandardWebhooks
from tests.relay.intake.signatures.messages import (
    STANDARD_BODY,
    STANDARD_ID,
    STANDARD_SECRET,
    STANDARD_SIGNATURE,
    STANDARD_TIME,
    headers,
    standard_headers,
)

VECTOR = {
    "webhook-id": STANDARD_ID,
    "webhook-timestamp": str(STANDARD_TIME),
    "webhook-signature": STANDARD_SIGNATURE,
}
OTHER_SECRET = "whsec_" + base64.b64encode(b"the secret of another shop").decode()
WRONG_SIGNATURE = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="


def prove(body: bytes, sent: dict[str, str], *secrets: str) -> Cause | None:
    """Why the proof fails, or None when it holds."""
    proof = StandardWebhooksProof(StandardWebhooks(secrets=tuple(map(SecretStr, secrets or (STANDARD_SECRET,)))))
    try:
        proof.check_headers(headers(*sent.items()))
        proof.check_body(headers(*sent.items()), body)
    except Unproved as error:
        return error.cause
    return None


@time_machine.travel(STANDARD_TIME)
@pytest.mark.parametrize("secret", [STANDARD_SECRET, STANDARD_SECRET.removeprefix("whsec_")])
def test_the_published_vector_is_proof_with_and_without_the_prefix_of_its_secret(secret: str) -> None:
    assert prove(STANDARD_BODY, VECTOR, secret) is None


@time_machine.travel(STANDARD_TIME)
@pytest.mark.parametrize("signature", ["v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA=", WRONG_SIGNATURE])
def test_the_published_vector_with_another_signature_proves_nothing(signature: str) -> None:
    assert prove(STANDARD_BODY, VECTOR | {"webhook-signature": signature}) is Cause.WRONG


@time_machine.travel(STANDARD_TIME)
def test_the_right_signature_may_stand_anywhere_among_others() -> None:
    others = [WRONG_SIGNATURE, WRONG_SIGNATURE.replace("v1", "v2"), STANDARD_SIGNATURE, WRONG_SIGNATURE]
    assert prove(STANDARD_BODY, VECTOR | {"webhook-signature": " ".join(others)}) is None


@time_machine.travel(STANDARD_TIME)
def test_a_signature_of_another_version_proves_nothing() -> None:
    assert prove(STANDARD_BODY, VECTOR | {"webhook-signature": STANDARD_SIGNATURE.replace("v1", "v1a")}) is Cause.WRONG


@pytest.mark.parametrize("seconds", [-299, 0, 299])
def test_a_message_is_good_for_five_minutes_either_way(seconds: int) -> None:
    with time_machine.travel(STANDARD_TIME + seconds, tick=False):
        assert prove(STANDARD_BODY, VECTOR) is None


@pytest.mark.parametrize("seconds", [-301, 301])
def test_an_older_or_later_message_is_stale(seconds: int) -> None:
    with time_machine.travel(STANDARD_TIME + seconds, tick=False):
        assert prove(STANDARD_BODY, VECTOR) is Cause.STALE


@time_machine.travel(STANDARD_TIME)
@pytest.mark.parametrize("name", HEADERS)
def test_each_of_the_three_headers_is_needed_and_may_stand_there_once(name: str) -> None:
    assert prove(STANDARD_BODY, {other: value for other, value in VECTOR.items() if other != name}) is Cause.MISSING
    twice = headers(*VECTOR.items(), (name, VECTOR[name]))
    with pytest.raises(Unproved) as caught:
        StandardWebhooksProof(StandardWebhooks(secrets=(SecretStr(STANDARD_SECRET),))).check_headers(twice)
    assert caught.value.cause is Cause.REPEATED


@time_machine.travel(STANDARD_TIME)
@pytest.mark.parametrize(
    "changes",
    [{"webhook-id": "msg_another"}, {"webhook-timestamp": str(STANDARD_TIME + 1)}],
    ids=["id", "time"],
)
def test_id_time_and_body_are_signed_together(changes: dict[str, str]) -> None:
    assert prove(STANDARD_BODY, VECTOR | changes) is Cause.WRONG
    assert prove(STANDARD_BODY + b" ", VECTOR) is Cause.WRONG


@time_machine.travel(STANDARD_TIME)
@pytest.mark.parametrize(
    ("body", "changes", "cause"),
    [
        (STANDARD_BODY, {"webhook-signature": "no comma"}, Cause.MALFORMED),
        (STANDARD_BODY, {"webhook-signature": "v1,a,b"}, Cause.MALFORMED),
        (STANDARD_BODY, {"webhook-signature": "v1,a"}, Cause.MALFORMED),
        (STANDARD_BODY, {"webhook-signature": "v1,naïve"}, Cause.MALFORMED),
        (STANDARD_BODY, {"webhook-id": "half a \udc80 pair"}, Cause.MALFORMED),
        (b"\xff\xfe", {}, Cause.MALFORMED),
        (STANDARD_BODY, {"webhook-timestamp": "hello"}, Cause.WRONG),
        (STANDARD_BODY, {"webhook-timestamp": "nan"}, Cause.WRONG),
        (STANDARD_BODY, {"webhook-timestamp": "1e400"}, Cause.STALE),
        (STANDARD_BODY, {"webhook-signature": ""}, Cause.WRONG),
    ],
)
def test_whatever_the_library_trips_over_proves_nothing(body: bytes, changes: dict[str, str], cause: Cause) -> None:
    assert prove(body, VECTOR | changes) is cause


def test_while_secrets_change_over_the_old_and_the_new_one_prove_the_sender() -> None:
    both = (OTHER_SECRET, STANDARD_SECRET)
    assert prove(b"{}", standard_headers(b"{}", secret=OTHER_SECRET), *both) is None
    assert prove(b"{}", standard_headers(b"{}", secret=STANDARD_SECRET), *both) is None
    assert prove(b"{}", standard_headers(b"{}", secret=OTHER_SECRET), STANDARD_SECRET) is Cause.WRONG


@given(st.dictionaries(st.sampled_from(HEADERS), st.text() | st.text("v1,= 0123456789.")), st.binary())
def test_no_headers_but_signed_ones_are_proof(changes: dict[str, str], body: bytes) -> None:
    sent = standard_headers(body, secret=OTHER_SECRET, at=time.time()) | changes
    assert prove(body, sent) is not None
