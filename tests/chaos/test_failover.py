"""The failover scenario: Sentinels promote the replica of the state Redis, twice, and nothing acknowledged is lost."""

import pytest

from tests.chaos.forms import failover_form
from tests.chaos.play import run


@pytest.mark.timeout(180)
async def test_a_failover_of_the_state_redis_loses_and_doubles_nothing() -> None:
    told: list[str] = []
    result = await run(failover_form(), seed=20_261_125, say=told.append)
    verdict = result.verdict
    assert (verdict.lost, verdict.doubled, verdict.out_of_order, verdict.differing) == ([], [], [], []), told
    assert verdict.held == []
    assert list(result.troubles) == []
    assert verdict.written == failover_form().orders
    assert len(result.failovers) == 2
