import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from relay.intake.signatures.cause import Cause, Unproved
from relay.intake.signatures.credentials import BasicProof, BearerProof
from relay.settings.signatures import BasicPasswords, BearerTokens
from tests.relay.intake.signatures.messages import NEW_TOKEN as NEW
from tests.relay.intake.signatures.messages import OLD_TOKEN as OLD
from tests.relay.intake.signatures.messages import PASSWORD, headers
from tests.relay.intake.signatures.messages import basic_credentials as basic

BEARER = BearerProof(BearerTokens(tokens=(SecretStr(OLD), SecretStr(NEW))))
BASIC = BasicProof(BasicPasswords(user="shop", passwords=(SecretStr("some other password"), SecretStr(PASSWORD))))


def prove(proof: BearerProof | BasicProof, *values: str) -> Cause | None:
    """Why the proof fails, or None when it holds. The body says nothing."""
    try:
        proof.check_headers(headers(*(("Authorization", value) for value in values)))
    except Unproved as error:
        return error.cause
    proof.check_body(headers(), b"anything")
    return None


@pytest.mark.parametrize("value", [f"Bearer {OLD}", f"Bearer {NEW}", f"bearer {NEW}", f"BEARER  {NEW} "])
def test_each_token_of_the_connection_proves_its_sender(value: str) -> None:
    assert prove(BEARER, value) is None


@pytest.mark.parametrize(
    ("values", "cause"),
    [
        ([], Cause.MISSING),
        ([f"Bearer {NEW}", f"Bearer {NEW}"], Cause.REPEATED),
        ([""], Cause.MALFORMED),
        ([NEW], Cause.MALFORMED),
        ([f"Token {NEW}"], Cause.MALFORMED),
        ([basic(f"shop:{NEW}")], Cause.MALFORMED),
        (["Bearer"], Cause.WRONG),
        (["Bearer "], Cause.WRONG),
        ([f"Bearer {NEW[:-1]}"], Cause.WRONG),
        ([f"Bearer {NEW}s"], Cause.WRONG),
        ([f"Bearer {NEW} {NEW}"], Cause.WRONG),
        ([f"Bearer {NEW.upper()}"], Cause.WRONG),
        (["Bearer naïve-\udc80"], Cause.WRONG),
    ],
)
def test_anything_but_a_token_proves_nothing_for_a_reason(values: list[str], cause: Cause) -> None:
    assert prove(BEARER, *values) is cause


@pytest.mark.parametrize("value", [basic(f"shop:{PASSWORD}"), basic("shop:some other password").replace("B", "b", 1)])
def test_user_and_password_prove_their_sender(value: str) -> None:
    assert prove(BASIC, value) is None


@pytest.mark.parametrize(
    ("values", "cause"),
    [
        ([], Cause.MISSING),
        ([basic(f"shop:{PASSWORD}")] * 2, Cause.REPEATED),
        ([f"Bearer {PASSWORD}"], Cause.MALFORMED),
        (["Basic not base64!"], Cause.MALFORMED),
        (["Basic c2hvcA"], Cause.MALFORMED),
        (["Basic naïve"], Cause.MALFORMED),
        (["Basic \udc80"], Cause.MALFORMED),
        ([basic("shop")], Cause.WRONG),
        ([basic(f"SHOP:{PASSWORD}")], Cause.WRONG),
        ([basic(f"shop:{PASSWORD} ")], Cause.WRONG),
        ([basic(f":{PASSWORD}")], Cause.WRONG),
        ([basic(f"shop:{PASSWORD}", "latin-1")], Cause.WRONG),
    ],
)
def test_anything_but_user_and_password_proves_nothing_for_a_reason(values: list[str], cause: Cause) -> None:
    assert prove(BASIC, *values) is cause


@given(
    st.sampled_from([BEARER, BASIC]), st.text() | st.text().map(lambda text: f"Bearer {text}") | st.text().map(basic)
)
def test_no_header_is_proof_by_chance(proof: BearerProof | BasicProof, value: str) -> None:
    assert prove(proof, value) is not None
