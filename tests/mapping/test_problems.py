"""How problems are told, and how little a masked value gives away."""

from hypothesis import given
from hypothesis import strategies as st

from mapping.problems import MOST_SHOWN, DocumentError, Problem, masked, shortened


def test_a_problem_reads_as_a_sentence_with_field_rule_value_and_remedy() -> None:
    problem = Problem("lines[2].sku", "is empty", "fill it in", "(empty)")
    assert str(problem) == "lines[2].sku: is empty (found (empty)); fill it in"
    assert str(Problem("number", "is missing", "add this field")) == "number: is missing; add this field"


def test_an_error_lists_all_its_problems() -> None:
    error = DocumentError([Problem("a", "is empty", "fill it in"), Problem("b", "is missing", "add this field")])
    assert str(error) == "a: is empty; fill it in; b: is missing; add this field"


@given(st.text(min_size=1))
def test_a_masked_value_shows_at_most_one_letter_of_the_text(text: str) -> None:
    bare = text.strip()
    told = f"*** ({len(bare)} character{'s' if len(bare) > 1 else ''})" if bare else "(empty)"
    assert masked(text) in ({told, bare[0] + told} if len(bare) > 3 else {told})


def test_a_number_too_long_for_python_to_print_can_be_shown_and_masked() -> None:
    assert masked(10**5000) == "1*** (5001 characters)"
    assert len(shortened(10**5000)) == MOST_SHOWN


@given(st.text())
def test_a_shortened_value_prints_and_is_short(text: str) -> None:
    shown = shortened(text)
    assert len(shown) <= MOST_SHOWN
    assert shown.isprintable()
    assert shown == text or not text.isprintable() or len(text) > MOST_SHOWN
