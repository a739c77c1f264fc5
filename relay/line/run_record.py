"""How one run is kept in the story of its event: written when it ends, read by who shows the story.

Runs that end in the same way one after another, as while an event is parked, are kept as one with their number.

Sentences are kept packed (:func:`words.told.pack`), each as one text, so that neither this version nor the one before
stumbles over what the other has kept.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final

import orjson

from mapping.problems import Problem
from relay.model import Outcome, State, StepRecord
from words.told import Told, pack, unpack


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


_COMES_BACK: Final = frozenset({State.PARKED, State.RETRYING, State.UNCONFIRMED})


def digest_end(run: Mapping[str, Any], outcome: Outcome) -> str:
    """What the end of a written run is known by when the next run ends in the same way; how long steps took counts not.

    Empty where each run is told by itself: it burned a try, or the event comes to rest.
    """
    if outcome.burns_try or outcome.state not in _COMES_BACK:
        return ""
    steps = [{name: value for name, value in step.items() if name != "ms"} for step in run["steps"]]
    return blake2b(orjson.dumps({**run, "steps": steps}), digest_size=12).hexdigest()


_MOST_PROBLEMS: Final = 5


def tell_record(outcome: Outcome) -> bytes:
    """What a record tells of an end where its flow keeps no stories; empty where it was written without a warning."""
    if outcome.state is State.WRITTEN and not outcome.problems:
        return b""
    problems = [_write_problem(problem) for problem in outcome.problems[:_MOST_PROBLEMS]]
    return orjson.dumps({"told": pack(outcome.told), "problems": problems})


def read_told(kept: bytes | None) -> tuple[Told | None, Sequence[Problem]]:
    """The sentence and the first problems that :func:`tell_record` keeps."""
    if not kept:
        return None, ()
    found = orjson.loads(kept)
    return unpack(found["told"]), [_read_problem(problem) for problem in found["problems"]]


def read_run(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The run as it was written: ``told`` and, of each step, ``told`` are sentences, ``problems`` are Problems.

    ``reason`` and ``notes`` are the same sentences in English. ``times`` is how many runs in a row it stands for; where
    these are several, ``first`` is when the first of them began, and all else is told of the last.
    """
    told = unpack(kept["reason"])
    return {
        "times": 1,
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
