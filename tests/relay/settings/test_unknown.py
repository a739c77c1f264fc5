"""A name that stands in the wrong place is told the right one, and never a list of fifty."""

import pytest
from pydantic import BaseModel, SecretStr

from relay.settings.unknown import Unknown, places_in, unknown_name


class Inner(BaseModel):
    rounding: int = 1
    secret: SecretStr | None = None


class Part(BaseModel):
    currency: str = ""
    currencies: tuple[str, ...] = ()
    inner: Inner = Inner()
    listed: tuple[Inner, ...] = ()


class Whole(BaseModel):
    part: Part = Part()
    parts: dict[str, Part] = {}


Many = type(
    "Many", (BaseModel,), {"__annotations__": {f"{letter}_setting": int for letter in "abcdefghijklmnopqrstuvwxyz"}}
)


def told(*path: str, model: type[BaseModel] = Part, taken: tuple[str, ...] = ()) -> Unknown:
    return unknown_name(path, model, lambda: places_in([((), Whole, "")]), taken)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (("part", "curency"), "unknown name; did you mean 'currency'?"),
        (("part", "rounding"), "no such name belongs here; write it at part.inner.rounding or part.listed[0].rounding"),
        (("part", "zzz"), "unknown name; known here: currencies, currency, inner, listed"),
    ],
)
def test_a_slip_gets_the_nearest_name_and_another_the_place_where_it_belongs(
    path: tuple[str, ...], sentence: str
) -> None:
    assert str(told(*path).finding.told) == sentence


def test_a_name_that_stands_beside_it_is_not_what_was_meant() -> None:
    assert told("part", "curency", taken=("currency",)).finding.nearest == "currencies"


def test_what_was_meant_is_known_so_that_a_secret_is_not_shown() -> None:
    meant = [told("part", name).kind for name in ("secret", "curency", "zzz")]
    assert [kind and kind.is_secret for kind in meant] == [True, False, None]


def test_of_many_names_the_first_are_listed() -> None:
    assert str(told("part", "0", model=Many).finding.told).endswith("and 6 more")
