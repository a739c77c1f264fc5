"""Orders of every kind, one readable file each, and to the cent what they become in the target."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from tests.handlers.pipelines.orders.carried import Case, Worked, read_cases, work_out, written_out

CASES = read_cases()
KEYS = {"says", "target", "connection", "settings", "mapping", "vat_number", "original", "order"}
EXPECTED = {"becomes", "totals", "held", "told"}


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
async def test_an_order_becomes_what_its_case_says(case: Case) -> None:
    worked = await work_out(case)
    if "held" in case.written:
        assert _held(worked) == _expected_problems(case, worked)
        return
    assert worked.problems == []
    for table, wanted in case.written["becomes"].items():
        assert _shown(worked.tables, table, wanted) == written_out(wanted), table
    for name, amount in case.written["totals"].items():
        assert getattr(worked.drafted.draft.priced, name) == Decimal(str(amount)), name
    for note in case.written.get("told", ()):
        assert [told for told in worked.drafted.notes if note in told], note


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_case_says_something_in_one_sentence_and_expects_something(case: Case) -> None:
    assert case.says.endswith(".")
    assert set(case.written) <= KEYS | EXPECTED
    assert ("held" in case.written) is not ("becomes" in case.written)
    if "becomes" in case.written:
        assert {"net", "vat", "gross"} <= set(case.written["totals"]) or "amount" in case.written["totals"]


def _shown(tables: Mapping[str, Any], table: str, wanted: Any) -> Any:
    """What there is of a table: all of its lines, or the columns that the case names, None where there is none."""
    found: Any = tables
    for part in table.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        return written_out({name: found.get(name) for name in wanted})
    return written_out(found)


def _held(worked: Worked) -> list[str]:
    return sorted(problem.path for problem in worked.problems)


def _expected_problems(case: Case, worked: Worked) -> list[str]:
    for path, told in case.written["held"].items():
        assert [problem for problem in worked.problems if problem.path == path and told in str(problem)], path
    return sorted(case.written["held"])
