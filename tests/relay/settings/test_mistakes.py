"""Paths and types inside models, by which mistakes are told."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, SecretStr

from relay.settings.mistakes import literal_secrets, path_text, type_at


class Inner(BaseModel):
    token: SecretStr | None = None
    sender: str = Field(default="", alias="from")


class Outer(BaseModel):
    inner: Inner | None = None
    by_name: dict[str, Inner] = {}
    listed: tuple[Annotated[SecretStr, "described"], ...] = ()
    anything: Any = None


@pytest.mark.parametrize(
    ("location", "text"),
    [
        (("flows", "a", "mapping", 0, "to"), "flows.a.mapping[0].to"),
        (("allow", 1), "allow[1]"),
        (("instance",), "instance"),
        ((), ""),
    ],
)
def test_a_location_is_written_in_dots_and_brackets(location: tuple[str | int, ...], text: str) -> None:
    assert path_text(location) == text


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        (("inner",), Inner),
        (("inner", "token"), SecretStr),
        (("by_name", "any", "from"), str),
        (("listed", 3), SecretStr),
        (("anything", "below"), None),
        (("absent",), None),
        (("absent", "below", 0), None),
    ],
)
def test_the_type_at_a_location_is_found_through_unions_lists_and_dictionaries(
    location: tuple[str | int, ...], kind: object
) -> None:
    assert type_at(Outer, location) is kind


def test_a_literal_secret_is_found_at_any_depth_under_the_name_it_has_in_the_file() -> None:
    written = {
        "inner": {"token": "a"},
        "by_name": {"x": {"token": "${A}"}, "y": {"token": "b"}},
        "listed": ["${A}", "c"],
    }
    assert [line.split(":")[0] for line in literal_secrets(Outer.model_validate(written), written)] == [
        "inner.token",
        "by_name.y.token",
        "listed[1]",
    ]
