"""The shipped nginx.conf, in a real nginx before a real relay: TLS, the client's address, no body on a disk."""

import asyncio
import io
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from relay.demo.embedded import EmbeddedRedis
from tests.line.household import Line, open_line, webshop_order
from tests.waiting import eventually

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CONFIG = Path(__file__).parents[2] / "deploy" / "nginx.conf"

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed; .ci/run installs it")


@dataclass
class Edge:
    """A running nginx: its address, and the folder with its log and temporary files."""

    url: str
    folder: Path
    session: aiohttp.ClientSession

    def log(self) -> str:
        """What nginx wrote of its requests and errors."""
        return "".join((self.folder / name).read_text("utf-8") for name in ("access.log", "error.log"))


@asynccontextmanager
async def edge_before(line: Line, folder: Path) -> AsyncIterator[Edge]:
    """nginx with the shipped file, of which only addresses and paths are changed."""
    port = _free_port()
    certificate, key = _certificate(folder)
    text = CONFIG.read_text("utf-8")
    for shipped, ours in (
        ("server 127.0.0.1:8080;", f"server {line.intake.removeprefix('http://')};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("/etc/nginx/relay.crt", str(certificate)),
        ("/etc/nginx/relay.key", str(key)),
        ("/tmp/nginx", f"{folder}/nginx"),  # noqa: S108 - the shipped path, replaced
        ("/dev/stdout", f"{folder}/access.log"),
        ("/dev/stderr", f"{folder}/error.log"),
    ):
        assert shipped in text, f"deploy/nginx.conf no longer has {shipped!r}"
        text = text.replace(shipped, ours)
    config = folder / "nginx.conf"
    user = "user root;\n" if os.geteuid() == 0 else ""  # only root has a user to give up
    config.write_text(f"daemon off;\n{user}{text}", "utf-8")
    assert NGINX is not None
    process = await asyncio.create_subprocess_exec(
        NGINX, "-c", str(config), "-p", str(folder), stderr=subprocess.DEVNULL
    )
    trusted = ssl.create_default_context(cafile=str(certificate))
    connector = aiohttp.TCPConnector(ssl=trusted)
    try:
        async with aiohttp.ClientSession(connector=connector) as session:
            edge = Edge(f"https://localhost:{port}", folder, session)
            await eventually(lambda: _answers(edge), within=20)
            yield edge
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _answers(edge: Edge) -> bool:
    try:
        async with edge.session.get(f"{edge.url}/") as answer:
            return answer.status == 404
    except aiohttp.ClientError:
        return False


@asynccontextmanager
async def edge_and_line(redis: EmbeddedRedis, folder: Path) -> AsyncIterator[tuple[Edge, Line]]:
    """A relay that trusts loopback as its proxy and wants HTTPS, behind nginx."""
    server = {"server": {"trusted_proxies": ["127.0.0.1"], "require_https": True}}
    async with open_line(redis, folder, changes=server) as line, edge_before(line, folder) as edge:
        yield edge, line


async def test_an_order_reaches_the_relay_with_the_address_of_its_sender(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with (
        edge_and_line(redis_server, tmp_path) as (edge, _),
        edge.session.post(f"{edge.url}/hooks/shop-orders", json=webshop_order("1")) as answer,
    ):
        assert answer.status == 202, await answer.text()


async def test_a_forged_forwarding_header_changes_nothing(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    forged = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9", "X-Forwarded-Proto": "http"}
    async with (
        edge_and_line(redis_server, tmp_path) as (edge, _),
        edge.session.post(f"{edge.url}/hooks/shop-orders", json=webshop_order("1"), headers=forged) as answer,
    ):
        assert answer.status == 202, await answer.text()


async def test_a_large_body_passes_without_a_temporary_file(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    """nginx would write bodies above its buffer into a folder; here the folder is gone, so that it could not."""
    lines = [{"sku": "KFM-100", "quantity": 1, "unit_price": "8.26", "vat_rate": 21, "description": "x" * 900}] * 600
    async with edge_and_line(redis_server, tmp_path) as (edge, _):
        shutil.rmtree(tmp_path / "nginx-body")
        async with edge.session.post(f"{edge.url}/hooks/shop-orders", json=webshop_order("1", lines=lines)) as answer:
            assert answer.status == 202, await answer.text()
        assert "nginx-body" not in edge.log()


async def test_a_body_over_the_limit_is_refused_at_the_edge(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    async with (
        edge_and_line(redis_server, tmp_path) as (edge, _),
        edge.session.post(f"{edge.url}/hooks/shop-orders", data=io.BytesIO(b"x" * 1_100_000)) as answer,
    ):
        assert answer.status == 413


async def test_the_log_holds_no_query_string_and_only_senders_paths_lead_to_the_relay(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with edge_and_line(redis_server, tmp_path) as (edge, _):
        async with edge.session.post(f"{edge.url}/hooks/shop-orders?email=someone@example.com", json={}) as answer:
            assert answer.status == 422
        for path in ("/healthz", "/readyz", "/api/flows"):
            async with edge.session.get(f"{edge.url}{path}") as answer:
                assert answer.status == 404
        await eventually(lambda: "/hooks/shop-orders 422" in edge.log())
        assert "someone" not in edge.log()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost, signed by itself and good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "relay.crt", folder / "relay.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths
