"""A change of a part is sent once: looked at after a lost answer, never over a newer one, read back where asked."""

from typing import Any

import pytest

from handlers.contracts.records import NotThere
from handlers.pipelines.common.part import Carried
from relay.errors import Hold, RunEnd, Superseded, Transient, Unconfirmed
from tests.handlers.pipelines.common.shelf import HORIZON, Carrier, Shelf, Standing, lost
from tests.plain import as_told

NAMED = {"name": "Van Dam"}
RENAMED = {"name": "Van Dam B.V."}


class TestChanging:
    @pytest.fixture(autouse=True)
    async def known(self, carrier: Carrier, shelf: Shelf) -> None:
        await carrier.carry(shelf, NAMED)
        shelf.calls.clear()

    async def test_only_what_differs_is_sent(self, carrier: Carrier, shelf: Shelf) -> None:
        assert await carrier.carry(shelf, RENAMED, 2) == Carried("N1", "changed", ("name",))
        assert shelf.records["N1"] == {"mark": "part", "name": "Van Dam B.V."}
        assert (await carrier.carry(shelf, RENAMED, 2)).how == "same"
        assert shelf.calls == {"show": 1, "change": 1}

    async def test_what_the_caller_found_is_not_read_again(self, carrier: Carrier, shelf: Shelf) -> None:
        found = Standing("N1", dict(shelf.records["N1"]))
        assert (await carrier.carry(shelf, RENAMED, 2, number="N1", found=found)).how == "changed"
        assert shelf.calls == {"change": 1}

    async def test_where_nothing_differs_nothing_is_sent_and_the_digest_is_renewed(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        shelf.records["N1"].update(RENAMED)
        assert await carrier.carry(shelf, RENAMED, 2) == Carried("N1", "same")
        assert (await carrier.carry(shelf, RENAMED, 2)).how == "same"
        assert shelf.calls == {"show": 1}

    async def test_one_whose_answer_is_lost_is_looked_at_and_not_sent_twice(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        shelf.after = lost()
        with pytest.raises(Unconfirmed):
            await carrier.carry(shelf, RENAMED, 2)
        assert await carrier.carry(shelf, RENAMED, 2) == Carried("N1", "changed")
        assert shelf.calls["change"] == 1
        assert (await carrier.carry(shelf, RENAMED, 2)).how == "same"

    async def test_the_targets_own_form_of_a_lost_change_shows_that_it_came(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        shelf.keep = lambda fields: {name: str(value).upper() for name, value in fields.items()}
        shelf.after = lost()
        with pytest.raises(Unconfirmed):
            await carrier.carry(shelf, RENAMED, 2)
        assert await carrier.carry(shelf, RENAMED, 2) == Carried("N1", "changed")
        assert shelf.calls["change"] == 1

    async def test_within_the_horizon_a_lost_change_is_not_sent_again(self, carrier: Carrier, shelf: Shelf) -> None:
        shelf.before = lost()
        with pytest.raises(Unconfirmed):
            await carrier.carry(shelf, RENAMED, 2)
        for _ in range(3):
            with pytest.raises(Unconfirmed, match="sent anew after 900 s"):
                await carrier.carry(shelf, RENAMED, 2)
        assert shelf.calls["change"] == 1

    async def test_after_the_horizon_it_is_sent_again_and_looked_at_once_more(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        shelf.before = lost()
        part = carrier.part(shelf, RENAMED)
        with pytest.raises(Unconfirmed):
            await carrier.parts.carry(await carrier.ticket(), part)
        await carrier.pass_time(part.name)
        with pytest.raises(Unconfirmed, match="it is looked at once more") as caught:
            await carrier.parts.carry(await carrier.ticket(), part)
        assert caught.value.after == HORIZON
        with pytest.raises(Unconfirmed, match="sent anew after 900 s"):  # a restarted process looks too soon
            await carrier.parts.carry(await carrier.ticket(), part)
        await carrier.pass_time(part.name)
        assert await carrier.parts.carry(await carrier.ticket(), part) == Carried("N1", "changed")
        assert (shelf.calls["change"], shelf.records["N1"]["name"]) == (2, "Van Dam B.V.")

    async def test_a_first_write_that_comes_after_the_second_is_written_over_once_more(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        part = carrier.part(shelf, RENAMED)
        shelf.before = lost()
        with pytest.raises(Unconfirmed):
            await carrier.carry(shelf, {"name": "an earlier one"}, 2)
        await carrier.pass_time(part.name)
        with pytest.raises(Unconfirmed):
            await carrier.carry(shelf, RENAMED, 3)
        shelf.records["N1"]["name"] = "an earlier one"
        await carrier.pass_time(part.name)
        assert (await carrier.carry(shelf, RENAMED, 3)).how == "changed"
        assert shelf.records["N1"]["name"] == "Van Dam B.V."
        assert (await carrier.carry(shelf, RENAMED, 3)).how == "same"

    async def test_after_the_horizon_a_state_that_a_newer_one_waits_for_is_not_sent_again(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        shelf.before = lost()
        part, ticket = carrier.part(shelf, RENAMED), await carrier.ticket(ordinal=2)
        with pytest.raises(Unconfirmed):
            await carrier.parts.carry(ticket, part)
        await carrier.pass_time(part.name)
        carrier.ordinals.newer.add(ticket.event.id)
        with pytest.raises(Superseded):
            await carrier.parts.carry(ticket, part)
        assert shelf.calls["change"] == 1

    async def test_a_state_that_is_older_than_one_that_was_sent_is_not_sent(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        await carrier.carry(shelf, RENAMED, 9)
        with pytest.raises(Superseded):
            await carrier.carry(shelf, NAMED, 8)
        assert shelf.records["N1"]["name"] == "Van Dam B.V."
        assert shelf.calls["change"] == 1

    async def test_one_that_is_not_there_any_more_is_made_once(self, carrier: Carrier, shelf: Shelf) -> None:
        shelf.records = {}
        assert await carrier.carry(shelf, RENAMED, 2) == Carried("N1", "made", ("mark", "name"))
        shelf.records = {}
        found = Standing("N1", {})
        assert (await carrier.carry(shelf, NAMED, 3, number="N1", found=found)).how == "made"
        assert shelf.calls["make"] == 2
        assert shelf.calls["change"] == 1

    async def test_one_that_the_target_shows_and_will_not_change_is_not_tried_for_ever(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        async def refuse(number: str, fields: Any) -> None:
            assert number
            assert fields
            shelf.calls["change"] += 1
            raise NotThere(as_told("there is none"))

        with pytest.raises(NotThere):
            await carrier.carry(shelf, RENAMED, 2, change=refuse)
        assert (shelf.calls["change"], shelf.calls["make"]) == (2, 0)

    @pytest.mark.parametrize("end", [Hold(as_told("too long")), Transient(as_told("away"))])
    async def test_a_refusal_proves_that_nothing_was_written(self, end: RunEnd, carrier: Carrier, shelf: Shelf) -> None:
        shelf.before = end
        with pytest.raises(type(end)):
            await carrier.carry(shelf, RENAMED, 2)
        assert (await carrier.carry(shelf, RENAMED, 2)).how == "changed"
        assert shelf.records["N1"]["name"] == "Van Dam B.V."


class TestConfirming:
    async def test_what_was_written_is_read_back_and_handed_on_before_it_is_settled(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        seen: list[tuple[Any, bool]] = []

        async def confirm(shown: Standing) -> None:
            open_note = await carrier.intents.look(carrier.part(shelf, {}).name) is not None
            seen.append((shown.fields["name"], open_note))

        shelf.keep = lambda fields: {**fields, "name": str(fields["name"])[:7]}
        await carrier.carry(shelf, RENAMED, confirm=confirm)
        await carrier.carry(shelf, {"name": "De Wit en Zonen"}, 2, confirm=confirm)
        assert seen == [("Van Dam", True), ("De Wit ", True)]

    @pytest.mark.parametrize("end", [Transient(as_told("away")), None])
    async def test_what_cannot_be_read_back_stays_unconfirmed_and_is_not_sent_again(
        self, end: RunEnd | None, carrier: Carrier, shelf: Shelf
    ) -> None:
        seen: list[Any] = []

        async def confirm(shown: Standing) -> None:
            seen.append(shown.fields["name"])

        async def not_shown(_: str) -> Standing | None:
            if end is not None:
                raise end
            return None

        with pytest.raises(Unconfirmed):
            await carrier.carry(shelf, NAMED, confirm=confirm, read_back=not_shown)
        assert seen == []
        assert (await carrier.carry(shelf, NAMED, confirm=confirm)).how == "changed"
        assert (seen, shelf.sent) == (["Van Dam"], 1)
