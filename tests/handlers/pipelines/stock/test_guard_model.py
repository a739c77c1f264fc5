"""Whatever happens in whatever order, a level is never above what is true and known, and equal to it in the end."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from handlers.pipelines.stock.settings import Formula
from relay.demo.embedded import EmbeddedRedis
from tests.handlers.pipelines.stock.guard_machine import GuardMachine
from tests.stand_ins import other_vault


@pytest.mark.timeout(400)  # a failure is made small first, which takes its time
@pytest.mark.parametrize("shown", ["available", "on_hand"])
def test_nothing_is_sold_twice_and_nothing_is_kept_back_for_ever(redis_server: EmbeddedRedis, shown: Formula) -> None:
    class MachineOnThisServer(GuardMachine):
        server = redis_server
        vault = other_vault()
        formula = shown

    all_of_it = settings(max_examples=50, stateful_step_count=50, deadline=None)
    run_state_machine_as_test(MachineOnThisServer, settings=all_of_it)
