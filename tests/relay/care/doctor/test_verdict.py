"""What the doctor's observations come to: one sentence and one exit status."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.care.doctor.observations import Level, Observation
from relay.care.doctor.verdict import judge
from tests.plain import as_told

OK = Observation(Level.OK, as_told("clock"), as_told("it is right"))
WARNING = Observation(Level.WARNING, as_told("restart"), as_told("it may lose something"), as_told("see to it"))
PROBLEM = Observation(Level.PROBLEM, as_told("flows.shop"), as_told("1 event is held"), as_told("look"))
OTHER = Observation(Level.PROBLEM, as_told("connections.books"), as_told("it is down"), as_told("look"))
DOWN = Observation(
    Level.PROBLEM,
    as_told("relay work"),
    as_told("no process of it runs"),
    as_told("start it"),
    stops=as_told("does not run"),
)
SILENT = Observation(
    Level.PROBLEM, as_told("redis.state_url"), as_told("no answer"), as_told("look"), stops=as_told("cannot be judged")
)


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
def test_a_verdict_is_a_sentence_and_a_status(found: list[Observation], status: int, sentence: str) -> None:
    verdict = judge(found)
    assert (verdict.status, verdict.sentence) == (status, sentence)
    assert str(verdict) == f"verdict  {sentence}"


@given(st.lists(st.sampled_from([OK, WARNING, PROBLEM, OTHER, DOWN, SILENT])))
def test_the_status_is_0_exactly_when_there_is_no_problem(found: list[Observation]) -> None:
    assert (judge(found).status == 0) == all(observation.level is not Level.PROBLEM for observation in found)
