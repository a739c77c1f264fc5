import pytest

from relay.intake.signatures.cause import Cause, Unproved, require_one_value
from tests.relay.intake.signatures.messages import headers


def test_a_header_is_found_whatever_its_capitals() -> None:
    assert require_one_value(headers(("X-Signature", "abc")), "x-signature") == "abc"


@pytest.mark.parametrize(
    ("pairs", "cause"),
    [([], Cause.MISSING), ([("X-Signature", "abc"), ("x-signature", "abc")], Cause.REPEATED)],
)
def test_a_header_that_is_missing_or_there_twice_is_refused(pairs: list[tuple[str, str]], cause: Cause) -> None:
    with pytest.raises(Unproved) as caught:
        require_one_value(headers(*pairs), "X-Signature")
    assert caught.value.cause is cause
