"""The reference of settings tells what to write, what is left out means, and what is nested, for any model."""

from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, Field

from relay.settings import Duration, Secret
from relay.settings.reference import section


class Inner(BaseModel):
    """How it is done."""

    way: Literal["fast", "slow"] = Field(default="fast", description="One | of two.")


class Outer(BaseModel):
    source: str = Field(alias="from", description="Where it comes from.")
    wait: Duration = Field(default=timedelta(minutes=5), description="How long.")
    secret: Secret | None = Field(default=None, description="Nobody sees it.")
    inner: Inner = Inner()
    many: tuple[Inner, ...] = ()
    named: dict[str, Inner] = Field(default={}, description="By name.")
    words: frozenset[str] = Field(default=frozenset({"b", "a"}), description="In any order.")
    on: bool = Field(default=True, description="Whether.")


def rows() -> list[str]:
    return [line for line in section("It", Outer).splitlines() if line.startswith("| `")]


def test_each_setting_is_a_row_with_what_to_write_and_its_default() -> None:
    told = rows()
    assert told[0] == "| `from` | text | **needed** | Where it comes from. |"
    assert told[1] == "| `wait` | length of time | `5m` | How long. |"
    assert told[2] == "| `secret` | secret | nothing | Nobody sees it. |"
    assert "| `words` | list of text | `a`, `b` | In any order. |" in told
    assert "| `on` | true or false | `true` | Whether. |" in told


def test_what_is_nested_stands_below_under_its_path() -> None:
    told = rows()
    assert "| `inner` | settings | see below | How it is done. |" in told
    assert "| `inner.way` | `fast` or `slow` | `fast` | One \\| of two. |" in told
    assert [row.split("`")[1] for row in told if "way" in row] == ["inner.way", "many[].way", "named.NAME.way"]


def test_settings_may_be_left_out_of_a_section() -> None:
    assert "`inner" not in section("It", Outer, but=frozenset({"inner"}))
