"""Puts load on one HTTP server from a process of its own: raw sockets, requests made beforehand, answers only counted.

Reads one line of JSON from standard input (port, connections, requests a second or null, path to the requests) and
prints one line of JSON: how many answers came with which status, in how many seconds, and latencies in milliseconds.
"""

import asyncio
import json
import sys
import time
from collections import Counter, deque
from pathlib import Path
from typing import Any, cast

import uvloop


class Caller(asyncio.Protocol):
    """One connection: sends a request when told to, and tells when the answer is whole."""

    def __init__(self, done: Any) -> None:
        self._done = done
        self._buffer = bytearray()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is none of asyncio's by name

    def send(self, request: bytes) -> None:
        assert self.transport is not None
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        start = self._buffer.lower().find(b"content-length:", 0, head)
        length = int(self._buffer[start + 15 : self._buffer.index(b"\r\n", start)]) if start >= 0 else 0
        if len(self._buffer) >= head + 4 + length:
            status = bytes(self._buffer[9:12]).decode()
            del self._buffer[: head + 4 + length]
            self._done(self, status)

    def connection_lost(self, _: Exception | None) -> None:
        self._done(self, "lost")


async def closed_loop(port: int, connections: int, requests: deque[bytes]) -> dict[str, Any]:
    """Each connection sends its next request as soon as it has the answer to the last."""
    loop = asyncio.get_running_loop()
    statuses: Counter[str] = Counter()
    latencies: list[float] = []
    sent: dict[Caller, float] = {}
    finished = asyncio.Event()
    open_calls = 0

    def next_one(caller: Caller) -> None:
        nonlocal open_calls
        if requests:
            open_calls += 1
            sent[caller] = time.perf_counter()
            caller.send(requests.popleft())
        elif open_calls == 0:
            finished.set()

    def done(caller: Caller, status: str) -> None:
        nonlocal open_calls
        if caller not in sent:
            return
        latencies.append((time.perf_counter() - sent.pop(caller)) * 1000)
        statuses[status] += 1
        open_calls -= 1
        next_one(caller)

    callers = [(await loop.create_connection(lambda: Caller(done), "127.0.0.1", port))[1] for _ in range(connections)]
    started = time.perf_counter()
    for caller in callers:
        next_one(caller)
    await asyncio.wait_for(finished.wait(), 120)
    return _result(statuses, time.perf_counter() - started, latencies)


async def open_loop(port: int, connections: int, requests: deque[bytes], rate: float) -> dict[str, Any]:
    """Requests start at their moments, whether or not earlier ones are answered; latency counts from that moment."""
    loop = asyncio.get_running_loop()
    statuses: Counter[str] = Counter()
    latencies: list[float] = []
    idle: deque[Caller] = deque()
    waiting: deque[tuple[float, bytes]] = deque()
    sent: dict[Caller, float] = {}
    total = len(requests)
    finished = asyncio.Event()

    def start(caller: Caller, due: float, request: bytes) -> None:
        sent[caller] = due
        caller.send(request)

    def done(caller: Caller, status: str) -> None:
        if caller not in sent:
            return
        latencies.append((time.perf_counter() - sent.pop(caller)) * 1000)
        statuses[status] += 1
        if waiting:
            start(caller, *waiting.popleft())
        else:
            idle.append(caller)
        if len(latencies) == total:
            finished.set()

    for _ in range(connections):
        idle.append((await loop.create_connection(lambda: Caller(done), "127.0.0.1", port))[1])
    started = time.perf_counter()
    for number in range(total):
        due = started + number / rate
        pause = due - time.perf_counter()
        if pause > 0:
            await asyncio.sleep(pause)
        if idle:
            start(idle.popleft(), due, requests.popleft())
        else:
            waiting.append((due, requests.popleft()))
    await asyncio.wait_for(finished.wait(), 60)
    return _result(statuses, time.perf_counter() - started, latencies)


def _result(statuses: Counter[str], seconds: float, latencies: list[float]) -> dict[str, Any]:
    latencies.sort()
    quantile = {str(q): round(latencies[min(int(len(latencies) * q), len(latencies) - 1)], 3) for q in (0.5, 0.9, 0.99)}
    return {"statuses": dict(statuses), "seconds": seconds, "latency_ms": quantile}


def main() -> None:
    """Read what to do, do it, and print what came of it."""
    job = json.loads(sys.stdin.readline())
    blob = Path(job["requests"]).read_bytes()
    requests = deque(blob.split(b"\n--\n"))
    if job["rate"]:
        result = uvloop.run(open_loop(job["port"], job["connections"], requests, job["rate"]))
    else:
        result = uvloop.run(closed_loop(job["port"], job["connections"], requests))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
