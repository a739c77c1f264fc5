"""Nothing that is posted leads inside: no address, however written, no name that moves, no redirect, path or header."""

from typing import Any

import pytest
from pydantic import ValidationError

from handlers.exchange.outbound import Outbound
from handlers.exchange.own_places import OwnPlaces
from handlers.vendors.opening import Outgoing
from handlers.vendors.webhook.posting.poster import Poster
from handlers.vendors.webhook.posting.receiver import Receiver
from handlers.vendors.webhook.posting.templates import fill
from handlers.vendors.webhook.settings import WebhookConnection
from relay.errors import Barred, Hold, RunEnd, Transient
from tests.handlers.exchange.hostile import Names, Served, contexts, leading, moved_to, serving
from tests.handlers.vendors.webhook.posting.receiving import LEVEL, STOCK, VAULT, carried, posting
from tests.stand_ins import OpenGate

HERE = "127.0.0.1"
PRIVATE = {
    "IPv4, loopback": "127.0.0.1",
    "IPv4, decimal": "2130706433",
    "IPv4, octal": "0177.0.0.1",
    "IPv4, hexadecimal": "0x7f000001",
    "IPv4, hexadecimal parts": "0x7f.0.0.0x1",
    "IPv4, short": "127.1",
    "IPv4, with a point behind": "127.0.0.1.",
    "IPv4, private 10": "10.0.0.7",
    "IPv4, private 172": "172.16.0.7",
    "IPv4, private 192": "192.168.1.7",
    "IPv4, shared by carriers": "100.64.0.7",
    "IPv4, where clouds keep credentials": "169.254.169.254",
    "IPv4, nowhere": "0.0.0.0",  # noqa: S104 - where a post would go, no bind
    "IPv4, multicast": "224.0.0.1",
    "IPv4, broadcast": "255.255.255.255",
    "IPv4, of benchmarks": "198.18.0.1",
    "IPv6, loopback": "[::1]",
    "IPv6, nowhere": "[::]",
    "IPv6, mapped": "[::ffff:127.0.0.1]",
    "IPv6, mapped, in hexadecimal": "[::ffff:7f00:1]",
    "IPv6, NAT64": "[64:ff9b::7f00:1]",
    "IPv6, NAT64 of one's own": "[64:ff9b:1::7f00:1]",
    "IPv6, 6to4": "[2002:7f00:1::1]",
    "IPv6, Teredo": "[2001:0:7f00:1::1]",
    "IPv6, unique local": "[fd00:ec2::254]",
    "IPv6, link-local": "[fe80::1]",
    "IPv6, site-local": "[fec0::1]",
    "IPv6, multicast": "[ff02::1]",
}
"""Addresses, by how they are written: each leads to this machine, into a network of one's own, or nowhere."""

WRONG = {
    "a user and a password": "https://relay:secret@shop.example.com",
    "a user that looks like the shop": "https://shop.example.com@127.0.0.1",
    "a backslash": "https://shop.example.com\\@127.0.0.1",
    "a query": "https://shop.example.com/api?to=127.0.0.1",
    "a fragment": "https://shop.example.com/#api",
    "a line end": "https://shop.example.com/\r\nHost: inside",
    "no scheme": "shop.example.com",
    "a file": "file:///etc/passwd",
    "gopher": "gopher://127.0.0.1:6379/_x",
    "letters that only look like others": "https://sh\u043ep.example.com",
}


async def post_to(address: str, names: Names, ports: list[int] = [443], **outbound: Any) -> RunEnd:  # noqa: B006 - read only
    """How a post ends that goes to an address, with what the names lead to."""
    written = {
        "vendor": "webhook",
        "connect_timeout": "500ms",
        "total_timeout": "2s",
        "outbound": {"ports": ports, **outbound},
        "posts": {"address": address, "stock": STOCK},
    }
    settings = WebhookConnection.model_validate(written)
    assert settings.posts is not None
    assert settings.posts.stock is not None
    async with Outbound(OwnPlaces(), resolver=names, trusted=contexts()[1]) as client, carried():
        receiver = Receiver(settings, settings.posts, Outgoing(client, VAULT.keyed_hash), OpenGate())
        with pytest.raises(RunEnd) as ended:
            await Poster("stock", settings.posts.stock, receiver).post({"code": "BR-1"}, LEVEL)
    assert "127.0.0" not in ended.value.reason
    return ended.value


@pytest.mark.parametrize("host", PRIVATE.values(), ids=PRIVATE)
async def test_no_address_leads_inside_however_it_is_written(host: str) -> None:
    async with serving(lambda _: pytest.fail("it was called")) as served:
        end = await post_to(f"https://{host}:{served.port}", leading(), [served.port])
        assert served.seen == []
    assert isinstance(end, Barred | Transient)


