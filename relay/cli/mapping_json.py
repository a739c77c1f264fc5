"""What `relay mapping show`, `diff` and `try` answer with `--json`; the same as their tables, for another program."""

from typing import Any

from mapping.problems import Problem, ToldRow
from relay.bootstrap.flows import LookedAt
from relay.cli.as_json import say_json
from relay.roles import Json


def show(looked: LookedAt) -> None:
    """Every row of the flow's mappings, side by side as they are used."""
    say_json(_rows(looked, only_changed=False))


def diff(looked: LookedAt) -> None:
    """The rows that differ from the preset, each with the one it replaces."""
    say_json(_rows(looked, only_changed=True))


def tell_trial(looked: LookedAt, title: str, document: Json) -> bool:
    """Map a document, and tell all that came of it. False when there are problems."""
    trial = looked.trial(document)
    say_json(
        {
            "flow": looked.flow,
            "document": title,
            "source": trial.source,
            "canonical": trial.canonical,
            "target": trial.targets or None,
            "problems": [_problem(problem) for problem in trial.problems],
        }
    )
    return not trial.problems


def _rows(looked: LookedAt, *, only_changed: bool) -> dict[str, Any]:
    sides = [
        {
            "name": name,
            "setting": looked.setting(name),
            "rows": [_row(row) for row in rows if not only_changed or not row.origin.startswith("preset")],
            "notices": [str(notice) for notice in notices],
        }
        for name, rows, notices in looked.rows()
    ]
    return {"flow": looked.flow, "mappings": sides}


def _row(row: ToldRow) -> dict[str, str | None]:
    return {"field": row.target, "text": row.text, "origin": row.origin, "was": row.was}


def _problem(problem: Problem) -> dict[str, str | None]:
    """Under the keys of the admin API."""
    return {
        "path": problem.path,
        "code": problem.wrong.code,
        "rule": problem.rule,
        "remedy": problem.remedy,
        "value": problem.value,
    }
