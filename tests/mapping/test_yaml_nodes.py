"""Words, blanks and anchors are taken as PyYAML takes them, a second reader of the same language."""

import re
from collections.abc import Hashable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import handlers
from mapping.strict_yaml import YamlError, compose, read

ROOT = Path(__file__).parents[2]
SHIPPED = [
    *sorted(Path(str(handlers.__file__)).parent.glob("vendors/*/presets/*.yaml")),
    ROOT / "deploy" / "relay.example.yaml",
]
WRITTEN_IN_DOCS = [
    block
    for page in sorted((ROOT / "docs").glob("*.md"))
    for block in re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
]
PIECES = (
    "a", "b:", "- ", "\n", "\n  ", " ", ": ", "#", "|", ">", "'x'", '"q"', "[", "]", "{", "}", ",", "?", "\t",
    "yes", "No", "0x1f", "017", "1_0", "1.5", "1e3", ".5", "-.inf", "1:30", "2026-11-24", "null", "~",
    "http://x.y:80/z", "a:b", "b:[", "x:,", "$w", "é", "%", "@", "`", "&", "*",
)  # fmt: skip


class Plain(yaml.SafeLoader):
    """PyYAML with the words of JSON, and names as they are written."""

    yaml_implicit_resolvers: dict[str, list[object]] = {}  # noqa: RUF012 - as the library has it

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - as the library has it
        self.flatten_mapping(node)
        return {key.value: self.construct_object(value, deep=deep) for key, value in node.value}


for tag, form, first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("tag:yaml.org,2002:int", r"^(?:0|-?[1-9][0-9]{0,17})$", "-0123456789"),
    ("!exact", r"^-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,20}$", "-0123456789"),
    ("tag:yaml.org,2002:merge", r"^<<$", "<"),
):
    Plain.add_implicit_resolver(tag, re.compile(form), list(first))
Plain.add_constructor("!exact", lambda _, node: Decimal(str(node.value)))


def pyyaml(text: str) -> object:
    return yaml.load(text, Plain)  # noqa: S506 - a safe loader of our own


def as_before(text: str) -> object:
    """What PyYAML makes of a text whose names are plain, or what it says of it."""
    try:
        return repr(pyyaml(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        return f"line {mark.line + 1}, column {mark.column + 1}: {error.problem}" if mark else error.problem
    except yaml.YAMLError:
        return "no YAML"


def now(text: str) -> object:
    try:
        return repr(read(text))
    except YamlError as error:
        return str(error) or "no YAML"


@pytest.mark.parametrize("text", [*(path.read_text("utf-8") for path in SHIPPED), *WRITTEN_IN_DOCS])
def test_whatever_is_shipped_or_shown_reads_as_before(text: str) -> None:
    plain = re.sub(r"\b(?:yes|no|on|off|true|false|null)(?=: )", "name", text)
    assert now(plain) == as_before(plain) or "written twice" in str(now(plain))  # examples one above the other


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_a_value_in_brackets_reads_as_before_or_is_refused_in_the_same_words(words: str) -> None:
    text = f"[{words}]"
    before = as_before(text)
    if "{" not in words and "?" not in words and "%" not in words and ": " not in words and "b:" not in words:
        assert now(text) == before


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{secrets:["x"]}', {"secrets": ["x"]}),
        ("{a:, b: c}", {"a": None, "b": "c"}),
        ("{url: http://x.y:80/z}", {"url": "http://x.y:80/z"}),
        ("a: b:c  # remark", {"a": "b:c"}),
        ("a: b\n  c", {"a": "b c"}),
        ("\ufeffa: 1", {"a": 1}),
    ],
)
def test_words_end_where_they_ended_before(text: str, value: object) -> None:
    assert read(text) == value == pyyaml(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: &pa$$word x",
        "a: *pa$$word",
        "a: &",
        "{a: \tb}",
        "a:\t- b",
        "\tb: 1",
        "%TAG ! x y",
        '"\\xZZ"',
        "a: |0\n b",
        "a: !<x y",
        "a: b\n  c: d",
        "a: 'b",
        "[a",
        "~\n: ",
        "a\n b:",
        "a: \x00",
    ],
)
def test_what_was_refused_is_refused_in_the_same_words(text: str) -> None:
    assert now(text) == as_before(text)
    assert "'" not in str(now(text)) or str(now(text)).startswith("line ")


def test_a_place_is_counted_in_characters_of_the_text() -> None:
    text = "a: é\ufeff1\u2028b: [x"
    assert now(text) == as_before(text)


def test_an_anchor_may_be_named_anew() -> None:
    assert read("[&a 1, *a, &a 2, *a]") == [1, 1, 2, 2]
    assert compose("&a-1_Z x") is not None
