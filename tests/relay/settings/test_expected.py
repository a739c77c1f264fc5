"""What belongs at a place is told in plain words, whatever type the model has there."""

from datetime import date, timedelta
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, SecretStr

from relay.settings.expected import what_belongs, words_of
from relay.settings.kinds import kind_of
from tests.relay.settings.files import GOOD, found_in


class Few(BaseModel):
    one: int = 1
    two: int = 2


Many = type("Many", (BaseModel,), {"__annotations__": dict.fromkeys("abcdefghij", int)})


@pytest.mark.parametrize(
    ("annotation", "told"),
    [
        (str, "a text"),
        (int, "a whole number"),
        (Annotated[int, Field(ge=0, le=9)], "a whole number from 0 to 9"),
        (Annotated[int, Field(ge=1)], "a whole number from 1 on"),
        (Annotated[int, Field(le=9)], "a whole number up to 9"),
        (Annotated[float, Field(gt=0, le=1)], "a number above 0, to 1"),
        (Annotated[Decimal, Field(ge=0, lt=100)], "a number from 0 to below 100"),
        (bool, "true or false"),
        (Literal["a", "b"], "one of a, b"),
        (Literal["now", "all"] | date, "one of now, all or a day, such as 2026-11-24"),
        (timedelta | None, "a number and a unit, such as 250ms, 10s, 5m, 2h or 14d"),
        (SecretStr, "a secret as ${NAME} or ${file:/run/secrets/name}"),
        (tuple[str, ...], "a list in square brackets, each item of it a text"),
        (frozenset[int], "a list in square brackets, each item of it a whole number"),
        (dict[str, str], "names of your own below it, each with a text"),
        (IPv4Network | IPv6Network, "an address or a network whose host bits are zero, such as 203.0.113.0/24"),
        (Few, "names and values below it: one, two"),
        (Few | None, "names and values below it: one, two"),
        (Many, "names and values below it, such as a, b, c, d, e, f, g, h"),
    ],
)
def test_each_type_has_its_words(annotation: Any, told: str) -> None:
    assert str(what_belongs(kind_of(annotation))).startswith(told)


def test_the_words_of_a_choice_are_given_by_themselves() -> None:
    assert words_of(kind_of(Literal["now", "all"] | date)) == ("now", "all")
    assert words_of(kind_of(str)) == ()


def test_what_may_stand_in_a_list_is_told_once(tmp_path: Path) -> None:
    [found] = found_in(GOOD.replace("limits:", "allow: 127.0.0.1, limits:"), tmp_path)
    assert str(found).count("an address or a network") == 1
