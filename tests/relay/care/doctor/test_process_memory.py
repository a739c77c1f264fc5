"""What the kernel tells of a process, on this machine and as other machines tell it."""

import os
import sys
from pathlib import Path

import pytest

from relay.care.doctor.process_memory import ProcessMemory, look_at, relays_here, runs_here
from relay.demo.embedded import EmbeddedRedis
from relay.demo.redis_program import find_server

STATUS = "Name:\tvalkey-server\nVmRSS:\t    9000 kB\nVmSwap:\t{} kB\nThreads:\t6\n"
LIMITS = """Limit                     Soft Limit           Hard Limit           Units
Max file size             unlimited            unlimited            bytes
Max core file size        {}                    unlimited            bytes
Max open files            1024                 4096                 files
"""

linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells this by /proc, which is Linux's")


def process(
    processes: Path, pid: int, *, swap: str = "     0", core: str = "0", comm: str = "valkey-server", command: str = ""
) -> None:
    """One process as the kernel would show it."""
    folder = processes / str(pid)
    folder.mkdir()
    (folder / "status").write_text(STATUS.format(swap))
    (folder / "limits").write_text(LIMITS.format(core))
    (folder / "comm").write_text(f"{comm}\n")
    (folder / "cmdline").write_bytes(command.replace(" ", "\0").encode() + b"\0")


@pytest.mark.parametrize(
    ("swap", "core", "told"),
    [
        ("     0", "0", ProcessMemory(0, may_dump=False)),
        ("  1280", "0", ProcessMemory(1280 * 1024, may_dump=False)),
        ("     0", "unlimited", ProcessMemory(0, may_dump=True)),
    ],
)
def test_swap_is_told_in_bytes_and_a_core_limit_as_what_may_happen(
    swap: str, core: str, told: ProcessMemory, tmp_path: Path
) -> None:
    process(tmp_path, 7, swap=swap, core=core)
    assert look_at(7, tmp_path) == told


def test_a_process_that_is_gone_tells_nothing(tmp_path: Path) -> None:
    assert look_at(7, tmp_path) is None


@linux
def test_this_process_and_a_server_of_ours_are_told_by_the_kernel(redis_server: EmbeddedRedis) -> None:
    assert look_at() is not None
    server = look_at(redis_server.pid)
    assert server is not None
    assert not server.may_dump


@linux
def test_a_server_is_known_by_its_program(redis_server: EmbeddedRedis) -> None:
    assert runs_here(redis_server.pid, str(find_server()))
    assert not runs_here(os.getpid(), str(find_server()))
    assert not runs_here(redis_server.pid, "")


def test_where_the_program_is_hidden_the_name_of_the_process_decides(tmp_path: Path) -> None:
    process(tmp_path, 7, comm="valkey-server")
    assert runs_here(7, "/usr/local/bin/valkey-server", tmp_path)
    assert not runs_here(7, "/usr/local/bin/redis-server", tmp_path)
    assert not runs_here(8, "/usr/local/bin/valkey-server", tmp_path)


def test_relays_are_found_however_they_were_started_and_nothing_else_is(tmp_path: Path) -> None:
    process(tmp_path, 12, command="/opt/relay/bin/python -m relay work --config relay.yaml")
    process(tmp_path, 5, command="/opt/relay/bin/python /opt/relay/bin/relay serve")
    process(tmp_path, 6, command="/opt/relay/bin/relay doctor")
    process(tmp_path, 8, command="grep relay work.log")
    process(tmp_path, 9, command="postfix/relay")
    (tmp_path / "13").mkdir()  # one that ends at this moment
    assert list(relays_here(tmp_path)) == [(5, "serve"), (12, "work")]
