"""A run is kept so that this version and the one before can both read it, each sentence as one text."""

from dataclasses import replace
from typing import Any

import orjson

from mapping.problems import Problem
from relay.line.run_record import read_run, write_run
from relay.model import Outcome, State, StepRecord
from tests.plain import as_told
from words.told import Told

MORE = Told("problems.more", count=2)
OUTCOME = Outcome(
    State.HELD,
    Told("line.gave_up", tries=3, answer=Told("line.payload_redis_away")),
    "20001",
    problems=(
        Problem("lines[0].sku", MORE, Told("problems.mend_first"), "A-1"),
        Problem("lines", as_told("are wrong"), as_told("mend")),
    ),
    steps=(StepRecord("write", 1.25, "held", (MORE, as_told("debtor 7 known"))),),
    systems=("shop", "books"),
)
KEPT_BEFORE = {
    "state": "held",
    "reason": "an article is missing",
    "number": None,
    "problems": [{"path": "lines[0].sku", "rule": "is missing", "remedy": "add it", "value": None}],
    "steps": [{"step": "write", "ms": 1.2, "result": "held", "notes": ["debtor 7 known"]}],
}
"""What a version kept that knew only plain texts."""


def kept(outcome: Outcome) -> dict[str, Any]:
    return dict(orjson.loads(orjson.dumps(write_run(outcome, "s1"))))


def test_a_run_is_read_as_it_was_written() -> None:
    run = read_run(kept(OUTCOME))
    assert (run["state"], run["number"], run["settings"], run["systems"]) == ("held", "20001", "s1", ["shop", "books"])
    assert run["told"] == OUTCOME.told
    assert run["reason"] == "gave up after 3 tries: the payload Redis does not answer"
    assert run["problems"] == list(OUTCOME.problems)
    [step] = run["steps"]
    assert step["told"] == [MORE, as_told("debtor 7 known")]
    assert step["notes"] == ["has 2 more problems", "debtor 7 known"]


def test_a_run_that_was_kept_as_plain_texts_reads_on() -> None:
    run = read_run(KEPT_BEFORE)
    assert (run["told"].code, run["reason"]) == ("as_written", "an article is missing")
    assert run["problems"] == [Problem("lines[0].sku", as_told("is missing"), as_told("add it"))]
    assert run["steps"][0]["notes"] == ["debtor 7 known"]


def test_a_version_that_knows_only_plain_texts_finds_a_text_in_every_place() -> None:
    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: shape(part) for name, part in value.items()}
        return [shape(value[0])] if isinstance(value, list) else type(value)

    written = shape(kept(replace(OUTCOME, number=None, problems=(replace(OUTCOME.problems[0], value=None),))))
    assert {name: written[name] for name in KEPT_BEFORE} == shape(KEPT_BEFORE)
