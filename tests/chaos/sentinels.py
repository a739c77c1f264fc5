"""The Redis servers of the failover scenario: a state role with a replica, and three Sentinels that watch it all."""

import asyncio
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any, Final

from redis.asyncio import Redis

from relay.demo.embedded import EmbeddedRedis
from relay.demo.redis_program import find_server
from relay.store.store import STORAGE_FAILURES
from tests.chaos.scale import OUTAGE
from tests.ports import pick_free_port

_QUORUM: Final = 2
_DOWN_AFTER: Final = 700
"""Milliseconds of silence after which a Sentinel takes a server for dead."""

_FAILOVER_TIMEOUT: Final = 3000
_ENDS_WITHIN: Final = 5.0
_HEALS_WITHIN: Final = 60.0
_LOOK: Final = 0.05


class WatchedStorage:
    """The state role as a pair of servers, of which Sentinels choose the primary; the payload role as one."""

    def __init__(
        self,
        payload: EmbeddedRedis,
        pair: tuple[EmbeddedRedis, EmbeddedRedis],
        ports: tuple[int, int],
        hosts: list[str],
        random: Random,
    ) -> None:
        self._ports = ports
        self._payload = payload
        self._pair = pair
        self._hosts = hosts
        self._random = random

    @property
    def settings(self) -> dict[str, Any]:
        return {"sentinel": {"hosts": self._hosts, "payload": "payload", "state": "state"}, "min_replicas": 1}

    async def in_step(self) -> None:
        """Return once one of the pair is the primary and has the other as its replica."""
        async with asyncio.timeout(_HEALS_WITHIN):
            while True:
                states = [await _replication(server) for server in self._pair]
                roles = sorted(str(state.get("role")) for state in states)
                if roles == ["master", "slave"] and any(_has_its_replica(state) for state in states):
                    return
                await asyncio.sleep(_LOOK)

    async def interrupt_state(self) -> None:
        """Kill the primary of the state role; the Sentinels promote the other, and take the dead one back later.

        It comes back once all Sentinels name the other: before that, one of them might still send someone to it.
        """
        await self.in_step()
        primary, (other, port) = self._pair[0], (self._pair[1], self._ports[1])
        if (await _replication(primary)).get("role") != "master":
            primary, (other, port) = self._pair[1], (self._pair[0], self._ports[0])
        primary.kill()
        async with asyncio.timeout(_HEALS_WITHIN):
            while True:
                agreed = [await _named(host) for host in self._hosts] == [port] * len(self._hosts)
                if agreed and (await _replication(other)).get("role") == "master":
                    break
                await asyncio.sleep(_LOOK)
        primary.start()

    async def lose_payloads(self) -> None:
        self._payload.kill()
        await asyncio.sleep(self._random.uniform(*(length.total_seconds() for length in OUTAGE)))
        self._payload.start()


@contextmanager
def watched_storage(folder: Path, random: Random) -> Iterator[WatchedStorage]:
    """Three servers and three Sentinels from here to the end of the block."""
    ports = [pick_free_port() for _ in range(6)]
    with ExitStack() as stack:
        payload = stack.enter_context(EmbeddedRedis(maxmemory_mb=64, tcp_port=ports[0]))
        pair = (
            stack.enter_context(_state_server(folder / "first", ports[1])),
            stack.enter_context(_state_server(folder / "second", ports[2])),
        )
        _make_replica(pair[1], ports[1])
        watched = {"payload": ports[0], "state": ports[1]}
        for port in ports[3:]:
            stack.enter_context(running_sentinel(folder / f"sentinel-{port}", port, watched))
        yield WatchedStorage(payload, pair, (ports[1], ports[2]), [f"127.0.0.1:{port}" for port in ports[3:]], random)


def _make_replica(server: EmbeddedRedis, port: int) -> None:
    """Make a server the replica of another, before any loop runs."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(server.url.removeprefix("unix://").partition("?")[0])
        line.sendall(b"REPLICAOF 127.0.0.1 %d\r\n" % port)
        answer = line.recv(64)
    if not answer.startswith(b"+OK"):
        raise RuntimeError(f"the replica was refused: {answer!r}")


def _state_server(folder: Path, port: int) -> EmbeddedRedis:
    folder.mkdir()
    return EmbeddedRedis(maxmemory_mb=128, appendonly=True, folder=folder, tcp_port=port)


@contextmanager
def running_sentinel(folder: Path, port: int, watched: dict[str, int]) -> Iterator[None]:
    """One Sentinel on a port; ``watched`` gives the ports of primaries by the names under which they are watched."""
    folder.mkdir()
    lines = [f"port {port}", "bind 127.0.0.1", f"dir {folder}", "protected-mode no"]
    for name, primary in watched.items():
        lines += [
            f"sentinel monitor {name} 127.0.0.1 {primary} {_QUORUM}",
            f"sentinel down-after-milliseconds {name} {_DOWN_AFTER}",
            f"sentinel failover-timeout {name} {_FAILOVER_TIMEOUT}",
        ]
    file = folder / "sentinel.conf"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    process = subprocess.Popen(  # noqa: S603 - the program is the server found, the options are ours
        [str(find_server()), str(file), "--sentinel"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def _replication(server: EmbeddedRedis) -> dict[str, Any]:
    """What a server says of its part, or nothing when it does not answer."""
    async with Redis.from_url(server.url, socket_timeout=1) as redis:
        try:
            return dict(await redis.info("replication"))
        except STORAGE_FAILURES:
            return {}


async def _named(host: str) -> int:
    """The port of the primary of the state role that a Sentinel names; 0 when it names none."""
    async with Redis.from_url(f"redis://{host}", socket_timeout=1) as sentinel:
        try:
            found = await sentinel.execute_command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "state")
        except STORAGE_FAILURES:
            return 0
    return int(found[1]) if found else 0


def _has_its_replica(state: dict[str, Any]) -> bool:
    return bool(state.get("role") == "master" and state.get("slave0", {}).get("state") == "online")
