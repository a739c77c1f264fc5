"""What an operator reads after `relay replay`, `relay cancel` and `relay reconcile`, and which options are refused."""

from datetime import datetime

import pytest

from relay.care.selection import MOST_TOLD, Replayed, Result, Tally
from relay.cli import replay
from relay.cli.replay import Chosen
from relay.errors import StartError
from relay.model import State
from tests.plain import as_told
from tests.relay.desk import POSTED, Desk
from tests.relay.parts import FLOW

DAY = datetime(2026, 11, 24)  # noqa: DTZ001 - as the command line gives it


class TestReplay:
    async def test_one_event_goes_at_once(self, desk: Desk) -> None:
        event_id, said = await desk.stand("1", State.HELD, POSTED), list[str]()
        assert await replay.replay(desk.operations, Chosen(event_id), said.append, yes=False)
        assert said == [f"{event_id}: it waits again, with the sealed document, since its source cannot be read."]

    async def test_one_reference_goes_at_once(self, desk: Desk) -> None:
        desk.shows("1")
        said = list[str]()
        chosen = Chosen(flow=FLOW.name, reference="1")
        assert await replay.replay(desk.operations, chosen, said.append, yes=False)
        assert said == [f"{await desk.claimed()}: a new event carries the document as its source has it now."]

    async def test_many_are_only_counted_until_it_is_confirmed(self, desk: Desk) -> None:
        ids = [await desk.stand(number, State.HELD) for number in "123"]
        said = list[str]()
        chosen = Chosen(flow=FLOW.name, state=State.HELD)
        assert await replay.replay(desk.operations, chosen, said.append, yes=False)
        assert said == ["3 events would be carried again. Run it again with --yes to carry them."]
        assert {await desk.state_of(event_id) for event_id in ids} == {State.HELD}
        assert await replay.replay(desk.operations, chosen, said.append, yes=True)
        assert said[1:] == ["3 released"]
        assert {await desk.state_of(event_id) for event_id in ids} == {State.WAITING}

    async def test_where_nothing_can_go_the_reasons_are_told_and_it_is_a_failure(self, desk: Desk) -> None:
        event_id, said = await desk.stand("1", State.HELD, POSTED), list[str]()
        await desk.lose_document(event_id)
        assert not await replay.replay(desk.operations, Chosen(), said.append, yes=True)
        assert said == [
            "1 no document",
            f"  {event_id}: the document is lost, and its source cannot be read; nothing is changed: send it again",
        ]

    async def test_where_there_is_nothing_to_do_that_is_no_failure(self, desk: Desk) -> None:
        said = list[str]()
        assert await replay.replay(desk.operations, Chosen(), said.append, yes=True)
        assert said == ["nothing to carry again"]

    async def test_an_event_that_is_not_there_is_a_failure(self, desk: Desk) -> None:
        said = list[str]()
        assert not await replay.replay(desk.operations, Chosen("0" * 32), said.append, yes=False)
        assert said == ["no event: no event has this id, or it is too old."]

    @pytest.mark.parametrize(
        ("chosen", "remedy"),
        [
            (Chosen("e", flow="a"), "an event is named, so leave out"),
            (Chosen("e", state=State.HELD), "an event is named, so leave out"),
            (Chosen("e", reference="1"), "an event is named, so leave out"),
            (Chosen(reference="1"), "--reference needs --flow"),
            (Chosen(flow="a", reference="1", state=State.HELD), "neither --state, --from nor --to"),
            (Chosen(flow="a", reference="1", since=DAY), "neither --state, --from nor --to"),
        ],
    )
    async def test_options_that_contradict_each_other_are_refused(
        self, desk: Desk, chosen: Chosen, remedy: str
    ) -> None:
        with pytest.raises(StartError, match=remedy):
            await replay.replay(desk.operations, chosen, print, yes=True)

    def test_days_are_whole_days_in_utc(self) -> None:
        selection = Chosen(since=DAY, until=DAY).selection()
        assert selection.since is not None
        assert selection.until is not None
        assert selection.since.isoformat() == "2026-11-24T00:00:00+00:00"
        assert selection.until.isoformat() == "2026-11-24T23:59:59.999000+00:00"

    def test_a_tally_names_no_more_than_a_person_reads(self) -> None:
        tally = Tally()
        for number in range(MOST_TOLD + 5):
            tally.add(Replayed(Result.NO_DOCUMENT, as_told("lost"), str(number)))
        assert len(list(replay.tally_lines(tally))) == MOST_TOLD + 1
        assert tally.results == {Result.NO_DOCUMENT: MOST_TOLD + 5}


