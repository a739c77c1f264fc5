"""Real servers with options of a test's own, and what a start of the relay says of them."""

import ctypes
import os
import socket
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from pydantic import SecretStr

from relay.demo.redis_program import find_server
from relay.errors import StartError
from relay.settings.model import RedisSettings
from relay.store.store import open_store
from tests.ports import pick_free_port

SAVES_NOTHING: Final = (
    *('save ""', "appendonly no", "maxmemory 32mb", "maxmemory-policy noeviction"),
    *("repl-diskless-sync yes", "repl-diskless-load swapdb"),
)
LASTS: Final = ("appendonly yes", 'save ""', "maxmemory 32mb", "maxmemory-policy noeviction")
_NOBODY: Final = 65_534


@contextmanager
def running(folder: Path, *options: str) -> Iterator[int]:
    """A server with these lines in its file, on a port of 127.0.0.1, from its first answer to the end of the block."""
    port = pick_free_port()
    folder.mkdir(exist_ok=True)
    file = folder / f"server-{port}.conf"
    lines = (f"port {port}", "bind 127.0.0.1", f"dir {folder}", "loglevel warning", *options)
    file.write_text("\n".join(lines) + "\n", "utf-8")
    process = subprocess.Popen(  # noqa: S603 - the program is the server found, the options are ours
        [str(find_server()), str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(port):
            assert process.poll() is None, "the server ended"
        yield port
    finally:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    """Whether it answers anything at all: a refusal is an answer too."""
    with socket.socket() as line:
        line.settimeout(1.0)
        try:
            line.connect(("127.0.0.1", port))
            line.sendall(b"PING\r\n")
            return bool(line.recv(64))
        except OSError:
            return False


@contextmanager
def one_that_says(words: bytes) -> Iterator[int]:
    """What answers each connection with these bytes, closes it, and is no Redis. The port is given."""

    class Saying(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65_536)
            self.request.sendall(words)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Saying) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def as_nobody() -> Iterator[None]:
    """This thread opens files as a user without rights, where it is root's; else it is one already."""
    if os.geteuid() != 0:
        yield
        return
    kernel = ctypes.CDLL(None)
    kernel.setfsuid(_NOBODY)
    try:
        yield
    finally:
        kernel.setfsuid(0)


def settings_of(payload: str, state: str, **others: Any) -> RedisSettings:
    return RedisSettings(payload_url=SecretStr(payload), state_url=SecretStr(state), **others)


async def mistakes_of(settings: RedisSettings, instance: str = "relay") -> list[str]:
    """What keeps the relay from starting, a line each."""
    with pytest.raises(StartError) as caught:
        async with open_store(settings, instance):
            pass
    return list(caught.value.mistakes)
