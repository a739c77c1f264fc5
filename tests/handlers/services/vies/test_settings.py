"""What the settings of the check may say."""

import pytest
from pydantic import ValidationError

from handlers.services.vies import VatNumberCheck
from mapping.vat.choice import Policy


@pytest.mark.parametrize(
    ("written", "policy"),
    [
        ({}, "accept"),
        ({"enabled": True}, "hold"),
        ({"enabled": True, "not_checked": "as_consumer"}, "as_consumer"),
        ({"not_checked": "hold"}, "hold"),
    ],
)
def test_what_was_not_checked_is_held_where_the_check_is_on(written: dict[str, object], policy: Policy) -> None:
    assert VatNumberCheck.model_validate(written).policy == policy


def test_the_own_number_is_written_without_blanks() -> None:
    settings = VatNumberCheck(requester="nl 1234.56.789 b13")
    assert settings.requester == "NL123456789B13"
    assert settings.asking is not None
    assert (settings.asking.country, settings.asking.number) == ("NL", "123456789B13")


@pytest.mark.parametrize(
    "written",
    [
        {"requester": "NL123456789B14"},
        {"requester": ""},
        {"base_url": "http://vies.example.com"},
        {"base_url": "https://user:secret@vies.example.com"},
        {"base_url": "https://vies.example.com?x=1"},
        {"base_url": "https://vies.example.com:x"},
        {"base_url": "ftp://127.0.0.1"},
        {"not_checked": "ignore"},
        {"not_checked": "wait"},
        {"keep_valid": "0s"},
    ],
)
def test_a_mistake_is_refused_and_not_repeated(written: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        VatNumberCheck.model_validate(written)
    assert "secret" not in str(refused.value)
