"""A finding tells its place, its path, what is wrong and what was found, for a person and as JSON."""

import doctest
import json

from relay.settings import findings
from relay.settings.findings import Finding, SettingsError
from words.told import Told

FOUND = Finding(
    "error",
    ("flows", "a", "poll", "every"),
    Told("settings.above_nothing"),
    line=12,
    column=5,
    value="0s",
    file="relay.yaml",
)


def test_the_examples_in_its_file_are_true() -> None:
    assert doctest.testmod(findings).failed == 0


def test_it_reads_as_place_path_sentence_and_value() -> None:
    assert str(FOUND) == "relay.yaml:12:5: flows.a.poll.every: write a length above zero, such as 10s; found '0s'"


def test_a_value_that_the_sentence_shows_is_not_told_twice() -> None:
    told = Told("settings.quotes", text='"042"')
    assert str(Finding("error", ("a",), told, value="042")).count("042") == 1


def test_a_file_without_path_and_line_is_told_by_its_name() -> None:
    assert str(Finding("error", (), Told("settings.is_folder"), file="x.yaml")).startswith("x.yaml: this is a folder")


def test_as_json_it_has_every_part_by_name() -> None:
    assert json.loads(json.dumps(FOUND.as_json())) == {
        "severity": "error",
        "code": "settings.above_nothing",
        "file": "relay.yaml",
        "line": 12,
        "column": 5,
        "path": "flows.a.poll.every",
        "text": "write a length above zero, such as 10s",
        "value": "0s",
        "allowed": [],
        "nearest": None,
    }


def test_only_errors_are_mistakes_that_stop_a_start_and_all_findings_are_kept() -> None:
    odd = Finding("warning", ("a",), Told("settings.tab"))
    error = SettingsError([odd, FOUND])
    assert (error.mistakes, error.findings) == ((str(FOUND),), (odd, FOUND))
