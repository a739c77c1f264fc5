"""The short form of the chaos run: every blow once or more, and the books of both systems hold each order once."""

import json
from collections.abc import Callable

import pytest

from tests.chaos.forms import short_form
from tests.chaos.play import run


@pytest.mark.timeout(150)
async def test_what_was_acknowledged_stands_in_the_books_once_whatever_is_killed_or_lost(
    record_property: Callable[[str, object], None],
) -> None:
    told: list[str] = []
    result = await run(short_form(), seed=20_261_124, say=told.append)
    record_property("chaos", json.dumps(result.line()))
    verdict = result.verdict
    assert (verdict.lost, verdict.doubled, verdict.out_of_order, verdict.differing) == ([], [], [], []), told
    assert verdict.held == []
    assert list(result.troubles) == []
    assert verdict.written == 150
    assert verdict.echoes >= 150  # all that was written is read again, in both systems
    assert verdict.accepted == verdict.written + verdict.skipped
    assert result.recoveries
    assert max(result.recoveries) < 15
    assert result.outages
    assert result.faults > 0
