"""A person says of one event that what was sent for it is not in the target; a replay of many says that of none."""

import pytest

from relay.care.selection import Result, Selection
from relay.cli import replay
from relay.cli.replay import Chosen
from relay.errors import StartError
from relay.model import State
from relay.store.store import Store
from tests.relay.desk import Desk


async def test_the_word_of_a_person_is_newer_than_the_write_that_it_is_about(desk: Desk, store: Store) -> None:
    event_id = await desk.stand("1", State.HELD)
    seconds, _ = await store.state.time()
    assert (await desk.operations.not_there.replay(event_id)).result is Result.RELEASED
    event = await desk.event(event_id)
    assert (event.state, event.not_there_ms >= seconds * 1000) == (State.WAITING, True)
    assert [note["what"] for note in await desk.notes(event_id)][-2:] == ["looked in the target, not there", "replayed"]


async def test_a_replay_of_one_or_of_many_says_nothing_of_what_is_there(desk: Desk) -> None:
    one, other = await desk.stand("1", State.HELD), await desk.stand("2", State.HELD)
    await desk.operations.replayer.replay(one)
    await desk.operations.replayer.replay_all(Selection(states=(State.HELD,)))
    assert [(await desk.event(each)).not_there_ms for each in (one, other)] == [0, 0]


async def test_of_an_event_that_is_not_there_nothing_is_said(desk: Desk) -> None:
    assert (await desk.operations.not_there.replay("0" * 32)).result is Result.NOT_FOUND


async def test_the_command_takes_the_word_of_one_event_alone(desk: Desk) -> None:
    event_id, said = await desk.stand("1", State.HELD), list[str]()
    assert await replay.replay(desk.operations, Chosen(event_id, not_there=True), said.append, yes=False)
    assert (await desk.event(event_id)).not_there_ms
    with pytest.raises(StartError, match="--not-there is a word about one event"):
        await replay.replay(desk.operations, Chosen(flow="orders", not_there=True), said.append, yes=True)
