"""Which type belongs at a place of the file, through unions, lists and tables."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Discriminator, Field, SecretStr, Tag

from relay.settings.kinds import kind_of, models_in, walk


class Inner(BaseModel):
    token: SecretStr | None = None
    sender: str = Field(default="", alias="from")


class Spoken(BaseModel):
    words: tuple[SecretStr, ...]


class Lines(BaseModel):
    lines: int = Field(ge=1)


class Outer(BaseModel):
    inner: Inner | None = None
    by_name: dict[str, Inner] = {}
    listed: tuple[Annotated[SecretStr, "described"], ...] = ()
    anything: Any = None
    either: Annotated[int, Field(ge=7)] | tuple[str, ...] = 7
    kind: Annotated[
        Annotated[Spoken, Tag("spoken")] | Annotated[Lines, Tag("written")], Discriminator(lambda value: value["how"])
    ] = Lines(lines=1)


@pytest.mark.parametrize(
    ("path", "annotation"),
    [
        (("inner",), Inner),
        (("inner", "token"), SecretStr),
        (("by_name", "any", "from"), str),
        (("listed", 3), SecretStr),
        (("anything", "below"), Any),
        (("either", 0), str),
    ],
)
def test_the_type_at_a_path_is_found_through_unions_lists_and_tables(
    path: tuple[str | int, ...], annotation: Any
) -> None:
    found = walk(kind_of(Outer), {}, path)
    assert found is not None
    assert found.annotation is annotation


@pytest.mark.parametrize(
    "path", [("absent",), ("absent", "below", 0), ("inner", "sender"), ("inner", 0), ("listed", "a")]
)
def test_where_the_models_have_no_place_there_is_none(path: tuple[str | int, ...]) -> None:
    assert walk(kind_of(Outer), {}, path) is None


@pytest.mark.parametrize(
    ("tag", "field", "annotation"),
    [("spoken", "words", tuple[SecretStr, ...]), ("written", "lines", int), ("written", "words", None)],
)
def test_of_a_tagged_union_the_member_of_what_is_written_is_meant(tag: str, field: str, annotation: Any) -> None:
    found = walk(kind_of(Outer), {"kind": {"how": tag}}, ("kind", field))
    assert (found and found.annotation) == annotation


def test_it_knows_secrets_and_what_limits_a_value() -> None:
    outer = kind_of(Outer)
    places = {path: walk(outer, {}, path) for path in [("listed",), ("inner", "token"), ("inner", "from"), ("either",)]}
    assert [bool(kind and kind.is_secret) for kind in places.values()] == [True, True, False, False]
    found = walk(outer, {"kind": {"how": "written"}}, ("kind", "lines"))
    assert found is not None
    assert [limit.ge for limit in found.limits] == [1]


def test_every_model_inside_a_type_is_found_with_the_path_to_it() -> None:
    assert dict(models_in(dict[str, tuple[Inner, ...]])) == {("NAME", 0): Inner}
    assert dict(models_in(Outer | None)) == {(): Outer}
