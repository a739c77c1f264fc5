"""The cases of products: what each becomes in AccountView and in AFAS, to the field, or why a person must look."""

import pytest

from tests.handlers.pipelines.products.written_cases import TARGETS, read_cases, work_out

CASES = read_cases()
EACH = [(name, target) for name in CASES for target in TARGETS]


@pytest.mark.parametrize(("name", "target"), EACH)
async def test_a_product_becomes_what_the_case_says(name: str, target: str) -> None:
    case = CASES[name]
    worked_out = await work_out(case, target)
    held = case.paths("held", target)
    assert (worked_out.held, worked_out.told) == (held, case.paths("told", target))
    if not held:
        assert worked_out.tables == case.written["becomes"][target]


def test_there_are_eighty_for_each_system_and_each_says_what_it_shows() -> None:
    for target in TARGETS:
        assert len([name for name, other in EACH if other == target]) >= 80
    assert [case.name for case in CASES.values() if not case.says] == []
