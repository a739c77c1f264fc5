"""Records whose newest state counts, whatever is done to them: nothing old follows anything newer, nothing is lost."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from relay.demo.embedded import EmbeddedRedis
from tests.relay.line.states_machine import StatesMachine
from tests.stand_ins import other_vault


@pytest.mark.timeout(400)  # a failure is made small first, which takes its time
def test_whatever_is_done_to_records_their_newest_state_is_what_the_target_comes_to_hold(
    redis_server: EmbeddedRedis,
) -> None:
    class MachineOnThisServer(StatesMachine):
        server = redis_server
        vault = other_vault()

    all_of_it = settings(max_examples=40, stateful_step_count=50, deadline=None)
    run_state_machine_as_test(MachineOnThisServer, settings=all_of_it)
