"""Measures the intake beside a bare SET and beside arq, in one run on one machine, as ratios."""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import secrets
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

from redis.asyncio import Redis

from mapping.strict_yaml import write
from relay.demo.embedded import EmbeddedRedis

RUNS: Final = 3
CONNECTIONS: Final = (1, 32, 128)
REQUESTS: Final = {1: 1500, 32: 5000, 128: 6000}
OPEN_LOOP_RATE: Final = 1000
OPEN_LOOP_REQUESTS: Final = 6000

_SECRET = secrets.token_hex(32)


def order(number: str) -> bytes:
    """A webshop's order of two lines, in the relay's own format, as small shops send them."""
    return json.dumps(
        {
            "number": number,
            "updated_at": "2026-11-23T14:05:00+01:00",
            "ordered_on": "2026-11-23",
            "prices_include_vat": True,
            "customer": {"first_name": "Noor", "last_name": "Hendriks", "email": f"noor.{number}@example.com"},
            "billing_address": {
                "street": "Lindelaan", "number": f"{int(number[-4:], 16)}",  # no two customers share an address
                "postcode": "7311 XS", "city": "Apeldoorn", "country": "NL",
            },
            "lines": [
                {"sku": "KFM-100", "quantity": 2, "unit_price": "9.99", "vat_rate": 21},
                {"sku": "KRS-200", "quantity": 1, "unit_price": "13.52", "vat_rate": 9},
            ],
        }
    ).encode()  # fmt: skip


def request(number: str) -> bytes:
    """A whole HTTP request with a signature and a delivery key of its own."""
    body = order(number)
    signature = hmac.new(_SECRET.encode(), body, hashlib.sha256).hexdigest()
    head = (
        f"POST /hooks/bench HTTP/1.1\r\nHost: relay.test\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nIdempotency-Key: {number}-{secrets.token_hex(4)}\r\n"
        f"X-Signature: sha256={signature}\r\n\r\n"
    )
    return head.encode() + body


@asynccontextmanager
async def server(kind: str, config: Path, environment: Mapping[str, str]) -> AsyncIterator[int]:
    """A server of a kind in a process of its own; gives its port."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.servers", kind),
        env={**os.environ, **environment, "RELAY_CONFIG": str(config)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield int(json.loads(await process.stdout.readline())["port"])
    finally:
        process.stdin.close()
        await process.wait()


async def load(folder: Path, port: int, connections: int, count: int, rate: float | None = None) -> dict[str, Any]:
    """Send so many requests from a process of its own, and give what it measured."""
    path = folder / "requests"
    path.write_bytes(b"\n--\n".join(request(secrets.token_hex(8)) for _ in range(count)))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.load"), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    job = {"port": port, "connections": connections, "rate": rate, "requests": str(path)}
    said, _ = await process.communicate(json.dumps(job).encode() + b"\n")
    result: dict[str, Any] = json.loads(said)
    assert set(result["statuses"]) == {"202"}, result["statuses"]
    return result | {"rps": count / result["seconds"]}


async def measure(*, two_roles: bool) -> dict[str, Any]:
    """The intake with one Redis in both roles, or with one for each."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        state = stack.enter_context(EmbeddedRedis(maxmemory_mb=2048))
        payload = stack.enter_context(EmbeddedRedis(maxmemory_mb=2048)) if two_roles else state
        config, environment = _settings(folder, payload.url, state.url)
        ports = {
            kind: await stack.enter_async_context(server(kind, config, environment)) for kind in ("relay", "set", "arq")
        }
        intake: dict[str, dict[str, float]] = {}
        for connections in CONNECTIONS:
            rates: dict[str, list[float]] = {kind: [] for kind in ports}
            for _ in range(RUNS):  # alternating, so that a drift of the machine meets all three alike
                for kind, port in ports.items():
                    rates[kind].append((await load(folder, port, connections, REQUESTS[connections]))["rps"])
                await _forget([payload.url, state.url])
            median = {kind: statistics.median(found) for kind, found in rates.items()}
            intake[str(connections)] = {
                "rps": round(median["relay"]),
                "vs_set": round(median["relay"] / median["set"], 2),
                "vs_arq": round(median["relay"] / median["arq"], 2),
            }
        waited = await load(folder, ports["relay"], 64, OPEN_LOOP_REQUESTS, OPEN_LOOP_RATE)
        await _forget([payload.url, state.url])
        overhead = await _overhead(folder, ports["relay"], [payload.url, state.url] if two_roles else [state.url])
        return {
            "intake": intake,
            "ack_p99_ms_at_1000rps": waited["latency_ms"]["0.99"],
            "overhead_bytes_per_event": overhead,
        }


async def _overhead(folder: Path, port: int, urls: list[str]) -> int:
    """What a waiting event costs in Redis beside its sealed document, in bytes."""
    before = [await _used(url) for url in urls]
    count = 4000
    await load(folder, port, 32, count)
    after = [await _used(url) for url in urls]
    sealed = len(order(secrets.token_hex(8))) + 33  # format, key label, nonce and tag of a seal
    return round((sum(after) - sum(before)) / count - sealed)


async def _used(url: str) -> int:
    async with Redis.from_url(url) as redis:
        return int((await redis.info("memory"))["used_memory"])


async def _forget(urls: list[str]) -> None:
    """Empty the servers between runs; what the relay must find at its start it has read already."""
    for url in dict.fromkeys(urls):
        async with Redis.from_url(url) as redis:
            await redis.execute_command("FLUSHALL", "SYNC")  # memory is measured next


def _settings(folder: Path, payload: str, state: str) -> tuple[Path, dict[str, str]]:
    flow = {"entity": "order", "from": "shop", "to": "books", "write": True}
    written = {
        "redis": {"payload_url": payload, "state_url": state, "volatile_state": True},
        "keys": {"payload": ["${PAYLOAD_KEY}"], "index": "${INDEX_KEY}"},
        "connections": {
            "shop": {
                "vendor": "webhook",
                "allow": ["127.0.0.1"],
                "signature": {"scheme": "hmac", "header": "X-Signature", "prefix": "sha256=", "secrets": ["${SECRET}"]},
                "rate_limit": {"per_minute": 10_000_000, "burst": 1_000_000},
            },
            "books": {
                "vendor": "accountview", "base_url": "http://127.0.0.1:9", "company": "DEMO",
                "client_id": "id", "client_secret": "${SECRET}",
            },
        },
        "flows": {"bench": {**flow, "settings": {"receivables_account": {"default": "1300"}}}},
    }  # fmt: skip
    path = folder / "relay.yaml"
    path.write_text(write(written), "utf-8")
    keys = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in ("PAYLOAD_KEY", "INDEX_KEY")}
    return path, {**keys, "SECRET": _SECRET}
