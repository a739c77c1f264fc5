"""Two records of two systems are one, both ways, and what is gone, merged or erased is made anew by neither flow."""

import asyncio
from dataclasses import replace

import pytest

from handlers.pipelines.common.one_to_one import (
    Pair,
    bury_pair,
    claim_one_to_one,
    find_linked,
    find_owners,
    mirror_of,
    require_live,
)
from relay.errors import Hold, RunEnd, Skip, Transient
from relay.line.once.links import Link, LinkState
from relay.store.store import reply
from tests.handlers.pipelines.common.shelf import BACK, Carrier, Shelf, Standing

NAMED = {"name": "Van Dam"}


async def claim(carrier: Carrier, pair: Pair, number: str) -> None:
    await claim_one_to_one(carrier.links, pair, number, "event")


class TestClaiming:
    async def test_the_mirror_of_a_pair_is_the_link_of_the_flow_back(self, carrier: Carrier) -> None:
        await claim(carrier, carrier.pair("C1"), "10023")
        assert await find_linked(carrier.links, carrier.pair("C1")) == Link("10023", event="event")
        assert await find_linked(carrier.links, carrier.pair("10023", BACK)) == Link("C1", event="event")

    async def test_claiming_again_changes_nothing_and_keeps_what_was_sent(self, carrier: Carrier) -> None:
        pair = carrier.pair("C1")
        await claim(carrier, pair, "10023")
        await carrier.intents.settle((pair.name, Link("10023", "name:0", "event")))
        await claim_one_to_one(carrier.links, pair, "10023", "another event")
        assert await find_linked(carrier.links, pair) == Link("10023", "name:0", "event")

    async def test_a_record_that_belongs_to_another_is_never_shared_and_both_numbers_are_told(
        self, carrier: Carrier
    ) -> None:
        await claim(carrier, carrier.pair("C1"), "10023")
        with pytest.raises(Hold, match="shared_target: C2 would be 10023, which is linked to C1") as caught:
            await claim(carrier, carrier.pair("C2"), "10023")
        assert [problem.path for problem in caught.value.problems] == ["number"]
        assert await find_linked(carrier.links, carrier.pair("C2")) is None

    async def test_a_record_of_another_system_with_the_same_number_is_another(self, carrier: Carrier) -> None:
        await claim(carrier, carrier.pair("C1"), "10023")
        elsewhere = replace(BACK, name="third", source="till", target="books")
        await claim(carrier, carrier.pair("C1", elsewhere), "10023")
        assert await find_linked(carrier.links, carrier.pair("10023", BACK)) == Link("C1", event="event")

    async def test_one_that_is_linked_is_not_moved_to_another(self, carrier: Carrier) -> None:
        await claim(carrier, carrier.pair("C1"), "10023")
        with pytest.raises(Hold, match="C1 is linked to 10023 and would now be 10024"):
            await claim(carrier, carrier.pair("C1"), "10024")

    async def test_of_two_at_once_one_has_it(self, carrier: Carrier) -> None:
        claims = [claim(carrier, carrier.pair(number), "10023") for number in ("C1", "C2", "C3")]
        ends = await asyncio.gather(*claims, return_exceptions=True)
        assert [type(end) for end in ends if end is not None] == [Hold, Hold]
        owner = await find_linked(carrier.links, carrier.pair("10023", BACK))
        assert owner is not None
        assert await find_linked(carrier.links, carrier.pair(owner.number)) == Link("10023", event="event")

    async def test_owners_are_told_by_number_and_the_pair_itself_is_none(self, carrier: Carrier) -> None:
        for number, owner in (("10023", "C1"), ("10024", "C2")):
            await claim(carrier, carrier.pair(owner), number)
        owners = await find_owners(carrier.links, carrier.pair("C1"), ["10023", "10024", "10025"])
        assert {number: link.number for number, link in owners.items()} == {"10024": "C2"}
        assert await find_owners(carrier.links, carrier.pair("C1"), []) == {}