@pytest.mark.parametrize("address", WRONG.values(), ids=WRONG)
def test_an_address_that_says_more_than_where_is_no_setting(address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        WebhookConnection.model_validate({"vendor": "webhook", "posts": {"address": address}})
    assert "secret" not in str(refused.value)


async def test_a_name_of_which_one_address_is_inside_is_not_called() -> None:
    async with serving(lambda _: pytest.fail("it was called")) as served:
        names = Names({"shop.example.com": [["8.8.8.8", HERE]]})
        end = await post_to(f"https://shop.example.com:{served.port}", names, [served.port])
    assert isinstance(end, Barred)
    assert "not public" in end.reason


async def test_a_name_that_moves_inside_after_it_was_checked_is_not_asked_again() -> None:
    names = Names({"shop.example.com": [["127.0.0.2"], [HERE]]})
    async with serving(lambda _: pytest.fail("it was called")) as served:
        address = f"https://shop.example.com:{served.port}"
        end = await post_to(address, names, [served.port], allow_private=["127.0.0.2/32"])
        assert isinstance(end, Transient)  # nobody listens at the address that was checked
        assert names.asked == ["shop.example.com"]
        later = await post_to(address, names, [served.port], allow_private=["127.0.0.2/32"])
    assert isinstance(later, Barred)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["https://127.0.0.1/admin", "http://cdn.example.com/", "/elsewhere", "//inside"])
async def test_a_redirect_is_followed_nowhere(status: int, location: str) -> None:
    async def onward(_: Any) -> Any:
        return moved_to(location, status)

    async with serving(onward) as served:
        end = await post_to(_place(served), leading(cdn=HERE), [served.port], allow_private=["127.0.0.0/8"])
        assert len(served.seen) == 1
    assert isinstance(end, Barred)
    assert "never sent on" in end.reason


async def test_plain_http_and_other_ports_are_shut_unless_settings_open_them() -> None:
    async with serving(lambda _: pytest.fail("it was called"), plain=True) as served:
        for address in (f"http://127.0.0.1:{served.port}", f"https://shop.example.com:{served.port}"):
            assert isinstance(await post_to(address, leading(shop=HERE), allow_private=["127.0.0.0/8"]), Barred)


async def test_the_relay_and_its_redis_are_not_posted_to_though_their_network_is_open() -> None:
    async with serving(lambda _: pytest.fail("it was called")) as served:
        own = OwnPlaces([("127.0.0.1", served.port)])
        written = {
            "vendor": "webhook",
            "outbound": {"ports": [served.port], "allow_private": ["127.0.0.0/8"]},
            "posts": {"address": _place(served), "stock": STOCK},
        }
        settings = WebhookConnection.model_validate(written)
        assert settings.posts is not None
        assert settings.posts.stock is not None
        async with Outbound(own, resolver=leading(cdn=HERE), trusted=contexts()[1]) as client, carried():
            receiver = Receiver(settings, settings.posts, Outgoing(client, VAULT.keyed_hash), OpenGate())
            with pytest.raises(Barred, match="this relay itself"):
                await Poster("stock", settings.posts.stock, receiver).post({"code": "BR-1"}, LEVEL)


SEGMENTS = {
    "../../users/1": "..%2F..%2Fusers%2F1",
    "x?role=admin#": "x%3Frole%3Dadmin%23",
    "a/b": "a%2Fb",
    "a%2f..%2fb": "a%252f..%252fb",
    "a;b=c": "a%3Bb%3Dc",
    "a b": "a%20b",
    "\u00e9\u20ac": "%C3%A9%E2%82%AC",
    "@127.0.0.1": "%40127.0.0.1",
    "\\..\\": "%5C..%5C",
}


@pytest.mark.parametrize(("code", "segment"), SEGMENTS.items())
async def test_a_value_of_a_document_is_one_segment_of_the_path(code: str, segment: str) -> None:
    async with posting() as desk, carried():
        await desk.poster().post({"code": code}, LEVEL)
        [call] = desk.shop.calls
    assert call.path == f"/stock/{segment}"


@pytest.mark.parametrize("code", ["", " ", ".", "..", " .. ", "a\r\nHost: inside", "a\x00", "x" * 201])
async def test_a_value_that_would_lead_elsewhere_holds_the_event_and_nothing_is_sent(code: str) -> None:
    async with posting() as desk, carried():
        with pytest.raises(Hold, match="the value for code in the path"):
            await desk.poster().post({"code": code}, LEVEL)
        with pytest.raises(Hold):
            await desk.poster().post({}, LEVEL)
        assert desk.shop.calls == []


@pytest.mark.parametrize("value", ["two\r\nX-Admin: 1", "tab\tbed", "caf\u00e9", "nul\x00", "del\x7f"])
@pytest.mark.parametrize("field", ["headers", "secret_headers"])
def test_a_header_with_control_characters_is_no_setting(field: str, value: str) -> None:
    posts = {"address": "https://shop.example.com", field: {"X-Shop": value}}
    with pytest.raises(ValidationError):
        WebhookConnection.model_validate({"vendor": "webhook", "posts": posts})


def test_a_value_fills_every_place_that_names_it() -> None:
    assert fill("/a/{code}/b?c={code}&d={number}", {"code": "1&2", "number": "7"}) == "/a/1%262/b?c=1%262&d=7"


def _place(served: Served) -> str:
    return f"https://cdn.example.com:{served.port}"
