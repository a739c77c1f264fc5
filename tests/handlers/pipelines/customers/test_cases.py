"""The cases of customers: what each becomes in AccountView and in AFAS, to the field, or why a person must look."""

import pytest

from tests.handlers.pipelines.customers.written_cases import TARGETS, read_cases, work_out

CASES = read_cases()
EACH = [(name, target) for name, case in CASES.items() for target in case.targets]


@pytest.mark.parametrize(("name", "target"), EACH)
async def test_a_customer_becomes_what_the_case_says(name: str, target: str) -> None:
    case = CASES[name]
    tables, problems = await work_out(case, target)
    held = case.written.get("held", [])
    assert problems == (held.get(target, []) if isinstance(held, dict) else held)
    if not held:
        assert tables == case.written["becomes"][target]


def test_there_are_sixty_for_each_system_and_each_says_what_it_shows() -> None:
    for target in TARGETS:
        assert len([name for name, other in EACH if other == target]) >= 60
    assert [case.name for case in CASES.values() if not case.says] == []
