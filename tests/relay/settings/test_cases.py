"""Files with one mistake each: the relay tells that one, once, with its place, what stands there and what to write."""

from collections import Counter
from typing import Any

import pytest
from pydantic import BaseModel

from relay.settings.findings import path_text
from tests.relay.settings.mistakes import BASE, ENVIRONMENT, Case, judged, read_cases

CASES = read_cases()
WRONG = [case for case in CASES if case.verdict != "accepted"]
KEYS = {"name", "mistake", "find", "with", "at", "put", "drop", "beside", "path", "never", "hidden", "shows", "means"}
VERDICTS = {"error", "warning", "accepted"}


@pytest.mark.parametrize("case", WRONG, ids=[case.name for case in WRONG])
def test_a_mistake_is_told_once_with_its_place_and_its_words(case: Case) -> None:
    [finding] = case.judged().findings
    told, folded = str(finding), str(finding).casefold()
    assert finding.severity == case.verdict
    assert finding.line is not None
    assert f":{finding.line}:" in told
    assert [word for word in case.says if word.casefold() not in folded] == []
    assert [word for word in case.written.get("never", ()) if str(word).casefold() in folded] == []
    if case.path is not None:
        assert path_text(finding.path) == path_text(case.path)
    if case.written.get("hidden"):
        assert finding.value is None
        assert str(case.put or case.written.get("with")) not in told
    elif "shows" in case.written:
        assert finding.value == case.written["shows"]
    elif case.put is not None:
        assert case.put in told


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_only_an_error_keeps_the_relay_from_starting(case: Case) -> None:
    found = case.judged()
    assert found.has_errors is (found.settings is None) is (case.verdict == "error")
    if case.verdict == "accepted":
        assert found.findings == ()
    if "means" in case.written:
        assert case.at is not None
        assert str(_value(found.settings, *case.at)) == case.written["means"]


def test_the_file_that_the_cases_change_has_no_mistake() -> None:
    assert judged(BASE).findings == ()


def test_a_case_changes_one_thing_and_names_one_verdict() -> None:
    for case in CASES:
        assert set(case.written) <= KEYS | VERDICTS, case.name
        assert len(VERDICTS & set(case.written)) == 1, case.name
        assert len({"find", "put", "drop"} & set(case.written)) == 1, case.name
        assert case.text != BASE, case.name
        assert case.written[case.verdict] or case.verdict == "accepted", case.name


def test_no_two_cases_are_the_same_file() -> None:
    assert [name for text, name in Counter(case.text for case in CASES).items() if name > 1] == []


def test_there_are_cases_enough() -> None:
    whole = {case.name for case in CASES if not str(case.written.get("at", "")).endswith(".*")}
    assert len(whole) >= 187


def test_no_case_shows_a_secret_of_the_environment() -> None:
    told = "\n".join(str(finding) for case in CASES for finding in case.judged().findings)
    assert [name for name, secret in ENVIRONMENT.items() if len(secret) > 1 and secret in told] == []


def _value(value: Any, *path: str | int) -> Any:
    """What settings, lists and mappings hold at a path."""
    for part in path:
        named = {"from": "source", "to": "target"}.get(str(part), str(part))
        value = getattr(value, named) if isinstance(value, BaseModel) else value[part]
    return value
