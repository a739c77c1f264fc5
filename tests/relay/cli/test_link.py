"""What an operator reads after `relay link`, and which options are refused."""

import pytest

from relay.cli.link import link_by_hand, relink_by_hand
from relay.errors import StartError
from relay.model import State
from tests.relay.desk import POSTED, Desk


async def test_a_link_is_told_with_what_to_do_next(desk: Desk) -> None:
    event_id, said = await desk.stand("1", State.HELD), list[str]()
    assert await link_by_hand(desk.operations, event_id, "10023", said.append, undo=False)
    assert said == [
        f"{event_id}: the customer of 1 is 10023.",
        f"If the event is held, carry it now: relay replay {event_id}",
    ]


async def test_undoing_is_told_without_a_next_step(desk: Desk) -> None:
    event_id, said = await desk.stand("1", State.HELD), list[str]()
    assert await link_by_hand(desk.operations, event_id, None, said.append, undo=True)
    assert said == [f"{event_id}: the customer of 1 is None."]


async def test_where_nothing_came_of_it_that_is_a_failure(desk: Desk) -> None:
    event_id, said = await desk.stand("1", State.WRITTEN, POSTED), list[str]()
    assert not await link_by_hand(desk.operations, event_id, "10023", said.append, undo=False)
    assert said[0].startswith(f"{event_id}: its document is not kept any more")
    assert len(said) == 1


@pytest.mark.parametrize(("debtor", "undo"), [(None, False), ("10023", True)])
async def test_options_that_contradict_each_other_are_refused(desk: Desk, debtor: str | None, *, undo: bool) -> None:
    with pytest.raises(StartError, match="give --debtor with the debtor's number, or --undo"):
        await link_by_hand(desk.operations, "0" * 32, debtor, print, undo=undo)


@pytest.mark.parametrize("create", [True, False])
async def test_a_record_that_is_carried_again_is_told_with_what_to_do_next(desk: Desk, *, create: bool) -> None:
    event_id, said = await desk.stand("1", State.HELD), list[str]()
    assert await relink_by_hand(desk.operations, event_id, said.append, create=create)
    assert said == [
        f"{event_id}: 1 is carried again.",
        f"If the event is held, carry it now: relay replay {event_id}",
    ]
    assert desk.target.relinked == [("1", create)]
