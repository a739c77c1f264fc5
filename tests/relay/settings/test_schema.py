"""An editor marks what `relay check` refuses by its type, and never what it accepts."""

import json
import typing
from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path as FilePath
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from handlers.pipelines import PIPELINES
from handlers.vendors import VENDORS
from mapping.parsing import dump_json
from relay.bootstrap.settings import schema
from relay.cli.app import app
from relay.settings.findings import Finding, Path
from relay.settings.judging import judge_written
from relay.settings.secret_sources import SecretSources
from relay.settings.written import read_file, read_text
from tests.relay.settings.schema_places import TRIED, WORDS, file_with, marked, places, rounds, wrong_for
from tests.relay.settings.shipped import ENVIRONMENT, GOOD

HOUSE = FilePath(__file__).parents[3]
SHIPPED = HOUSE / "deploy" / "relay.schema.json"
SCHEMA = schema()
PLACES = list(places())
ROUNDS = rounds(path for path, _ in PLACES)
FOR_OUTER = [value for value in TRIED if isinstance(value, list | dict) or value in (None, 5, "a b")]
SECRETS = {
    path
    for path, kind in PLACES
    if kind.is_secret and (not kind.holds_others or typing.get_origin(kind.annotation) is Mapping)
}
"""Rules judge them, and only where what stands around them is right: they are tried one by one."""

ABSENT = object()


def findings_of(file: Any) -> list[Finding]:
    written = read_text(dump_json(file).decode(), "relay.yaml")
    assert written.value == file
    return list(judge_written(written, SecretSources({**ENVIRONMENT, "NAME": "x" * 30}), VENDORS, PIPELINES).findings)


def errors_in(file: Any) -> set[Path]:
    """Where it is refused; where a word is missing that decides about all beside it, that is refused whole."""
    wrong = {finding.path for finding in findings_of(file) if finding.severity == "error"}
    return wrong | {path[:-1] for path in wrong if path[-1:] and path[-1] in WORDS}


def is_below(path: Path, others: list[Path]) -> bool:
    return any(path[: len(other)] == other for other in others)


def meets(path: Path, others: set[Path]) -> bool:
    return any(path[: len(other)] == other[: len(path)] for other in others)


def test_the_shipped_file_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(app, ["schema"])
    assert printed.exit_code == 0
    assert SHIPPED.read_text("utf-8") == printed.output, "renew it with: relay schema > deploy/relay.schema.json"
    assert json.loads(printed.output) == json.loads(json.dumps(SCHEMA))


@pytest.mark.parametrize("validator", [jsonschema.Draft7Validator, jsonschema.Draft202012Validator])
def test_it_is_a_schema_in_the_dialect_it_names_and_in_the_newest(validator: Any) -> None:
    validator.check_schema(SCHEMA)
    assert list(validator(SCHEMA).iter_errors(read_text(GOOD, "relay.yaml").value)) == []


def test_the_first_line_of_the_example_names_it_and_an_editor_marks_nothing_there() -> None:
    example = HOUSE / "deploy" / "relay.example.yaml"
    first = example.read_text("utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema=./{SHIPPED.name}"
    assert marked(SCHEMA, read_file(example).value) == set()


def test_every_setting_of_every_model_is_tried() -> None:
    assert len(PLACES) > 400
    assert {path[0] for path, _ in PLACES} == set(SCHEMA["properties"])


@pytest.mark.parametrize("value", TRIED, ids=repr)
def test_no_place_is_marked_for_a_value_that_check_accepts(value: Any) -> None:
    for alike in ROUNDS if value in FOR_OUTER else ROUNDS[:1]:
        file = file_with(dict.fromkeys(alike, value))
        refused = errors_in(file) | SECRETS
        assert {path for path in marked(SCHEMA, file) if is_below(path, alike) and not meets(path, refused)} == set()


FORMS = st.one_of(
    st.text(st.characters(exclude_categories=["C"]), max_size=30),  # no file of settings holds other signs
    st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,2})? ?(ms|s|m|h|d)", fullmatch=True),
    st.from_regex(r"[A-Za-z0-9_.:/ %-]{1,20}", fullmatch=True),
    st.integers(-10, 10**6),
    st.decimals(-10, 1000, places=2),
)


@given(st.lists(FORMS, min_size=1, max_size=9), st.integers(0))
@settings(max_examples=10, deadline=None)
def test_nor_is_it_for_any_mixture_of_values_in_one_file(values: list[Any], turn: int) -> None:
    leaves = ROUNDS[0]
    file = file_with({path: values[(turn + place) % len(values)] for place, path in enumerate(leaves)})
    refused = errors_in(file) | SECRETS
    assert {path for path in marked(SCHEMA, file) if is_below(path, leaves) and not meets(path, refused)} == set()


def test_whatever_is_wrong_by_type_word_bound_or_form_is_marked_where_check_refuses_it() -> None:
    kinds, marks = dict(PLACES), 0
    for alike in ROUNDS:
        for values in zip_longest(*(wrong_for(kinds[path]) for path in alike), fillvalue=ABSENT):
            given = {path: value for path, value in zip(alike, values, strict=True) if value is not ABSENT}
            file = file_with(given)
            refused, found = errors_in(file), marked(SCHEMA, file)
            assert {path: given[path] for path in given if path in refused and path not in found} == {}
            marks += len(found & given.keys())
    assert marks > 2000
