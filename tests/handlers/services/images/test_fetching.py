"""Pictures are fetched from wherever they are, few at a time, and what keeps them away is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from handlers.exchange.outbound import Outbound
from handlers.services.images import ImageFetcher, NotHadError
from handlers.services.images.fetching import MOST_BYTES, MOST_WAITING
from handlers.vendors.webhook.settings import WebhookConnection
from mapping.documents.product import Image
from relay.errors import Barred, Contended, Hold, Permanent, RunEnd, Scope, Transient
from relay.line.background import end
from relay.line.once.locks import Locks
from relay.store.store import Store
from tests.handlers.exchange.hostile import Served, contexts, leading, moved_to, serving
from tests.mapping.images.drawn import GIF, HTML, jpeg, png
from tests.plain import as_told

LARGEST = 20_000_000


def image(address: str) -> Image:
    return Image(id="1", place=1, address=address)


def shop(served: Served | None = None, **more: Any) -> WebhookConnection:
    ports = (served.port,) if served else (443,)
    outbound = {"allow_private": ["127.0.0.1/32"], "ports": ports}
    return WebhookConnection.model_validate({"vendor": "webhook", "outbound": outbound, **more})


@pytest.fixture
def locks(store: Store) -> Locks:
    return Locks(store, timedelta(seconds=10), timedelta(seconds=10))


@asynccontextmanager
async def fetching(locks: Locks, served: Served | None = None) -> AsyncIterator[ImageFetcher]:
    async with Outbound(resolver=leading(cdn="127.0.0.1"), trusted=contexts()[1]) as outbound:
        yield ImageFetcher(outbound, {"shop": shop(served)}, locks)


async def test_a_picture_behind_an_open_address_is_known_by_its_bytes(locks: Locks) -> None:
    async def png_that_says_it_is_a_jpeg(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(body=png(), content_type="image/jpeg")

    async with serving(png_that_says_it_is_a_jpeg) as served, fetching(locks, served) as fetcher:
        had = await fetcher.fetch(object(), "shop", image(served.url("/photo.jpg?v=1")), LARGEST, strip=True)
    assert (had.form, had.content) == ("png", png())


ANSWERS = {
    "/missing": (web.Response(status=404), "status 404", True, None),
    "/expired": (web.Response(status=403, text="<Error/>"), "status 403", True, None),
    "/gone": (web.Response(status=410), "status 410", False, None),
    "/busy": (web.Response(status=503, headers={"Retry-After": "900"}), "status 503", True, timedelta(minutes=15)),
    "/page": (web.Response(body=HTML), "html", True, None),
    "/empty": (web.Response(body=b""), "nothing", True, None),
    "/cut": (web.Response(body=jpeg()[:-2]), "end is missing", True, None),
    "/large": (web.Response(body=GIF + bytes(2000)), "more than 1000 bytes", False, None),
    "/inside": (moved_to("https://10.0.0.7/a.gif"), "not public|port", False, None),
}


@pytest.mark.parametrize("path", ANSWERS)
async def test_what_keeps_a_picture_away_is_told_by_its_kind_and_without_its_address(path: str, locks: Locks) -> None:
    answer, told, again, after = ANSWERS[path]

    async def say(_: web.BaseRequest) -> web.StreamResponse:
        headers = {name: value for name, value in answer.headers.items() if name in {"Location", "Retry-After"}}
        return web.Response(status=answer.status, body=answer.body, headers=headers)

    async with serving(say) as served, fetching(locks, served) as fetcher:
        with pytest.raises(NotHadError, match=told) as caught:
            await fetcher.fetch(object(), "shop", image(served.url(path)), 1000, strip=True)
    assert (caught.value.again, caught.value.after) == (again, after)
    assert "example.com" not in str(caught.value)


async def test_a_host_that_nobody_reaches_is_tried_again(locks: Locks) -> None:
    async with fetching(locks) as fetcher:
        with pytest.raises(NotHadError, match="nobody answers") as caught:
            await fetcher.fetch(object(), "shop", image("https://lost.example.com/a.gif"), LARGEST, strip=True)
    assert caught.value.again


class Books:
    """A vendor's connection that gives what it is told to."""

    def __init__(self, gives: bytes | RunEnd | None) -> None:
        self.gives = gives
        self.asked: list[str] = []

    async def fetch_image(self, image: Image, most: int) -> bytes | None:
        self.asked.append(image.address)
        assert most == LARGEST
        if isinstance(self.gives, RunEnd):
            raise self.gives
        return self.gives


