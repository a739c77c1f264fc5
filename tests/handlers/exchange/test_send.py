"""One exchange: what it sends, whom it trusts, what it takes, and what its failures say of the request."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from handlers.exchange.send import (
    Failure,
    Limits,
    NoAnswerError,
    NotSentError,
    Request,
    TooLargeError,
    send,
)
from handlers.exchange.transport import failure_of
from tests.handlers.vendors.suite import answering

LIMITS = Limits(timedelta(seconds=5), 1000, timedelta(seconds=1))


async def test_an_address_is_sent_exactly_as_it_was_written() -> None:
    seen: list[str] = []

    async def note(request: web.BaseRequest) -> web.Response:
        seen.append(str(request.raw_path))
        return web.Response(body=b"{}")

    path = "/connectors/X?filtervalues=a%2Cb,c;d%20e&orderbyfieldids=-A,B"
    async with answering(note) as base_url, aiohttp.ClientSession() as session:
        await send(session, Request("GET", base_url + path), LIMITS)
    assert seen == [path]


async def test_a_packed_answer_is_measured_unpacked() -> None:
    async def packed(_request: web.BaseRequest) -> web.Response:
        response = web.Response(body=b" " * 100_000)
        response.enable_compression(web.ContentCoding.gzip)
        return response

    async with answering(packed) as base_url, aiohttp.ClientSession() as session:
        with pytest.raises(TooLargeError, match="larger than 1000 bytes"):
            await send(session, Request("POST", base_url), LIMITS)


async def test_an_answer_that_breaks_off_is_no_answer() -> None:
    async def broken(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b'{"rows":')
        assert request.transport is not None
        request.transport.close()
        return response

    async with answering(broken) as base_url, aiohttp.ClientSession() as session:
        with pytest.raises(NoAnswerError, match="the connection broke"):
            await send(session, Request("GET", base_url), LIMITS)
        with pytest.raises(NoAnswerError):
            await send(session, Request("POST", base_url), LIMITS)


async def test_a_name_that_leads_nowhere_means_that_nothing_was_sent() -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(NotSentError) as caught:
            await send(session, Request("POST", "http://afas.invalid/x?secret=1"), LIMITS)
    assert "secret" not in str(caught.value)
    assert caught.value.failure is Failure.UNREACHABLE


async def test_a_session_that_raises_on_statuses_still_gives_an_answer() -> None:
    async def missing(_request: web.BaseRequest) -> web.Response:
        return web.Response(status=404, text="x")

    async with answering(missing) as base_url, aiohttp.ClientSession(raise_for_status=True) as session:
        answer = await send(session, Request("GET", base_url), LIMITS)
    assert (answer.status, answer.body) == (404, b"x")


def own_certificate(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate for localhost that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    key_text = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "own.pem"
    file.write_bytes(key_text + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def test_a_server_whose_certificate_nobody_vouches_for_gets_no_request(tmp_path: Path) -> None:
    asked: list[str] = []

    async def note(request: web.BaseRequest) -> web.Response:
        asked.append(request.path)
        return web.Response()

    runner = web.ServerRunner(web.Server(note))
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=own_certificate(tmp_path)).start()
        url = f"https://localhost:{runner.addresses[0][1]}/x"
        async with aiohttp.ClientSession() as session:
            with pytest.raises(NotSentError, match="certificate is not trusted"):
                await send(session, Request("POST", url), LIMITS)
    finally:
        await runner.cleanup()
    assert asked == []


async def test_a_server_that_stays_silent_is_given_up_in_time_and_may_have_the_request() -> None:
    gone = asyncio.Event()

    async def never(_request: web.BaseRequest) -> web.Response:
        await gone.wait()
        return web.Response()

    async with answering(never) as base_url, aiohttp.ClientSession() as session:
        with pytest.raises(NoAnswerError) as caught:
            await send(session, Request("POST", base_url), Limits(timedelta(milliseconds=100), 1000))
        gone.set()
    assert caught.value.failure is Failure.LATE


async def test_a_redirect_is_a_reply_and_is_not_followed() -> None:
    paths: list[str] = []

    async def redirect(request: web.BaseRequest) -> web.Response:
        paths.append(request.path)
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    async with answering(redirect) as base_url, aiohttp.ClientSession() as session:
        reply = await send(session, Request("POST", f"{base_url}/x", body=b"secret"), LIMITS)
    assert (reply.status, reply.header("location"), paths) == (307, "/elsewhere", ["/x"])


def test_a_request_and_a_failure_show_neither_query_nor_secret() -> None:
    request = Request("POST", "https://books.example.com/?code=secret", {"Authorization": "secret"}, b"secret")
    failures = [failure_of(aiohttp.InvalidURL("https://?secret")), failure_of(aiohttp.ClientOSError(104, "secret"))]
    assert not [text for text in (repr(request), *map(repr, failures), *map(str, failures)) if "secret" in text]
