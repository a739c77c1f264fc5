"""An operator with a code learns how the door sees a request; to everyone else there is no such path."""

from collections.abc import AsyncIterator
from dataclasses import replace
from ipaddress import ip_address, ip_network
from unittest.mock import Mock

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict
from structlog.testing import capture_logs

from relay.intake.admission import rules_of
from relay.intake.app import make_intake_app
from relay.intake.codes import OneTimeCodes
from relay.intake.door import Door
from relay.intake.whoami import describe, tell_whoami
from relay.store.store import Store
from relay.store.vault import Vault
from tests.relay.doors import make_flow, open_door
from tests.relay.intake.callers import SENDER, Answer, Caller, send_raw

PROXY = "127.0.0.9"
GUESS = "0" * 56


@pytest.fixture
def codes(store: Store, vault: Vault) -> OneTimeCodes:
    return OneTimeCodes(store, vault)


@pytest.fixture
def asked_door(door: Door, codes: OneTimeCodes) -> Door:
    """Behind a proxy, with `shop` for a client on the internet and `closed` for nobody."""
    shop = replace(make_flow("shop"), allow=(ip_network("203.0.113.0/24"),), allow_setting="connections.shop.allow")
    closed = replace(make_flow("closed", allow=None), allow_setting="flows.closed.allow")
    server = door.server.model_copy(update={"trusted_proxies": (ip_network(PROXY), ip_network("10.0.0.5"))})
    return replace(door, flows={"shop": shop, "closed": closed}, server=server, codes=codes)


@pytest.fixture
async def proxy(asked_door: Door) -> AsyncIterator[Caller]:
    async with open_door(asked_door) as caller:
        yield replace(caller, address=PROXY)


async def ask(caller: Caller, code: str, *lines: tuple[str, str]) -> Answer:
    return await caller.call("GET", "/whoami", headers=CIMultiDict([("Relay-Code", code), *lines]))


def shown(answer: Answer) -> tuple[object, ...]:
    """All of an answer that a caller sees, but for the time."""
    return answer.status, answer.document, {name: text for name, text in answer.headers.items() if name != "Date"}


async def test_each_hop_and_each_flow_is_told_through_a_trusted_proxy(proxy: Caller, codes: OneTimeCodes) -> None:
    answer = await ask(proxy, await codes.make(), ("X-Forwarded-For", "192.0.2.66, 203.0.113.7:52044"))
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    explanation = answer.document.pop("explanation")
    assert answer.document == {
        "peer": PROXY,
        "headers": ["X-Forwarded-For: 192.0.2.66, 203.0.113.7:52044"],
        "hops": [
            {"written": PROXY, "address": PROXY, "trusted_by": f"{PROXY}/32", "is_client": False},
            {"written": "203.0.113.7:52044", "address": "203.0.113.7", "trusted_by": None, "is_client": True},
            {"written": "192.0.2.66", "address": "192.0.2.66", "trusted_by": None, "is_client": False},
        ],
        "client": "203.0.113.7",
        "protocol": None,
        "fault": None,
        "flows": {
            "shop": {
                "allowed": True,
                "rule": "connections.shop.allow has 203.0.113.0/24",
                "code": "intake.all_listed",
            },
            "closed": {
                "allowed": False,
                "rule": "flows.closed.allow is empty, which means nobody",
                "code": "intake.list_empty",
            },
        },
    }
    assert "The client is 203.0.113.7." in explanation


async def test_what_cannot_be_read_is_told_as_the_fault(proxy: Caller, codes: OneTimeCodes) -> None:
    answer = await ask(proxy, await codes.make(), ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-For", "here"))
    assert answer.status == 200
    assert answer.document["headers"] == ["X-Forwarded-For: 203.0.113.7", "X-Forwarded-For: here"]
    assert (answer.document["client"], answer.document["fault"]) == (
        None,
        "A forwarding header holds something that is no address.",
    )
    assert not any(hop["is_client"] for hop in answer.document["hops"])


async def test_bytes_that_are_no_text_break_nothing(proxy: Caller, codes: OneTimeCodes) -> None:
    lines = f"Host: relay\r\nRelay-Code: {await codes.make()}\r\nX-Forwarded-For: ".encode() + b"\xff\r\n\r\n"
    assert (await send_raw(proxy.port, b"GET /whoami HTTP/1.1\r\n" + lines)).startswith(b"HTTP/1.1 200 ")


def test_bytes_that_are_no_text_are_shown_in_a_form_that_is(asked_door: Door) -> None:
    described = describe(rules_of(asked_door), ip_address(PROXY), CIMultiDict([("x-forwarded-for", "\udcffé")]))
    assert described["headers"] == ["X-Forwarded-For: \\udcff\\xe9"]
    assert described["fault"] == "A forwarding header holds characters that are not ASCII."
    assert orjson.dumps(described)


async def test_no_other_header_is_shown(proxy: Caller, codes: OneTimeCodes) -> None:
    code = await codes.make()
    answer = await ask(proxy, code, ("Authorization", "Bearer in-a-header"), ("Cookie", "in=a-header"))
    assert answer.document["headers"] == []
    assert "a-header" not in str(answer.document)
    assert code not in str(answer.document)


async def test_this_machine_may_ask_without_being_a_proxy(proxy: Caller, codes: OneTimeCodes) -> None:
    answer = await ask(replace(proxy, address=SENDER), await codes.make())
    assert answer.document["client"] == SENDER


async def test_a_code_answers_one_request_only(proxy: Caller, codes: OneTimeCodes) -> None:
    code = await codes.make()
    assert (await ask(proxy, code)).status == 200
    assert (await ask(proxy, code)).status == 404


async def test_nothing_but_a_code_shows_that_there_is_such_a_path(proxy: Caller, codes: OneTimeCodes) -> None:
    unknown = shown(await proxy.get("/whoareyou"))
    code = await codes.make()
    answers = [
        await proxy.get("/whoami"),
        await ask(proxy, ""),
        await ask(proxy, GUESS),
        await proxy.get(f"/whoami?code={code}"),
        await ask(proxy, code, ("Relay-Code", code)),
        await proxy.post("/whoami", Relay_Code=code),
    ]
    assert [shown(answer) for answer in answers] == [unknown] * len(answers)
    assert (await ask(proxy, code)).status == 200


@pytest.mark.parametrize(("peer", "answered"), [("10.0.0.5", True), ("::1", True), ("198.51.100.9", False)])
async def test_a_code_is_of_no_use_to_who_is_no_proxy_and_not_on_this_machine(
    asked_door: Door,
    codes: OneTimeCodes,
    peer: str,
    answered: bool,  # noqa: FBT001 - a column of a table
) -> None:
    code = await codes.make()
    transport = Mock(spec_set=["get_extra_info"])
    transport.get_extra_info.return_value = (peer, 52044)
    request = make_mocked_request(
        "GET", "/whoami", {"Relay-Code": code}, transport=transport, app=make_intake_app(asked_door)
    )
    if answered:
        assert (await tell_whoami(request)).status == 200
    else:
        with pytest.raises(web.HTTPNotFound):
            await tell_whoami(request)
    assert await codes.redeem(code) is not answered


async def test_neither_the_log_of_an_answer_nor_of_a_refusal_has_the_code_or_the_client(
    proxy: Caller, codes: OneTimeCodes
) -> None:
    code = await codes.make()
    with capture_logs() as lines:
        for _ in range(2):
            await ask(proxy, code, ("X-Forwarded-For", "203.0.113.7"))
    assert [line["event"] for line in lines] == ["whoami_answered", "request_refused"]
    assert code not in str(lines)
    assert "203.0.113.7" not in str(lines)
