"""What an operator reads after `relay mutations`, and what their word does."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from relay.care.difference_desk import DifferenceDesk
from relay.cli.mutations import answer
from relay.errors import Hold, StartError
from relay.line.actions import (
    CONFIRM_DIFFERENCES,
    SETTLE_DIFFERENCE,
    SHOW_DIFFERENCES,
    Action,
    Actions,
    DifferencesShown,
    PlannedDifference,
    UnknownDifference,
)
from relay.line.run_event import OpenFlow
from relay.model import Flow
from tests.plain import as_told
from tests.relay.parts import FLOW, SmallSource, bound
from words.told import Told

EVENT = "0" * 32
PLANNED = PlannedDifference("A1", "01", "10", "7", "-3", "STK", EVENT)
UNKNOWN = UnknownDifference(EVENT, "A1", "", "-3", "STK", "relay 0123", "2026-03-02", 61)


@dataclass
class Books:
    """What a flow shows, and what was said about it."""

    shown: DifferencesShown = field(default_factory=lambda: DifferencesShown(is_confirmed=False))
    said: list[Any] = field(default_factory=list)
    refuses: Hold | None = None

    async def show(self, _: Flow) -> DifferencesShown:
        return self.shown

    async def confirm(self, flow: Flow) -> Told:
        self.said.append(flow.name)
        return as_told("moves now")

    async def settle(self, _: Flow, event: str, booked: bool) -> list[Told]:  # noqa: FBT001 - as the action gives it
        if self.refuses is not None:
            raise self.refuses
        self.said.append((event, booked))
        return [as_told("counts as said")]


@pytest.fixture
def books() -> Books:
    return Books()


@pytest.fixture
def desk(books: Books) -> DifferenceDesk:
    calls: dict[Action[Any], Any] = {
        SHOW_DIFFERENCES: books.show,
        CONFIRM_DIFFERENCES: books.confirm,
        SETTLE_DIFFERENCE: books.settle,
    }
    pipeline = replace(bound(), actions=Actions(calls))
    flows = {FLOW.name: OpenFlow(FLOW, SmallSource(), None, pipeline)}
    other = replace(FLOW, name="others")
    return DifferenceDesk({**flows, "others": OpenFlow(other, SmallSource(), None, bound())})


async def ask(desk: DifferenceDesk, **words: Any) -> tuple[bool, list[str]]:
    said: list[str] = []
    given = {"confirm": False, "booked": None, "not_booked": None, **words}
    return await answer(desk, FLOW.name, said.append, **given), said


async def test_what_would_move_is_a_table_with_the_word_that_lets_it_move(desk: DifferenceDesk, books: Books) -> None:
    books.shown = DifferencesShown(is_confirmed=False, planned=[PLANNED])
    assert await ask(desk) == (
        True,
        [
            "shop-orders moves nothing yet. What it would move, of 1 articles and warehouses:",
            "  A1 in 01: 10 -> 7 STK (-3)",
            "If that is right, let it move: relay mutations shop-orders --confirm",
        ],
    )


async def test_a_long_table_is_cut(desk: DifferenceDesk, books: Books) -> None:
    books.shown = DifferencesShown(is_confirmed=False, planned=[PLANNED] * 201)
    _, said = await ask(desk)
    assert said[-2] == "  and 1 more: --json has all"


async def test_what_is_not_known_fails_the_command_and_is_told_with_its_mark(
    desk: DifferenceDesk, books: Books
) -> None:
    books.shown = DifferencesShown(is_confirmed=True, unknown=[UNKNOWN])
    assert await ask(desk) == (
        False,
        [
            "shop-orders moves stock.",
            "Not known to be booked: -3 STK of A1, sent",
            "  61 s ago for 2026-03-02 under the mark relay 0123",
            f"  look for the mark in the books: relay mutations shop-orders --booked {EVENT}, or --not-booked",
        ],
    )


async def test_a_persons_word_is_handed_on(desk: DifferenceDesk, books: Books) -> None:
    assert await ask(desk, confirm=True) == (True, ["moves now."])
    assert await ask(desk, booked=EVENT) == (True, ["counts as said."])
    assert await ask(desk, not_booked=EVENT) == (True, ["counts as said."])
    assert books.said == [FLOW.name, (EVENT, True), (EVENT, False)]


async def test_what_cannot_be_is_told_and_fails(desk: DifferenceDesk, books: Books) -> None:
    books.refuses = Hold(as_told("it may still come"))
    assert await ask(desk, not_booked=EVENT) == (False, ["it may still come."])


async def test_one_word_at_a_time_and_of_a_flow_that_books_differences(desk: DifferenceDesk) -> None:
    with pytest.raises(StartError, match="give one of --confirm"):
        await ask(desk, confirm=True, booked=EVENT)
    with pytest.raises(StartError, match="event"):
        await ask(desk, booked="X")
    with pytest.raises(StartError, match="the flow others carries order, of which nothing is moved by differences"):
        await desk.show("others")
    with pytest.raises(StartError, match="nobody"):
        await desk.show("nobody")
