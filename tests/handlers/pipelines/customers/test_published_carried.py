"""The published cases of web shops, carried into books that hold what each case says."""

from typing import Any

import pytest

from mapping.strict_yaml import read as read_yaml
from relay.model import Outcome
from tests.handlers.pipelines.customers.desk import CustomerDesk
from tests.handlers.pipelines.customers.published import HERE, SHOPS, read_cases
from tests.handlers.pipelines.customers.published_run import carry, seat

EXPECTED: dict[str, Any] = read_yaml((HERE / "published_carried.yaml").read_text("utf-8"))
CASES = {name: case for name, case in read_cases().items() if case.source in SHOPS and "posts" in case.written}


@pytest.mark.parametrize("name", sorted(CASES))
async def test_a_published_case_ends_as_a_bookkeeper_would_have_it(name: str, customers: CustomerDesk) -> None:
    case, expected = CASES[name], EXPECTED[name]
    await seat(customers, case)
    came = await carry(customers, case)
    assert [_told(outcome) for outcome in came] == [
        {"state": None, "number": None, "told": [], "passed_over": None} | post for post in expected["posts"]
    ]
    target = customers.target
    for number, fields in expected.get("books", {}).items():
        standing = target.debtor(number).fields
        assert {field: standing.get(field) or None for field in fields} == fields
    assert len(target.debtors) == expected.get("debtors", len(target.debtors))
    assert len(target.addresses) == expected.get("addresses", len(target.addresses))
    assert customers.written() == expected.get("writes", customers.written())


def test_every_case_of_a_shop_has_its_expectation_and_no_other() -> None:
    assert set(EXPECTED) == set(CASES)


def _told(outcome: Outcome | str) -> dict[str, Any]:
    if isinstance(outcome, str):
        return {"state": None, "number": None, "told": [], "passed_over": outcome}
    paths = [problem.path for problem in outcome.problems]
    return {"state": outcome.state.value, "number": outcome.number, "told": paths, "passed_over": None}
