"""How late polls were is kept for a day in few numbers, and told a quarter too long at the most."""

from collections import Counter
from datetime import timedelta
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.store.gaps import Gap, Gaps, _find, _step_of
from relay.store.store import Store, reply
from tests.relay.parts import FLOW


@pytest.fixture
def gaps(store: Store) -> Gaps:
    return Gaps(store)


async def test_half_and_95_in_100_of_the_last_day_are_told(gaps: Gaps) -> None:
    assert await gaps.read(FLOW.name) is None
    await gaps.note(FLOW.name, [timedelta(milliseconds=200)] * 94)
    await gaps.note(FLOW.name, [timedelta(hours=2)] * 6)
    await gaps.note(FLOW.name, [])
    found = await gaps.read(FLOW.name)
    assert found is not None
    assert (found.changes, found.half) == (100, 1.0)
    assert 7200 <= found.most <= 9000


async def test_what_is_older_than_a_day_counts_no_more_and_ends_by_itself(gaps: Gaps, store: Store) -> None:
    seconds, _ = await reply(store.state.time())
    hour = int(seconds) // 3600
    await reply(store.state.hset(store.keys.gaps(FLOW.name, str(hour - 24)), "30", "9"))
    await reply(store.state.hset(store.keys.gaps(FLOW.name, str(hour - 23)), "0", "1"))
    assert await gaps.read(FLOW.name) == Gap(1, 1.0, 1.0)
    await gaps.note(FLOW.name, [timedelta(seconds=5)])
    assert 86_400 < await store.state.ttl(store.keys.gaps(FLOW.name, str(hour))) <= 90_000


@given(st.lists(st.floats(0, 400_000), min_size=1, max_size=50), st.sampled_from([0.5, 0.95]))
def test_a_length_that_is_told_is_none_too_short_and_a_quarter_too_long_at_the_most(
    seconds: list[float], share: float
) -> None:
    exact = max(sorted(seconds)[ceil(len(seconds) * share) - 1], 1)
    told = _find(Counter(_step_of(timedelta(seconds=each)) for each in seconds), share)
    assert exact - 0.1 <= told <= exact * 1.25 + 0.1
