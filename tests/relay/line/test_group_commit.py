"""Concurrent calls share a commit: bounded groups, one at a time, and each caller gets what is theirs."""

import asyncio
from collections.abc import Sequence

import pytest

from relay.line.background import end
from relay.line.group_commit import GroupCommit
from tests.waiting import eventually


class Commits:
    """Remembers the groups it got, and can be held up."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.at_once = self.most_at_once = 0

    async def __call__(self, items: Sequence[int]) -> Sequence[int]:
        self.groups.append(list(items))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.gate.wait()
        self.at_once -= 1
        if -1 in items:
            raise ValueError("refused")
        return [item * 10 for item in items]


async def test_each_caller_gets_the_result_of_his_own_item() -> None:
    together = GroupCommit(Commits(), most=8)
    assert await asyncio.gather(*(together.add(n) for n in range(20))) == [n * 10 for n in range(20)]


async def test_those_who_come_while_a_commit_is_under_way_go_together_with_the_next() -> None:
    commits = Commits()
    together = GroupCommit(commits, most=64)
    commits.gate.clear()
    first = asyncio.create_task(together.add(1))
    await eventually(lambda: commits.groups)
    others = [asyncio.create_task(together.add(n)) for n in (2, 3, 4)]
    await asyncio.sleep(0)
    commits.gate.set()
    await asyncio.gather(first, *others)
    assert commits.groups == [[1], [2, 3, 4]]


async def test_a_group_is_never_larger_than_its_bound_and_groups_never_overlap() -> None:
    commits = Commits()
    together = GroupCommit(commits, most=5)
    await asyncio.gather(*(together.add(n) for n in range(23)))
    assert max(len(group) for group in commits.groups) == 5
    assert commits.most_at_once == 1


async def test_a_failure_reaches_every_caller_of_its_group_and_no_other() -> None:
    together = GroupCommit(Commits(), most=2)
    results = await asyncio.gather(*(together.add(n) for n in (1, -1, 3)), return_exceptions=True)
    assert [type(result) for result in results] == [ValueError, ValueError, int]
    with pytest.raises(ValueError, match="refused"):
        await together.add(-1)
    assert await together.add(4) == 40


async def test_a_caller_that_gives_up_does_not_hold_up_the_others() -> None:
    commits = Commits()
    together = GroupCommit(commits, most=8)
    commits.gate.clear()
    patient, hasty = (asyncio.create_task(together.add(n)) for n in (1, 2))
    await eventually(lambda: commits.groups)
    hasty.cancel()
    commits.gate.set()
    assert await patient == 10
    await end(hasty)
    assert hasty.cancelled()
