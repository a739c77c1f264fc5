"""The one reader of YAML: what it refuses, what it shares, and that it reads what it writes."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mapping.strict_yaml import MOST_VALUES, MappingNode, YamlError, compose, read, write

trees = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(10**18) + 1, max_value=10**18 - 1)
    | st.text(st.characters(codec="utf-8"))
    | st.sampled_from(["on", "no", "1:30", "0x1f", "<<", "=", "2026-11-24", "~", "y", "1e3", "*a", "&a", "!t", "a: b"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), inner)
    ),
    max_leaves=15,
)


@example("0\u0100" + "\U00010000" * 7 + "0 0")  # the library folded this line where a blank became two
@given(trees)
def test_what_is_written_reads_again_as_the_same(tree: Any) -> None:
    assert read(write(tree)) == tree


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\nb: {c: 1, c: 2}\na: 3", "line 3, column 1: the name 'a' is written twice"),
        ("a: {<<: {b: 1}, <<: {c: 2}}", "line 1, column 17: the name '<<' is written twice"),
        ("? {a: 1}\n: 2", "line 1, column 3: a name must be plain text"),
        ("a: !custom b", "line 1, column 4: could not determine a constructor for the tag '!custom'"),
        ("a: !!seq b", "line 1, column 4: expected a sequence node, but found scalar"),
        ("a: !!map [b]", "line 1, column 4: expected a mapping node, but found sequence"),
        ("a: !!int [b]", "line 1, column 4: expected a scalar node, but found sequence"),
        ("a: !!omap [b: 1]", "line 1, column 4: could not determine a constructor for the tag"),
        ("a: !!binary b", "line 1, column 4: could not determine a constructor for the tag"),
        ("a: !!set {b}", "line 1, column 4: could not determine a constructor for the tag"),
        ("a: !!int b", "line 1, column 4: this is no value that exists"),
        ("a: !!bool maybe", "line 1, column 4: this is no value that exists"),
        ("a: !exact b", "line 1, column 4: this is no value that exists"),
        ("a: *b", "line 1, column 4: found undefined alias 'b'"),
        ("a: &b {c: *b}", "line 1, column 4: this names itself"),
        ("a: &b {<<: *b}", "line 1, column 4: this names itself"),
        ("a: {<<: b}", "line 1, column 9: expected a mapping or list of mappings for merging, but found scalar"),
        ("a: {<<: [b]}", "line 1, column 10: expected a mapping for merging, but found scalar"),
        ("a: !!timestamp soon", "line 1, column 4: could not determine a constructor for the tag"),
        ("a\n---\nb", "line 2, column 1: but found another document"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(YamlError) as caught:
        read(text)
    assert str(caught.value).startswith(told)


def test_mistakes_that_may_quote_the_text_say_so() -> None:
    quoting = {}
    for text in ("a: 1\na: 2", "a: *secret", "a: !secret", "a: &s"):
        try:
            read(text + "\x00" * text.endswith("&s"))
        except YamlError as error:
            quoting[text] = (error.quotes, bool(error.rule))
    assert quoting == {
        "a: 1\na: 2": (False, True),
        "a: *secret": (True, True),
        "a: !secret": (True, True),
        "a: &s": (False, False),
    }


def test_what_an_anchor_names_is_one_value_however_often_it_is_used() -> None:
    found = read("a: &it [1]\nb: *it\nc: {<<: &more {x: 1, y: 2}, y: 3}\nd: *more")
    assert found["a"] is found["b"]
    assert (found["c"], found["d"]) == ({"x": 1, "y": 3}, {"x": 1, "y": 2})


def test_of_several_mappings_that_are_merged_the_first_wins() -> None:
    assert read("a: {<<: [{x: 1}, {x: 2, y: 2}], z: 3}") == {"a": {"x": 1, "y": 2, "z": 3}}


def test_names_are_text_as_they_are_written() -> None:
    assert read("{true: 1, 007: 2, off: 3, 1.50: 4}") == {"true": 1, "007": 2, "off": 3, "1.50": 4}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("off", "off"),
        ("yes", "yes"),
        ("true", True),
        ("True", "True"),
        ("false", False),
        ("null", None),
        ("~", None),
        ("Null", "Null"),
        ("[]", []),
        ("0", 0),
        ("-12", -12),
        ("+12", "+12"),
        ("007", "007"),
        ("012345", "012345"),
        ("12:30:45", "12:30:45"),
        ("1:30", "1:30"),
        ("0x10", "0x10"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("2026-11-24", "2026-11-24"),
        ("0.1", Decimal("0.1")),
        ("-12.50", Decimal("-12.50")),
        ("0.1234567890123456789", Decimal("0.1234567890123456789")),
        ("1e5", "1e5"),
        (".5", ".5"),
        (".inf", ".inf"),
        ("9" * 40, "9" * 40),
        ('"0.1"', "0.1"),
        ("'12'", "12"),
        ("=", "="),
        ("trueish", "trueish"),
    ],
)
def test_a_word_keeps_its_meaning_and_what_is_no_value_of_json_is_text(text: str, value: Any) -> None:
    found = read(f"value: {text}")["value"]
    assert found == value
    assert type(found) is type(value)


def test_an_empty_value_is_nothing() -> None:
    assert read("value:\nother: 1") == {"value": None, "other": 1}


def test_a_text_that_names_a_little_and_uses_it_often_is_refused_at_once() -> None:
    laughs = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    with pytest.raises(YamlError, match="more values than are read") as caught:
        read(laughs)
    assert caught.value.line is not None


def test_what_is_merged_in_again_and_again_costs_no_more_than_once() -> None:
    merged = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 40))
    assert read(merged)["a39"] == {"x": 1}


def test_as_many_values_as_are_allowed_are_read() -> None:
    listed = "[" + "1," * (MOST_VALUES - 1) + "]"
    assert len(read(listed)) == MOST_VALUES - 1
    with pytest.raises(YamlError, match="more values than are read"):
        read("[" + "1," * MOST_VALUES + "]")


@pytest.mark.parametrize(
    "text", ["[" * 60 + "]" * 60, "[" * 5000, "".join(f"a{n}: &a{n} [{f'*a{n - 1}' if n else 1}]\n" for n in range(60))]
)
def test_what_nests_too_deep_is_refused_and_nothing_overflows(text: str) -> None:
    with pytest.raises(YamlError, match="too deep in each other"):
        read(text)


def test_nodes_know_where_they_begin_and_end() -> None:
    text = "a: 1  # one\nb: {c: 2}\n"
    node = compose(text)
    assert isinstance(node, MappingNode)
    name, value = node.value[1]
    assert (text[name.start_mark.index], text[value.start_mark.index : value.end_mark.index]) == ("b", "{c: 2}")


def test_an_empty_text_is_nothing() -> None:
    assert (read(""), read("# only a remark"), compose("")) == (None, None, None)
