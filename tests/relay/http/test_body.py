import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from unittest.mock import Mock

import pytest
from aiohttp import StreamReader, web
from aiohttp.test_utils import make_mocked_request

from relay.http.body import read_body
from relay.http.body_problems import BodyNotRead
from relay.intake.door import Door
from relay.model import State
from tests.relay.intake.callers import SENDER, Caller, send_raw

LIMIT = 2048
ORDER = b'{"number": "1001"}'
HEAD = b"POST /hooks/shop HTTP/1.1\r\nHost: relay\r\nContent-Type: application/json\r\n"


async def chunks_of(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


@pytest.mark.parametrize(
    "declared", ["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"']
)
async def test_json_in_utf8_is_read_however_it_is_spelled(sender: Caller, declared: str) -> None:
    assert (await sender.post("/hooks/shop", ORDER, Content_Type=declared)).status == 202


@pytest.mark.parametrize(
    "declared",
    [
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "application/vnd.shop+json",
        "nonsense",
        "",
    ],
)
async def test_any_other_content_type_is_refused(sender: Caller, declared: str) -> None:
    answer = await sender.post("/hooks/shop", ORDER, Content_Type=declared)
    assert (answer.status, answer.kind) == (415, "media-type-refused")
    assert answer.headers["Accept"] == "application/json"


async def test_two_content_types_are_refused(sender: Caller) -> None:
    second = b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    assert (await send_raw(sender.port, HEAD + second)).split()[1] == b"400"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "identity"])
async def test_a_content_encoding_is_refused_and_nothing_is_unpacked(sender: Caller, encoding: str) -> None:
    answer = await sender.post("/hooks/shop", ORDER, Content_Encoding=encoding)
    assert (answer.status, answer.kind) == (415, "encoding-refused")


async def test_a_compression_that_is_named_as_a_transfer_encoding_is_refused(sender: Caller) -> None:
    coded = b"Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    assert (await send_raw(sender.port, HEAD + coded)).startswith(b"HTTP/1.1 415 ")


@pytest.mark.parametrize(
    "lines",
    [
        b"Content-Length: 2\r\nContent-Length: 2\r\n",
        b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: gzip\r\n",
        b"Content-Length: +2\r\n",
        b"Content-Length: 2\r\nHost: other\r\n",
    ],
)
async def test_a_request_that_two_servers_might_read_differently_is_refused(sender: Caller, lines: bytes) -> None:
    answer = await send_raw(sender.port, HEAD + lines + b"\r\n{}")
    assert answer.split()[1] == b"400"


async def test_a_body_of_exactly_the_limit_is_read(sender: Caller) -> None:
    body = ORDER.ljust(LIMIT)
    assert (await sender.post("/hooks/shop", body)).status == 202
    assert (await sender.call("POST", "/hooks/shop", body=chunks_of(body), headers=json_type())).status == 202


async def test_a_declared_length_over_the_limit_is_refused_before_the_body_is_sent(sender: Caller) -> None:
    answer = await send_raw(sender.port, HEAD + b"Content-Length: 99999999\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in answer


async def test_a_chunked_body_over_the_limit_is_cut_off(sender: Caller, door: Door) -> None:
    answer = await sender.call("POST", "/hooks/shop", body=chunks_of(ORDER, b" " * LIMIT), headers=json_type())
    assert (answer.status, answer.kind) == (413, "body-too-large")
    assert "2048 bytes" in answer.document["detail"]
    assert (await door.activity.counts("shop"))[State.WAITING] == 0


async def test_an_endless_body_is_answered_before_it_ends(sender: Caller) -> None:
    endless = b"Transfer-Encoding: chunked\r\n\r\n" + b"400\r\n" + b" " * 0x400 + b"\r\n"
    answer = await send_raw(sender.port, HEAD + endless + (b"400\r\n" + b" " * 0x400 + b"\r\n") * 2)
    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_a_body_that_does_not_arrive_in_time_is_answered_with_408(hurried_sender: Caller) -> None:
    answer = await send_raw(hurried_sender.port, HEAD + b"Content-Length: 100\r\n\r\n{")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


async def test_a_malformed_chunk_is_refused(sender: Caller) -> None:
    answer = await send_raw(sender.port, HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n")
    assert answer.split()[1] == b"400"


async def test_a_chunk_that_is_malformed_while_it_is_read_does_not_outlast_the_time_limit(
    hurried_sender: Caller,
) -> None:
    async with connected(hurried_sender) as (reader, writer):
        writer.write(HEAD + b"Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).split()[1] == b"100"
        writer.write(b"xyz\r\n")
        answer = await reader.readuntil(b"\r\n\r\n")
    assert answer.split()[1] in {b"400", b"408"}
    assert b"application/problem+json" in answer


@pytest.mark.parametrize("error", [web.RequestPayloadError(), ConnectionResetError()])
async def test_a_body_that_breaks_off_is_a_refusal_and_no_failure(error: Exception) -> None:
    content = StreamReader(Mock(), 1024)
    content.set_exception(error)
    request = make_mocked_request("POST", "/", payload=content)
    with pytest.raises(BodyNotRead):
        await read_body(request, LIMIT, timedelta(seconds=1))


async def test_a_sender_who_hangs_up_halfway_leaves_the_server_well(sender: Caller, door: Door) -> None:
    async with connected(sender) as (_, writer):
        writer.write(HEAD + b"Content-Length: 18\r\n\r\n" + ORDER[:9])
        await writer.drain()
    assert (await sender.post("/hooks/shop", ORDER)).document["duplicate"] is False
    assert (await door.activity.counts("shop"))[State.WAITING] == 1


async def test_a_sender_who_asks_first_is_told_to_continue_only_after_the_checks(sender: Caller) -> None:
    asks = b"Expect: 100-continue\r\n"
    welcome = await send_raw(sender.port, HEAD + asks + b"Content-Length: 18\r\n\r\n")
    too_large = await send_raw(sender.port, HEAD + asks + b"Content-Length: 99999999\r\n\r\n")
    assert welcome.startswith(b"HTTP/1.1 100 Continue\r\n")
    assert too_large.startswith(b"HTTP/1.1 413 ")


async def test_a_sender_who_asks_first_gets_its_answer_after_the_body(sender: Caller) -> None:
    async with connected(sender) as (reader, writer):
        writer.write(HEAD + b"Expect: 100-continue\r\nContent-Length: 18\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100 ")
        writer.write(ORDER)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 202 ")


@asynccontextmanager
async def connected(sender: Caller) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(SENDER, sender.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        await writer.wait_closed()


def json_type() -> dict[str, str]:
    return {"Content-Type": "application/json"}
