"""A private Redis server, in memory only, for the demo and the tests: so that neither needs anything installed by hand.

Never a production default: what it holds is gone when it stops, unless a test asks for an append-only file.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from relay.demo.redis_program import find_server
from relay.errors import StartError
from words.told import Told

START_SECONDS = 20.0
STOP_SECONDS = 10.0
_POLL_SECONDS = 0.005
_SOCKET_PATH_LIMIT = 100
"""Kernels refuse the path of a unix socket above 107 bytes (Linux) or 103 bytes (macOS)."""

_LAUNCHER = """
import ctypes, os, resource, signal, sys
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
if sys.platform == "linux":
    ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL, 0, 0, 0)
if os.getppid() != int(sys.argv[1]):
    raise SystemExit("the process that wanted this server is gone")
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Turns itself into the server, after two promises that outlive the ``exec``.

Option 1 of ``prctl`` is PR_SET_PDEATHSIG, see prctl(2): the kernel kills the server when its parent is gone, however
that happened; the parent's number is compared afterwards, for a parent that was gone before the promise. And no core
file, so that a crash leaves no memory on a disk. A launcher, because ``preexec_fn`` is unsafe beside other threads.
"""


class EmbeddedRedis:
    """A server on a unix socket in a folder of its own, running between ``with`` and the end of its block.

    ::

        with EmbeddedRedis(maxmemory_mb=256) as server:
            client = redis.asyncio.from_url(server.url)

    It ends with the process that started it. On Linux the kernel sees to that, even when that process is killed; then
    only the folder stays behind, with nothing but the socket's name in it. The kernel counts by thread, so there a
    server starts from the main thread only. Elsewhere a killed parent leaves it running.

    ``appendonly`` with a ``folder`` keeps the data across :meth:`restart`, for tests of a restart; ``tcp_port`` also
    listens on 127.0.0.1; ``program`` is the server to run instead of the one :func:`find_server` finds.
    """

    def __init__(
        self,
        *,
        maxmemory_mb: int = 256,
        appendonly: bool = False,
        folder: Path | None = None,
        tcp_port: int | None = None,
        program: Path | None = None,
    ) -> None:
        if appendonly and folder is None:
            raise ValueError("appendonly needs a folder to keep the file in")
        self._maxmemory_mb = maxmemory_mb
        self._appendonly = appendonly
        self._folder = folder
        self._tcp_port = tcp_port
        self._program = program
        self._private: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where clients connect, as ``unix:///.../redis.sock?db=0``; the same before and after a restart."""
        return f"unix://{self._socket_path}?db=0"

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        if self._process is None:
            raise RuntimeError("the embedded Redis is not running")
        return self._process.pid

    def start(self) -> None:
        """Start and wait until the server answers PING. Raises StartError with a remedy."""
        if sys.platform == "linux" and threading.current_thread() is not threading.main_thread():
            raise StartError(Told("demo.redis_main_thread"))
        if self._process is not None:
            raise StartError(Told("demo.redis_runs_already"))
        program = self._program or find_server()
        if self._private is None:
            self._private = _private_folder()
        try:
            self._launch(program)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server, by force where it does not end in time, and remove its private folder. May be repeated."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
                self._process = None
            except subprocess.TimeoutExpired:
                self.kill()
        if self._private is not None:
            shutil.rmtree(self._private, ignore_errors=True)
            self._private = None

    def kill(self) -> None:
        """End the server at once, as a crash would; :meth:`restart` brings it back at the same address."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        """Bring the server up at the same address, killing it first if it still runs. Raises StartError."""
        self.kill()
        self.start()

    @property
    def _socket_path(self) -> Path:
        if self._private is None:
            raise RuntimeError("the embedded Redis has not been started")
        return self._private / "redis.sock"

    def _launch(self, program: Path) -> None:
        self._socket_path.unlink(missing_ok=True)  # of a server that was killed
        process = subprocess.Popen(  # noqa: S603 - the program is the server found, the options are ours
            [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(os.getpid()), str(program), *self._options()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},  # it needs none of our secrets
            start_new_session=True,  # Ctrl-C is for the relay, which drains and needs the server meanwhile
        )
        self._process = process
        if process.stdout is None:
            raise RuntimeError("a pipe was asked for")
        with process.stdout as words:  # closed once it answers: later warnings go nowhere, and the server ignores that
            if not _answers(process, self._socket_path):
                process.kill()
                process.wait()
                raise StartError(_explain(program, words.read().decode(errors="replace")))

    def _options(self) -> list[str]:
        options = {
            "save": "",
            "appendonly": "yes" if self._appendonly else "no",
            "appendfsync": "always",
            "dir": str(self._folder or self._private),
            "maxmemory": f"{self._maxmemory_mb}mb",
            "maxmemory-policy": "noeviction",
            "repl-diskless-sync": "yes",
            "repl-diskless-load": "swapdb",  # the only way on every version that never goes by a file
            "databases": "1",
            "port": str(self._tcp_port or 0),
            "bind": "127.0.0.1",
            "unixsocket": str(self._socket_path),
            "unixsocketperm": "700",
            "daemonize": "no",
            "loglevel": "warning",
            "crash-log-enabled": "no",  # a crash report quotes memory
        }
        return [part for name, value in options.items() for part in (f"--{name}", value)]


_ENVIRONMENT = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def _private_folder() -> Path:
    """A new folder for this user only, with a path short enough for a socket in it."""
    base = tempfile.gettempdir()
    if len(os.fsencode(base)) > _SOCKET_PATH_LIMIT - len("/relay-12345678/redis.sock"):
        base = "/tmp"  # noqa: S108 - mkdtemp below makes the folder itself private
    return Path(tempfile.mkdtemp(prefix="relay-", dir=base))


def _answers(process: subprocess.Popen[bytes], address: Path) -> bool:
    """Wait until the server answers PING; False when it has ended or the time is up."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if _ping(address):
            return True
        try:
            process.wait(_POLL_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return False
    return False


def _ping(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1.0)
        try:
            line.connect(str(address))
            line.sendall(b"PING\r\n")
            return line.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def _explain(program: Path, words: str) -> Told:
    said = [line.strip() for line in words.splitlines() if line.strip()]
    return Told("demo.redis_did_not_start", program=str(program), said=said[-1] if said else Told("demo.said_nothing"))
