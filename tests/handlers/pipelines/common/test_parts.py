"""Each part of a record is made or changed once, whatever happens to an answer, to the target or to its neighbours."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.contracts.records import AlreadyThere
from handlers.pipelines.common.field_digests import unpack
from handlers.pipelines.common.part import Carried, day_of, part_name
from relay.errors import Hold, Unconfirmed
from relay.line.once.links import Link
from relay.model import Event, Origin, State
from tests.handlers.pipelines.common.shelf import Carrier, Shelf, lost

NAMED = {"name": "Van Dam"}
RENAMED = {"name": "Van Dam B.V."}


class TestMaking:
    async def test_a_new_part_is_made_and_then_needs_no_call(self, carrier: Carrier, shelf: Shelf) -> None:
        assert await carrier.carry(shelf, NAMED) == Carried("N1", "made", ("mark", "name"))
        shelf.calls.clear()
        assert await carrier.carry(shelf, NAMED) == Carried("N1", "same")
        assert shelf.calls.total() == 0

    async def test_its_link_tells_which_fields_were_sent_and_never_what_stood_in_them(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        part = carrier.part(shelf, NAMED, settings="as-set")
        ticket = await carrier.ticket()
        await carrier.parts.carry(ticket, part)
        link = await carrier.links.find(part.name)
        assert link is not None
        assert (link.number, link.event, link.settings) == ("N1", ticket.event.id, "as-set")
        assert [*unpack(link.digest)] == ["mark", "name"]
        assert {len(digest) for digest in unpack(link.digest).values()} == {16}
        assert "Dam" not in link.digest

    async def test_one_that_is_there_is_linked_and_what_differs_is_sent(self, carrier: Carrier, shelf: Shelf) -> None:
        shelf.records["N7"] = {"mark": "part", "name": "Old", "phone": "1"}
        assert await carrier.carry(shelf, NAMED) == Carried("N7", "changed", ("name",))
        assert shelf.records == {"N7": {"mark": "part", "name": "Van Dam", "phone": "1"}}
        assert shelf.calls["make"] == 0

    async def test_one_that_stands_there_more_than_once_is_held(self, carrier: Carrier, shelf: Shelf) -> None:
        shelf.records.update({"N7": {"mark": "part"}, "N8": {"mark": "part"}})
        with pytest.raises(Hold, match="the target has part more than once: N7, N8"):
            await carrier.carry(shelf, NAMED)
        assert shelf.sent == 0

    async def test_one_that_is_there_after_all_is_changed_instead_once(self, carrier: Carrier, shelf: Shelf) -> None:
        async def another_makes_it() -> None:
            shelf.records.setdefault("N7", {"mark": "part", "name": "Old"})

        shelf.meanwhile = another_makes_it
        assert await carrier.carry(shelf, NAMED) == Carried("N7", "changed", ("name",))
        assert (shelf.calls["make"], shelf.calls["change"]) == (1, 1)

    async def test_one_that_is_there_and_is_not_shown_is_held_and_its_note_closed(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        shelf.records["N7"], shelf.hidden = {"mark": "part"}, True
        part = carrier.part(shelf, NAMED)
        with pytest.raises(AlreadyThere):
            await carrier.parts.carry(await carrier.ticket(), part)
        assert await carrier.intents.look(part.name) is None

    async def test_one_whose_answer_is_lost_is_found_again_and_not_made_twice(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        shelf.after = lost()
        with pytest.raises(Unconfirmed):
            await carrier.carry(shelf, NAMED)
        assert await carrier.carry(shelf, NAMED) == Carried("N1", "made")
        assert (len(shelf.records), shelf.sent) == (1, 1)

    async def test_one_that_cannot_be_found_again_is_held_on_a_lost_answer_and_never_repeated(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        shelf.after = lost()
        with pytest.raises(Unconfirmed):
            await carrier.carry(shelf, NAMED, look_up=None)
        part = carrier.part(shelf, NAMED, look_up=None)
        for _ in range(2):
            with pytest.raises(Hold, match="nothing by which it could be found again"):
                await carrier.parts.carry(await carrier.ticket(), part)
            await carrier.pass_time(part.name)
        assert (len(shelf.records), shelf.sent) == (1, 1)

    async def test_a_target_that_tells_no_number_is_asked_for_it(self, carrier: Carrier, shelf: Shelf) -> None:
        shelf.tells_number = False
        assert await carrier.carry(shelf, NAMED) == Carried("N1", "made", ("mark", "name"))

    async def test_under_other_names_of_a_part_that_is_made_only_its_number_is_remembered(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        ticket = await carrier.ticket()
        await carrier.parts.carry(ticket, carrier.part(shelf, NAMED, also=("a mark",)))
        assert await carrier.links.find("a mark") == Link("N1", event=ticket.event.id)
        assert await carrier.intents.look("a mark") is None


async def test_a_part_that_two_flows_write_is_judged_though_it_is_as_this_one_sent_it(
    carrier: Carrier, shelf: Shelf
) -> None:
    await carrier.carry(shelf, NAMED)
    shelf.records["N1"]["name"] = "what the other flow wrote"
    assert (await carrier.carry(shelf, NAMED)).how == "same"
    assert await carrier.carry(shelf, NAMED, always_judged=True) == Carried("N1", "changed", ("name",))


class TestForeseeing:
    async def test_it_tells_what_would_be_done_and_writes_nothing(self, carrier: Carrier, shelf: Shelf) -> None:
        assert await carrier.parts.foresee(carrier.part(shelf, NAMED)) == Carried("", "made", ("mark", "name"))
        await carrier.carry(shelf, NAMED)
        assert await carrier.parts.foresee(carrier.part(shelf, NAMED)) == Carried("N1", "same")
        assert await carrier.parts.foresee(carrier.part(shelf, RENAMED)) == Carried("N1", "changed", ("name",))
        assert shelf.sent == 1


class TestNames:
    async def test_each_part_of_each_record_has_its_own(self, carrier: Carrier) -> None:
        pairs = [carrier.pair("C1"), carrier.pair("C2")]
        kinds = [("contact", "1"), ("contact", "2"), ("address", "1")]
        names = {part_name(carrier.links, "books", pair, *kind) for pair in pairs for kind in kinds}
        assert len(names) == 6


@pytest.mark.parametrize(
    ("accepted", "zone", "day"),
    [
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), "Europe/Amsterdam", date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 1, tzinfo=UTC), "Europe/Amsterdam", date(2026, 3, 29)),
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), "Europe/Amsterdam", date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 1, tzinfo=UTC), "Europe/Amsterdam", date(2026, 7, 2)),
        (datetime(2026, 7, 1, 22, 1, tzinfo=UTC), "UTC", date(2026, 7, 1)),
    ],
)
def test_the_day_of_an_event_is_that_of_its_acceptance_where_the_administration_is(
    accepted: datetime, zone: str, day: date
) -> None:
    event = Event("e", "f", "r", Origin.POLL, State.RUNNING, round(accepted.timestamp() * 1000))
    assert day_of(event, ZoneInfo(zone)) == day
