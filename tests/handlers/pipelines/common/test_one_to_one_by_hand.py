"""What a person says about two records of two systems: that they are one, are one again, or are to be made anew."""

import pytest

from handlers.pipelines.common.one_to_one import Pair, bury_pair, claim_one_to_one, find_linked, link_pair, relink
from handlers.pipelines.common.part import Carried
from relay.errors import Contended, Hold
from relay.line.once.links import Link, LinkState
from tests.handlers.pipelines.common.shelf import BACK, Carrier, Shelf

NAMED = {"name": "Van Dam"}


class TestRelinking:
    @pytest.fixture
    async def gone(self, carrier: Carrier, shelf: Shelf) -> Pair:
        pair = carrier.pair("C1")
        part = carrier.part(shelf, NAMED, pair=pair, belongs_to=pair.name)
        await carrier.parts.carry(await carrier.ticket(), part)
        await bury_pair(carrier.links, pair, LinkState.GONE)
        return pair

    async def test_one_that_is_back_goes_on_as_it_was(self, carrier: Carrier, shelf: Shelf, gone: Pair) -> None:
        told = await relink(carrier.links, carrier.locks, gone, create=False)
        assert str(told) == "C1 is linked to N1 again"
        part = carrier.part(shelf, NAMED, pair=gone)
        assert await carrier.parts.carry(await carrier.ticket(), part) == Carried("N1", "same")
        assert await find_linked(carrier.links, carrier.pair("N1", BACK)) is not None

    async def test_one_that_is_to_be_made_anew_is_forgotten_whole(
        self, carrier: Carrier, shelf: Shelf, gone: Pair
    ) -> None:
        shelf.records.clear()
        told = await relink(carrier.links, carrier.locks, gone, create=True)
        assert str(told).startswith("C1 is no longer linked to N1; the next run looks for it anew")
        assert await find_linked(carrier.links, carrier.pair("N1", BACK)) is None
        part = carrier.part(shelf, NAMED, pair=gone)
        assert (await carrier.parts.carry(await carrier.ticket(), part)).how == "made"

    @pytest.mark.parametrize("state", [None, LinkState.LIVE, LinkState.ERASED])
    async def test_what_is_no_tombstone_or_asked_to_be_forgotten_stays(
        self, state: LinkState | None, carrier: Carrier
    ) -> None:
        pair = carrier.pair("C2")
        if state is not None:
            await claim_one_to_one(carrier.links, pair, "10024")
            await bury_pair(carrier.links, pair, state)
        before = await carrier.links.find(pair.name)
        with pytest.raises(Hold):
            await relink(carrier.links, carrier.locks, pair, create=True)
        assert await carrier.links.find(pair.name) == before

    async def test_while_a_run_works_on_the_record_it_waits_and_then_says_so(
        self, carrier: Carrier, gone: Pair
    ) -> None:
        carrier.locks._wait *= 0
        async with carrier.locks.hold([gone.name]):
            with pytest.raises(Contended):
                await relink(carrier.links, carrier.locks, gone, create=False)


class TestByHand:
    async def test_a_person_says_which_it_is_and_the_one_before_is_free_again(self, carrier: Carrier) -> None:
        pair = carrier.pair("C1")
        await claim_one_to_one(carrier.links, pair, "10023")
        assert str(await link_pair(carrier.links, carrier.locks, pair, "10024")) == "C1 is 10024 from now on"
        assert await find_linked(carrier.links, pair) == Link("10024", manual=True)
        assert await find_linked(carrier.links, carrier.pair("10024", BACK)) == Link("C1", manual=True)
        await claim_one_to_one(carrier.links, carrier.pair("C2"), "10023")

    async def test_it_lifts_a_tombstone_but_not_that_of_a_person_who_asked_to_be_forgotten(
        self, carrier: Carrier
    ) -> None:
        pair = carrier.pair("C1")
        await claim_one_to_one(carrier.links, pair, "10023")
        await bury_pair(carrier.links, pair, LinkState.GONE)
        await link_pair(carrier.links, carrier.locks, pair, "10023")
        assert await find_linked(carrier.links, pair) == Link("10023", manual=True)
        await bury_pair(carrier.links, pair, LinkState.ERASED)
        with pytest.raises(Hold):
            await link_pair(carrier.links, carrier.locks, pair, "10023")

    async def test_one_that_belongs_to_another_is_refused(self, carrier: Carrier) -> None:
        await claim_one_to_one(carrier.links, carrier.pair("C1"), "10023")
        with pytest.raises(Hold, match="shared_target"):
            await link_pair(carrier.links, carrier.locks, carrier.pair("C2"), "10023")

    async def test_it_is_undone_whole_and_only_where_there_is_something(self, carrier: Carrier) -> None:
        pair = carrier.pair("C1")
        await link_pair(carrier.links, carrier.locks, pair, "10023")
        assert str(await link_pair(carrier.links, carrier.locks, pair, None)) == "C1 is no longer linked to 10023"
        assert await find_linked(carrier.links, carrier.pair("10023", BACK)) is None
        with pytest.raises(Hold, match="C1 was linked to nothing"):
            await link_pair(carrier.links, carrier.locks, pair, None)
