"""The cases of products: what each becomes in AccountView and in AFAS, to the field, or why a person must look."""

import pytest

from tests.handlers.pipelines.products.written_cases import TARGETS, read_cases, work_out

CASES = read_cases()
EACH = [(name, target) for name, case in CASES.items() for target in case.targets]


@pytest.mark.parametrize(("name", "target"), EACH)
async def test_a_product_becomes_what_the_case_says(name: str, target: str) -> None:
    case = CASES[name]
    tables, problems = await work_out(case, target)
    held = case.paths("held", target)
    assert problems == [*case.paths("told", target), *held]
    if not held:
        assert tables == case.written["becomes"][target]


def test_there_are_eighty_for_each_system_and_each_says_what_it_shows() -> None:
    for target in TARGETS:
        assert len([name for name, other in EACH if other == target]) >= 80
    assert [case.name for case in CASES.values() if not case.says] == []


def test_no_case_is_another_one_again() -> None:
    told = [str({**case.written, "says": ""}) for case in CASES.values()]
    assert len(set(told)) == len(told)
