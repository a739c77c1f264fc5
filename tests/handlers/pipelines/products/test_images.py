"""The pictures of a product are carried after it: each to its place, once, and whatever fails leaves the rest alone."""

import pytest

from mapping.documents.product import Product
from relay.errors import Transient
from relay.store.store import reply
from tests.handlers.pipelines.products.gallery import A, B, C, Hanger, Shop, product, told, warned
from tests.mapping.images.drawn import GIF, HTML, jpeg, segment

TELLS_BY_STAMP = {"stamp": "s1"}


class TestCarrying:
    async def test_pictures_hang_in_the_order_of_their_places_and_then_need_no_call(
        self, hanger: Hanger, shop: Shop
    ) -> None:
        of = product({"id": "1", "place": 2}, {"id": "2", "place": 1})
        carried = await hanger.hang(of)
        assert (hanger.gallery.shown, told(carried)) == ({1: B, 2: A}, ["pictures sent: 1, 2"])
        hanger.gallery.calls.clear()
        shop.fetched.clear()
        assert (await hanger.hang(of)).told == ()
        assert (hanger.gallery.calls.total(), shop.fetched) == (0, [])

    async def test_a_product_that_says_nothing_of_pictures_changes_none(self, hanger: Hanger) -> None:
        await hanger.hang(product({"id": "1"}))
        without = Product.model_validate({"number": "9700", "sku": "KK-1"})
        hanger.settings = {"on_absent": "remove"}
        assert (await hanger.hang(without)).told == ()
        assert hanger.gallery.shown == {1: A}

    async def test_a_picture_is_known_by_its_bytes_and_named_after_them(self, hanger: Hanger, shop: Shop) -> None:
        shop.gives["at:1"] = GIF
        await hanger.hang(product({"id": "1", "file_name": "Mok.png"}))
        [picture] = hanger.gallery.hanging.values()
        assert (picture.form, picture.file_name, len(picture.digest)) == ("gif", "Mok.gif", 16)
        assert GIF.hex()[:20] not in repr(picture)

    async def test_what_stands_beside_a_picture_is_not_sent_unless_a_setting_says_so(
        self, hanger: Hanger, shop: Shop
    ) -> None:
        shop.gives["at:1"] = jpeg(segment(0xFE, b"Jan de Vries"))
        await hanger.hang(product({"id": "1"}))
        assert hanger.gallery.shown == {1: jpeg()}
        hanger.settings = {"strip_metadata": False}
        await hanger.hang(product({"id": "1", "stamp": "s2"}))
        assert hanger.gallery.shown == {1: jpeg(segment(0xFE, b"Jan de Vries"))}

    async def test_the_same_bytes_behind_another_address_are_fetched_and_not_sent(
        self, hanger: Hanger, shop: Shop
    ) -> None:
        await hanger.hang(product({"id": "1"}))
        shop.gives["at:1?v=2"] = A
        for _ in range(2):
            await hanger.hang(product({"id": "1", "address": "at:1?v=2"}))
        assert (shop.fetched, hanger.gallery.calls["put"]) == (["at:1", "at:1?v=2"], 1)

    async def test_other_bytes_take_the_place_of_those_before_and_never_one_beside(
        self, hanger: Hanger, shop: Shop
    ) -> None:
        await hanger.hang(product({"id": "1"}))
        shop.gives["at:1"] = B
        await hanger.hang(product({"id": "1", "stamp": "s2"}))
        assert hanger.gallery.shown == {1: B}

    async def test_a_picture_that_went_away_and_came_back_is_sent_again(self, hanger: Hanger, shop: Shop) -> None:
        for content in (A, B, A):
            shop.gives["at:1"] = content
            await hanger.hang(product({"id": "1", "stamp": content.hex()}))
        assert (hanger.gallery.shown, hanger.gallery.calls["put"]) == ({1: A}, 3)

    async def test_no_more_than_the_target_has_places_for_are_sent_and_the_rest_is_told(self, hanger: Hanger) -> None:
        hanger.gallery.most = 2
        carried = await hanger.hang(product({"id": "1"}, {"id": "2"}, {"id": "3"}))
        assert hanger.gallery.shown == {1: A, 2: B}
        assert warned(carried)[0].startswith("1 picture is not carried, since the target has no place for so many")

    async def test_no_more_than_a_setting_wants_are_sent_and_nothing_is_told(self, hanger: Hanger) -> None:
        hanger.settings = {"most": 1}
        carried = await hanger.hang(product({"id": "1"}, {"id": "2"}))
        assert (hanger.gallery.shown, warned(carried)) == ({1: A}, [])

    async def test_nothing_of_a_picture_and_no_address_is_kept(self, hanger: Hanger, shop: Shop) -> None:
        shop.gives["at:secret-token"] = HTML
        with pytest.raises(Transient):
            await hanger.hang(
                product({"id": "1", "file_name": "Jan de Vries.png"}, {"id": "2", "address": "at:secret-token"})
            )
        kept = [
            (key, await reply(hanger.carrier.store.state.hgetall(key)))
            async for key in hanger.carrier.store.state.scan_iter(_type="hash")
        ]
        assert kept
        assert not [
            one for one in kept if "secret-token" in str(one) or "Jan de Vries" in str(one) or "at:1" in str(one)
        ]