class TestTombstones:
    @pytest.mark.parametrize(
        ("state", "end", "why"),
        [
            (LinkState.GONE, Hold, "target_gone: C1 was linked to 10023, which books does not show any more"),
            (LinkState.MERGED, Skip, "C1 was merged into C9"),
            (LinkState.ERASED, Skip, "the person asked to be forgotten"),
        ],
    )
    async def test_each_blocks_this_flow_and_the_opposite_one(
        self, state: LinkState, end: type[RunEnd], why: str, carrier: Carrier, shelf: Shelf
    ) -> None:
        pair = carrier.pair("C1")
        await claim(carrier, pair, "10023")
        await bury_pair(carrier.links, pair, state, "C9" if state is LinkState.MERGED else "")
        with pytest.raises(end, match=why):
            await find_linked(carrier.links, pair)
        with pytest.raises(end):
            await find_linked(carrier.links, carrier.pair("10023", BACK))
        with pytest.raises(end):
            await carrier.carry(shelf, NAMED, pair=pair)
        assert shelf.calls.total() == 0

    @pytest.mark.parametrize("state", [LinkState.GONE, LinkState.MERGED, LinkState.ERASED])
    async def test_another_record_is_not_linked_in_the_place_of_one(self, state: LinkState, carrier: Carrier) -> None:
        await claim(carrier, carrier.pair("C1"), "10023")
        await bury_pair(carrier.links, carrier.pair("C1"), state)
        with pytest.raises(Hold, match="C2 would be 10023, which was linked to a record of the same source that"):
            await claim(carrier, carrier.pair("C2"), "10023")

    async def test_none_of_them_ever_expires(self, carrier: Carrier) -> None:
        pair = carrier.pair("C1")
        await claim(carrier, pair, "10023")
        for state in (LinkState.GONE, LinkState.MERGED, LinkState.ERASED):
            await bury_pair(carrier.links, pair, state)
            assert await carrier.store.state.pttl(carrier.store.keys.link(pair.name)) == -1

    async def test_one_that_was_never_linked_is_not_gone_but_may_be_erased(self, carrier: Carrier) -> None:
        assert await bury_pair(carrier.links, carrier.pair("C1"), LinkState.GONE) is None
        assert await find_linked(carrier.links, carrier.pair("C1")) is None
        await bury_pair(carrier.links, carrier.pair("C1"), LinkState.ERASED)
        with pytest.raises(Skip):
            await find_linked(carrier.links, carrier.pair("C1"))

    async def test_of_an_erased_person_only_keyed_tombstones_stay(self, carrier: Carrier, shelf: Shelf) -> None:
        pair = carrier.pair("C1")
        debtor = carrier.part(shelf, NAMED, "debtor", pair=pair, belongs_to=pair.name, also=("their e-mail",))
        contact = carrier.part(shelf, NAMED, "contact 1", belongs_to=pair.name)
        for part in (debtor, contact):
            await carrier.parts.carry(await carrier.ticket(), part)
        await bury_pair(carrier.links, pair, LinkState.ERASED)
        keys = [key async for key in carrier.store.state.scan_iter(f"{carrier.store.keys.prefix}link*")]
        mirror = mirror_of(carrier.links, pair, "N1")
        assert {key.decode() for key in keys} == {carrier.store.keys.link(name) for name in (pair.name, mirror)}
        for key in keys:
            assert await reply(carrier.store.state.hgetall(key.decode())) == {b"state": b"erased"}

    async def test_a_live_link_is_no_tombstone(self, carrier: Carrier) -> None:
        require_live(carrier.pair("C1"), Link("10023"))


class TestGoneInTheTarget:
    async def test_a_record_that_a_person_deleted_there_is_held_and_never_made_anew(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        pair = carrier.pair("C1")
        part = carrier.part(shelf, NAMED, pair=pair)
        await carrier.parts.carry(await carrier.ticket(), part)
        shelf.records.clear()
        changed = replace(part, fields={**part.fields, "name": "Van Dam B.V."})
        for _ in range(2):
            with pytest.raises(Hold, match="target_gone: C1 was linked to N1"):
                await carrier.parts.carry(await carrier.ticket(), changed)
        with pytest.raises(Hold):
            await find_linked(carrier.links, carrier.pair("N1", BACK))
        assert shelf.calls["make"] == 1

    async def test_one_that_was_matched_and_goes_before_it_is_linked_is_decided_anew(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        pair = carrier.pair("C1")
        part = carrier.part(shelf, NAMED, pair=pair, number="N1")
        with pytest.raises(Transient, match="decided anew"):
            await carrier.parts.carry(await carrier.ticket(), part)
        assert await find_linked(carrier.links, pair) is None

    async def test_what_a_lost_answer_made_is_not_linked_where_it_belongs_to_another(
        self, carrier: Carrier, shelf: Shelf
    ) -> None:
        await claim(carrier, carrier.pair("C9"), "N7")
        shelf.records["N7"] = {"mark": "part", "name": "Another"}
        pair = carrier.pair("C1")
        with pytest.raises(Hold, match="shared_target: C1 would be N7, which is linked to C9"):
            await carrier.carry(shelf, NAMED, pair=pair, found=Standing("N7", {}), number="N7")
        assert shelf.records["N7"]["name"] == "Another"
        assert shelf.sent == 0