class TestCancel:
    async def test_an_event_that_waits_is_cancelled(self, desk: Desk) -> None:
        event_id, said = await desk.stand("1", State.PARKED), list[str]()
        assert await replay.cancel(desk.operations, event_id, said.append)
        assert said == [f"{event_id}: cancelled; it was parked."]

    async def test_an_event_that_is_carried_is_not_and_that_is_a_failure(self, desk: Desk) -> None:
        event_id, said = await desk.stand("1", State.UNCONFIRMED), list[str]()
        assert not await replay.cancel(desk.operations, event_id, said.append)
        assert said == [f"{event_id}: it is unconfirmed, which cannot be cancelled; nothing is changed."]

    async def test_an_event_that_is_not_there_is_a_failure(self, desk: Desk) -> None:
        said = list[str]()
        assert not await replay.cancel(desk.operations, "0" * 32, said.append)
        assert said == [f"{'0' * 32}: there is no such event, or it is too old."]


class TestReconcile:
    async def test_it_tells_how_the_records_stand_and_what_to_do(self, desk: Desk) -> None:
        await desk.stand("1", State.HELD)
        desk.target.there = {"2"}
        desk.shows(*"1234")
        said = list[str]()
        await replay.reconcile(desk.operations, FLOW.name, "7d", said.append, carry=False)
        assert said[0].startswith(f"{FLOW.name}: records changed since ")
        assert said[1:] == [
            "  1 there, 0 under way, 2 missing",
            "  1 held or failed, 0 cancelled, 0 unclear (the log says why)",
            "  missing: 3, 4",
            "  Run it again with --carry to carry what is missing, held or failed.",
        ]

    async def test_carrying_tells_how_many_go(self, desk: Desk) -> None:
        desk.shows(*"12")
        said = list[str]()
        await replay.reconcile(desk.operations, FLOW.name, "36h", said.append, carry=True)
        assert said[-1] == "  2 of the missing, held and failed are carried now."

    async def test_of_many_missing_the_first_are_named_and_the_others_counted(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("relay.care.reconcile.MOST_TOLD", 2)
        desk.shows(*"12345")
        said = list[str]()
        await replay.reconcile(desk.operations, FLOW.name, "7d", said.append, carry=False)
        assert "  missing: 1, 2 and 3 more" in said

    async def test_where_nothing_is_missing_nothing_is_advised(self, desk: Desk) -> None:
        said = list[str]()
        await replay.reconcile(desk.operations, FLOW.name, "7d", said.append, carry=False)
        assert len(said) == 3

    @pytest.mark.parametrize("since", ["7", "a week", "", "-1d"])
    async def test_a_time_that_cannot_be_read_is_refused_with_an_example(self, desk: Desk, since: str) -> None:
        with pytest.raises(StartError, match=r"--since: write a (number and a unit|unit behind the number)"):
            await replay.reconcile(desk.operations, FLOW.name, since, print, carry=False)

    async def test_a_flow_that_is_being_compared_is_told_so(self, desk: Desk) -> None:
        turn = f"reconcile:{FLOW.name}"
        await desk.store.state.set(f"{desk.store.keys.prefix}lock:{turn}", "another")
        with pytest.raises(StartError, match="is being compared by another process"):
            await replay.reconcile(desk.operations, FLOW.name, "7d", print, carry=False)