async def test_a_vendor_gives_what_is_behind_no_open_address_and_no_other(locks: Locks) -> None:
    books = Books(GIF)
    async with fetching(locks) as fetcher:
        had = await fetcher.fetch(books, "shop", image("afas:image/17"), LARGEST, strip=True)
        for address in ("https://lost.example.com/a.gif", "HTTP://lost.example.com/a.gif"):
            with pytest.raises(NotHadError):
                await fetcher.fetch(books, "shop", image(address), LARGEST, strip=True)
    assert (had.form, books.asked) == ("gif", ["afas:image/17"])


@pytest.mark.parametrize(
    ("gives", "tries"),
    [
        (None, "again"),
        (Transient(as_told("down")), "again"),
        (Barred(as_told("no right"), scope=Scope.CALL), "again"),
        (Hold(as_told("too large")), "never"),
        (Permanent(as_told("refused")), "never"),
    ],
)
async def test_a_vendor_that_fails_leaves_the_picture_owed(gives: RunEnd | None, tries: str, locks: Locks) -> None:
    async with fetching(locks) as fetcher:
        with pytest.raises(NotHadError) as caught:
            await fetcher.fetch(Books(gives), "shop", image("afas:image/17"), LARGEST, strip=True)
    assert caught.value.again is (tries == "again")


async def test_an_address_that_nobody_understands_is_refused(locks: Locks) -> None:
    async with fetching(locks) as fetcher:
        with pytest.raises(NotHadError, match="https") as caught:
            await fetcher.fetch(object(), "shop", image("afas:image/17"), LARGEST, strip=True)
    assert not caught.value.again


async def test_few_pictures_are_on_their_way_at_once_in_one_process_and_in_all(locks: Locks) -> None:
    here, everywhere, most_here, most_everywhere = [0, 0], 0, 0, 0
    async with fetching(locks) as one, fetching(locks) as other:
        go_on = asyncio.Event()

        async def carry(number: int, fetcher: ImageFetcher) -> None:
            nonlocal everywhere, most_here, most_everywhere
            async with fetcher.room():
                here[number] += 1
                everywhere += 1
                most_here, most_everywhere = max(most_here, *here), max(most_everywhere, everywhere)
                if everywhere == MOST_BYTES // LARGEST:
                    go_on.set()
                await go_on.wait()
                here[number] -= 1
                everywhere -= 1

        await asyncio.gather(*(carry(number, fetcher) for _ in range(4) for number, fetcher in enumerate((one, other))))
    assert (most_here, most_everywhere) == (2, 3)


async def test_where_no_room_comes_free_the_run_is_tried_again(locks: Locks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.services.images.fetching._LONGEST_WAIT", 0.0)
    async with fetching(locks) as one, fetching(locks) as other, one.room(), one.room(), other.room():
        with pytest.raises(Contended, match="as many pictures as fit"):
            async with other.room():
                raise AssertionError("there is no room")


async def test_few_wait_for_room_and_any_other_makes_way_at_once(locks: Locks) -> None:
    async with fetching(locks) as fetcher, fetcher.room(), fetcher.room():

        async def wait() -> None:
            async with fetcher.room():
                return

        waiting = [asyncio.create_task(wait()) for _ in range(MOST_WAITING)]
        await asyncio.sleep(0)  # each of them runs until it waits
        assert fetcher._waiting == MOST_WAITING
        with pytest.raises(Contended) as caught:
            await wait()
        assert caught.value.after == timedelta(seconds=5)
        assert not caught.value.burns_try
        await end(*waiting)
        assert fetcher._waiting == 0
