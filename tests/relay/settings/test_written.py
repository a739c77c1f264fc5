"""Bare words of relay.yaml mean what YAML 1.1 says: PyYAML, which read it until now, is asked for each."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mapping.strict_yaml import YamlError
from relay.settings.written import read_written

NUMBERS = st.text("0123456789-+_.:eExbTZ yn", min_size=1, max_size=10)


@pytest.mark.parametrize(
    "word",
    [
        "yes",
        "Yes",
        "YES",
        "no",
        "on",
        "OFF",
        "true",
        "False",
        "y",
        "n",
        "yEs",
        "null",
        "NULL",
        "~",
        "nUll",
        "0",
        "-0",
        "+1",
        "017",
        "08",
        "0o7",
        "0b101",
        "0b",
        "0x1F",
        "1_000",
        "1:30",
        "-1:30:15",
        "1:99",
        "1.5",
        "1.",
        ".5",
        "-.5",
        "1e3",
        "1.e+3",
        "1.0e+3",
        "1:30.5",
        ".inf",
        "-.INF",
        ".nan",
        ".NaN",
        "+.nan",
        "2026-11-24",
        "2026-1-2",
        "2026-11-24T10:00:00Z",
        "2026-1-2T3:04:05.6+01:30",
        "2026-11-24T10:00:00-05",
        "123456789012345678901234567890",
    ],
)
def test_a_bare_word_means_what_it_meant(word: str) -> None:
    assert repr(read_written(f"[{word}]")) == repr(yaml.safe_load(f"[{word}]"))


@given(NUMBERS)
def test_anything_that_looks_like_a_number_or_a_day_reads_as_before(text: str) -> None:
    try:
        before = repr(yaml.safe_load(f"k: {text}"))
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, OverflowError):
        with pytest.raises(YamlError):
            read_written(f"k: {text}")
        return
    if ": " not in text:
        assert repr(read_written(f"k: {text}")) == before


@pytest.mark.parametrize(
    "tag", ["!!str 5", "!!int '5'", "!!float 5", "!!bool 'yes'", "!!null ''", "!!binary aGk=", "!!set {b}"]
)
def test_a_tag_of_the_standard_is_followed(tag: str) -> None:
    assert read_written(f"[{tag}]") == yaml.safe_load(f"[{tag}]")
