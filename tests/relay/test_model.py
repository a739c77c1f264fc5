"""The table of states: what may follow what, and that nothing leads nowhere."""

from relay.model import CHANGES, ENDS, LEAVES_LANE, State, may_become, new_event_id, new_token

REPLAYABLE = {State.FAILED, State.EXPIRED, State.CANCELLED, State.SKIPPED}


def reachable_from(start: State) -> set[State]:
    seen, ahead = {start}, [start]
    while ahead:
        for after in CHANGES[ahead.pop()] - seen:
            seen.add(after)
            ahead.append(after)
    return seen


def test_every_state_has_its_row_in_the_table() -> None:
    assert set(CHANGES) == set(State)


def test_every_state_can_be_reached_by_a_new_event() -> None:
    assert reachable_from(State.WAITING) == set(State)


def test_an_end_has_no_way_out_but_replay_and_being_put_away() -> None:
    for state in ENDS - REPLAYABLE:
        assert CHANGES[state] == frozenset()
    assert CHANGES[State.FAILED] == {State.WAITING, State.CANCELLED, State.EXPIRED, State.SUPERSEDED}
    assert CHANGES[State.EXPIRED] == {State.WAITING, State.SUPERSEDED}
    assert CHANGES[State.CANCELLED] == {State.WAITING, State.HELD, State.SUPERSEDED}
    assert CHANGES[State.SKIPPED] == {State.WAITING, State.CANCELLED, State.SUPERSEDED}  # of these only a dry run


def test_every_state_that_is_no_end_can_still_come_to_a_good_one() -> None:
    for state in set(State) - ENDS:
        assert {State.WRITTEN, State.SKIPPED} <= reachable_from(state)


def test_only_a_running_event_is_written_skipped_or_failed_and_only_what_waits_is_parked_beside_it() -> None:
    for end in (State.WRITTEN, State.SKIPPED, State.FAILED, State.UNCONFIRMED, State.RETRYING):
        assert may_become(end) == (State.RUNNING,)
    assert may_become(State.PARKED) == (State.WAITING, State.RUNNING, State.RETRYING)


def test_an_unconfirmed_event_is_never_cancelled_or_expired_since_it_may_have_been_written() -> None:
    assert CHANGES[State.UNCONFIRMED] == {State.RUNNING}


def test_the_lane_is_left_by_ends_and_by_what_a_person_must_see_to() -> None:
    assert ENDS | {State.HELD} == LEAVES_LANE


def test_where_a_state_may_come_from_is_the_table_read_backwards() -> None:
    for after in State:
        assert set(may_become(after)) == {before for before in State if after in CHANGES[before]}


def test_event_ids_are_32_digits_that_do_not_repeat_and_sort_by_time_also_within_one_millisecond() -> None:
    ids = [new_event_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert all(len(one) == 32 and int(one, 16) for one in ids)
    assert len({one[:12] for one in ids}) < 1000
    assert ids == sorted(ids)


def test_tokens_do_not_repeat() -> None:
    assert len({new_token() for _ in range(1000)}) == 1000


def test_what_may_be_in_the_target_is_never_superseded_but_by_its_own_run() -> None:
    assert State.UNCONFIRMED not in may_become(State.SUPERSEDED)
    assert State.WRITTEN not in may_become(State.SUPERSEDED)
    assert CHANGES[State.SUPERSEDED] == frozenset()
