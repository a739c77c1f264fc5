"""What keeps a picture away leaves the rest alone: it is owed, looked at again, and never hung too late."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from handlers.contracts.images import NoPicturesTaken
from handlers.pipelines.common.one_to_one import pair_of
from handlers.pipelines.common.part import part_name
from relay.errors import Barred, Hold, Parked, Permanent, RunEnd, Scope, Superseded, Transient, Unconfirmed
from relay.store.store import reply
from tests.handlers.pipelines.common.shelf import lost
from tests.handlers.pipelines.products.gallery import FLOW, A, B, C, Hanger, ReadShop, Shop, product, warned
from tests.mapping.images.drawn import HTML, WEBP
from tests.plain import as_told

TELLS_BY_STAMP = {"stamp": "s1"}


class TestOwing:
    async def test_one_that_cannot_be_had_leaves_the_others_carried_and_is_told_with_its_place(
        self, hanger: Hanger, shop: Shop
    ) -> None:
        shop.gives["at:2"] = HTML
        with pytest.raises(Transient) as caught:
            await hanger.hang(product({"id": "1"}, {"id": "2"}, {"id": "3"}))
        assert hanger.gallery.shown == {1: A, 3: C}
        assert str(caught.value) == (
            "the product is written, and 1 picture is owed: picture 2 is not carried: what came is no picture that is "
            "known but html"
        )
        assert (caught.value.after, caught.value.burns_try) == (timedelta(minutes=1), False)

    async def test_a_source_that_is_read_is_asked_again_when_it_is_due(self, hanger: Hanger) -> None:
        hanger.shop = ReadShop({"at:1": None})
        started = datetime.now(UTC)
        carried = await hanger.hang(product({"id": "1", **TELLS_BY_STAMP}))
        assert warned(carried)[0].startswith("picture 1 is not carried: the source has it no longer; it is tried again")
        [due] = await hanger.due()
        assert timedelta(seconds=59) < due - started < timedelta(seconds=70)

    async def test_it_is_asked_by_its_number_there_also_where_that_may_not_be_shown(self, hanger: Hanger) -> None:
        hanger.shop = ReadShop({"at:1": None})
        await hanger.hang(product({"id": "1", **TELLS_BY_STAMP}, number="Ä 9700"))
        hidden = hanger.carrier.store.keys.dues_hidden(FLOW.name, "bulk")
        assert await reply(hanger.carrier.store.state.hlen(hidden)) == 1

    async def test_each_pause_is_longer_and_after_the_limit_it_is_told_for_good(self, hanger: Hanger) -> None:
        hanger.shop = Shop({"at:1": None})
        pauses: list[timedelta] = []
        with time_machine.travel(datetime.now(UTC).replace(microsecond=0), tick=False) as clock:
            while (pause := await self.pause_after(hanger)) is not None:
                pauses.append(pause)
                clock.shift(pause)
            carried = await hanger.hang(product({"id": "1"}))
        assert pauses[:5] == [timedelta(minutes=minutes) for minutes in (1, 1, 2, 4, 8)]
        assert max(pauses) == timedelta(hours=12)
        assert timedelta(days=3) <= sum(pauses, timedelta()) < timedelta(days=3, minutes=2)
        assert len(pauses) < 20
        assert "give the product another picture" in warned(carried)[0]

    @staticmethod
    async def pause_after(hanger: Hanger) -> timedelta | None:
        """How long it is until the picture is tried again; None where it is not."""
        try:
            await hanger.hang(product({"id": "1"}))
        except Transient as end:
            return end.after
        return None

    async def test_another_state_of_a_picture_is_owed_anew(self, hanger: Hanger) -> None:
        hanger.shop, hanger.settings = Shop({"at:1": None}), {"owed_for": "1m"}
        with time_machine.travel(datetime.now(UTC).replace(microsecond=0), tick=False) as clock:
            with pytest.raises(Transient):
                await hanger.hang(product({"id": "1"}))
            clock.shift(timedelta(minutes=1))
            await hanger.hang(product({"id": "1"}))
            with pytest.raises(Transient):
                await hanger.hang(product({"id": "1", "stamp": "s2"}))

    async def test_one_that_comes_at_last_is_owed_no_longer(self, hanger: Hanger, shop: Shop) -> None:
        shop.gives["at:1"] = None
        with pytest.raises(Transient):
            await hanger.hang(product({"id": "1"}))
        shop.gives["at:1"] = A
        assert warned(await hanger.hang(product({"id": "1"}))) == []
        with time_machine.travel(datetime.now(UTC) + timedelta(days=9), tick=False):
            shop.gives["at:1"] = None
            with pytest.raises(Transient):
                await hanger.hang(product({"id": "1", "stamp": "s2"}))
        assert hanger.gallery.shown == {1: A}

    async def test_as_long_as_its_host_asks_it_is_left_alone(self, hanger: Hanger, shop: Shop) -> None:
        shop.gives["at:1"] = Transient(as_told("busy"), after=timedelta(minutes=40))
        with pytest.raises(Transient) as caught:
            await hanger.hang(product({"id": "1"}))
        assert caught.value.after == timedelta(minutes=40)

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (WEBP, "it is a webp, and the target takes bmp, gif, jpeg, png, tiff"),
            (Hold(as_told("too large")), "too large"),
        ],
    )
    async def test_what_time_does_not_mend_is_told_and_not_tried_again_by_itself(
        self, hanger: Hanger, content: bytes | RunEnd, why: str
    ) -> None:
        hanger.shop = ReadShop({"at:1": content, "at:2": B})
        carried = await hanger.hang(product({"id": "1", **TELLS_BY_STAMP}, {"id": "2", **TELLS_BY_STAMP}))
        assert warned(carried)[0].startswith(f"picture 1 is not carried: {why}; give the product another picture")
        assert (hanger.gallery.shown, await hanger.due()) == ({2: B}, [])

    @pytest.mark.parametrize("end", [Hold(as_told("no such form")), Permanent(as_told("too large"))])
    async def test_one_that_the_target_refuses_leaves_the_others_carried(self, hanger: Hanger, end: RunEnd) -> None:
        hanger.gallery.ends = [end]
        carried = await hanger.hang(product({"id": "1"}, {"id": "2"}))
        assert hanger.gallery.shown == {2: B}
        assert warned(carried)[0].startswith("picture 1 is not carried: the target does not take it: ")
        await hanger.hang(product({"id": "1"}, {"id": "2"}))
        assert hanger.gallery.shown == {1: A, 2: B}

    async def test_where_only_pictures_are_closed_to_us_the_product_is_carried_all_the_same(
        self, hanger: Hanger
    ) -> None:
        hanger.gallery.ends = [Barred(as_told("no right"), scope=Scope.CALL)]
        with pytest.raises(Transient, match="no right"):
            await hanger.hang(product({"id": "1"}))

    @pytest.mark.parametrize(
        "end",
        [
            Transient(as_told("down")),
            Parked(as_told("left alone"), after=timedelta(seconds=5)),
            Barred(as_told("not let in")),
            Superseded(as_told("newer")),
        ],
    )
    async def test_what_concerns_the_target_itself_ends_the_run_as_ever(self, hanger: Hanger, end: RunEnd) -> None:
        hanger.gallery.ends = [end]
        with pytest.raises(type(end)) as caught:
            await hanger.hang(product({"id": "1"}))
        assert caught.value is end


class TestTargetsThatTakeNone:
    async def test_that_is_told_once_for_a_flow_and_nothing_is_fetched(self, hanger: Hanger, shop: Shop) -> None:
        hanger.gallery.forms = frozenset()
        assert warned(await hanger.hang(product())) == [], "no product has a picture yet"
        told_by = [warned(await hanger.hang(product({"id": "1"}))) for _ in range(3)]
        assert [len(one) for one in told_by] == [1, 0, 0]
        assert told_by[0][0].startswith("books takes no pictures of products")
        assert shop.fetched == []

    async def test_one_that_shows_it_with_the_first_picture_is_the_same(self, hanger: Hanger) -> None:
        hanger.gallery.ends = [NoPicturesTaken(as_told("the column is closed")) for _ in range(2)]
        told_by = [warned(await hanger.hang(product({"id": "1"}))) for _ in range(2)]
        assert [len(one) for one in told_by] == [1, 0]


class TestLostAnswers:
    async def test_a_picture_whose_answer_is_lost_is_sent_again_only_when_it_cannot_come_any_more(
        self, hanger: Hanger, shop: Shop
    ) -> None:
        hanger.gallery.after = lost()
        with pytest.raises(Unconfirmed):
            await hanger.hang(product({"id": "1"}))
        shop.fetched.clear()
        with pytest.raises(Unconfirmed):
            await hanger.hang(product({"id": "1"}))
        assert (shop.fetched, hanger.gallery.calls["put"]) == ([], 1), "while it may still come nothing is fetched"
        await hanger.carrier.pass_time(self.name(hanger))
        with pytest.raises(Unconfirmed, match="once more"):
            await hanger.hang(product({"id": "1"}))
        await hanger.carrier.pass_time(self.name(hanger))
        await hanger.hang(product({"id": "1"}))
        assert hanger.gallery.shown == {1: A}
        assert (await hanger.hang(product({"id": "1"}))).told == ()

    async def test_going_back_to_what_was_sent_before_a_lost_answer_is_sent_all_the_same(
        self, hanger: Hanger, shop: Shop
    ) -> None:
        await hanger.hang(product({"id": "1"}))
        shop.gives["at:1"], hanger.gallery.after = B, lost()
        with pytest.raises(Unconfirmed):
            await hanger.hang(product({"id": "1", "stamp": "s2"}))
        shop.gives["at:1"] = A
        for _ in range(2):
            await hanger.carrier.pass_time(self.name(hanger))
            try:
                await hanger.hang(product({"id": "1"}))
            except Unconfirmed:
                continue
        assert hanger.gallery.shown == {1: A}

    async def test_an_older_state_is_never_hung_over_a_newer_one(self, hanger: Hanger, shop: Shop) -> None:
        await hanger.hang(product({"id": "1"}), ordinal=5)
        shop.gives["at:1"] = B
        with pytest.raises(Superseded):
            await hanger.hang(product({"id": "1", "stamp": "s0"}), ordinal=4)
        assert hanger.gallery.shown == {1: A}

    @staticmethod
    def name(hanger: Hanger) -> str:
        links = hanger.carrier.links
        return part_name(links, "books", pair_of(links, FLOW, "9700"), "image", "1")


class TestLookingAgain:
    async def test_a_picture_of_which_nothing_tells_is_looked_at_again_once_in_a_round(self, hanger: Hanger) -> None:
        hanger.shop = ReadShop({"at:1": A})
        now = datetime(2026, 11, 20, 12, tzinfo=UTC)
        with time_machine.travel(now, tick=False) as clock:
            await hanger.hang(product({"id": "1"}))
            [due] = await hanger.due()
            assert timedelta() < due - now <= timedelta(days=7)
            assert 0 <= due.astimezone(UTC).hour < 5
            await hanger.hang(product({"id": "1"}))
            assert hanger.shop.fetched == ["at:1"]
            hanger.shop.gives["at:1"] = B
            clock.move_to(due)
            await hanger.hang(product({"id": "1"}))
        assert (hanger.shop.fetched, hanger.gallery.shown) == (["at:1", "at:1"], {1: B})

    async def test_it_is_fetched_when_the_product_changed_too(self, hanger: Hanger) -> None:
        hanger.shop = ReadShop({"at:1": A})
        for moment in ("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z", "2026-11-20T11:00:00Z"):
            await hanger.hang(product({"id": "1"}, updated_at=moment))
        assert len(hanger.shop.fetched) == 2
        assert hanger.gallery.calls["put"] == 1

    async def test_one_with_a_stamp_or_that_is_posted_is_looked_at_only_when_that_moves(self, hanger: Hanger) -> None:
        hanger.shop = ReadShop({"at:1": A})
        for days in range(0, 40, 8):
            with time_machine.travel(datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=days), tick=False):
                await hanger.hang(product({"id": "1", **TELLS_BY_STAMP}))
        assert (hanger.shop.fetched, await hanger.due()) == (["at:1"], [])
        hanger.shop = Shop({"at:2": A})
        for days in range(0, 40, 8):
            with time_machine.travel(datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=days), tick=False):
                await hanger.hang(product({"id": "2"}))
        assert hanger.shop.fetched == ["at:2"]

    async def test_it_is_never_looked_at_again_where_a_setting_says_so(self, hanger: Hanger) -> None:
        hanger.shop, hanger.settings = ReadShop({"at:1": A}), {"recheck": "0s"}
        for days in (0, 30):
            with time_machine.travel(datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=days), tick=False):
                await hanger.hang(product({"id": "1"}))
        assert (hanger.shop.fetched, await hanger.due()) == (["at:1"], [])
