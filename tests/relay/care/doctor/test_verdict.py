"""What the doctor's findings come to: one sentence and one exit status."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.care.doctor.findings import Finding, Level
from relay.care.doctor.verdict import judge

OK = Finding(Level.OK, "clock", "it is right")
WARNING = Finding(Level.WARNING, "restart", "it may lose something", "see to it")
PROBLEM = Finding(Level.PROBLEM, "flows.shop", "1 event is held", "look")
OTHER = Finding(Level.PROBLEM, "connections.books", "it is down", "look")
DOWN = Finding(Level.PROBLEM, "relay work", "no process of it runs", "start it", stops="does not run")
SILENT = Finding(Level.PROBLEM, "redis.state_url", "no answer", "look", stops="cannot be judged")


@pytest.mark.parametrize(
    ("found", "status", "sentence"),
    [
        ([OK], 0, "all is well."),
        ([OK, WARNING], 0, "all is well; 1 warning to look at when there is time."),
        ([OK, WARNING, PROBLEM], 1, "1 thing needs a person: flows.shop."),
        ([PROBLEM, OTHER], 1, "2 things need a person: flows.shop, connections.books."),
        ([PROBLEM, DOWN], 2, "the relay does not run: see relay work above."),
        ([SILENT], 2, "the relay cannot be judged: see redis.state_url above."),
    ],
)
def test_a_verdict_is_a_sentence_and_a_status(found: list[Finding], status: int, sentence: str) -> None:
    verdict = judge(found)
    assert (verdict.status, verdict.sentence) == (status, sentence)
    assert str(verdict) == f"verdict  {sentence}"


@given(st.lists(st.sampled_from([OK, WARNING, PROBLEM, OTHER, DOWN, SILENT])))
def test_the_status_is_0_exactly_when_there_is_no_problem(found: list[Finding]) -> None:
    assert (judge(found).status == 0) == all(finding.level is not Level.PROBLEM for finding in found)
