"""The outbound client against servers and names that would lead it astray."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from ipaddress import ip_network

import aiohttp
import pytest
from aiohttp import web

from handlers.exchange.outbound import MOST_REDIRECTS, Outbound, wait_of
from handlers.exchange.outbound_connector import RefusedSocketError, open_session
from handlers.exchange.outbound_rules import AddressRules, RefusedAddressError
from handlers.exchange.own_places import OwnPlaces
from handlers.exchange.reply import Reply
from handlers.exchange.send import ExchangeError, Failure, Limits, Request, TooLargeError
from tests.handlers.exchange.hostile import LOOPBACK, Names, contexts, leading, moved_to, serving

LIMITS = Limits(timedelta(seconds=5), 100_000, timedelta(seconds=2))
HERE = "127.0.0.1"


@asynccontextmanager
async def opened(names: Names, own: OwnPlaces | None = None) -> AsyncIterator[Outbound]:
    async with Outbound(own, resolver=names, trusted=contexts()[1]) as outbound:
        yield outbound


async def a_picture(_: web.BaseRequest) -> web.StreamResponse:
    return web.Response(body=b"GIF89a picture", headers={"Set-Cookie": "a=1", "Content-Type": "image/gif"})


async def test_the_checked_address_is_called_under_its_name_and_nothing_of_ours_goes_along(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    async with serving(a_picture) as served, opened(leading(cdn=HERE)) as outbound:
        await outbound.get(served.url("/a.gif"), served.rules, LIMITS)
        reply = await outbound.get(served.url("/a.gif?v=1"), served.rules, LIMITS)
        host, path, headers = served.seen[-1]
    assert (reply.status, reply.body, host, path) == (200, b"GIF89a picture", "cdn.example.com", "/a.gif?v=1")
    assert not {"Cookie", "Referer", "Authorization"} & headers.keys()
    assert "python" not in headers["User-Agent"].lower()


async def test_a_name_of_which_one_address_is_private_is_not_called_at_all() -> None:
    names = Names({"cdn.example.com": [["8.8.8.8", HERE]]})
    async with serving(a_picture) as served, opened(names) as outbound:
        rules = AddressRules(ports=frozenset({served.port}))
        with pytest.raises(RefusedAddressError, match="not public") as caught:
            await outbound.get(served.url("/a.gif"), rules, LIMITS)
    assert served.seen == []
    assert HERE not in str(caught.value)


async def test_a_name_that_leads_elsewhere_once_it_was_checked_is_not_asked_for_again() -> None:
    names = Names({"cdn.example.com": [["127.0.0.2"], [HERE]]})
    async with serving(a_picture) as served, opened(names) as outbound:
        rules = AddressRules(allow_private=(ip_network("127.0.0.2/32"),), ports=frozenset({served.port}))
        with pytest.raises(ExchangeError):  # nobody listens at the address that was checked
            await outbound.get(served.url("/a.gif"), rules, LIMITS)
        assert names.asked == ["cdn.example.com"]
        with pytest.raises(RefusedAddressError):
            await outbound.get(served.url("/a.gif"), rules, LIMITS)
    assert served.seen == []


async def test_a_connection_that_is_kept_open_serves_no_other_rules() -> None:
    names = leading(cdn=HERE)
    async with serving(a_picture) as served, opened(names) as outbound:
        await outbound.get(served.url("/a.gif"), served.rules, LIMITS)
        with pytest.raises(RefusedAddressError):
            await outbound.get(served.url("/a.gif"), AddressRules(ports=frozenset({served.port})), LIMITS)
    assert len(served.seen) == 1


async def test_each_socket_is_judged_though_no_resolver_was_asked() -> None:
    async with serving(a_picture) as served:
        rules = AddressRules(ports=frozenset({served.port}))
        async with open_session(rules, OwnPlaces(), leading(), contexts()[1]) as session:
            with pytest.raises(aiohttp.ClientConnectorError) as caught:
                await session.get(f"https://127.0.0.1:{served.port}/")
    assert isinstance(caught.value.__cause__, RefusedSocketError)
    assert served.seen == []


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1", "127.0.0.1.", "[::ffff:7f00:1]"])
async def test_no_other_way_to_write_an_address_leads_there(host: str) -> None:
    async with serving(a_picture) as served, Outbound(trusted=contexts()[1]) as outbound:
        rules = AddressRules(ports=frozenset({served.port}))
        with pytest.raises((RefusedAddressError, ExchangeError)):
            await outbound.get(f"https://{host}:{served.port}/a.gif", rules, LIMITS)
    assert served.seen == []


async def test_the_relay_and_its_redis_are_not_called_though_their_network_is_open() -> None:
    async with serving(a_picture) as served:
        for written in (HERE, "", "localhost", "0.0.0.0"):  # noqa: S104 - as settings of listeners write it
            async with opened(leading(cdn=HERE), OwnPlaces([(written, served.port)])) as outbound:
                with pytest.raises(RefusedAddressError, match="this relay itself"):
                    await outbound.get(served.url("/status"), served.rules, LIMITS)
        async with opened(
            leading(cdn=HERE), OwnPlaces([(HERE, served.port + 1), ("127.0.0.3", served.port)])
        ) as outbound:
            assert (await outbound.get(served.url("/a.gif"), served.rules, LIMITS)).status == 200


async def test_three_redirects_are_followed_and_no_fourth() -> None:
    async def onward(request: web.BaseRequest) -> web.StreamResponse:
        left = int(request.path.strip("/"))
        return moved_to(f"/{left - 1}", 307 if left % 2 else 301) if left else await a_picture(request)

    async with serving(onward) as served, opened(leading(cdn=HERE)) as outbound:
        assert (await outbound.get(served.url(f"/{MOST_REDIRECTS}"), served.rules, LIMITS)).status == 200
        with pytest.raises(RefusedAddressError, match="more than 3 times"):
            await outbound.get(served.url(f"/{MOST_REDIRECTS + 1}"), served.rules, LIMITS)


TRAPS = {
    "https://127.0.0.1:{port}/admin": "not public",
    "https://169.254.169.254/latest/meta-data/": "not public|port 443",
    "https://inside.example.com:{port}/": "not public",
    "http://cdn.example.com:{port}/a.gif": "from https to something else",
    "file:///etc/passwd": "from https to something else",
    "https://user:secret@cdn.example.com:{port}/a.gif": "a user or a password",
    "https://cdn.example.com:6379/": "port 6379",
    "": "more than 3 times",
}


@pytest.mark.parametrize(("location", "told"), TRAPS.items())
async def test_a_redirect_is_judged_as_an_address_of_its_own(location: str, told: str) -> None:
    async def trap(_: web.BaseRequest) -> web.StreamResponse:
        return moved_to(location.format(port=served.port))

    names = leading(cdn="127.0.0.1", inside="127.0.0.2")
    async with serving(trap) as served, opened(names) as outbound:
        rules = AddressRules(allow_private=(ip_network("127.0.0.1/32"),), ports=frozenset({served.port}), plain=True)
        if "127.0.0.1" in location:
            rules = AddressRules(ports=frozenset({served.port}))
            with pytest.raises(RefusedAddressError, match=told):
                await outbound.get(location.format(port=served.port), rules, LIMITS)
            return
        with pytest.raises(RefusedAddressError, match=told) as caught:
            await outbound.get(served.url("/a.gif"), rules, LIMITS)
        assert "secret" not in str(caught.value)
        assert {host for host, *_ in served.seen} == {"cdn.example.com"}


async def test_what_is_posted_is_not_redirected() -> None:
    async def elsewhere(_: web.BaseRequest) -> web.StreamResponse:
        return moved_to("/other", 307)

    async with serving(elsewhere) as served, opened(leading(cdn=HERE)) as outbound:
        reply = await outbound.send(Request("POST", served.url("/x"), body=b"{}"), served.rules, LIMITS)
    assert (reply.status, [path for _, path, _ in served.seen]) == (307, ["/x"])


async def test_an_answer_larger_than_the_limit_is_broken_off_though_it_says_that_it_is_small() -> None:
    sent = 0

    async def endless(request: web.BaseRequest) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(bytes(65_536))
            sent += 65_536

    async with serving(endless) as served, opened(leading(cdn=HERE)) as outbound:
        with pytest.raises(TooLargeError):
            await outbound.get(served.url("/a.gif"), served.rules, LIMITS)
    assert sent < 50_000_000


async def test_a_packed_answer_is_not_unpacked() -> None:
    async def packed(_: web.BaseRequest) -> web.StreamResponse:
        response = web.Response(body=bytes(10_000_000))
        response.enable_compression(web.ContentCoding.gzip)
        return response

    async with serving(packed) as served, opened(leading(cdn=HERE)) as outbound:
        reply = await outbound.get(served.url("/a.gif"), served.rules, LIMITS)
    assert len(reply.body) < 100_000
    assert reply.body[:2] == b"\x1f\x8b"


async def test_a_server_that_dribbles_is_given_up_in_time() -> None:
    async def dribble(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"GIF89a")
        await asyncio.Event().wait()
        return response

    async with serving(dribble) as served, opened(leading(cdn=HERE)) as outbound:
        with pytest.raises(ExchangeError) as caught:
            await outbound.get(served.url("/a.gif"), served.rules, Limits(timedelta(milliseconds=300), 1000))
    assert caught.value.failure is Failure.LATE


async def test_a_certificate_of_another_name_or_that_nobody_trusts_is_refused() -> None:
    names = Names({"cdn.example.com": [[HERE]], "cdn.example.org": [[HERE]]})
    async with serving(a_picture) as served, opened(names) as outbound, Outbound(resolver=names) as wary:
        for client, host in ((outbound, "cdn.example.org"), (wary, "cdn.example.com")):
            with pytest.raises(ExchangeError) as caught:
                await client.get(served.url("/a.gif", host), served.rules, LIMITS)
            assert caught.value.failure is Failure.UNTRUSTED
    assert served.seen == []


async def test_a_name_that_nobody_knows_is_told_as_unreachable() -> None:
    async with opened(leading()) as outbound:
        with pytest.raises(ExchangeError) as caught:
            await outbound.get("https://cdn.example.com/a.gif", AddressRules(), LIMITS)
    assert caught.value.failure is Failure.UNREACHABLE


@pytest.mark.parametrize(("header", "waits"), [("1000000000", 3600), ("999999999", 3600), ("120", 120), ("", None)])
def test_no_host_is_left_alone_for_longer_than_an_hour(header: str, waits: int | None) -> None:
    asked = wait_of(Reply(503, b"", {"Retry-After": header}))
    assert asked == (None if waits is None else timedelta(seconds=waits))


async def test_the_own_network_is_called_where_a_setting_opens_it() -> None:
    async with serving(a_picture) as served, Outbound(trusted=contexts()[1], resolver=leading(cdn=HERE)) as outbound:
        rules = AddressRules(allow_private=(LOOPBACK,), ports=frozenset({served.port}))
        assert (await outbound.get(served.url("/a.gif"), rules, LIMITS)).status == 200
