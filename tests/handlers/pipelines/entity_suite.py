"""What every entity must do that keeps a state, in each direction: an entity's tests inherit these facts.

A record is carried between two systems that answer as the real ones do. Whatever is lost on the way, an answer or a
process, the target has it once, and what a later state says stands.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar, Protocol

import pytest

from relay.model import Outcome, State, Ticket

Json = Any


class Killed(BaseException):
    """A process that dies: nothing of the relay catches it."""


class Way(Protocol):
    """One direction: a source that can be changed, and a target in which can be looked up what came of it."""

    writes: int
    """How often the target was told to make or change anything."""

    die_at: int | None
    """The write at which the process dies; ``die_after``: once it was carried out, and not before."""

    die_after: bool

    async def new(self, **changes: Any) -> str:
        """Make a record at the source; its number there."""
        ...

    async def change(self, number: str, **changes: Any) -> None:
        """Change a record at the source."""
        ...

    async def document(self, number: str) -> Json:
        """The record as the source gives it now."""
        ...

    async def ticket(self, document: Json, *, write: bool = True) -> Ticket:
        """A claimed event of it."""
        ...

    async def run(self, ticket: Ticket) -> Outcome:
        """One run over all steps."""
        ...

    async def shown(self, number: str) -> Mapping[str, Any]:
        """What the target has of the record with this number there: one field, and how many parts of each kind."""
        ...

    async def records(self) -> int:
        """How many records the target has."""
        ...

    async def pass_horizon(self) -> None:
        """Let the time pass in which the target may still carry out what it did not answer."""
        ...

    async def bring_back(self, number: str) -> tuple[Outcome, int] | None:
        """Carry the target's record with the opposite flow; how that ended, and what it wrote. None: there is none."""
        ...

    def unwanted(self) -> None:
        """Let the flow carry no such record from now on."""
        ...

    def undecided(self) -> None:
        """Let the flow hold a record that is not in the target."""
        ...


class EntitySuite:
    """Inherit as ``class TestCustomers(EntitySuite)`` and give a fixture ``way``; the facts come along.

    ``made`` is what the target shows of a new record, ``field`` the one of its fields that is changed, to ``values``.
    """

    made: ClassVar[Mapping[str, Any]] = {"phone": "+31205550100", "addresses": 1, "contacts": 1}
    field: ClassVar[str] = "phone"
    values: ClassVar[tuple[str, str]] = ("+31205550111", "+31205550122")

    async def carry(self, way: Way, number: str, *, write: bool = True) -> Outcome:
        return await way.run(await way.ticket(await way.document(number), write=write))

    async def test_a_new_record_is_made_with_all_its_parts(self, way: Way) -> None:
        made = await self.carry(way, await way.new())
        assert (made.state, await way.records()) == (State.WRITTEN, 1), made
        assert await way.shown(str(made.number)) == self.made

    async def test_a_change_is_written_to_the_record_that_is_there(self, way: Way) -> None:
        number = await way.new()
        made = await self.carry(way, number)
        await way.change(number, **{self.field: self.values[0]})
        changed = await self.carry(way, number)
        assert (changed.state, changed.number, await way.records()) == (State.WRITTEN, made.number, 1), changed
        assert (await way.shown(str(made.number)))[self.field] == self.values[0]

    async def test_what_the_flow_does_not_carry_is_left_out(self, way: Way) -> None:
        way.unwanted()
        outcome = await self.carry(way, await way.new())
        assert (outcome.state, way.writes) == (State.SKIPPED, 0), outcome

    async def test_what_only_a_person_can_decide_is_held_and_nothing_is_written(self, way: Way) -> None:
        way.undecided()
        outcome = await self.carry(way, await way.new())
        assert (outcome.state, way.writes) == (State.HELD, 0), outcome

    async def test_the_same_state_once_more_writes_nothing(self, way: Way) -> None:
        number = await way.new()
        await self.carry(way, number)
        writes = way.writes
        again = await self.carry(way, number)
        assert (again.state, way.writes) == (State.WRITTEN, writes), again

    async def test_what_was_written_never_comes_back(self, way: Way) -> None:
        number = await way.new()
        made = await self.carry(way, number)
        back = await way.bring_back(str(made.number))
        if back is None:
            pytest.skip("nothing is read from this source's own side")
        outcome, writes = back
        assert (outcome.state, outcome.number, writes) == (State.WRITTEN, number, 0), outcome

    async def test_an_older_state_is_never_written_over_a_newer_one(self, way: Way) -> None:
        number = await way.new()
        made = await self.carry(way, number)
        await way.change(number, **{self.field: self.values[0]})
        late = await way.ticket(await way.document(number))
        await way.change(number, **{self.field: self.values[1]})
        await self.carry(way, number)
        outcome = await way.run(late)
        assert outcome.state is State.SUPERSEDED, outcome
        assert (await way.shown(str(made.number)))[self.field] == self.values[1]

    async def test_a_dry_run_writes_nothing(self, way: Way) -> None:
        outcome = await self.carry(way, await way.new(), write=False)
        assert (outcome.state, way.writes, await way.records()) == (State.SKIPPED, 0, 0), outcome
        assert outcome.reason.startswith("dry run: would ")

    @pytest.mark.parametrize("after", [False, True], ids=["before it is sent", "once it was sent"])
    async def test_a_process_that_dies_at_any_write_leaves_each_part_there_once(self, way: Way, after: bool) -> None:  # noqa: FBT001 - of the test
        number = await way.new()
        document, died, outcome = await way.document(number), 0, None
        for run in range(10):
            # What was only noted and not sent is sent by the next run, which then dies at the write behind it.
            way.die_at, way.die_after = way.writes + (1 if after or run == 0 else 2), after
            ticket = await way.ticket(document)
            try:
                outcome = await way.run(ticket)
            except Killed:
                died += 1
            else:
                break
            way.die_at = None
            await way.pass_horizon()
        way.die_at = None
        assert died >= 1
        assert outcome is not None
        assert (outcome.state, await way.records()) == (State.WRITTEN, 1), outcome
        assert await way.shown(str(outcome.number)) == self.made


def dying(way: Way, call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """A write of a target at which the process dies where the way says so."""

    async def write(*given: Any, **named: Any) -> Any:
        way.writes += 1
        if way.die_at == way.writes and not way.die_after:
            raise Killed
        answer = await call(*given, **named)
        if way.die_at == way.writes and way.die_after:
            raise Killed
        return answer

    return write
