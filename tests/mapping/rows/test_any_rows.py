"""Whatever rows and documents there are: a mapper raises nothing, changes nothing, and repeats itself."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mapping.functions import FUNCTIONS
from tests.mapping.rows.rows import mapper_of

NAMES = ["order", "lines", "sku", "item", "index", "quantity", "a"]
CONTEXTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=5) | st.floats() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=15,
)
PATHS = st.lists(st.sampled_from([*NAMES, "lines[0]", "a[1]"]), min_size=1, max_size=3).map(".".join)
STEPS = st.sampled_from(
    [name for name in FUNCTIONS if FUNCTIONS[name].argument.value == "no argument"]
) | st.sampled_from(
    [{"cut": 3}, {"default": "x"}, {"join": ","}, {"round": 2}, {"search_code": 4}, {"split_street": "number"}]
)
EXPRESSIONS = st.sampled_from(
    [
        "order",
        "a.lines",
        "order.lines[0].sku & a",
        "$count(order)",
        "a < 1",
        "$sum(a)",
        "$string(order)",
        "1/0",
        "$sort(a)",
    ]
)
WHENS = EXPRESSIONS | st.builds(lambda path: {"path": path, "is": "a"}, PATHS)
EXTRAS = st.fixed_dictionaries(
    {"do": st.lists(STEPS, max_size=3)},
    optional={
        "when": WHENS,
        "table": st.just({"a": "1", "true": "2"}),
        "default": st.just("d"),
        "force": st.sampled_from([False]),
    },
)
SOURCES = st.fixed_dictionaries({"from": PATHS | st.lists(PATHS, min_size=1, max_size=3)}) | st.fixed_dictionaries(
    {"expr": EXPRESSIONS}
)
RULES = st.lists(
    st.builds(
        lambda source, extras: {**source, **extras},
        SOURCES,
        st.fixed_dictionaries({"do": st.lists(STEPS, max_size=2)})
        | st.fixed_dictionaries({"when": WHENS | st.lists(WHENS, min_size=1, max_size=2), "otherwise": st.just("o")}),
    ),
    min_size=1,
    max_size=3,
)
ROWS = st.builds(lambda source, extras: {**source, **extras}, SOURCES | st.fixed_dictionaries({"rules": RULES}), EXTRAS)


@given(st.lists(ROWS, max_size=4), st.lists(ROWS, max_size=4), CONTEXTS)
def test_a_mapper_raises_nothing_changes_nothing_and_repeats_itself(
    header: list[dict[str, Any]], lines: list[dict[str, Any]], inner: Any
) -> None:
    rows = [{"to": f"H.F{number}", **row} for number, row in enumerate(header)]
    rows += [{"to": f"L.F{number}", "each": "order.lines", **row} for number, row in enumerate(lines)]
    context = {"order": inner, "a": inner}
    before = copy.deepcopy(context)
    first = mapper_of(*rows).apply(context)
    assert repr(context) == repr(before)
    assert repr(mapper_of(*rows).apply(context)) == repr(first)
    assert all(problem.path and problem.rule and problem.remedy for problem in first[1])
