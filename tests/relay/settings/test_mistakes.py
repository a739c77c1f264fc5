"""Paths and types inside models, by which mistakes are told."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Discriminator, Field, SecretStr, Tag, ValidationError

from relay.settings.mistakes import describe, literal_secrets, path_text, type_at


class Inner(BaseModel):
    token: SecretStr | None = None
    sender: str = Field(default="", alias="from")


class Spoken(BaseModel):
    words: tuple[SecretStr, ...]


class Written(BaseModel):
    lines: int


class Outer(BaseModel):
    inner: Inner | None = None
    by_name: dict[str, Inner] = {}
    listed: tuple[Annotated[SecretStr, "described"], ...] = ()
    anything: Any = None
    kind: Annotated[
        Annotated[Spoken, Tag("spoken")] | Annotated[Written, Tag("written")], Discriminator(lambda value: value["how"])
    ] = Written(lines=1)


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


@pytest.mark.parametrize(
    ("tag", "field", "kind"),
    [("spoken", "words", SecretStr), ("written", "lines", None), ("written", "words", None), ("spoken", "lines", None)],
)
def test_of_a_tagged_union_the_member_with_the_tag_is_meant(tag: str, field: str, kind: object) -> None:
    assert type_at(Outer, ("kind", field, 0), frozenset({"kind", tag, field})) is kind


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"how": "written"}, "kind.lines: missing"),
        ({"how": "spoken"}, "kind.words: missing"),
        ({"how": "spoken", "words": ["swordfish", 7]}, "kind.words[1]: Input should be a valid string"),
        (
            {"how": "written", "lines": 1.5},
            "kind.lines: Input should be a valid integer, got a number with a fractional part; found '1.5'",
        ),
    ],
)
def test_a_mistake_in_a_tagged_union_is_told_without_the_tag(written: Any, told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate({"kind": written})
    assert describe(caught.value, Outer, {"kind": written}) == [told]


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
