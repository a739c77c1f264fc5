"""One value is changed in a file of settings, and all that a person wrote around it stays."""

import doctest
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapping import yaml_edits
from mapping.strict_yaml import read
from mapping.yaml_edits import EditError, edit, remove

TEXT = """# of our shop
redis: {payload_url: "redis://a/0", state_url: b} # two servers
server:
  port: 8080   # behind the proxy
  allow:
    - 10.0.0.1 # the proxy
    - 10.0.0.2

flows:
  # the shop
  orders:
    from: shop
    write: false # a dry run
    mapping:
      - {to: A.B, from: order.remark}
      - to: C.D
        const: |
          two
          lines
  empty:
"""


def test_the_examples_in_its_file_are_true() -> None:
    assert doctest.testmod(yaml_edits).failed == 0


@pytest.mark.parametrize(
    ("path", "value", "before", "after"),
    [
        (("server", "port"), 8443, "port: 8080   # behind", "port: 8443   # behind"),
        (("flows", "orders", "write"), True, "write: false # a", "write: true # a"),
        (("redis", "state_url"), "${STATE}", "state_url: b}", 'state_url: "${STATE}"}'),
        (("redis", "min_replicas"), 1, "state_url: b}", "state_url: b, min_replicas: 1}"),
        (("server", "allow", 0), "::1", "- 10.0.0.1 # the", '- "::1" # the'),
        (("server", "allow", 2), "10.0.0.3", "    - 10.0.0.2\n", '    - 10.0.0.2\n    - "10.0.0.3"\n'),
        (("server", "host"), "::1", "    - 10.0.0.2\n", '    - 10.0.0.2\n  host: "::1"\n'),
        (("flows", "empty"), {"from": "a"}, "  empty:\n", "  empty:\n    from: a\n"),
        (("flows", "empty"), "x y", "  empty:\n", "  empty: x y\n"),
        (("flows", "orders", "from"), "012345", "from: shop", 'from: "012345"'),
        (("flows", "orders", "from"), "NO", "from: shop", 'from: "NO"'),
    ],
)
def test_only_what_is_changed_is_another_afterwards(path: Any, value: Any, before: str, after: str) -> None:
    assert before in TEXT
    assert edit(TEXT, path, value) == TEXT.replace(before, after, 1)


def test_a_part_that_is_not_there_is_added_whole() -> None:
    changed = edit(TEXT, ("connections", "shop", "allow"), ["127.0.0.1"])
    assert changed == TEXT + 'connections:\n  shop:\n    allow: ["127.0.0.1"]\n'


def test_an_empty_text_becomes_one_with_the_value() -> None:
    assert edit("# new\n", ("server", "port"), 1) == "# new\nserver:\n  port: 1\n"


@pytest.mark.parametrize(
    ("path", "gone"),
    [
        (("server", "port"), "  port: 8080   # behind the proxy\n"),
        (("redis", "payload_url"), 'payload_url: "redis://a/0", '),
        (("flows", "orders", "mapping", 1), "      - to: C.D\n        const: |\n          two\n          lines\n"),
    ],
)
def test_what_is_taken_away_goes_with_its_line(path: Any, gone: str) -> None:
    assert gone in TEXT
    assert remove(TEXT, path) == TEXT.replace(gone, "")


@pytest.mark.parametrize("path", [("redis", "state_url", "x"), ("server", "allow", 9), ("server", "allow", "x")])
def test_a_path_through_what_is_no_list_or_mapping_is_refused(path: Any) -> None:
    with pytest.raises(EditError):
        edit(TEXT, path, 1)


@pytest.mark.parametrize("text", ["a: &x {b: 1}\nc: *x\n", "a: [\n"])
def test_a_text_that_cannot_be_changed_by_itself_is_refused_and_never_changed_wrongly(text: str) -> None:
    with pytest.raises(EditError):
        edit(text, ("c", "b"), 2)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-999, 999)
    | st.decimals("0.01", "99.99", places=2).map(lambda number: Decimal(str(number)))
    | st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abcxyz -:#", min_size=1, max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
paths = st.sampled_from(
    [
        ("server", "port"),
        ("server", "allow"),
        ("server", "allow", 1),
        ("redis", "new"),
        ("flows", "orders", "mapping", 0, "from"),
        ("flows", "orders", "mapping"),
        ("flows", "new", "name"),
        ("flows", "empty"),
        ("new",),
    ]
)


@settings(max_examples=200)
@given(paths, values)
def test_whatever_is_written_is_read_again_and_every_remark_elsewhere_stays(path: Any, value: Any) -> None:
    try:
        changed = edit(TEXT, path, value)
    except EditError:
        return
    found = read(changed)
    for part in path:
        found = found[part]
    assert found == value
    for remark in ("# of our shop\n", " # two servers\n", "\n  # the shop\n", " # a dry run\n"):
        assert remark in changed
