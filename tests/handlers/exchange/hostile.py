"""Servers on loopback that behave badly, a resolver that says where names lead, and a certificate that tests trust."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from socket import AF_INET, AF_INET6, AF_UNSPEC, AddressFamily
from tempfile import TemporaryDirectory

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from handlers.exchange.outbound_rules import AddressRules

LOOPBACK = ip_network("127.0.0.0/8")
NAME = "cdn.example.com"


@dataclass
class Names(AbstractResolver):
    """Leads names to addresses: the answers one after another, the last of them for ever. ``asked`` are in order."""

    answers: Mapping[str, list[list[str]]]
    asked: list[str] = field(default_factory=list)

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_UNSPEC) -> list[ResolveResult]:
        assert family == AF_UNSPEC
        self.asked.append(host)
        if host not in self.answers:
            raise OSError("no such name")
        answers = self.answers[host]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            ResolveResult(
                hostname=host, host=one, port=port, family=AF_INET6 if ":" in one else AF_INET, proto=0, flags=0
            )
            for one in found
        ]

    async def close(self) -> None:
        return


def leading(**names: str) -> Names:
    """``leading(cdn="127.0.0.1")`` leads cdn.example.com there, and to nothing else."""
    return Names({f"{name}.example.com": [[address]] for name, address in names.items()})


@cache
def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context for every name below example.com, and a client's that trusts its certificate alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("*.example.com")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        file = Path(folder, "server.pem")
        file.write_bytes(
            key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            + certificate.public_bytes(pem)
        )
        server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=certificate.public_bytes(pem).decode())


Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@dataclass
class Served:
    """A server that is up. ``seen`` are the calls that it got: host, path and headers."""

    port: int
    seen: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)

    @property
    def rules(self) -> AddressRules:
        """Lets calls in to this server and to no other."""
        return AddressRules(allow_private=(LOOPBACK,), ports=frozenset({self.port}), plain=True)

    def url(self, path: str, host: str = NAME) -> str:
        return f"https://{host}:{self.port}{path}"


@asynccontextmanager
async def serving(handler: Handler, *, plain: bool = False) -> AsyncIterator[Served]:
    """A server on loopback, over TLS unless ``plain``."""
    served = Served(0)

    async def note(request: web.BaseRequest) -> web.StreamResponse:
        served.seen.append((request.host.partition(":")[0], str(request.rel_url), dict(request.headers)))
        return await handler(request)

    runner = web.ServerRunner(web.Server(note), shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=None if plain else contexts()[0])
        await site.start()
        served.port = runner.addresses[0][1]
        yield served
    finally:
        await runner.cleanup()


def moved_to(location: str, status: int = 302) -> web.Response:
    """A redirect."""
    return web.Response(status=status, headers={"Location": location})