class TestOrderAndRemoval:
    async def test_another_main_picture_is_sent_to_the_first_place(self, hanger: Hanger) -> None:
        await hanger.hang(product({"id": "1"}, {"id": "2"}, {"id": "3"}))
        hanger.gallery.calls.clear()
        await hanger.hang(product({"id": "2"}, {"id": "1"}, {"id": "3"}))
        assert (hanger.gallery.shown, hanger.gallery.calls["put"]) == ({1: B, 2: A, 3: C}, 2)

    async def test_one_that_is_gone_is_taken_away_by_policy_only_and_others_move_up(self, hanger: Hanger) -> None:
        hanger.settings = {"on_absent": "remove"}
        await hanger.hang(product({"id": "1"}, {"id": "2"}, {"id": "3"}))
        carried = await hanger.hang(product({"id": "1"}, {"id": "3"}))
        assert (hanger.gallery.shown, told(carried)) == ({1: A, 2: C}, ["pictures sent: 2", "pictures taken away: 3"])
        assert await hanger.filled() == [1, 2]
        await hanger.hang(product())
        assert (hanger.gallery.shown, await hanger.filled()) == ({}, [])

    async def test_one_that_is_gone_keeps_its_place_where_it_is_kept(self, hanger: Hanger) -> None:
        await hanger.hang(product({"id": "1"}, {"id": "2"}, {"id": "3"}))
        await hanger.hang(product({"id": "1"}, {"id": "3"}))
        assert (hanger.gallery.shown, hanger.gallery.calls["remove"]) == ({1: A, 2: B, 3: C}, 0)
        await hanger.hang(product())
        assert hanger.gallery.shown == {1: A, 2: B, 3: C}

    async def test_a_main_picture_that_is_gone_never_stays_the_main_one(self, hanger: Hanger) -> None:
        await hanger.hang(product({"id": "1"}, {"id": "2"}))
        await hanger.hang(product({"id": "2"}))
        assert hanger.gallery.shown == {1: B}, "moved to the first place, and not shown twice"

    async def test_what_a_person_hung_behind_ours_stays(self, hanger: Hanger) -> None:
        hanger.settings = {"on_absent": "remove"}
        await hanger.hang(product({"id": "1"}, {"id": "2"}))
        hanger.gallery.hanging[3] = hanger.gallery.hanging[1]
        await hanger.hang(product({"id": "1"}))
        await hanger.hang(product())
        assert hanger.gallery.shown == {3: A}

    async def test_where_the_target_empties_no_place_that_is_told_and_not_believed(self, hanger: Hanger) -> None:
        hanger.settings, hanger.gallery.empties = {"on_absent": "remove"}, False
        await hanger.hang(product({"id": "1"}, {"id": "2"}))
        carried = await hanger.hang(product({"id": "1"}))
        [warning] = warned(carried)
        assert warning == (
            "picture 2 stays in the target though the source has it no longer there: this connection cannot take a "
            "picture away; take it away in the target by hand"
        )
        assert await hanger.filled() == [1, 2]

    async def test_a_place_that_was_emptied_is_filled_again(self, hanger: Hanger) -> None:
        hanger.settings = {"on_absent": "remove"}
        for images in (["1", "2"], ["1"], ["1", "2"]):
            await hanger.hang(product(*({"id": one} for one in images)))
        assert hanger.gallery.shown == {1: A, 2: B}
