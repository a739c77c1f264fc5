"""What was down or busy is left alone, longer each time in a row."""

from datetime import timedelta

from handlers.services.vies.back_off import FIRST_PAUSE, LONGEST_PAUSE, SERVICE, BackOff


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def pause_of(back_off: BackOff, clock: Clock, state: str) -> float:
    """How long it rests from now, to the second."""
    start = clock.now
    while back_off.rests(state):
        clock.now += 1
    return clock.now - start


def test_pauses_double_up_to_the_longest_and_start_short_again_after_an_answer() -> None:
    clock = Clock()
    back_off = BackOff(clock)
    pauses = []
    for _ in range(7):
        back_off.failed("DE")
        pauses.append(pause_of(back_off, clock, "DE"))
    assert pauses == [30, 60, 120, 240, 480, 900, 900]
    assert (pauses[0], pauses[-1]) == (FIRST_PAUSE.total_seconds(), LONGEST_PAUSE.total_seconds())
    back_off.worked("DE")
    back_off.failed("DE")
    assert pause_of(back_off, clock, "DE") == 30


def test_a_member_state_rests_alone_and_the_service_with_all() -> None:
    back_off = BackOff(Clock())
    back_off.failed("DE")
    assert (back_off.rests("DE"), back_off.rests("BE")) == (True, False)
    back_off.failed(SERVICE)
    assert back_off.rests("BE")


def test_a_pause_that_was_asked_for_is_kept_in_full() -> None:
    clock = Clock()
    back_off = BackOff(clock)
    back_off.failed(SERVICE, timedelta(hours=1))
    assert pause_of(back_off, clock, "BE") == 3600
