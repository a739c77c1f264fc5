"""A real nginx with the example's configuration before a listener."""

import asyncio
import os
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.line.household import Line
from tests.ports import pick_free_port
from tests.waiting import eventually

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CONFIG = Path(__file__).parents[2] / "deploy" / "nginx.conf"


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
    port = pick_free_port()
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
