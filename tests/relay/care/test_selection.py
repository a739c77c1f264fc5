"""Each state is either carried, able to go again itself, or an end that is copied."""

from relay.care.selection import CARRIED, DONE, GO_AGAIN, RELEASABLE, Replayed, Result, Tally
from relay.model import ENDS, State
from tests.plain import as_told


def test_every_state_is_carried_or_releasable_or_an_end_that_is_copied() -> None:
    copied = {State.WRITTEN, State.SKIPPED, State.SUPERSEDED}
    assert set(RELEASABLE) == {State.HELD, State.FAILED, State.EXPIRED}
    assert set(GO_AGAIN) == {*RELEASABLE, State.CANCELLED, State.SKIPPED}  # of those skipped only dry runs
    assert CARRIED | set(GO_AGAIN) | copied == set(State)
    assert not CARRIED & (ENDS | set(RELEASABLE))


def test_a_tally_counts_every_result_and_names_those_that_did_not_go() -> None:
    tally = Tally()
    for result in Result:
        tally.add(Replayed(result, as_told("for the test"), result.value))
    assert tally.results == dict.fromkeys(Result, 1)
    assert {each.result for each in tally.unable} == set(Result) - DONE
