"""A connection says all that is open about AccountView, with a default for each, and never shows its secrets."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from handlers.vendors.accountview.settings import AccountViewConnection
from tests.handlers.relay_files import found_in
from tests.handlers.vendors.accountview.office import some_settings


def test_four_fields_are_enough_to_connect() -> None:
    settings = some_settings()
    assert settings.base_url == "https://www.accountview.net"
    assert settings.parallel_calls == 1
    assert settings.commit_horizon == timedelta(seconds=300)
    assert settings.order_reference_column == "COMMENT1"


def test_secrets_are_in_no_repr_and_no_dump() -> None:
    settings = some_settings(client_secret="one-secret", refresh_token="other-secret")
    for text in (repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json()):
        assert "one-secret" not in text
        assert "other-secret" not in text


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("base_url", "http://www.accountview.net", "use https"),
        ("scopes", ["readaccountviewdata"], "add updateaccountviewdata"),
        ("page_size", 0, "greater than or equal to 1"),
        ("order_reference_column", "COMMENT 1", "pattern"),
        ("currency", "EUO", "did you mean 'EUR'"),
        ("history", [{"object": "ALH"}], "required"),
        ("pagesize", 5, "not permitted"),
    ],
)
def test_a_mistake_is_told_without_repeating_the_input(field: str, value: object, told: str) -> None:
    with pytest.raises(ValidationError, match=told) as caught:
        some_settings(**{field: value})
    assert "input_value" not in str(caught.value)


def test_every_field_is_described_for_the_documentation_and_the_form() -> None:
    schema = AccountViewConnection.model_json_schema()
    models = [schema, *schema["$defs"].values()]
    undescribed = [
        name for model in models for name, field in model.get("properties", {}).items() if not field.get("description")
    ]
    assert undescribed == []


def test_each_policy_that_a_column_cannot_have_is_told_at_its_own_line(tmp_path: Path) -> None:
    found = found_in(tmp_path, books="too_long:\n  TEL_BSU: cut\n  CONTACT.CITY: move\n  MAIL_BUS: cut\n")
    told = [(one.path[2:], one.code, one.line) for one in found if one.path[2:3] == ("too_long",)]
    line = told[0][2] or 0
    assert told == [
        (("too_long", "TEL_BSU"), "names.no_such", line),
        (("too_long", "CONTACT.CITY"), "rows.no_field_next", line + 1),
        (("too_long", "MAIL_BUS"), "rows.policy_not_allowed", line + 2),
    ]
