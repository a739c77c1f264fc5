"""The published cases of pictures, from the posts of a shop to what hangs in the target, over real HTTP."""

import json
from base64 import b64decode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from handlers.exchange.outbound import Outbound
from handlers.pipelines.products.images import CarriedImages
from handlers.vendors.webhook.settings import WebhookConnection
from mapping.documents.product import Product
from relay.errors import Transient
from relay.line.queue import Queue
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.exchange.hostile import Served, contexts, leading, serving
from tests.handlers.pipelines.common.shelf import Carrier
from tests.handlers.pipelines.products.gallery import Hanger, warned
from tests.handlers.vendors.webhook.source.product_posts import Door, parsed, pieces_of, products_of
from tests.mapping.images.drawn import GIF, HTML, WEBP, jpeg, png

CASES = Path(__file__).parents[2] / "vendors" / "webhook" / "source" / "product_cases"
PICTURES = {"valid jpeg": jpeg(), "valid png": png(), "valid webp": WEBP, "not found": b"not found"}
V1, V2, V3 = png(colour=1), png(colour=2), png(colour=3)


@dataclass
class Street:
    """A shop whose posts are carried, and hosts that answer as a case says."""

    name: str
    hanger: Hanger
    served: Served
    answers: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def case(self) -> dict[str, Any]:
        """The case, with addresses that lead to the server of this test."""
        text = (CASES / f"product-image-{self.name}.json").read_text("utf-8")
        for host in ("cdn", "cdn2"):
            text = text.replace(f"https://{host}.example.com/", f"https://{host}.example.com:{self.served.port}/")
        found: dict[str, Any] = json.loads(text)
        return found

    @property
    def posts(self) -> list[dict[str, Any]]:
        posts: list[dict[str, Any]] = self.case["posts"]
        return posts

    async def post(self, document: dict[str, Any]) -> CarriedImages:
        door = Door(products_of(format="shopify"))
        [piece] = pieces_of(door.post(document))
        self.hanger.shop = door.source  # type: ignore[assignment]  # a source that gives no picture by itself
        product: Product = door.source.read(parsed(piece))
        return await self.hanger.hang(product)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        told = self.answers[f"https://{request.host}{request.rel_url}"]
        body = told.get("body", "")
        content = b64decode(told["b64"]) if "b64" in told else PICTURES.get(body, body.encode())
        headers = {"Location": told["location"]} if "location" in told else {}
        return web.Response(status=told["status"], body=content, headers=headers)

    def asked(self) -> list[str]:
        return [path for _, path, _ in self.served.seen]


@asynccontextmanager
async def opened(name: str, store: Store, vault: Vault, queue: Queue) -> AsyncIterator[Street]:
    hanger = Hanger(Carrier(store, vault, queue))
    streets: list[Street] = []

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return await streets[0].answer(request)

    names = leading(cdn="127.0.0.1", cdn2="127.0.0.1")
    async with serving(answer) as served, Outbound(resolver=names, trusted=contexts()[1]) as outbound:
        settings = {"allow_private": ["127.0.0.1/32"], "ports": [served.port]}
        hanger.outbound = outbound
        hanger.connections = {"shop": WebhookConnection.model_validate({"vendor": "webhook", "outbound": settings})}
        streets.append(street := Street(name, hanger, served))
        street.answers = {**street.case.get("served", {}), **street.case.get("fetch", {})}
        yield street


def with_images(post: dict[str, Any], *images: tuple[int, int, str]) -> dict[str, Any]:
    """The post as it was before, with other pictures: id, position and address."""
    known = post["images"][0]
    listed = [{**known, "id": number, "position": place, "src": src} for number, place, src in images]
    return {**post, "updated_at": "2026-11-19T10:00:00+01:00", "images": listed}


async def test_another_order_changes_places_alone_and_the_main_one_is_that_of_position_1(
    store: Store, vault: Vault, queue: Queue
) -> None:
    async with opened("order-1", store, vault, queue) as street:
        [post] = street.posts
        first, second = (image["src"] for image in post["images"])
        await street.post(with_images(post, (301, 1, first), (303, 2, second)))
        gif, other = (street.hanger.gallery.shown[place] for place in (1, 2))
        street.hanger.gallery.calls.clear()
        await street.post(post)
        assert street.hanger.gallery.shown == {1: other, 2: gif}
        assert street.hanger.gallery.calls["put"] == 2, "AFAS moves no picture: each that has another place, once"
        await street.post(post)
        assert street.hanger.gallery.calls["put"] == 2


async def test_one_of_three_that_is_removed_goes_and_what_a_person_hung_stays(
    store: Store, vault: Vault, queue: Queue
) -> None:
    async with opened("removed-1", store, vault, queue) as street:
        [post] = street.posts
        first, last = (image["src"] for image in post["images"])
        street.answers[last] = {"status": 200, "body": "valid jpeg"}
        street.answers[last.replace("c.gif", "b.gif")] = {"status": 200, "body": "valid png"}
        street.hanger.settings = {"on_absent": "remove"}
        await street.post(with_images(post, (301, 1, first), (302, 2, last.replace("c.gif", "b.gif")), (303, 3, last)))
        gallery = street.hanger.gallery
        gallery.hanging[4] = gallery.hanging[1]
        await street.post(post)
        assert gallery.shown == {1: GIF, 2: jpeg(), 4: GIF}
        gallery.empties = False
        street.answers[first] = {"status": 200, "body": "valid png"}
        carried = await street.post(with_images(post, (301, 1, first)))
        assert "picture 2 stays in the target" in warned(carried)[0]


