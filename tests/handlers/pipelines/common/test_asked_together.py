"""Runs that ask for records at the same time share a call, and nobody waits for company."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from handlers.pipelines.common.asked_together import AskedTogether, KnownRecords


class System:
    """Answers each number with itself, once it is let go on; those below zero are not there."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.began, self.go_on = asyncio.Event(), asyncio.Event()
        self.failing: Exception | None = None

    async def ask(self, numbers: Sequence[str]) -> Mapping[str, str]:
        self.asked.append([*numbers])
        self.began.set()
        await self.go_on.wait()
        if self.failing is not None:
            raise self.failing
        return {number: f"record {number}" for number in numbers if not number.startswith("-")}


async def begun(system: System, together: AskedTogether[str], number: str) -> "asyncio.Task[str | None]":
    """A question that is under way."""
    asking = asyncio.create_task(together.get(number))
    await system.began.wait()
    return asking


async def test_whoever_asks_while_a_call_is_under_way_shares_the_next_one() -> None:
    system = System()
    together = AskedTogether(system.ask)
    first = await begun(system, together, "1")
    others = [asyncio.create_task(together.get(number)) for number in ("2", "3", "2", "-4")]
    await asyncio.sleep(0)
    system.go_on.set()
    assert await asyncio.gather(first, *others) == ["record 1", "record 2", "record 3", "record 2", None]
    assert system.asked == [["1"], ["2", "3", "-4"]]


async def test_no_more_numbers_are_asked_for_at_once_than_the_limit() -> None:
    system = System()
    together = AskedTogether(system.ask, most=2)
    first = await begun(system, together, "1")
    others = [asyncio.create_task(together.get(number)) for number in ("2", "3", "4")]
    await asyncio.sleep(0)
    system.go_on.set()
    await asyncio.gather(first, *others)
    assert system.asked == [["1"], ["2", "3"], ["4"]]


async def test_a_failure_is_told_to_whoever_asked_and_the_next_question_is_asked_anew() -> None:
    system = System()
    together = AskedTogether(system.ask)
    system.failing = ValueError("away")
    system.go_on.set()
    with pytest.raises(ValueError, match="away"):
        await together.get("1")
    system.failing = None
    assert await together.get("1") == "record 1"


async def test_one_who_gives_up_takes_nothing_from_another_who_asked_for_the_same() -> None:
    system = System()
    together = AskedTogether(system.ask)
    first = await begun(system, together, "1")
    leaving, staying = (asyncio.create_task(together.get("2")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    leaving.cancel()
    system.go_on.set()
    assert await staying == "record 2"


async def test_flows_ask_apart_and_a_target_that_was_opened_anew_is_asked_itself() -> None:
    known, one, other = KnownRecords(), System(), System()
    one.go_on.set()
    other.go_on.set()
    assert await known.get("a", one, one.ask, "1") == "record 1"
    assert await known.get("b", other, other.ask, "1") == "record 1"
    assert await known.get("a", other, other.ask, "2") == "record 2"
    assert (one.asked, other.asked) == ([["1"]], [["1"], ["2"]])
