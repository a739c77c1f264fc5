"""What relay.yaml takes from outside and is not there is told once, whatever else would follow of it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relay.bootstrap.settings import load
from relay.errors import StartError
from tests.deploy.example import EXAMPLE, example_environment, example_names
from tests.relay.settings.files import ENVIRONMENT, GOOD, mistakes_in


def told(environment: dict[str, str], file: Path = EXAMPLE) -> list[str]:
    with pytest.raises(StartError) as caught:
        load(file, environment)
    return [line.partition(": ")[2] for line in caught.value.mistakes]


@pytest.mark.parametrize("name", example_names())
@pytest.mark.parametrize("how", ["empty", "absent"])
def test_a_variable_of_the_example_file_that_is_not_set_is_one_line_that_names_it(name: str, how: str) -> None:
    environment = example_environment()
    if how == "empty":
        environment[name] = ""
    else:
        del environment[name]
    [line] = told(environment)
    assert f": the environment has no {name}, or an empty one; set it before the start, or in the file that" in line


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(example_names()), min_size=1))
def test_as_many_lines_are_told_as_variables_are_missing(names: set[str]) -> None:
    lines = told({name: "" if name in names else value for name, value in example_environment().items()})
    assert len(lines) == len(names)
    assert all(any(f"has no {name}," in line for line in lines) for name in names)


def test_a_variable_that_two_fields_want_is_one_mistake_with_both_places(tmp_path: Path) -> None:
    text = GOOD.replace("reference_prefix:", 'spare_tokens: ["${SHOP_TOKEN}"], reference_prefix:')
    [line] = mistakes_in(text, tmp_path, SHOP_TOKEN="")
    assert line.startswith("connections.shop.token: the environment has no SHOP_TOKEN")
    assert line.endswith(" (also wanted by connections.shop.spare_tokens[0])")


def test_other_mistakes_are_told_beside_it(tmp_path: Path) -> None:
    text = GOOD.replace("burst: 7", "burst: many")
    lines = mistakes_in(text, tmp_path, SHOP_TOKEN="", INDEX_KEY="")
    assert [line.partition(":")[0] for line in lines] == [
        "keys.index",
        "connections.shop.token",
        "connections.shop.limits.burst",
    ]
    assert set(ENVIRONMENT) >= {"SHOP_TOKEN", "INDEX_KEY"}
