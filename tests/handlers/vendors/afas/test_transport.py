"""One exchange: what it sends, whom it trusts and how its failures are named."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from handlers.exchange.send import Limits, failure_of
from handlers.vendors.afas.protocol import Call
from handlers.vendors.afas.transport import end_of, exchange
from relay.errors import RunEnd, Transient, Unconfirmed
from tests.handlers.vendors.suite import answering

READ = Call("GET", "/connectors/Relay_SalesOrders")
WRITE = Call("POST", "/connectors/FbSales")
LIMITS = Limits(timedelta(seconds=5), 1000, timedelta(seconds=1))


async def test_an_address_is_sent_exactly_as_it_was_written() -> None:
    seen: list[str] = []

    async def note(request: web.BaseRequest) -> web.Response:
        seen.append(str(request.raw_path))
        return web.Response(body=b"{}")

    path = "/connectors/X?filtervalues=a%2Cb,c;d%20e&orderbyfieldids=-A,B"
    async with answering(note) as base_url, aiohttp.ClientSession() as session:
        await exchange(session, READ, base_url + path, headers={}, limits=LIMITS)
    assert seen == [path]


async def test_a_packed_answer_is_measured_unpacked() -> None:
    async def packed(_request: web.BaseRequest) -> web.Response:
        response = web.Response(body=b" " * 100_000)
        response.enable_compression(web.ContentCoding.gzip)
        return response

    async with answering(packed) as base_url, aiohttp.ClientSession() as session:
        with pytest.raises(Unconfirmed, match="larger than 1000 bytes"):
            await exchange(session, WRITE, base_url, headers={}, limits=LIMITS)


async def test_an_answer_that_breaks_off_is_no_answer() -> None:
    async def broken(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b'{"rows":')
        assert request.transport is not None
        request.transport.close()
        return response

    async with answering(broken) as base_url, aiohttp.ClientSession() as session:
        with pytest.raises(Transient, match="connection broke"):
            await exchange(session, READ, base_url, headers={}, limits=LIMITS)
        with pytest.raises(Unconfirmed):
            await exchange(session, WRITE, base_url, headers={}, limits=LIMITS)


async def test_a_name_that_leads_nowhere_means_that_nothing_was_sent() -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(Transient, match="cannot be reached") as caught:
            await exchange(session, WRITE, "http://afas.invalid/x?secret=1", headers={}, limits=LIMITS)
    assert "secret" not in str(caught.value)
    assert not caught.value.burns_try


async def test_a_session_that_raises_on_statuses_still_gives_an_answer() -> None:
    async def missing(_request: web.BaseRequest) -> web.Response:
        return web.Response(status=404, text="x")

    async with answering(missing) as base_url, aiohttp.ClientSession(raise_for_status=True) as session:
        answer = await exchange(session, READ, base_url, headers={}, limits=LIMITS)
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
            with pytest.raises(Transient, match="certificate is not trusted"):
                await exchange(session, WRITE, url, headers={}, limits=LIMITS)
    finally:
        await runner.cleanup()
    assert asked == []


@pytest.mark.parametrize(
    ("error", "read_ends", "write_ends"),
    [
        (aiohttp.ConnectionTimeoutError("https://afas.example.com/?secret"), Transient, Transient),
        (aiohttp.InvalidURL("https://?secret"), Transient, Transient),
        (aiohttp.SocketTimeoutError("secret"), Transient, Unconfirmed),
        (TimeoutError("secret"), Transient, Unconfirmed),
        (aiohttp.ServerDisconnectedError("secret"), Transient, Unconfirmed),
        (aiohttp.ClientPayloadError("secret"), Transient, Unconfirmed),
        (aiohttp.ClientOSError(104, "secret"), Transient, Unconfirmed),
    ],
)
def test_a_failure_of_the_network_is_named_by_what_happens_next(
    error: Exception, read_ends: type[RunEnd], write_ends: type[RunEnd]
) -> None:
    assert type(end_of(READ, failure_of(error))) is read_ends
    assert type(end_of(WRITE, failure_of(error))) is write_ends
    assert "secret" not in end_of(READ, failure_of(error)).reason
