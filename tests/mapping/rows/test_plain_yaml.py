"""The traps of YAML 1.1 that mappings must not fall into."""

from decimal import Decimal
from typing import Any

import pytest

from mapping.rows.plain_yaml import read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("off", "off"),
        ("yes", "yes"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("[]", []),
        ("0", 0),
        ("-12", -12),
        ("007", "007"),
        ("12:30:45", "12:30:45"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("2026-11-24", "2026-11-24"),
        ("0.1", Decimal("0.1")),
        ("-12.50", Decimal("-12.50")),
        ("0.1234567890123456789", Decimal("0.1234567890123456789")),
        ("1e5", "1e5"),
        (".5", ".5"),
        ('"0.1"', "0.1"),
        ("=", "="),
        ("trueish", "trueish"),
    ],
)
def test_bare_words_keep_their_meaning(text: str, value: Any) -> None:
    read = read_yaml(f"value: {text}")["value"]
    assert read == value
    assert type(read) is type(value)


def test_an_empty_value_is_none() -> None:
    assert read_yaml("value:\nother: 1") == {"value": None, "other": 1}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\nb: 2\na: 3", "line 3, column 1: a field stands here twice"),
        ("a: [1", "line 1, column 6: "),
        ("a: !!python/object/apply:os.system [x]", "line 1, column 4: "),
        ("? [a]\n: 1", "line 1, column 3: "),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=r"\A" + told):
        read_yaml(text)


def test_a_character_that_yaml_forbids_is_a_mistake_too() -> None:
    with pytest.raises(ValueError, match="is no YAML"):
        read_yaml("a: \x00")
