"""How problems are told."""

from mapping.problems import DocumentError, Problem
from tests.plain import as_told


def test_a_problem_reads_as_a_sentence_with_field_rule_value_and_remedy() -> None:
    problem = Problem("lines[2].sku", as_told("is empty"), as_told("fill it in"), "(empty)")
    assert str(problem) == "lines[2].sku: is empty (found (empty)); fill it in"
    assert (
        str(Problem("number", as_told("is missing"), as_told("add this field"))) == "number: is missing; add this field"
    )


def test_an_error_lists_all_its_problems() -> None:
    error = DocumentError(
        [
            Problem("a", as_told("is empty"), as_told("fill it in")),
            Problem("b", as_told("is missing"), as_told("add this field")),
        ]
    )
    assert str(error) == "a: is empty; fill it in; b: is missing; add this field"
