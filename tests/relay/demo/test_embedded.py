import os
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis

from relay.demo.embedded import EmbeddedRedis
from relay.errors import StartError

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and process descriptors")

PARENT = """
import sys
from relay.demo.embedded import EmbeddedRedis
with EmbeddedRedis(maxmemory_mb=32) as server:
    print(server.pid, server.url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def server() -> Iterator[EmbeddedRedis]:
    with EmbeddedRedis(maxmemory_mb=32) as running:
        yield running


def client_of(server: EmbeddedRedis) -> redis.Redis:
    return redis.Redis.from_url(server.url)


def folder_of(server: EmbeddedRedis) -> Path:
    return Path(server.url.removeprefix("unix://").partition("?")[0]).parent


def wait_for_the_end_of(process: int) -> None:
    """Wait until a process that is not our child has ended; fails after ten seconds."""
    ended = select.poll()
    ended.register(process, select.POLLIN)
    assert ended.poll(10_000), "the process still runs"


def test_the_server_answers_as_soon_as_the_block_begins(server: EmbeddedRedis) -> None:
    with client_of(server) as client:
        client.set("key", "value")
        assert client.get("key") == b"value"


def test_the_server_and_its_folder_are_gone_after_the_block() -> None:
    with EmbeddedRedis(maxmemory_mb=32) as server:
        folder = folder_of(server)
        assert folder.is_dir()
    assert not folder.exists()
    with pytest.raises(RuntimeError, match="not running"):
        _ = server.pid


def test_only_its_own_user_can_reach_the_socket(server: EmbeddedRedis) -> None:
    folder = folder_of(server)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "redis.sock").stat().st_mode) == 0o700


def test_the_settings_are_those_of_a_memory_only_server(server: EmbeddedRedis) -> None:
    expected = {
        "save": "",
        "appendonly": "no",
        "maxmemory": str(32 * 1024 * 1024),
        "maxmemory-policy": "noeviction",
        "repl-diskless-sync": "yes",
        "repl-diskless-load": "swapdb",
        "databases": "1",
        "port": "0",
        "crash-log-enabled": "no",
    }
    with client_of(server) as client:
        found = client.config_get(*expected)
    assert found == expected


@ON_LINUX
def test_nothing_is_written_to_disk(server: EmbeddedRedis) -> None:
    def written() -> int:
        figures = dict(line.split(": ") for line in Path(f"/proc/{server.pid}/io").read_text().splitlines())
        return int(figures["write_bytes"])

    with client_of(server) as client:
        client.ping()
        before = written()  # the folder's own entry for the socket may count
        for number in range(2_000):
            client.set(f"key:{number}", b"x" * 1_000)
        open_files = [str(name.readlink()) for name in Path(f"/proc/{server.pid}/fd").iterdir()]
        after = written()
    assert [name.name for name in folder_of(server).iterdir()] == ["redis.sock"]
    assert [name for name in open_files if name.startswith("/") and not name.startswith("/dev/")] == []
    assert after == before


def test_nothing_is_left_in_the_folder_by_a_polite_end(tmp_path: Path) -> None:
    with EmbeddedRedis(maxmemory_mb=32, folder=tmp_path) as server, client_of(server) as client:
        client.set("key", "value")
    assert list(tmp_path.iterdir()) == []


@ON_LINUX
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_the_server_dies_when_its_parent_is_killed(ending: signal.Signals) -> None:
    parent = subprocess.Popen(  # noqa: S603 - a script of our own
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        pid, url = parent.stdout.readline().split()
        with redis.Redis.from_url(url) as client:
            assert client.ping()
        server = os.pidfd_open(int(pid))
        parent.send_signal(ending)
        wait_for_the_end_of(server)
        os.close(server)
        shutil.rmtree(Path(url.removeprefix("unix://").partition("?")[0]).parent)  # nobody is left to do it
    assert parent.returncode == -ending


@ON_LINUX
def test_a_parent_that_is_gone_already_gets_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relay.demo.embedded.os.getpid", lambda: 1_234_567)
    with pytest.raises(StartError, match="the process that wanted this server is gone"), EmbeddedRedis():
        pass


@ON_LINUX
def test_a_thread_that_may_end_first_is_refused() -> None:
    with ThreadPoolExecutor(1) as pool:
        started = pool.submit(EmbeddedRedis().start)
        with pytest.raises(StartError, match="main thread"):
            started.result()


@ON_LINUX
def test_a_crash_of_the_server_leaves_no_core_file(server: EmbeddedRedis) -> None:
    limits = Path(f"/proc/{server.pid}/limits").read_text().splitlines()
    (core,) = [line.split() for line in limits if line.startswith("Max core file size")]
    assert core[4:6] == ["0", "0"]


@ON_LINUX
def test_no_secret_of_the_relay_reaches_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYLOAD_KEY", "invented-secret")
    with EmbeddedRedis(maxmemory_mb=32) as server:
        assert b"invented-secret" not in Path(f"/proc/{server.pid}/environ").read_bytes()


def test_an_interrupt_from_the_keyboard_does_not_reach_the_server(server: EmbeddedRedis) -> None:
    assert os.getsid(server.pid) == server.pid


def test_two_servers_run_side_by_side(server: EmbeddedRedis) -> None:
    with EmbeddedRedis(maxmemory_mb=32) as other, client_of(server) as first, client_of(other) as second:
        first.set("key", "first")
        assert second.get("key") is None


def test_a_restart_keeps_the_address_and_forgets_the_data(server: EmbeddedRedis) -> None:
    before = server.url
    with client_of(server) as client:
        client.set("key", "value")
    server.restart()
    assert server.url == before
    with client_of(server) as client:
        assert client.get("key") is None


def test_a_killed_server_refuses_connections_until_it_is_restarted(server: EmbeddedRedis) -> None:
    server.kill()
    with client_of(server) as client:
        with pytest.raises(redis.ConnectionError):
            client.ping()
        server.restart()
        assert client.ping()


def test_an_append_only_server_remembers_across_a_kill(tmp_path: Path) -> None:
    with EmbeddedRedis(maxmemory_mb=32, appendonly=True, folder=tmp_path) as server:
        with client_of(server) as client:
            client.set("key", "value")
        server.kill()
        server.restart()
        with client_of(server) as client:
            assert client.get("key") == b"value"
            assert client.config_get("appendfsync") == {"appendfsync": "always"}


def test_an_append_only_server_without_a_folder_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="needs a folder"):
        EmbeddedRedis(appendonly=True)


def test_a_tcp_port_is_opened_on_loopback_when_asked() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with EmbeddedRedis(maxmemory_mb=32, tcp_port=port), redis.Redis(host="127.0.0.1", port=port) as client:
        assert client.ping()


def test_a_server_goes_on_when_nobody_reads_its_log(server: EmbeddedRedis) -> None:
    with client_of(server) as client:
        client.config_set("loglevel", "debug")
    for _ in range(3):
        with client_of(server) as client:  # each connection is a line in the log
            assert client.ping()


def test_a_second_start_is_refused(server: EmbeddedRedis) -> None:
    first = server.pid
    with pytest.raises(StartError, match="runs already"):
        server.start()
    assert server.pid == first


def test_a_long_temporary_folder_is_passed_over_for_the_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = tmp_path / ("long" * 30)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    with EmbeddedRedis(maxmemory_mb=32) as server, client_of(server) as client:
        assert client.ping()