async def test_the_same_bytes_at_a_new_address_are_not_sent_and_other_bytes_take_their_place(
    store: Store, vault: Vault, queue: Queue
) -> None:
    async with opened("same-bytes-1", store, vault, queue) as street:
        before, after = street.posts
        old = before["images"][0]["src"].replace("v=2", "v=1")
        street.answers[old] = street.answers[before["images"][0]["src"]]
        await street.post(with_images(before, (301, 1, old)))
        gallery = street.hanger.gallery
        gallery.calls.clear()
        await street.post(before)
        assert (gallery.calls["put"], street.asked()[-1]) == (0, "/files/a.gif?v=2")
        await street.post(before)
        assert street.asked().count("/files/a.gif?v=2") == 1, "the link has the new address"
        await street.post(after)
        assert (gallery.calls["put"], len(gallery.hanging)) == (1, 1)
        assert (gallery.hanging[1].file_name, gallery.hanging[1].form) == ("a.png", "png")


async def test_a_type_is_read_from_the_bytes_and_one_that_the_target_does_not_take_is_owed_with_that_reason(
    store: Store, vault: Vault, queue: Queue
) -> None:
    async with opened("type-1", store, vault, queue) as street:
        carried = await street.post(street.posts[0])
        [picture] = street.hanger.gallery.hanging.values()
        assert (picture.file_name, picture.form, picture.content) == ("b.gif", "gif", GIF)
        assert [*street.hanger.gallery.hanging] == [2]
        assert warned(carried)[0].startswith("picture 1 is not carried: it is a webp, and the target takes bmp, gif")


async def test_redirects_are_followed_to_public_hosts_alone_and_never_for_ever(
    store: Store, vault: Vault, queue: Queue
) -> None:
    async with opened("redirect-1", store, vault, queue) as street:
        with pytest.raises(Transient, match="1 picture is owed") as caught:
            await street.post(street.posts[0])
        assert street.hanger.gallery.shown == {1: GIF}
        assert caught.value.after == timedelta(minutes=1)
        assert "picture 6 is not carried: its host answered with status 403" in str(caught.value)
        assert [problem.rule.partition(":")[0][:9] for problem in caught.value.problems] == [
            f"picture {place}" for place in (2, 3, 4, 5, 6)
        ]
        assert street.asked().count("/files/r5.gif") == 4
        assert not {"/admin", "/latest/meta-data/"} & {*street.asked()}
        fresh = street.posts[0]
        fresh["images"][5]["src"] = fresh["images"][5]["src"].replace("r6", "echt")
        carried = await street.post(fresh)
        assert street.hanger.gallery.shown == {1: GIF, 6: GIF}
        assert [text.partition(":")[0] for text in warned(carried)] == [
            f"picture {place} is not carried" for place in (2, 3, 4, 5)
        ]


async def test_what_is_no_picture_leaves_the_others_carried_and_its_cause_names_place_and_what_came(
    store: Store, vault: Vault, queue: Queue
) -> None:
    async with opened("bad-body-1", store, vault, queue) as street:
        with pytest.raises(
            Transient,
            match=r"3 pictures are owed: picture 2 .* html.*picture 3 .* nothing.*picture 7 .* 404",
        ):
            await street.post(street.posts[0])
        gallery = street.hanger.gallery
        assert gallery.shown == {1: jpeg(), 4: jpeg(), 5: png()}
        assert {place: one.file_name for place, one in gallery.hanging.items()} == {
            1: "ok.jpg",
            4: "moved.jpg",
            5: "photo.png",
        }
        assert HTML not in gallery.shown.values()


async def test_order_and_removal_over_four_posts(store: Store, vault: Vault, queue: Queue) -> None:
    async with opened("order-and-removal-1", store, vault, queue) as street:
        for number, content in enumerate((V1, V2, V3), 1):
            src = f"https://cdn.example.com:{street.served.port}/s/files/1/0548/files/v{number}.jpg?v=1"
            PICTURES[f"v{number}"] = content
            street.answers[src] = {"status": 200, "body": f"v{number}"}
        gallery, shown = street.hanger.gallery, [{1: V1, 2: V2, 3: V3}, {1: V2, 2: V3, 3: V1}, {1: V3, 2: V1}, {}]
        street.hanger.settings = {"on_absent": "remove"}
        puts = []
        for post, hangs in zip(street.posts, shown, strict=True):
            gallery.calls.clear()
            await street.post(post)
            assert gallery.shown == hangs
            puts.append(gallery.calls["put"])
        assert puts == [3, 3, 2, 0]


async def test_an_empty_list_keeps_what_hangs_where_that_is_set(store: Store, vault: Vault, queue: Queue) -> None:
    async with opened("order-and-removal-1", store, vault, queue) as street:
        for number in (1, 2, 3):
            src = f"https://cdn.example.com:{street.served.port}/s/files/1/0548/files/v{number}.jpg?v=1"
            street.answers[src] = {"status": 200, "body": "valid png"}
        first, *_, last = street.posts
        await street.post(first)
        carried = await street.post(last)
        assert (len(street.hanger.gallery.shown), warned(carried)) == (3, [])
