"""What the kernel of this machine tells about a process: whether it is swapped out, and whether a crash may dump it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROCESSES: Final = Path("/proc")

_MOST_OPTIONS: Final = 4
"""Words that may stand before the command: the options that all commands have."""

_SWAPPED = re.compile(r"^VmSwap:\s+(\d+) kB$", re.MULTILINE)
_CORE_LIMIT = re.compile(r"^Max core file size\s+(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ProcessMemory:
    """``swapped`` is in bytes; ``may_dump`` says that a crash may write a core file."""

    swapped: int
    may_dump: bool


def look_at(pid: int | None = None, processes: Path = _PROCESSES) -> ProcessMemory | None:
    """The memory of a process, or of this one. None: it is gone or not ours, or this kernel has no ``/proc``."""
    folder = processes / (str(pid) if pid is not None else "self")
    try:
        swapped = _SWAPPED.search((folder / "status").read_text("utf-8", "replace"))
        limit = _CORE_LIMIT.search((folder / "limits").read_text("utf-8", "replace"))
    except OSError:
        return None
    if limit is None:
        return None
    return ProcessMemory(int(swapped[1]) * 1024 if swapped else 0, limit[1] != "0")


def runs_here(pid: int, executable: str, processes: Path = _PROCESSES) -> bool:
    """Whether the process with this number on this machine is that program, and no namesake in another container.

    Where another user's process hides its program, the name that the kernel gives it decides.
    """
    folder = processes / str(pid)
    try:
        return bool(executable) and (folder / "exe").readlink() == Path(executable).resolve()
    except OSError:
        pass
    try:
        return (folder / "comm").read_text("utf-8", "replace").strip() == Path(executable).name[:15] != ""
    except OSError:
        return False


def relays_here(processes: Path = _PROCESSES) -> Iterator[tuple[int, str]]:
    """The number and command, ``serve`` or ``work``, of every relay process on this machine that can be seen."""
    for folder in sorted(processes.glob("[0-9]*"), key=lambda found: int(found.name)):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue  # it has ended meanwhile
        if (command := _command_of(words)) is not None:
            yield int(folder.name), command


def _command_of(words: Sequence[bytes]) -> str | None:
    """What a process of the relay does, by its command line; None for all others.

    >>> _command_of([b"/opt/relay/bin/python", b"/opt/relay/bin/relay", b"--env-file", b".env", b"work"])
    'work'
    """
    for place, word in enumerate(words):
        if word.rpartition(b"/")[2] == b"relay":
            options = words[place + 1 : place + 1 + _MOST_OPTIONS]
            return next((command.decode() for command in options if command in {b"serve", b"work"}), None)
    return None
