"""How one run is kept in the story of its event: written when it ends, read by who shows the story.

Sentences are kept packed (:func:`words.told.pack`), each as one text, so that neither this version nor the one before
stumbles over what the other has kept.
"""

from collections.abc import Mapping
from typing import Any

from mapping.problems import Problem
from relay.model import Outcome, StepRecord
from words.told import pack, unpack


def write_run(outcome: Outcome, settings_version: str | None) -> dict[str, Any]:
    """The run as JSON holds it; its first moment and its length are added by the clock of Redis."""
    return {
        "state": outcome.state,
        "reason": pack(outcome.told),
        "number": outcome.number,
        "settings": settings_version,
        "systems": outcome.systems,
        "problems": [_write_problem(problem) for problem in outcome.problems],
        "steps": [_write_step(step) for step in outcome.steps],
    }


def read_run(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The run as it was written: ``told`` and, of each step, ``told`` are sentences, ``problems`` are Problems.

    ``reason`` and ``notes`` are the same sentences in English.
    """
    told = unpack(kept["reason"])
    return {
        **kept,
        "told": told,
        "reason": str(told),
        "problems": [_read_problem(problem) for problem in kept["problems"]],
        "steps": [_read_step(step) for step in kept["steps"]],
    }


def _write_problem(problem: Problem) -> dict[str, str | None]:
    return {"path": problem.path, "rule": pack(problem.wrong), "remedy": pack(problem.mend), "value": problem.value}


def _read_problem(kept: Mapping[str, Any]) -> Problem:
    return Problem(kept["path"], unpack(kept["rule"]), unpack(kept["remedy"]), kept["value"])


def _write_step(step: StepRecord) -> dict[str, Any]:
    told = [pack(sentence) for sentence in step.told]
    return {"step": step.step, "ms": round(step.milliseconds, 1), "result": step.result, "notes": told}


def _read_step(kept: Mapping[str, Any]) -> dict[str, Any]:
    told = [unpack(note) for note in kept["notes"]]
    return {**kept, "told": told, "notes": [str(note) for note in told]}
