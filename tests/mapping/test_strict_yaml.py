"""The one reader of YAML: what it refuses, what it shares, and that it reads what it writes."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.rows.plain_yaml import PLAIN
from mapping.strict_yaml import MappingNode, YamlError, compose, read, write
from relay.settings.written import WRITTEN

trees = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec="utf-8"))
    | st.dates()
    | st.binary()
    | st.sampled_from(["on", "no", "1:30", "0x1f", "<<", "=", "2026-11-24", "~", "y", "1e3", "*a", "&a", "!t", "a: b"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), inner)
    ),
    max_leaves=15,
)


@given(trees)
def test_what_is_written_reads_again_as_the_same(tree: Any) -> None:
    assert read(write(tree), WRITTEN) == tree


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
        ("a: =", "line 1, column 4: could not determine a constructor for the tag"),
        ("a: !!binary b", "line 1, column 4: failed to decode base64 data"),
        ("a: *b", "line 1, column 4: found undefined alias 'b'"),
        ("a: &b {c: *b}", "line 1, column 4: found unconstructable recursive node"),
        ("a: &b {<<: *b}", "line 1, column 4: found unconstructable recursive node"),
        ("a: {<<: b}", "line 1, column 9: expected a mapping or list of mappings for merging, but found scalar"),
        ("a: {<<: [b]}", "line 1, column 10: expected a mapping for merging, but found scalar"),
        ("a: !!timestamp soon", "line 1, column 4: this is no date or number that exists"),
        ("a\n---\nb", "line 2, column 1: but found another document"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(YamlError) as caught:
        read(text, WRITTEN)
    assert str(caught.value).startswith(told)


def test_mistakes_that_may_quote_the_text_say_so() -> None:
    quoting = {}
    for text in ("a: 1\na: 2", "a: *secret", "a: !secret", "a: &s"):
        try:
            read(text + "\x00" * text.endswith("&s"), WRITTEN)
        except YamlError as error:
            quoting[text] = (error.quotes, bool(error.rule))
    assert quoting == {
        "a: 1\na: 2": (False, True),
        "a: *secret": (True, True),
        "a: !secret": (True, True),
        "a: &s": (False, False),
    }


def test_what_an_anchor_names_is_one_value_however_often_it_is_used() -> None:
    found = read("a: &it [1]\nb: *it\nc: {<<: &more {x: 1, y: 2}, y: 3}\nd: *more", WRITTEN)
    assert found["a"] is found["b"]
    assert (found["c"], found["d"]) == ({"x": 1, "y": 3}, {"x": 1, "y": 2})


def test_of_several_mappings_that_are_merged_the_first_wins() -> None:
    assert read("a: {<<: [{x: 1}, {x: 2, y: 2}], z: 3}", WRITTEN) == {"a": {"x": 1, "y": 2, "z": 3}}


def test_names_are_text_in_one_dialect_and_values_in_the_other() -> None:
    text = "{true: 1, 7: 2, off: 3}"
    assert read(text, WRITTEN) == {"true": 1, "7": 2, "off": 3}
    assert read(text, PLAIN) == {True: 1, 7: 2, "off": 3}


def test_days_and_times_keep_their_zone_and_fraction() -> None:
    found = read("[2026-11-24, 2026-1-2T3:04:05.6+01:30, 2026-11-24 10:00:00]", WRITTEN)
    assert found[0] == date(2026, 11, 24)
    assert found[1] == datetime.fromisoformat("2026-01-02T03:04:05.6+01:30")
    assert found[2] == datetime.fromisoformat("2026-11-24T10:00:00")


def test_nodes_know_where_they_begin_and_end() -> None:
    text = "a: 1  # one\nb: {c: 2}\n"
    node = compose(text, WRITTEN)
    assert isinstance(node, MappingNode)
    name, value = node.value[1]
    assert (text[name.start_mark.index], text[value.start_mark.index : value.end_mark.index]) == ("b", "{c: 2}")


def test_an_empty_text_is_nothing() -> None:
    assert (read("", WRITTEN), read("# only a remark", PLAIN), compose("", PLAIN)) == (None, None, None)
