"""Products in the relay's own format, and those of a shop that is read before they are carried."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from handlers.vendors.webhook.source.products import ReadProductSource
from mapping.problems import DocumentError
from relay.errors import Transient
from relay.roles import Completes, Known, PolledSource, Relations, Splits
from tests.handlers.vendors.webhook.small_shop import SmallShop, reading
from tests.handlers.vendors.webhook.source.product_posts import (
    ITEM,
    VARIATION,
    Door,
    parsed,
    pieces_of,
    product,
    products_of,
    variants,
)
from words.told import Told

OWN = products_of()
LONG_AGO = datetime(2026, 3, 2, tzinfo=UTC)
CASES = Path(__file__).parent / "product_cases"


def case(name: str) -> Any:
    return json.loads((CASES / f"product-{name}.json").read_text("utf-8"))


class TestTheOwnFormat:
    def test_one_post_is_one_product(self) -> None:
        lamp = parsed({"number": "L-1", "sku": "LAMP-1", "price": "24.20", "updated_at": "2026-11-20T10:00:00+01:00"})
        assert OWN.check(lamp) == []
        assert (OWN.relations(lamp), OWN.split(lamp, Known())) == (Relations(), [lamp])
        identity = OWN.identify(lamp)
        assert (identity.reference, str(identity.stamp)) == ("L-1", "2026-11-20 10:00:00+01:00")
        assert identity.version is not None
        assert OWN.read(lamp).model_fields_set == {"number", "sku", "price", "updated_at"}

    @pytest.mark.parametrize(
        ("wrong", "path"),
        [
            ({"name": "Lamp"}, "number"),
            ({"number": "L-1", "price": "24,20"}, "price"),
            ({"number": "L-1", "wieght": "1"}, "wieght"),
            ({"number": "L-1", "weight": "-1"}, "weight"),
            ({"number": "L-1", "images": [{"id": "1", "place": 0, "address": "https://x.example"}]}, "images[0].place"),
        ],
    )
    def test_every_mistake_is_refused(self, wrong: dict[str, Any], path: str) -> None:
        found = OWN.check(parsed(wrong))
        assert [problem.path for problem in found] == [path]

    def test_the_code_does_for_a_number(self) -> None:
        lamp = parsed({"sku": " LAMP-1"})
        assert OWN.check(lamp) == []
        assert (OWN.read(lamp).number, OWN.identify(lamp).reference) == ("LAMP-1", "LAMP-1")

    def test_any_other_json_is_read_by_rows(self) -> None:
        rows = [{"to": "number", "from": "posted.ref"}, {"to": "name", "from": "posted.title"}]
        source = products_of(products={"identity": {"reference": "ref", "version": None}, "mapping": rows})
        assert source.identify({"ref": "7", "title": "Lamp"}).reference == "7"
        assert source.read({"ref": "7", "title": "Lamp"}).name == "Lamp"


class TestReading:
    async def test_what_was_saved_is_carried_and_not_what_was_posted(self) -> None:
        stale = parsed(case("webhook-before-read-1")["posts"][0])
        saved = stale | {"regular_price": "26.00", "date_modified_gmt": "2026-11-20T09:00:01"}
        async with reading(SmallShop({"/921": saved})) as source:
            [piece] = pieces_of(source.split(stale, Known()))
            assert str(source.read(parsed(await source.complete(piece, LONG_AGO))).price) == "26.00"

    async def test_the_shop_is_not_read_before_what_was_saved_shows(self) -> None:
        shop = SmallShop({"/41": product("woocommerce")})
        async with reading(shop, after="5s") as source:
            accepted = datetime.now(UTC)
            with pytest.raises(Transient) as soon:
                await source.complete(product("woocommerce"), accepted)
            assert soon.value.after is not None
            assert timedelta() < soon.value.after <= timedelta(seconds=5)
            assert (soon.value.burns_try, shop.asked) == (False, [])
            await source.complete(product("woocommerce"), accepted - timedelta(seconds=5))
        assert shop.asked == ["/41"]

    async def test_of_a_product_with_variations_each_is_read_and_the_product_itself_is_none(self) -> None:
        written = case("variation-ids-only-1")
        fetched = {f"/921/variations/{one['id']}": one for one in written["fetch"]["products/921/variations"]}
        shop = SmallShop({**fetched, "/921": written["posts"][1]})
        async with reading(shop) as source:
            found = []
            for post in written["posts"]:
                pieces = pieces_of(source.split(parsed(post), Known()))
                assert [source.identify(piece).reference for piece in pieces] == ["922", "923"]
                found = [source.read(parsed(await source.complete(piece, LONG_AGO))) for piece in pieces]
            assert [(one.code, one.parent_name, one.options, str(one.price)) for one in found] == [
                ("POLO-S", "Polo shirt", ("S",), "29.95"),
                ("POLO-M", "Polo shirt", ("M",), "29.95"),
            ]

    async def test_each_save_of_a_product_has_its_variations_read_anew(self) -> None:
        posts = [parsed(post) for post in case("variation-ids-only-1")["posts"]]
        async with reading(SmallShop()) as source:
            pieces = [pieces_of(source.split(post, Known()))[0] for post in (*posts, posts[1])]
        first, second, again = [(source.identify(one).version, source.digest_material(one)) for one in pieces]
        assert first != second
        assert second == again

    async def test_a_variation_of_a_draft_is_one_and_is_called_after_its_product(self) -> None:
        draft, named = case("draft-archived-deleted-1"), case("variants-3")
        for written, number, parent, name in ((draft, 851, "/850", "Nieuw"), (named, 841, "/840", "T-shirt")):
            [post, *_] = written["posts"]
            product_read = written["books"]["woo_read"][f"/products{parent}"]
            shop = SmallShop({f"{parent}/variations/{number}": post, parent: product_read})
            async with reading(shop) as source:
                [piece] = pieces_of(source.split(parsed(post), Known()))
                read = source.read(parsed(await source.complete(piece, LONG_AGO)))
            assert (read.number, read.parent_name) == (str(number), name)
            assert read.is_published is (name == "T-shirt")

    async def test_a_variation_that_is_gone_since_is_gone(self) -> None:
        async with reading(SmallShop({"/41": product("woocommerce")})) as source:
            assert source.read(await source.complete(parsed(VARIATION), LONG_AGO)).gone

    async def test_of_what_is_deleted_nobody_asks(self) -> None:
        shop = SmallShop()
        async with reading(shop) as source:
            assert await source.complete({"id": 41}, datetime.now(UTC)) == {"id": 41}
        assert shop.asked == []

    async def test_a_number_that_is_none_never_becomes_a_part_of_an_address(self) -> None:
        shop = SmallShop()
        async with reading(shop) as source:
            strange = product("woocommerce", id="1?x=")
            assert await source.complete(strange, LONG_AGO) == strange
        assert shop.asked == []


class TestRoles:
    def test_posted_products_are_split_and_only_those_of_a_shop_that_is_read_are_completed(self) -> None:
        source = products_of(format="woocommerce")
        assert isinstance(source, Splits)
        assert not isinstance(source, Completes | PolledSource)
        assert issubclass(ReadProductSource, Completes)

    def test_only_a_woocommerce_shop_is_read(self) -> None:
        read = {"address": "https://shop.example.com", "key": "k", "secret": "s"}
        with pytest.raises(ValidationError, match="only a shop of format: woocommerce"):
            products_of(format="shopify", products={"read": read})

    def test_what_a_filter_names_is_found_in_the_variant_too(self) -> None:
        source = products_of(format="shopify")
        [piece] = pieces_of(source.split(variants({"sku": "X"}, vendor="Example"), Known()))
        fields = source.fields_of(piece)
        assert (fields["vendor"], fields["sku"], fields["title"]) == ("Example", "X", "Lamp")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**14) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
SHOPS = {"shopify": (product("shopify"), parsed(ITEM)), "woocommerce": (product("woocommerce"), parsed(VARIATION))}


@given(data=st.data(), shop=st.sampled_from(sorted(SHOPS)))
def test_whatever_stands_in_a_post_it_is_read_or_its_mistake_is_told(data: st.DataObject, shop: str) -> None:
    door = Door(products_of(format=shop))
    for sample in SHOPS[shop]:
        names = data.draw(st.lists(st.sampled_from([name for name in sample if name != "id"]), max_size=3))
        changed = sample | {name: data.draw(JSON_VALUES) for name in names}
        pieces = door.post(changed)
        for piece in [] if isinstance(pieces, Told) else pieces:
            read = parsed(piece)
            assert door.source.identify(read).reference
            with suppress(DocumentError):
                assert door.source.read(read).number
